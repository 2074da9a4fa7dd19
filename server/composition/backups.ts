/**
 * Composes what backup and restore work with, for the ops door: the parts of a folder from `world.ts`, and the copies that
 * `db` makes. Guarantees that a secret is tried on the backup before anything of it is noted in a fresh folder. Leaves
 * the steps to `jobs/backup.ts` and `jobs/restore.ts`.
 */

import { holdFolder } from '../../db/sqlite/folder-lock.ts';
import { openInThreadStore } from '../../db/sqlite/store/in-thread-store.ts';
import { StoreUnusable } from '../../db/store/unusable.ts';
import { copyPurged, copyWhole, requireWhole, mergeWal } from '../../db/sqlite/snapshot.ts';
import { runBackup, type BackupMade, type BackupParts } from '../jobs/backup.ts';
import { systemClock, type Clock } from '../runtime/clock.ts';
import type { Config } from '../config/config.ts';
import { openBackups } from '../crypto/backups.ts';
import { openWorkFiles } from '../crypto/work-files.ts';
import { BackupRefused, type Backup, type Backups, type Watch } from '../domain/privacy/backup.ts';
import { dayOf } from '../domain/kernel/day.ts';
import { databasePath } from './prepare-secrets.ts';
import { asConfigFault, openParts, worldOver } from './world.ts';
import { readSecretParts, secretBytes } from './vault.ts';
import { runRestore, type Restored, type RestoreParts } from '../jobs/restore.ts';

export type { BackupMade } from '../jobs/backup.ts';
export type { Restored } from '../jobs/restore.ts';

interface Timed extends Watch {
  readonly clock?: Clock;
}

/** Backups whose key is here, the oldest first. @throws ConfigFault */
export function listBackups(config: Config): Backup[] {
  return asConfigFault(config, () => backupsOf(config).list());
}

/** Makes a backup, beside a server that may run. @throws ConfigFault, BackupRefused, Refusal */
export async function makeBackup(
  config: Config,
  { clock = systemClock(), ...options }: Timed & { out?: string | undefined } = {},
): Promise<BackupMade> {
  requireOwnDatabase(config);
  openParts(config);
  return runBackup(copyParts(config, clock), options);
}

/**
 * Restores a backup into a folder that nobody uses.
 * @param options.file absolute; undefined: the one whose restore was cut short
 * @throws ConfigFault, BackupRefused, Refusal
 */
export async function restoreBackup(
  config: Config,
  { clock = systemClock(), ...options }: Timed & { file: string | undefined },
): Promise<Restored> {
  requireOwnDatabase(config);
  const parts: RestoreParts = {
    ...copyParts(config, clock),
    requireWhole: (path) => refusing(() => requireWhole(path)),
    openScratchWorld: async (path) => {
      const opened = openParts(config);
      const today = dayOf(clock.now());
      const store = refusing(() => openInThreadStore({ ...opened, path, today }));
      return worldOver(store, opened, { clock });
    },
    copyPurged: (from, into) => copyPurged(from, into, dayOf(clock.now())),
    mergeWal,
  };
  return runRestore(parts, options);
}

function requireOwnDatabase({ database }: Config): void {
  if (database === undefined) return;
  const says = 'DATABASE_URL names the database. Back it up and restore it with its own tools.';
  const remedy = 'For what this means for erased rows, see OPERATIONS.md, "Backups".';
  throw new BackupRefused('database_elsewhere', says, remedy);
}

function copyParts(config: Config, clock: Clock): BackupParts {
  const { dataFolder } = config;
  const today = dayOf(clock.now());
  return {
    dataFolder,
    database: databasePath(config),
    today,
    backups: asConfigFault(config, () => backupsOf(config)),
    files: openWorkFiles(dataFolder),
    hold: (kind) => asConfigFault(config, () => holdFolder(dataFolder, kind)),
    copyWhole: (from, into) => asConfigFault(config, () => copyWhole(from, into, today)),
  };
}

function backupsOf(config: Config): Backups {
  return openBackups(config.dataFolder, secretBytes(readSecretParts(config)));
}

/** What is wrong with the backup's database is no fault of the folder. */
function refusing<Answer>(act: () => Answer): Answer {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof StoreUnusable)) throw error;
    throw new BackupRefused('backup_damaged', error.message, 'Name another backup.');
  }
}
