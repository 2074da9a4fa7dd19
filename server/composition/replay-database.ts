/**
 * Replays a database that an operator restored with other tools: `quietkey database replay`. The steps are the same as
 * when `restore` replays a backup.
 */

import { openErasureMemory } from '../crypto/erasure-memory.ts';
import { noteRestored } from './audit.ts';
import { asConfigFault } from './config-fault.ts';
import type { Config } from '../config/config.ts';
import { lostErasures } from '../domain/cluster/restored-database.ts';
import { dayOf, writeDate } from '../domain/kernel/day.ts';
import { operations } from '../domain/operations.ts';
import { BackupRefused, backupsDueBefore } from '../domain/privacy/backup.ts';
import { endReplay, endWhatMayHaveEnded, replayErasures, type ReplayOptions } from '../jobs/replay.ts';
import { lastPurge, runPurge, type PurgeReport } from '../jobs/purge.ts';
import { systemClock, type Clock } from '../runtime/clock.ts';
import type { World } from '../runtime/world.ts';
import { openUnguarded } from './world.ts';

export interface ReplayReport {
  /** What was done; null: the database lacks nothing that this data folder erased, so nothing was done. */
  readonly done: {
    /** The number of licenses, activations and accounts that have a tombstone. */
    readonly replayed: number;
    /** The purge that followed. If it was refused, the database still counts as restored. */
    readonly purge: PurgeReport;
  } | null;
  /** The number of other data folders that have not replayed yet. Until then no server accepts the database. */
  readonly others: number;
}

export interface ReplayDatabase extends ReplayOptions {
  /** True: also replays a database that does not look restored, and does not wait for other data folders. */
  readonly always: boolean;
  readonly clock?: Clock;
}

/**
 * Replays a restored database, then calls `conclude` with the open world.
 * @throws ConfigFault; BackupRefused if the database is older than the tombstones; the reason of the signal
 */
export async function replayDatabase<Answer>(
  config: Config,
  { always, clock = systemClock(), ...options }: ReplayDatabase,
  conclude: (world: World, report: ReplayReport) => Promise<Answer>,
): Promise<Answer> {
  const memory = openErasureMemory(config.dataFolder);
  const remembered = asConfigFault(config, () => memory.counts());
  const world = await openUnguarded(config, { clock, threads: 'in-thread' });
  try {
    const found = await world.run(operations.cluster.findErasures, {}, 'server');
    const lost = lostErasures(found, remembered);
    const others = lost.filter(({ folder }) => folder !== memory.folder);
    if (lost.length === others.length && !always) {
      await noteRestored(world, config, false);
      return await conclude(world, { done: null, others: others.length });
    }
    if (!always) await requireTombstones(world);
    const replayed = await replayErasures(world, options);
    await endWhatMayHaveEnded(world);
    // while the clock is not believed, nothing is purged; the server purges when the clock is believed
    const purge = await runPurge(world, { apply: true, counts: false });
    const replayedCounts = always ? remembered : remembered.filter(({ folder }) => folder === memory.folder);
    await noteRestored(world, config, true);
    await endReplay(world, replayedCounts);
    return await conclude(world, { done: { replayed, purge }, others: always ? 0 : others.length });
  } finally {
    await world.close();
  }
}

/** Requires that the tombstones since the backup still exist. @throws BackupRefused */
async function requireTombstones(world: World): Promise<void> {
  const lastUsed = (await lastPurge(world)) ?? (await world.run(operations.cluster.firstDay, {}, 'server'));
  if (lastUsed === undefined || lastUsed >= backupsDueBefore(dayOf(world.clock.now()))) return;
  const message = `The database is from ${writeDate(lastUsed)} or the day after. Some records of what was erased since then no longer exist.`;
  const remedy =
    'Restore a later backup. To accept that erased data comes back: quietkey database replay --always';
  throw new BackupRefused('backup_too_old', message, remedy);
}
