/**
 * What is held: read from the state, where every token is verified again, and changed by a verified answer. Of a lease
 * and a statement about the same activation the one with the higher sequence stands, whichever came first; at the same
 * sequence the statement does.
 */
import { fromNumericDate } from '../primitives/clock.ts';
import type { Ending, Grant } from './answer.ts';
import type { Held } from '../lease/check.ts';
import { readKeySet, type KeySet, type Trust } from '../lease/key-set.ts';
import { readLease, type Lease } from '../lease/lease.ts';
import type { SavedState } from '../state/state.ts';
import { endsLease, readStatement, type Statement } from '../lease/statement.ts';
import type { TokenFault } from '../lease/token.ts';

/** Verifies a key set once and remembers it, as long as the process lives. */
export type KeySetReader = (token: string | null | undefined) => KeySet | undefined;

/** All that is held, and the newest key set that was accepted. */
export interface HeldState extends Held {
  keySet: KeySet | undefined;
}

const KEY_SETS_REMEMBERED_MAX = 8;

/** A reader of stored key sets. What does not verify is not remembered. */
export function rememberingReader(trust: Trust): KeySetReader {
  const known = new Map<string, KeySet>();
  return (token) => {
    if (token === null || token === undefined) return undefined;
    const remembered = known.get(token);
    if (remembered) return remembered;
    const read = readKeySet(token, trust);
    if (!read.ok) return undefined;
    if (known.size >= KEY_SETS_REMEMBERED_MAX) known.clear();
    known.set(token, read.keySet);
    return read.keySet;
  };
}

/** Verifies what the state holds. A statement that does not verify is no statement. */
export function readHeld(saved: SavedState, trust: Trust, keySetOf: KeySetReader): HeldState {
  const { lease, fault } = readHeldLease(saved, trust, keySetOf);
  return {
    lease,
    fault,
    keyRemoved: lease !== undefined && isKeyRemoved(saved, lease, trust, keySetOf),
    statement: readHeldStatement(saved, trust, keySetOf),
    latestDay: saved.latestDay ?? fromNumericDate(0),
    keySet: keySetOf(saved.keySet),
  };
}

/** The state after a verified lease. Its day is the server's, which also puts right a clock that once ran ahead. */
export function keepGrant(saved: SavedState, grant: Grant, tagKey: string, held: HeldState): SavedState {
  const { lease, epoch, secret, token, keySet } = grant;
  const answered = { ...saved, keySet: newest(keySet, held), activating: null };
  const isBeaten = held.statement !== undefined && endsLease(held.statement, lease);
  const isOlder = saved.holding?.activation === lease.activation && saved.holding.sequence > lease.sequence;
  if (isBeaten || isOlder) return answered;
  const { activation, sequence, sub: license } = lease;
  return {
    ...answered,
    latestDay: lease.iat,
    holding: { activation, license, epoch, sequence, secret, tagKey },
    lease: { token, keySet: keySet.token },
    statement: null,
    renewing: null,
    releasing: null,
  };
}

/**
 * The state after a verified statement. A release drops all that proves the activation; after the other kinds it stays,
 * with the statement's sequence, so that a later renewal can bring a newer lease.
 */
export function keepEnding(saved: SavedState, ending: Ending, held: HeldState): SavedState {
  const { statement, token, keySet } = ending;
  const answered = { ...saved, keySet: newest(keySet, held) };
  const { holding } = saved;
  if (!holding || !endsLease(statement, holding)) return answered;
  const isReleased = statement.kind === 'released';
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

function readHeldLease(
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

function readHeldStatement(
  { statement: copy }: SavedState,
  trust: Trust,
  keySetOf: KeySetReader,
): Statement | undefined {
  const keySet = keySetOf(copy?.keySet);
  const read = copy && keySet && readStatement(copy.token, keySet, trust);
  return read?.ok ? read.statement : undefined;
}

function isKeyRemoved(saved: SavedState, lease: Lease, trust: Trust, keySetOf: KeySetReader): boolean {
  const newestSet = keySetOf(saved.keySet);
  const signer = keySetOf(saved.lease?.keySet)?.keys.get(lease.kid);
  const present = newestSet?.keys.get(lease.kid);
  if (!newestSet || newestSet.version < trust.minimumKeySetVersion || !signer) return true;
  // of one set they are the same object, and need no comparison
  return present?.use !== 'lease' || (present !== signer && !present.key.equals(signer.key));
}

/** Another instance may have stored a newer set while this answer was under way. */
function newest(keySet: KeySet, held: HeldState): string {
  return held.keySet && held.keySet.version > keySet.version ? held.keySet.token : keySet.token;
}
