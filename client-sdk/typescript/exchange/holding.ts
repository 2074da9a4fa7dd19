/**
 * Reads the stored state, verifying every token again. What an answer changes in it is in `holding-after.ts`.
 */
import { fromNumericDate } from '../primitives/clock.ts';
import type { VerifiedState } from '../lease/check.ts';
import { readFarewell, type Farewell } from '../lease/farewell.ts';
import { readKeySet, type KeySet, type Trust } from '../lease/key-set.ts';
import { readLease, type Lease } from '../lease/lease.ts';
import type { SavedState } from '../state/state.ts';
import { readStatement, type Statement } from '../lease/statement.ts';
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
