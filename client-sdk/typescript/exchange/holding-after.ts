/**
 * Computes the new state after a verified answer. Of a lease and a statement about the same activation, the one with the
 * higher sequence is valid, whichever arrived first. At the same sequence the statement is valid. It is loaded with the
 * calls that use the network.
 */
import type { Ending, Grant } from './answer.ts';
import type { VerifiedStateWithKeys } from './holding.ts';
import type { KeySet } from '../lease/key-set.ts';
import { endsLease } from '../lease/statement.ts';
import type { Holding, SavedState } from '../state/state.ts';
import { withoutDaysBehind } from '../state/days-seen.ts';

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
 * suspension, a revocation or the return of a floating seat the activation stays, with the statement's sequence, so
 * that a later renewal can bring a newer lease.
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

/**
 * The token of the newer key set: the set of this answer or the stored set. Another instance may have stored a newer
 * set while this request was in flight.
 */
function newest(keySet: KeySet, verified: VerifiedStateWithKeys): string {
  return verified.keySet && verified.keySet.version > keySet.version ? verified.keySet.token : keySet.token;
}
