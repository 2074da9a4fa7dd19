/**
 * The end of every purge and erasure: the physical step for all whose rows are gone, then their receipts, signed and
 * kept. Guarantees that nothing is signed before no byte was found, that each receipt is signed once, whoever does it and
 * however often it is cut short, and that the crowd which waited for the physical step does not have it repeated. When
 * it is done is left to the caller.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import type { PutOff, SecureDeletion } from '../domain/privacy/receipt.ts';
import { isBusy } from '../domain/kernel/refusal.ts';
import type { World } from '../runtime/world.ts';
import { operations } from '../domain/operations.ts';

const ACTOR = 'server';
/** So often, and so far apart, what follows the physical step is tried where the store is busy. */
const TRIES = 60;
const TRY_MS = 1_000;

/** `signed`: how many receipts. */
export type Finished =
  | { readonly kind: 'nothing owed' }
  | {
      readonly kind: 'signed';
      readonly signed: number;
      readonly deletion: SecureDeletion & { kind: 'deleted' };
    }
  /** Bytes were found: nothing is called gone, and it is tried again. */
  | { readonly kind: 'residue'; readonly residueBytes: number }
  | { readonly kind: 'put off'; readonly because: PutOff };

/**
 * Finishes all that is owed.
 * @param signal ends the wait for a busy store
 * @throws Refusal where the store refuses a step; it may be run again
 */
export async function finishReceipts(
  world: Pick<World, 'run' | 'secureDelete'>,
  signal?: AbortSignal,
): Promise<Finished> {
  // before the physical step: what is deleted while it goes on is not shown by it
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
      if (!isBusy(error) || tries === TRIES || signal?.aborted === true) throw error;
      await sleep(TRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
