/**
 * The end of every purge and erasure: the physical step for all whose rows are gone, then their receipts, signed and
 * kept. Guarantees that nothing is signed before no byte was found, and that each receipt is signed once, whoever does
 * it and however often it is cut short. When it is done is left to the caller.
 */

import type { PutOff, Wiped } from './domain/receipt.ts';
import type { World } from './world.ts';

const ACTOR = 'server';

/** `signed`: how many receipts. */
export type Finished =
  | { readonly kind: 'nothing owed' }
  | { readonly kind: 'signed'; readonly signed: number; readonly wiped: Wiped & { kind: 'wiped' } }
  /** Bytes were found: nothing is called gone, and it is tried again. */
  | { readonly kind: 'residue'; readonly residueBytes: number }
  | { readonly kind: 'put off'; readonly because: PutOff };

/** Finishes all that is owed. @throws Refusal where the store refuses a step; it may be run again */
export async function finishReceipts(world: Pick<World, 'run' | 'wipe'>): Promise<Finished> {
  // before the physical step: what is deleted while it goes on is not shown by it
  const owed = await world.run('owedReceipts', {}, ACTOR);
  if (owed.length === 0) return { kind: 'nothing owed' };
  const wiped = await world.wipe();
  if (wiped.kind === 'put off') return wiped;
  const { residueBytes } = wiped;
  if (residueBytes !== null && residueBytes > 0) return { kind: 'residue', residueBytes };
  const receipts = await world.run('draftReceipts', { receipts: owed, wiped }, ACTOR);
  const signed = await world.run('keepReceipts', { receipts }, ACTOR);
  return { kind: 'signed', signed, wiped };
}
