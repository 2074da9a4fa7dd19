/**
 * Restores a backup into a data folder that is not in use. All steps work on a copy in the scratch folder. The copy is
 * opened and checked. Data that was erased or became overdue since the backup is erased, and the rest is copied again,
 * without the deleted rows. Only then does the result replace the database. A bad copy never replaces a good one, and
 * after a crash no server uses the folder until the restore is repeated. The caller passes in the sealing and the SQL.
 */

import type { BackupParts } from './backup.ts';
import { BackupRefused, backupsDueBefore, type Backup, type Watch } from '../domain/privacy/backup.ts';
import { writeDate } from '../domain/kernel/day.ts';
import { runPurge, type PurgeReport, type PurgeWorld } from './purge.ts';
import { endReplay, endWhatMayHaveEnded, replayErasures } from './replay.ts';
import type { World } from '../runtime/world.ts';
import type { ErasureCount } from '../domain/kernel/erasure-count.ts';

/** The operations on a database in the scratch folder, without a server. */
type ScratchWorld = PurgeWorld & Pick<World, 'close'>;

export interface RestoreParts extends BackupParts {
  /** Refuses a damaged database file. */
  requireWhole(path: string): void;
  /** Opens a database as a server of this data folder would. @throws BackupRefused if none would */
  openAdmitted(path: string): Promise<ScratchWorld>;
  /** Copies a database as `copyWhole` does, but without statistics. */
  copyPurged(from: string, into: string): void;
  mergeWal(path: string): void;
  /** The counts of erasures that the data folder remembers. */
  rememberedCounts(): readonly ErasureCount[];
  /** Appends a restored leaf to the audit chain of a database. */
  noteRestored(world: Pick<World, 'run'>): Promise<void>;
}

export interface Restored extends Backup, Forgot {
  readonly file: string;
}

/**
 * Restores a backup.
 * @param file the absolute path of the backup; undefined: the backup whose restore was interrupted
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
    const backup = examine(parts, source);
    files.beginRestore(source);
    const forgot = await prepareAndReplace(parts, source, watch).catch((error: unknown) => {
      // the database is unchanged, unless an earlier restore was interrupted
      if (begun === undefined) files.endRestore();
      throw error;
    });
    files.endRestore();
    return { ...backup, file: source, ...forgot };
  } finally {
    try {
      files.emptyScratch();
    } finally {
      hold.release();
    }
  }
}

async function prepareAndReplace(parts: RestoreParts, source: string, watch: Watch): Promise<Forgot> {
  const forgot = await prepare(parts, source, watch);
  parts.mergeWal(parts.database);
  await replace(parts);
  return forgot;
}

/** Replaces the database, and keeps the previous one until the new one has been opened in its place. */
async function replace(parts: RestoreParts): Promise<void> {
  const { files, database } = parts;
  const previous = files.putInPlace(files.scratch('whole.db'), database);
  try {
    await (await parts.openAdmitted(database)).close();
  } catch (error) {
    previous.putBack();
    throw error;
  }
  previous.destroy();
}

function examine({ backups, today }: RestoreParts, file: string): Backup {
  const backup = backups.examine(file);
  if (backup.day > today) throw inFuture(backup);
  if (backup.day < backupsDueBefore(today)) throw tooOld(backup);
  return backup;
}

interface Forgot {
  /**
   * The number of licenses and activations whose data was erased again, because it was erased after the backup was
   * made.
   */
  readonly replayed: number;
  /**
   * The number of rows that were purged because they became overdue after the backup was made; 0 if the clock is not
   * believed.
   */
  readonly purged: number;
}

/** Prepares the restored database: leaves a file that a server may use as `whole.db` in the scratch folder. */
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
  const world = await parts.openAdmitted(opened);
  try {
    const forgot = await forget(world);
    await parts.noteRestored(world);
    await endReplay(world, parts.rememberedCounts());
    return forgot;
  } finally {
    await world.close();
  }
}

async function forget(world: ScratchWorld): Promise<Forgot> {
  const replayed = await replayErasures(world);
  await endWhatMayHaveEnded(world);
  // if the clock is apart from the backup's confirmed day, nothing is purged; the server purges when the clock is
  // believed
  const report = await runPurge(world, { apply: true, counts: false });
  return { replayed, purged: purgedBy(report) };
}

function purgedBy({ classes }: PurgeReport): number {
  return classes.reduce((sum, { purged }) => sum + purged, 0);
}

function folderInUse(dataFolder: string): BackupRefused {
  const message = `The data folder ${dataFolder} is in use, so its database cannot be replaced now.`;
  return new BackupRefused(
    'folder_in_use',
    message,
    'Stop the server, wait for running commands, and retry.',
  );
}

function notBegun(): BackupRefused {
  const message = 'No interrupted restore exists in this data folder.';
  return new BackupRefused('restore_not_begun', message, 'Name the backup: quietkey restore FILE');
}

function inFuture({ day }: Backup): BackupRefused {
  const message = `The backup was made on ${writeDate(day)}, which is in the future by the clock of this machine.`;
  return new BackupRefused('backup_in_future', message, 'Set the clock and retry.');
}

function tooOld({ day }: Backup): BackupRefused {
  const message = `The backup was made on ${writeDate(day)}: the records of what was erased since then no longer exist, so a restore would bring erased rows back.`;
  return new BackupRefused('backup_too_old', message, 'Use a later backup.');
}
