/**
 * Verifies and keeps the answer to a request, online or from a file. Only a completely verified answer changes the
 * state. After a failure at any point, the state still contains the request for the next call.
 */
import {
  isOutsideKeySet,
  readEnding,
  readEndingOrGrant,
  readGrant,
  type Ending,
  type Grant,
} from './answer.ts';
import { keepEnding, keepGrant, keepRenewal } from './holding-after.ts';
import type { Keeper } from './keeper.ts';
import type { CallContext } from './plan.ts';
import type { Verb } from './request.ts';
import { isOutOfSight } from './sighting.ts';
import { withOwnChange } from '../state/announced.ts';
import type { Holding, PendingActivation, PendingProof, SavedState } from '../state/state.ts';

/** Keeps the answer to an activation. @param tagKey - base64url @throws AnswerUntrusted, StateUnwritable */
export function keepSeat(
  { setting, keeper }: CallContext,
  answer: unknown,
  { saved, plan, tagKey }: { saved: SavedState; plan: Pick<PendingActivation, 'tags'>; tagKey: string },
): void {
  const question = keeper.question(keeper.read() ?? saved, plan.tags);
  const grant = readOrDiscard(keeper, 'activating', () => readGrant(answer, question));
  const givenUnseen = isOutOfSight(setting, tagKey, grant.lease);
  keeper.change((before) => {
    const kept = keepGrant(before, { ...grant, tagKey, givenUnseen }, keeper.verified(before));
    return withOwnChange(kept, 'active');
  });
}

/** Keeps the answer to a renewal or release. @throws AnswerUntrusted, StateUnwritable */
export function keepOutcome(
  { setting, keeper }: CallContext,
  answer: unknown,
  { verb, saved, holding, plan }: { verb: Verb; saved: SavedState; holding: Holding; plan: PendingProof },
): Grant | Ending {
  const question = { ...keeper.question(keeper.read() ?? saved, plan.tags), holding };
  const outcome =
    verb === 'renew'
      ? readOrDiscard(keeper, 'renewing', () => readEndingOrGrant(answer, question, holding))
      : readEnding(answer, question, holding);
  if (outcome.kind === 'ending') {
    keeper.change((before) => {
      const { kind, returned } = outcome.statement;
      const isOwnRelease = kind === 'released' && !returned && before.releasing !== null;
      const kept = keepEnding(before, outcome, keeper.verified(before));
      return isOwnRelease ? withOwnChange(kept, 'released') : kept;
    });
    return outcome;
  }
  const { tagKey } = holding;
  const renewal = { ...outcome, tagKey, givenUnseen: isOutOfSight(setting, tagKey, outcome.lease) };
  keeper.change((before) => keepRenewal(before, holding, renewal, keeper.verified(before)));
  return outcome;
}

/**
 * Reads an answer. If the answer to a stored request is only valid under an outdated key set, the stored request is
 * deleted, so that the next call sends a new one.
 */
function readOrDiscard<T>(keeper: Keeper, kept: 'activating' | 'renewing', read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (isOutsideKeySet(error)) keeper.change((before) => ({ ...before, [kept]: null }));
    throw error;
  }
}
