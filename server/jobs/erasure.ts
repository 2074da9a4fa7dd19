/**
 * Runs one erasure of a customer's data, from the plan to the last row. Rows are erased slice by slice, so that
 * activations continue between the slices. An interrupted run is simply repeated. `sign-receipts.ts` does the secure
 * delete and signs the receipt, for many erasures at once.
 */

import type { Erase, ErasurePlan, EraseSliceAnswer } from '../domain/privacy/erasure.ts';
import type { World } from '../runtime/world.ts';
import { operations } from '../domain/operations.ts';

export interface ErasureReport extends ErasurePlan {
  readonly applied: boolean;
  /** Whether every row of the erasure is gone. */
  readonly finished: boolean;
  /** The id of the erasure's receipt; null if nothing was erased. */
  readonly receipt: string | null;
}

export interface ErasureOptions {
  /** Whether the data is erased. False: the erasure only reports what would be erased. */
  readonly apply: boolean;
  readonly urgent: boolean;
  readonly reason?: string | undefined;
  /** The actor that is recorded for the erasure. */
  readonly actor: string;
  /** The purpose of the look at what would be erased, if an operator asks. */
  readonly purpose?: string | undefined;
  /** Called after a slice with the number of rows that the erasure has erased so far. */
  readonly onProgress?: (erased: number) => void;
  /** Stops the erasure between two slices. */
  readonly signal?: AbortSignal;
}

/** Runs an erasure. @throws Refusal if the email or a word of `only` is malformed, or a slice is refused */
export async function runErasure(
  world: Pick<World, 'run'>,
  erase: Erase,
  options: ErasureOptions,
): Promise<ErasureReport> {
  const { actor, urgent, reason } = options;
  const plan = await world.run(operations.privacy.planErasure, erase, actor, options.purpose);
  const none = { ...plan, applied: false, finished: false, receipt: null };
  if (!options.apply || plan.licenses + plan.accounts === 0) return none;
  const begin = { urgent, reason, held: plan.held, bySelf: 'account' in erase };
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
  // the rows that were erased get their receipt, even if the run was stopped
  await world.run(operations.privacy.endErasure, { receipt }, actor);
  return { ...plan, applied: true, finished: after === null, receipt };
}
