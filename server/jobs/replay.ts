/**
 * Erases again, from a restored database, what was erased since the backup. Each step may be repeated. The counts of
 * erasures are raised last: after a crash the database still counts as restored.
 */

import type { ErasureCount } from '../domain/kernel/erasure-count.ts';
import { type Buried, BURIED } from '../domain/kernel/ports.ts';
import { operations } from '../domain/operations.ts';
import type { ReplaySliceAnswer } from '../domain/privacy/tombstone.ts';
import type { World } from '../runtime/world.ts';

const ACTOR = 'server';

export interface ReplayOptions {
  readonly onProgress?: (step: string, replayed: number) => void;
  /** Stops the replay between two slices; it is then repeated from its beginning. @throws the signal's reason */
  readonly signal?: AbortSignal;
}

type ReplayWorld = Pick<World, 'run'>;

/**
 * Replays the tombstones, and deletes the sums of telemetry, which may have been published since the backup.
 * @returns the number of licenses, activations and accounts that have a tombstone
 */
export async function replayErasures(world: ReplayWorld, options: ReplayOptions = {}): Promise<number> {
  let replayed = 0;
  for (const kind of BURIED) replayed += await replayKind(world, kind, options);
  await world.run(operations.statistics.forgetTelemetry, {}, ACTOR);
  return replayed;
}

/**
 * Ends all sessions and links, and deletes all waiting mails: nobody knows which of them ended or were sent since the
 * backup.
 */
export async function endWhatMayHaveEnded(world: ReplayWorld): Promise<void> {
  await world.run(operations.privacy.deleteSessionsLinksAndMails, {}, ACTOR);
}

/** Raises the counts of erasures, so that the database counts as replayed for the folders of these counts. */
export async function endReplay(world: ReplayWorld, counts: readonly ErasureCount[]): Promise<void> {
  await world.run(operations.cluster.raiseErasures, { counts }, ACTOR);
}

async function replayKind(
  world: ReplayWorld,
  kind: Buried,
  { onProgress, signal }: ReplayOptions,
): Promise<number> {
  let replayed = 0;
  let after: string | null = '';
  while (after !== null) {
    signal?.throwIfAborted();
    const slice: ReplaySliceAnswer = await world.run(
      operations.privacy.replayTombstones,
      { kind, after },
      ACTOR,
    );
    replayed += slice.replayed;
    after = slice.next;
    onProgress?.(kind, replayed);
  }
  return replayed;
}
