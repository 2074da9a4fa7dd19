/**
 * Reads a statement, the signed message that ends leases; `check.ts` decides what follows. A statement is accepted only
 * from a key that the root has signed for statements. It ends the leases of its activation up to its own sequence; a
 * lease with a higher sequence is valid again.
 */
import { DAY_SECONDS, type Instant } from '../primitives/clock.ts';
import { instantClaim, numberClaim, textClaim } from './claims.ts';
import { keyFinder, type KeySet, type Trust } from './key-set.ts';
import { refused, verifyToken, type Refused } from './token.ts';
import { TOKEN_TYPES, type StatementClaims, type StatementKind } from '../contract/wire.ts';

/** A statement whose signature, issuer, product and claims were verified. */
export interface Statement extends StatementClaims {
  effective: Instant;
  notice: number;
}

/** The longest notice in seconds. */
const NOTICE_SECONDS_MAX = 400 * DAY_SECONDS;
const KINDS: readonly string[] = ['released', 'suspended', 'revoked'] satisfies StatementKind[];

/** Verifies a statement against a key set that was accepted before. */
export function readStatement(
  token: unknown,
  keySet: KeySet,
  trust: Trust,
): { ok: true; statement: Statement } | Refused {
  const verified = verifyToken(token, TOKEN_TYPES.statement, keyFinder(keySet, 'statement'));
  if (!verified.ok) return verified;
  const { claims } = verified;
  const iss = textClaim(claims, 'iss');
  const aud = textClaim(claims, 'aud');
  if (iss !== trust.issuer) return refused('wrong_issuer');
  if (aud !== trust.product) return refused('wrong_product');
  const license = textClaim(claims, 'license');
  const activation = textClaim(claims, 'activation');
  const sequence = numberClaim(claims, 'sequence', Number.MAX_SAFE_INTEGER);
  const kind = textClaim(claims, 'kind');
  const effective = instantClaim(claims, 'effective');
  const notice = Object.hasOwn(claims, 'notice') ? numberClaim(claims, 'notice', NOTICE_SECONDS_MAX) : 0;
  if (license === undefined || activation === undefined || sequence === undefined) {
    return refused('claims_malformed');
  }
  if (!isKind(kind) || effective === undefined || notice === undefined) return refused('claims_malformed');
  const returned = claims['returned'] === true && { returned: true as const };
  return {
    ok: true,
    statement: { iss, aud, license, activation, sequence, kind, effective, notice, ...returned },
  };
}

/**
 * Whether a statement ends a lease: the activation is the same, and the statement's sequence is not below the lease's.
 */
export function endsLease(
  statement: { activation: string; sequence: number },
  lease: { activation: string; sequence: number },
): boolean {
  return statement.activation === lease.activation && statement.sequence >= lease.sequence;
}

function isKind(kind: string | undefined): kind is StatementKind {
  return kind !== undefined && KINDS.includes(kind);
}
