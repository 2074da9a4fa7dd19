/**
 * Composes backup and restore for the CLI: it combines the parts of a data folder from `world.ts` with the copies that
 * `db` makes. In a fresh folder, the secret must open the backup before anything about the secret is recorded.
 * `jobs/backup.ts` and `jobs/restore.ts` define the steps.
 */

import { holdFolder } from '../../db/sqlite/folder-lock.ts';
import { openInThreadStore } from '../../db/sqlite/store/in-thread-store.ts';
import { StoreUnusable } from '../../db/store/unusable.ts';
import { copyPurged, copyWhole, requireWhole, mergeWal } from '../../db/sqlite/snapshot.ts';
import { runBackup, type BackupMade, type BackupParts } from '../jobs/backup.ts';
import { systemClock, type Clock } from '../runtime/clock.ts';
import type { Config } from '../config/config.ts';
import { openBackups } from '../crypto/backups.ts';
import { requireNoLink } from '../crypto/durable-file.ts';
import { openErasureMemory } from '../crypto/erasure-memory.ts';
import { openWorkFiles } from '../crypto/work-files.ts';
import { BackupRefused, type Backup, type Backups, type Watch } from '../domain/privacy/backup.ts';
import { dayOf } from '../domain/kernel/day.ts';
import { databasePath } from './prepare-secrets.ts';
import { noteRestored } from './audit.ts';
import { asConfigFault } from './config-fault.ts';
import { admissionFault } from './admit-node.ts';
import { openParts, worldOver, type World } from './world.ts';
import { readSecretParts, secretBytes } from './vault.ts';
import { runRestore, type Restored, type RestoreParts } from '../jobs/restore.ts';

export type { BackupMade } from '../jobs/backup.ts';
export type { Restored } from '../jobs/restore.ts';

interface Timed extends Watch {
  readonly clock?: Clock;
}

/** Lists the backups whose key is on this node, the oldest first. @throws ConfigFault */
export function listBackups(config: Config): Backup[] {
  return asConfigFault(config, () => backupsOf(config).list());
}

/** Makes a backup, while a server may run. @throws ConfigFault, BackupRefused, Refusal */
export async function makeBackup(
  config: Config,
  { clock = systemClock(), ...options }: Timed & { out?: string | undefined } = {},
): Promise<BackupMade> {
  requireOwnDatabase(config);
  openParts(config);
  return runBackup(copyParts(config, clock), options);
}

/**
 * Restores a backup into a data folder that is not in use.
 * @param options.file the absolute path of the backup; undefined: the backup whose restore was interrupted
 * @throws ConfigFault, BackupRefused, Refusal
 */
export async function restoreBackup(
  config: Config,
  { clock = systemClock(), ...options }: Timed & { file: string | undefined },
): Promise<Restored> {
  requireOwnDatabase(config);
  asConfigFault(config, () => requireNoLink(databasePath(config)));
  const parts: RestoreParts = {
    ...copyParts(config, clock),
    requireWhole: (path) => refusing(() => requireWhole(path)),
    openAdmitted: (path) => openAdmitted(config, clock, path),
    copyPurged: (from, into) => copyPurged(from, into, dayOf(clock.now())),
    mergeWal,
    rememberedCounts: () => openErasureMemory(config.dataFolder).counts(),
    noteRestored: (world) => noteRestored(world, config, true),
  };
  return runRestore(parts, options);
}

/**
 * Opens a database file, in the scratch folder or in place, and requires that a server of this data folder would open
 * it.
 */
async function openAdmitted(config: Config, clock: Clock, path: string): Promise<World> {
  const opened = openParts(config);
  const store = refusing(() => openInThreadStore({ ...opened, path, today: dayOf(clock.now()) }));
  const world = worldOver(store, opened, { clock });
  const fault = await admissionFault(world, opened.vault);
  if (fault === undefined) return world;
  await world.close();
  const message = `The backup has a database ${fault.what}: no server of this data folder would open it. Nothing was restored, and the database here is unchanged.`;
  throw new BackupRefused('backup_not_admitted', message, fault.remedy);
}

function requireOwnDatabase({ database }: Config): void {
  if (database === undefined) return;
  const message = 'DATABASE_URL names the database. Back it up and restore it with its own tools.';
  const remedy = 'OPERATIONS.md, "Backups", says what this means for erased rows.';
  throw new BackupRefused('database_elsewhere', message, remedy);
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

/**
 * Runs `act` and reports a fault of the backup's database as a refusal of the backup, since it is not a fault of the
 * data folder.
 */
function refusing<Answer>(act: () => Answer): Answer {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof StoreUnusable)) throw error;
    throw new BackupRefused('backup_damaged', error.message, 'Name another backup.');
  }
}
