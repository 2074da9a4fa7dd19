/**
 * Reads the stored state, verifying every token again, and computes the new state after a verified answer. Of a lease
 * and a statement about the same activation, the one with the higher sequence is valid, whichever arrived first. At the
 * same sequence the statement is valid.
 */
import { fromNumericDate } from '../primitives/clock.ts';
import type { Ending, Grant } from './answer.ts';
import type { VerifiedState } from '../lease/check.ts';
import { readFarewell, type Farewell } from '../lease/farewell.ts';
import { readKeySet, type KeySet, type Trust } from '../lease/key-set.ts';
import { readLease, type Lease } from '../lease/lease.ts';
import type { Holding, SavedState } from '../state/state.ts';
import { withoutDaysBehind } from '../state/days-seen.ts';
import { endsLease, readStatement, type Statement } from '../lease/statement.ts';
import type { TokenFault } from '../lease/token.ts';

/** A reader of stored key sets. It verifies a key set once and caches it for the life of the process. */
export type KeySetReader = (token: string | null | undefined) => KeySet | undefined;

/** The verified state, together with the newest key set that the client has accepted. */
export interface VerifiedStateWithKeys extends VerifiedState {
  keySet: KeySet | undefined;
}

const KEY_SETS_CACHED_MAX = 8;

/** Creates a caching reader of stored key sets. A key set that does not verify is not cached. */
export function cachingKeySetReader(trust: Trust): KeySetReader {
  const cache = new Map<string, KeySet>();
  return (token) => {
    if (token === null || token === undefined) return undefined;
    const cached = cache.get(token);
    if (cached) return cached;
    const read = readKeySet(token, trust);
    if (!read.ok) return undefined;
    if (cache.size >= KEY_SETS_CACHED_MAX) cache.clear();
    cache.set(token, read.keySet);
    return read.keySet;
  };
}

/** Verifies the tokens in a stored state. A statement that does not verify counts as absent. */
export function readVerifiedState(
  saved: SavedState,
  trust: Trust,
  keySetOf: KeySetReader,
): VerifiedStateWithKeys {
  const { lease, fault } = readStoredLease(saved, trust, keySetOf);
  return {
    lease,
    fault,
    keyRemoved: lease !== undefined && isKeyRemoved(saved, lease, trust, keySetOf),
    statement: readStoredStatement(saved, trust, keySetOf),
    farewell: readStoredFarewell(saved, trust),
    latestDay: saved.latestDay ?? fromNumericDate(0),
    keySet: keySetOf(saved.keySet),
  };
}

/** A verified lease, with the values that are stored with it. */
export interface KeptGrant extends Grant {
  /** The key of the device tags. */
  tagKey: string;
  /** Whether the adapters that a check reads showed no hardware when the lease arrived. */
  givenUnseen: boolean;
}

/**
 * Computes the state after a verified lease. A trial does not take the place of a license, which a person may have
 * activated while the trial was asked for. The latest day seen becomes the server's day. This also corrects the
 * stored day at once if the machine's clock was once ahead.
 */
export function keepGrant(saved: SavedState, grant: KeptGrant, verified: VerifiedStateWithKeys): SavedState {
  const { lease, epoch, secret, token, keySet, farewell, notices, tagKey, givenUnseen } = grant;
  const isTrial = lease.trial !== undefined;
  if (isTrial && saved.holding !== null && saved.holding.trial !== true) return saved;
  const answered = {
    ...saved,
    keySet: newest(keySet, verified),
    activating: null,
    ...(farewell !== undefined && { farewell }),
  };
  const isSuperseded = verified.statement !== undefined && endsLease(verified.statement, lease);
  const isOlder = saved.holding?.activation === lease.activation && saved.holding.sequence > lease.sequence;
  if (isSuperseded || isOlder) return answered;
  const { activation, sequence, sub: license } = lease;
  const { notices: _before, ...others } = withoutDaysBehind(answered);
  return {
    ...others,
    ...(notices.length > 0 && { notices }),
    latestDay: lease.iat,
    holding: {
      activation,
      license,
      epoch,
      sequence,
      secret,
      tagKey,
      ...(isTrial && { trial: true }),
    },
    lease: { token, keySet: keySet.token, ...(givenUnseen && { givenUnseen }) },
    statement: null,
    renewing: null,
    releasing: null,
  };
}

/**
 * Computes the state after a verified renewal. The renewal of a copy may bring a lease of another activation, with a
 * seat of its own; the previous activation is then forgotten. The answer changes nothing if the seat was released
 * meanwhile, or if the state now has a third activation.
 *
 * @param asked - the activation that asked for the renewal
 */
export function keepRenewal(
  saved: SavedState,
  asked: Holding,
  grant: KeptGrant,
  verified: VerifiedStateWithKeys,
): SavedState {
  const current = saved.holding?.activation;
  const isConcerned = current === asked.activation || current === grant.lease.activation;
  return isConcerned ? keepGrant(saved, grant, verified) : saved;
}

/**
 * Computes the state after a verified statement. A release removes everything that proves the activation. After a
 * suspension, a revocation or the return of a floating seat the activation stays, with the statement's sequence, so that a later renewal can bring a
 * newer lease.
 */
export function keepEnding(saved: SavedState, ending: Ending, verified: VerifiedStateWithKeys): SavedState {
  const { statement, token, keySet } = ending;
  const answered = { ...saved, keySet: newest(keySet, verified) };
  const { holding } = saved;
  if (!holding || !endsLease(statement, holding)) return answered;
  const isReleased = statement.kind === 'released' && !statement.returned;
  return {
    ...answered,
    statement: { token, keySet: keySet.token },
    holding: isReleased ? null : { ...holding, sequence: statement.sequence },
    lease: isReleased ? null : saved.lease,
    activating: isReleased ? null : saved.activating,
    renewing: null,
    releasing: null,
  };
}

function readStoredLease(
  { lease: copy, holding }: SavedState,
  trust: Trust,
  keySetOf: KeySetReader,
): { lease: Lease | undefined; fault: TokenFault | undefined } {
  if (!copy || !holding) return { lease: undefined, fault: undefined };
  const keySet = keySetOf(copy.keySet);
  const read = keySet ? readLease(copy.token, keySet, trust) : readKeySet(copy.keySet, trust);
  if (!read.ok) return { lease: undefined, fault: read.fault };
  if (!('lease' in read)) return { lease: undefined, fault: 'unknown_key' };
  const isOfHolding = read.lease.activation === holding.activation;
  return isOfHolding
    ? { lease: read.lease, fault: undefined }
    : { lease: undefined, fault: 'claims_malformed' };
}

function readStoredStatement(
  { statement: copy }: SavedState,
  trust: Trust,
  keySetOf: KeySetReader,
): Statement | undefined {
  const keySet = keySetOf(copy?.keySet);
  const read = copy && keySet && readStatement(copy.token, keySet, trust);
  return read?.ok ? read.statement : undefined;
}

function readStoredFarewell({ farewell: token }: SavedState, trust: Trust): Farewell | undefined {
  const read = token === undefined ? undefined : readFarewell(token, trust);
  return read?.ok ? read.farewell : undefined;
}

function isKeyRemoved(saved: SavedState, lease: Lease, trust: Trust, keySetOf: KeySetReader): boolean {
  const newestSet = keySetOf(saved.keySet);
  const signer = keySetOf(saved.lease?.keySet)?.keys.get(lease.kid);
  const present = newestSet?.keys.get(lease.kid);
  if (!newestSet || newestSet.version < trust.minimumKeySetVersion || !signer) return true;
  // If the lease's key set is also the newest key set, both keys are the same object and need no comparison.
  return present?.use !== 'lease' || (present !== signer && !present.key.equals(signer.key));
}

/**
 * The token of the newer key set: the set of this answer or the stored set. Another instance may have stored a newer
 * set while this request was in flight.
 */
function newest(keySet: KeySet, verified: VerifiedStateWithKeys): string {
  return verified.keySet && verified.keySet.version > keySet.version ? verified.keySet.token : keySet.token;
}
