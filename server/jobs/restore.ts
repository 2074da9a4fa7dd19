/**
 * Restores a backup into a data folder that is not in use. All steps work on a copy in the scratch folder: open, check,
 * erase what was erased or became overdue since the backup, copy without the deleted rows; only then does it replace
 * the database. A bad copy never replaces a good one, and after a crash the folder is not served until the restore was
 * repeated. Sealing and SQL are left to the parts.
 */

import type { BackupParts } from './backup.ts';
import { BackupRefused, backupsDueBefore, type Backup, type Watch } from '../domain/privacy/backup.ts';
import { writeDate } from '../domain/kernel/day.ts';
import type { ReplaySliceAnswer } from '../domain/privacy/tombstone.ts';
import { runPurge, type PurgeReport } from './purge.ts';
import type { World } from '../runtime/world.ts';
import { operations } from '../domain/operations.ts';
import { type Buried, BURIED } from '../domain/kernel/ports.ts';

const ACTOR = 'server';

/** A product that is opened over a database without a server. */
type ScratchWorld = Pick<World, 'run' | 'clock' | 'destroyDayKeys' | 'destroyOldBackups' | 'close'>;

export interface RestoreParts extends BackupParts {
  /** Refuses a damaged file. */
  requireWhole(path: string): void;
  openScratchWorld(path: string): Promise<ScratchWorld>;
  /** Like `copyWhole`, without statistics. */
  copyPurged(from: string, into: string): void;
  mergeWal(path: string): void;
}

export interface Restored extends Backup, Forgot {
  readonly file: string;
}

/**
 * Restores a backup. @param file absolute; undefined: the one whose restore was interrupted
 * @throws BackupRefused, with nothing changed
 */
export async function runRestore(
  parts: RestoreParts,
  { file, ...watch }: Watch & { file: string | undefined },
): Promise<Restored> {
  const { files } = parts;
  const hold = parts.hold('replace');
  if (hold === undefined) throw folderInUse(parts.dataFolder);
  try {
    const begun = files.restoring();
    const source = file ?? begun;
    if (source === undefined) throw notBegun();
    const backup = await examine(parts, source);
    files.beginRestore(source);
    const forgot = await prepare(parts, source, watch).catch((error: unknown) => {
      // the database is unchanged, unless an earlier restore was interrupted
      if (begun === undefined) files.endRestore();
      throw error;
    });
    parts.mergeWal(parts.database);
    files.putInPlace(files.scratch('whole.db'), parts.database);
    files.endRestore();
    return { ...backup, file: source, ...forgot };
  } finally {
    files.emptyScratch();
    hold.release();
  }
}

async function examine({ backups, today }: RestoreParts, file: string): Promise<Backup> {
  const backup = await backups.examine(file);
  if (backup.day > today) throw inFuture(backup);
  if (backup.day < backupsDueBefore(today)) throw tooOld(backup);
  return backup;
}

interface Forgot {
  /** Licenses and activations whose data was erased again, because it had been erased since the backup. */
  readonly replayed: number;
  /** Rows that had become overdue since the backup. */
  readonly purged: number;
}

/** Leaves a database that may be served as `whole.db` in the scratch folder. */
async function prepare(parts: RestoreParts, source: string, watch: Watch): Promise<Forgot> {
  const { files } = parts;
  files.emptyScratch();
  const opened = files.scratch('opened.db');
  const forgot = await openAndForget(parts, source, { opened, watch });
  parts.copyPurged(opened, files.scratch('whole.db'));
  return forgot;
}

async function openAndForget(
  parts: RestoreParts,
  source: string,
  { opened, watch }: { opened: string; watch: Watch },
): Promise<Forgot> {
  await parts.backups.unseal(source, opened, watch);
  parts.requireWhole(opened);
  const world = await parts.openScratchWorld(opened);
  try {
    return await forget(world);
  } finally {
    await world.close();
  }
}

async function forget(world: ScratchWorld): Promise<Forgot> {
  let replayed = 0;
  for (const kind of BURIED) replayed += await replay(world, kind);
  await world.run(operations.privacy.endGivenOut, {}, ACTOR);
  await world.run(operations.statistics.forgetTelemetry, {}, ACTOR);
  const report = await runPurge(world, { apply: true, counts: false, clockIsRight: true });
  if (report.refused !== null)
    throw new BackupRefused('backup_in_future', report.refused.says, 'Then repeat.');
  return { replayed, purged: purgedBy(report) };
}

async function replay(world: ScratchWorld, kind: Buried): Promise<number> {
  let replayed = 0;
  let after: string | null = '';
  while (after !== null) {
    const slice: ReplaySliceAnswer = await world.run(
      operations.privacy.replayTombstones,
      { kind, after },
      ACTOR,
    );
    replayed += slice.replayed;
    after = slice.next;
  }
  return replayed;
}

function purgedBy({ classes }: PurgeReport): number {
  return classes.reduce((sum, { purged }) => sum + purged, 0);
}

function folderInUse(dataFolder: string): BackupRefused {
  const message = `The data folder ${dataFolder} is in use: its database cannot be replaced now.`;
  return new BackupRefused(
    'folder_in_use',
    message,
    'Stop the server, wait for commands that run, and repeat.',
  );
}

function notBegun(): BackupRefused {
  const message = 'No restore was cut short in this data folder.';
  return new BackupRefused('restore_not_begun', message, 'Name the backup: quietkey restore FILE');
}

function inFuture({ day }: Backup): BackupRefused {
  const message = `The backup was made on ${writeDate(day)}, which this machine's clock says is still to come.`;
  return new BackupRefused('backup_in_future', message, 'Set the clock, and repeat.');
}

function tooOld({ day }: Backup): BackupRefused {
  const message = `The backup was made on ${writeDate(day)}: tombstones since then are no longer stored, so restoring it would bring erased data back.`;
  return new BackupRefused('backup_too_old', message, 'Name a later backup.');
}
