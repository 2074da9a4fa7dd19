/**
 * Rows of the token table about genuine tokens: whether the type is accepted, whether the token answers the request,
 * and the result of a check at the first and last second of every period.
 */

import { DAY, TODAY } from '../client-sdk/support/issuer.ts';
import { genuine, signClaims, TYPES, type CheckAt, type Keys, type Row, type Type } from './token-rows.ts';
import { TOKEN_TYPES } from '../../client-sdk/typescript/contract/wire.ts';

/** Types that the SDK does not read, signed by each key. */
const FOREIGN = ['JWT', 'quietkey-receipt+jwt', 'quietkey-webhook+jwt', 'quietkey-session+jwt'];

/** Every type of token to every reader: a reader accepts only its own type, whichever key signed. */
export function matrixRows(keys: Keys): Row[] {
  const good = (type: Type): Row['token'] => {
    const { claims, key, typ } = genuine(keys, type);
    return signClaims(typ, claims, key);
  };
  const matrix = TYPES.flatMap((type) =>
    TYPES.map((token): Row => {
      const verdict = type === token ? 'ok' : 'wrong_type';
      const { claims } = genuine(keys, token);
      return {
        name: `matrix: a ${token} to the reader of a ${type}`,
        type,
        token: good(token),
        verdict,
        ...(verdict === 'ok' && { claims }),
      };
    }),
  );
  const dressed = TYPES.flatMap((type) =>
    TYPES.filter((other) => other !== type).map((other): Row => {
      const { claims } = genuine(keys, type);
      const { key } = genuine(keys, other);
      const verdict = type === 'keySet' || other === 'keySet' ? 'unknown_key' : 'wrong_key_use';
      const token = signClaims(TOKEN_TYPES[type], claims, key);
      return { name: `matrix: a ${type} signed by the key of a ${other}`, type, token, verdict };
    }),
  );
  const swapped = TYPES.flatMap((type) =>
    TYPES.filter((other) => other !== type).map((other): Row => {
      const { key, typ } = genuine(keys, type);
      const token = signClaims(typ, genuine(keys, other).claims, key);
      const verdict = type === 'keySet' || other === 'keySet' ? SWAPPED[type][other]! : 'claims_malformed';
      return { name: `matrix: the claims of a ${other} in a ${type}`, type, token, verdict };
    }),
  );
  const foreign = TYPES.flatMap((type) =>
    FOREIGN.map((typ): Row => {
      const { claims, key } = genuine(keys, type);
      const token = signClaims(typ, claims, key);
      return { name: `matrix: a ${typ} to the reader of a ${type}`, type, token, verdict: 'wrong_type' };
    }),
  );
  return [...matrix, ...dressed, ...swapped, ...foreign];
}

/** A key set has no product, and its reader requires none. */
const SWAPPED: Record<Type, Partial<Record<Type, Row['verdict']>>> = {
  lease: { keySet: 'wrong_product' },
  statement: { keySet: 'wrong_product' },
  keySet: { lease: 'claims_malformed', statement: 'claims_malformed' },
};

export const clockRows = (keys: Keys): Row[] => [...leaseRows(keys), ...answerRows(keys)];

const EXP = TODAY + 30 * DAY;
const GRACE = 14 * DAY;
const checkAt = (now: number, state: string, reason: string, entitlements?: string[]): CheckAt => ({
  now,
  state,
  reason,
  ...(entitlements && { entitlements }),
});

function leaseRows(keys: Keys): Row[] {
  const { claims, key, typ } = genuine(keys, 'lease');
  const end = TODAY + 20 * DAY;
  const cases: [name: string, changes: object, checks: CheckAt[], context?: string, answer?: string][] = [
    [
      'the seconds around nbf, exp and grace',
      {},
      [
        checkAt(TODAY, 'licensed', 'lease_valid'),
        checkAt(EXP - 1, 'licensed', 'lease_valid'),
        checkAt(EXP, 'stale', 'lease_ended'),
        checkAt(EXP + 1, 'stale', 'lease_ended'),
        checkAt(EXP + GRACE - 1, 'stale', 'lease_ended'),
        checkAt(EXP + GRACE, 'limited', 'grace_ended'),
        checkAt(EXP + GRACE + 1, 'limited', 'grace_ended'),
        checkAt(253_402_300_799, 'limited', 'grace_ended'),
      ],
    ],
    [
      'a clock before nbf: a day is let pass, more is asked about, nothing is taken away',
      {},
      [
        checkAt(TODAY - 1, 'licensed', 'lease_valid'),
        checkAt(TODAY - DAY, 'licensed', 'lease_valid'),
        checkAt(TODAY - DAY - 1, 'stale', 'clock_behind'),
        checkAt(0, 'stale', 'clock_behind'),
      ],
    ],
    [
      'iat in the future',
      { iat: TODAY + 5 * DAY },
      [checkAt(TODAY, 'stale', 'clock_behind'), checkAt(TODAY + 4 * DAY, 'licensed', 'lease_valid')],
    ],
    ['no grace: over in the second of exp', { grace: 0 }, [checkAt(EXP - 1, 'licensed', 'lease_valid'), checkAt(EXP, 'limited', 'grace_ended')]], // prettier-ignore
    [
      'the seconds around the end of the license',
      { exp: end, license_end: end },
      [
        checkAt(end - 1, 'licensed', 'lease_valid'),
        checkAt(end, 'stale', 'license_in_grace'),
        checkAt(end + GRACE - 1, 'stale', 'license_in_grace'),
        checkAt(end + GRACE, 'unlicensed', 'license_ended'),
      ],
    ],
    [
      'the seconds around the end of an entitlement and of its grace',
      { entitlements: ['pro', 'cloud'], entitlement_ends: [null, TODAY + 10 * DAY] },
      [
        checkAt(TODAY + 10 * DAY - 1, 'licensed', 'lease_valid', ['pro', 'cloud']),
        checkAt(TODAY + 10 * DAY, 'licensed', 'lease_valid', ['pro', 'cloud']),
        checkAt(TODAY + 24 * DAY - 1, 'licensed', 'lease_valid', ['pro', 'cloud']),
        checkAt(TODAY + 24 * DAY, 'licensed', 'lease_valid', ['pro']),
        checkAt(EXP + GRACE - 1, 'stale', 'lease_ended', ['pro']),
      ],
    ],
    [
      'an entitlement that ends with the lease, and one that ends after it',
      { entitlements: ['pro', 'cloud'], entitlement_ends: [EXP, EXP + 1] },
      [
        checkAt(EXP - 1, 'licensed', 'lease_valid', ['pro', 'cloud']),
        checkAt(EXP + GRACE - 1, 'stale', 'lease_ended', ['pro', 'cloud']),
      ],
    ],
    [
      'of another machine',
      {},
      [checkAt(TODAY, 'stale', 'wrong_machine')],
      'another machine',
      'wrong_machine',
    ],
    ['under a set that has expired', {}, [checkAt(TODAY, 'licensed', 'lease_valid')], 'key set expired', 'outside_key_set'], // prettier-ignore
    ['under a set that was issued later', {}, [checkAt(TODAY, 'licensed', 'lease_valid')], 'key set issued later', 'outside_key_set'], // prettier-ignore
  ];
  return cases.map(([name, changes, checks, context = 'plain', answer = 'ok']) => {
    const bent = { ...claims, ...changes };
    const token = signClaims(typ, bent, key);
    return {
      name: `lease: ${name}`,
      type: 'lease',
      context,
      token,
      verdict: 'ok',
      claims: bent,
      answer,
      checks,
    };
  });
}

function answerRows(keys: Keys): Row[] {
  const cases: [
    name: string,
    type: 'lease' | 'statement',
    context: string,
    verdict: Row['verdict'],
    answer: string,
  ][] = [
    ['as the answer to what was asked', 'lease', 'plain', 'ok', 'ok'],
    ['of another license', 'lease', 'another license', 'ok', 'wrong_license'],
    ['of another activation', 'lease', 'another activation', 'ok', 'ok'],
    ['older than the held one', 'lease', 'a later sequence', 'ok', 'old_answer'],
    ['of a product that is not pinned', 'lease', 'another product', 'wrong_product', 'wrong_product'],
    ['by a key that a newer set has dropped', 'lease', 'key set rotated', 'unknown_key', 'unknown_key'],
    ['as the answer to what was asked', 'statement', 'plain', 'ok', 'ok'],
    ['of another license', 'statement', 'another license', 'ok', 'wrong_license'],
    ['of another activation', 'statement', 'another activation', 'ok', 'wrong_activation'],
    ['older than the held lease', 'statement', 'a later sequence', 'ok', 'old_answer'],
    ['of a product that is not pinned', 'statement', 'another product', 'wrong_product', 'wrong_product'],
    ['by a key that a newer set still has', 'statement', 'key set rotated', 'ok', 'ok'],
  ];
  return cases.map(([name, type, context, verdict, answer]) => {
    const { claims, key, typ } = genuine(keys, type);
    const token = signClaims(typ, claims, key);
    return {
      name: `${type}: ${name}`,
      type,
      context,
      token,
      verdict,
      ...(verdict === 'ok' && { claims }),
      answer,
    };
  });
}
