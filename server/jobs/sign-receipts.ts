/**
 * The end of every purge and erasure: one secure delete for all of them whose rows are gone, and then their receipts,
 * which are signed and stored. Nothing is signed until the scan of the file has found no residue. Each receipt is
 * signed once, however often the run is interrupted. The caller decides when this work runs.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import type { PutOff, SecureDeletion } from '../domain/privacy/receipt.ts';
import { isPassing } from '../domain/kernel/refusal.ts';
import type { World } from '../runtime/world.ts';
import { operations } from '../domain/operations.ts';

const ACTOR = 'server';
/**
 * The number of attempts, and the pause between them, for the steps after the secure delete while the store is busy.
 */
const TRIES = 60;
const TRY_MS = 1_000;

/** The result of the work on pending receipts. `signed`: the number of signed receipts. */
export type Finished =
  | { readonly kind: 'nothing owed' }
  | {
      readonly kind: 'signed';
      readonly signed: number;
      readonly deletion: SecureDeletion & { kind: 'deleted' };
    }
  /** The scan found residue: no receipt is signed, and the secure delete is tried again later. */
  | { readonly kind: 'residue'; readonly residueBytes: number }
  | { readonly kind: 'put off'; readonly because: PutOff };

/**
 * Finishes all pending receipts.
 * @param signal ends the wait for a busy store
 * @throws Refusal if the store refuses a step; the function may then be run again
 */
export async function finishReceipts(
  world: Pick<World, 'run' | 'secureDelete'>,
  signal?: AbortSignal,
): Promise<Finished> {
  // the pending receipts are read before the secure delete, since it does not cover rows that are deleted while it runs
  const owed = await world.run(operations.privacy.owedReceipts, {}, ACTOR);
  if (owed.length === 0) return { kind: 'nothing owed' };
  const deletion = await world.secureDelete();
  if (deletion.kind === 'put off') return deletion;
  const { residueBytes } = deletion;
  if (residueBytes !== null && residueBytes > 0) return { kind: 'residue', residueBytes };
  const receipts = await patiently(
    () => world.run(operations.privacy.draftReceipts, { receipts: owed, deletion }, ACTOR),
    signal,
  );
  const signed = await patiently(
    () => world.run(operations.privacy.keepReceipts, { receipts }, ACTOR),
    signal,
  );
  return { kind: 'signed', signed, deletion };
}

async function patiently<Answer>(
  act: () => Promise<Answer>,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await act();
    } catch (error) {
      if (!isPassing(error) || tries === TRIES || signal?.aborted === true) throw error;
      await sleep(TRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
