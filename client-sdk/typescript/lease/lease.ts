/**
 * Reads a lease: the signed, time-limited proof that the server returns for an activation and that the app verifies
 * offline. A lease is accepted only as a whole: its signing key, issuer and product must be the expected ones, and
 * every claim must be within bounds. `check.ts` decides whether a lease has ended.
 */
import { decodeExact } from '../primitives/bytes.ts';
import { DAY_SECONDS, type Instant } from '../primitives/clock.ts';
import {
  instantClaim,
  instantOrNullClaim,
  instantsClaim,
  numberClaim,
  textClaim,
  textsClaim,
} from './claims.ts';
import { keyFinder, type KeySet, type Trust } from './key-set.ts';
import { refused, verifyToken, type Claims, type Refused } from './token.ts';
import { TAGS_MAX, TOKEN_TYPES, type Floating, type LeaseClaims, type TrialPer } from '../contract/wire.ts';

/** The claims of a lease with their times as instants. */
interface TimedClaims extends LeaseClaims {
  iat: Instant;
  nbf: Instant;
  exp: Instant;
  license_end: Instant | null;
  updates_until: Instant | null;
  entitlement_ends?: (Instant | null)[];
  refresh_after: Instant;
  machine_days: number;
}

/** A lease whose signature, issuer, product and claims were verified. */
export interface Lease extends TimedClaims {
  /** The id of the activation: the first part of `jti`, before its sequence. */
  activation: string;
  sequence: number;
  kid: string;
}

/** The maximum number of entitlements of a token. */
export const ENTITLEMENTS_MAX = 64;
/** The longest duration of a lease in seconds, and also the longest duration of its grace. */
const LEASE_SECONDS_MAX = 400 * DAY_SECONDS;
const MACHINE_DAYS_MAX = 366;
/** The `machine_days` of a lease that was issued before this claim existed. */
const MACHINE_DAYS_BEFORE = 14;
const TAG_BYTES = 16;
const JTI = /^([A-Za-z0-9_-]{1,64})\.(0|[1-9][0-9]{0,14})$/;

/** Verifies a lease against a key set that was accepted before. */
export function readLease(
  token: unknown,
  keySet: KeySet,
  trust: Trust,
): { ok: true; lease: Lease } | Refused {
  const verified = verifyToken(token, TOKEN_TYPES.lease, keyFinder(keySet, 'lease'));
  if (!verified.ok) return verified;
  if (textClaim(verified.claims, 'iss') !== trust.issuer) return refused('wrong_issuer');
  if (textClaim(verified.claims, 'aud') !== trust.product) return refused('wrong_product');
  const claims = readClaims(verified.claims);
  const trial = readTrial(verified.claims);
  const ends = readEnds(verified.claims, claims?.entitlements);
  const [, activation, sequence] = JTI.exec(claims?.jti ?? '') ?? [];
  if (!claims || !trial || !ends || activation === undefined || !inOrder(claims))
    return refused('claims_malformed');
  const { kid } = verified;
  const lease = {
    ...claims,
    ...ends,
    ...trial,
    ...readFloating(verified.claims),
    activation,
    sequence: Number(sequence),
    kid,
  };
  return { ok: true, lease };
}

function readClaims(claims: Claims): TimedClaims | undefined {
  const read = {
    iss: textClaim(claims, 'iss'),
    aud: textClaim(claims, 'aud'),
    sub: textClaim(claims, 'sub'),
    jti: textClaim(claims, 'jti'),
    iat: instantClaim(claims, 'iat'),
    nbf: instantClaim(claims, 'nbf'),
    exp: instantClaim(claims, 'exp'),
    tags: textsClaim(claims, 'tags', TAGS_MAX),
    entitlements: textsClaim(claims, 'entitlements', ENTITLEMENTS_MAX),
    license_end: instantOrNullClaim(claims, 'license_end'),
    updates_until: instantOrNullClaim(claims, 'updates_until'),
    refresh_after: instantClaim(claims, 'refresh_after'),
    grace: numberClaim(claims, 'grace', LEASE_SECONDS_MAX),
    machine_days: Object.hasOwn(claims, 'machine_days')
      ? numberClaim(claims, 'machine_days', MACHINE_DAYS_MAX)
      : MACHINE_DAYS_BEFORE,
    key_set: numberClaim(claims, 'key_set'),
  };
  return isWhole(read) ? read : undefined;
}

/** The ends of the entitlements; no member if none has an end of its own. */
function readEnds(claims: Claims, names: string[] = []): Pick<TimedClaims, 'entitlement_ends'> | undefined {
  if (!Object.hasOwn(claims, 'entitlement_ends')) return {};
  const ends = instantsClaim(claims, 'entitlement_ends', names.length);
  return ends && { entitlement_ends: ends };
}

/** The claim of a trial; no member if the lease is of a license. */
function readTrial(claims: Claims): { trial?: TrialPer } | undefined {
  if (!Object.hasOwn(claims, 'trial')) return {};
  const per = textClaim(claims, 'trial');
  return per === 'machine' || per === 'install' ? { trial: per } : undefined;
}

/** The claim of a floating license. A value that is not known counts as none. */
function readFloating({ floating }: Claims): { floating?: Floating } {
  return floating === 'checked_out' || floating === 'borrowed' ? { floating } : {};
}

function isWhole(read: { [Name in keyof TimedClaims]: TimedClaims[Name] | undefined }): read is TimedClaims {
  const isTag = (tag: string): boolean => decodeExact(tag, TAG_BYTES) !== undefined;
  return (
    Object.values(read).every((value) => value !== undefined) &&
    read.tags !== undefined &&
    read.tags.every(isTag)
  );
}

function inOrder({ iat, nbf, exp }: LeaseClaims): boolean {
  return nbf <= exp && iat <= exp && exp - iat <= LEASE_SECONDS_MAX;
}
