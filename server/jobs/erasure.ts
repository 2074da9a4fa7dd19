/**
 * One erasure of a customer, from the plan to the last row: slice by slice, so that activations continue between the
 * slices. An interrupted run is simply repeated. The secure delete and the receipt are left to `sign-receipts.ts`, for
 * many erasures at once.
 */

import type { Erase, ErasurePlan, EraseSliceAnswer } from '../domain/privacy/erasure.ts';
import type { World } from '../runtime/world.ts';
import { operations } from '../domain/operations.ts';

export interface ErasureReport extends ErasurePlan {
  readonly applied: boolean;
  /** Whether every row is gone. */
  readonly finished: boolean;
  /** The id of the erasure; null if nothing was erased. */
  readonly receipt: string | null;
}

export interface ErasureOptions {
  /** False: only report what would be erased. */
  readonly apply: boolean;
  readonly urgent: boolean;
  readonly reason?: string | undefined;
  /** The actor to record. */
  readonly actor: string;
  /** Called with the number of rows erased so far. */
  readonly onProgress?: (erased: number) => void;
  /** Stops the run between two slices. */
  readonly signal?: AbortSignal;
}

/** Runs the erasure. @throws Refusal if the email or a word of `only` is malformed, or a slice is refused */
export async function runErasure(
  world: Pick<World, 'run'>,
  erase: Erase,
  options: ErasureOptions,
): Promise<ErasureReport> {
  const { actor, urgent, reason } = options;
  const plan = await world.run(operations.privacy.planErasure, erase, actor);
  const none = { ...plan, applied: false, finished: false, receipt: null };
  if (!options.apply || plan.licenses + plan.accounts === 0) return none;
  const begin = { urgent, reason, bySelf: 'account' in erase };
  const receipt = await world.run(operations.privacy.beginErasure, begin, actor);
  let [erased, after]: [number, string | null] = [0, ''];
  while (after !== null && !options.signal?.aborted) {
    const slice: EraseSliceAnswer = await world.run(
      operations.privacy.eraseSlice,
      { ...erase, receipt, after },
      actor,
    );
    erased += slice.erased;
    after = slice.next;
    options.onProgress?.(erased);
  }
  // erased rows get their receipt, even if the run was stopped
  await world.run(operations.privacy.endErasure, { receipt }, actor);
  return { ...plan, applied: true, finished: after === null, receipt };
}
