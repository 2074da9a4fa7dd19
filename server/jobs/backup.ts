/**
 * Makes a backup, while a server may run: a complete copy of the database in the scratch folder is sealed into the
 * requested file, and then the copy is overwritten. Only one backup is made at a time, leftovers of an earlier crash
 * are removed first, and an incomplete backup never has the name of a complete one. `db` makes the copy, and
 * `server/crypto` seals it.
 */

import { randomBytes } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { isThere } from '../../client-sdk/typescript/primitives/files.ts';
import {
  BackupRefused,
  backupsDueBefore,
  type Backup,
  type Backups,
  type Watch,
  type WorkFiles,
} from '../domain/privacy/backup.ts';
import type { Day } from '../domain/kernel/day.ts';
import type { SecureDeletion } from '../domain/privacy/receipt.ts';
import { refuse } from '../domain/kernel/refusal.ts';
import { tombstonesDueBefore } from '../domain/privacy/tombstone.ts';
import { writeId } from '../runtime/id.ts';

const ID_BYTES = 16;

/** A lock on a data folder that excludes other processes until it is released. */
interface Hold {
  release(): void;
}

/** The dependencies of backup and restore of one data folder. */
export interface BackupParts {
  readonly dataFolder: string;
  /** The path of the database file. */
  readonly database: string;
  readonly today: Day;
  readonly backups: Backups;
  readonly files: WorkFiles;
  /** Locks the data folder. Undefined if other processes prevent the lock. */
  hold(kind: 'copy' | 'replace'): Hold | undefined;
  /** Copies a database into a new file and checks the copy. */
  copyWhole(from: string, into: string): void;
}

export interface BackupMade extends Backup {
  /** The absolute path of the backup. */
  readonly file: string;
  readonly bytes: number;
}

/**
 * Makes a backup.
 * @param out the new file; undefined: one in the data folder
 * @throws BackupRefused, and Refusal if another backup is being made or the disk is full
 */
export async function runBackup(
  parts: BackupParts,
  { out, ...watch }: Watch & { out?: string | undefined },
): Promise<BackupMade> {
  const { files, backups } = parts;
  const hold = parts.hold('copy');
  if (hold === undefined) return refuse('busy', { detail: 'A backup or a restore is running.' });
  try {
    files.emptyScratch();
    const backup = { id: writeId(randomBytes(ID_BYTES)), day: parts.today };
    const file = out === undefined ? backups.placeOf(backup) : freePlace(out, parts.dataFolder);
    const plain = files.scratch('copy.db');
    parts.copyWhole(parts.database, plain);
    await backups.seal(backup, plain, file, watch).catch((error: unknown) => {
      throw outRefusedBy(error, file);
    });
    return { ...backup, file, bytes: statSync(file).size };
  } finally {
    try {
      files.emptyScratch();
    } finally {
      hold.release();
    }
  }
}

/** What `destroyLeftovers` needs to remove the leftovers of a killed backup. */
type Leftovers = Pick<BackupParts, 'backups' | 'files'> & { hold: () => Hold | undefined };

/**
 * Destroys backups and tombstones whose retention has ended, and the leftovers of a killed backup. Returns how many
 * backups were destroyed. @param options.today undefined: no day is believed, and only leftovers are destroyed
 */
export function destroyOldBackups({
  today,
  tombstones,
  ...leftovers
}: Leftovers & { today: Day | undefined; tombstones: { destroyBefore(day: Day): number } }): number {
  destroyLeftovers(leftovers);
  if (today === undefined) return 0;
  tombstones.destroyBefore(tombstonesDueBefore(today));
  return leftovers.backups.destroyBefore(backupsDueBefore(today));
}

/**
 * Runs the secure delete, which also destroys readable copies of the database. It is postponed while a backup is
 * running.
 */
export async function secureDeleteWithCopies(
  store: { secureDelete(): Promise<SecureDeletion> },
  parts: Leftovers,
): Promise<SecureDeletion> {
  const deletion = await store.secureDelete();
  if (deletion.kind === 'put off' || destroyLeftovers(parts)) return deletion;
  return { kind: 'put off', because: 'copied' };
}

/**
 * Destroys the leftovers of a killed backup. Returns false while a backup is running, since its readable copy exists
 * until the backup ends.
 */
function destroyLeftovers({ backups, files, hold }: Leftovers): boolean {
  const lock = hold();
  if (lock === undefined) return false;
  try {
    files.emptyScratch();
    backups.destroyPartialFiles();
    return true;
  } finally {
    lock.release();
  }
}

function freePlace(out: string, dataFolder: string): string {
  const folder = dirname(out);
  if (!isThere(folder)) throw outRefused(`is in ${folder}, which does not exist`);
  const file = join(realpathSync(folder), basename(out));
  const inside = relative(realpathSync(dataFolder), file);
  if (!inside.startsWith('..') && !isAbsolute(inside)) throw outRefused('is in the data folder');
  if (isThere(file)) throw outRefused('exists already');
  return file;
}

/** Turns a disk error at a backup's file or key file into a refusal. Other errors are returned unchanged. */
function outRefusedBy(error: unknown, file: string): unknown {
  if (!(error instanceof Error && 'syscall' in error && 'code' in error)) return error;
  const path = 'path' in error ? String(error.path) : file;
  return outRefused(`${path} cannot be written (${String(error.code)})`);
}

function outRefused(message: string): BackupRefused {
  return new BackupRefused('out_refused', `--out ${message}.`, 'Name a new file in another folder.');
}
