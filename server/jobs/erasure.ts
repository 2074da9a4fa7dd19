/**
 * One erasure of a customer, from the plan to the last row: slice by slice, so that activations go on between them. A
 * run that is cut short is simply repeated. The bytes and the receipt are left to `sign-receipts.ts`, for many at once.
 */

import type { Erase, ErasurePlan, EraseSliceAnswer } from '../domain/privacy/erasure.ts';
import type { World } from '../runtime/world.ts';
import { operations } from '../domain/operations.ts';

export interface ErasureReport extends ErasurePlan {
  readonly applied: boolean;
  /** Whether every row is gone. */
  readonly finished: boolean;
  /** Names the erasure; null: nothing was erased. */
  readonly receipt: string | null;
}

export interface ErasureOptions {
  /** False: only say what would go. */
  readonly apply: boolean;
  readonly urgent: boolean;
  readonly reason?: string | undefined;
  /** Who is recorded. */
  readonly actor: string;
  /** Called with the rows that are gone so far. */
  readonly onProgress?: (erased: number) => void;
  /** Stops the run between two slices. */
  readonly signal?: AbortSignal;
}

/** Runs the erasure. @throws Refusal where the email or a word of `only` is malformed, or a slice is refused */
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
  // what was erased is accounted for, also where the run was stopped
  await world.run(operations.privacy.endErasure, { receipt }, actor);
  return { ...plan, applied: true, finished: after === null, receipt };
}
