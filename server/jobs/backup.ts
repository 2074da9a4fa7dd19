/**
 * Makes a backup, while a server may run: a complete copy in the scratch folder is sealed into the requested file, and
 * then overwritten. Only one backup is made at a time, leftovers of an earlier crash are removed first, and an
 * incomplete backup never has the name of a complete one. Copying is left to `db`, and sealing to the crypto.
 */

import { randomBytes } from 'node:crypto';
import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
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
import { writeId } from '../runtime/call.ts';

const ID_BYTES = 16;

/** Excludes other processes until it is released. */
interface Hold {
  release(): void;
}

/** The dependencies of backup and restore of one data folder. */
export interface BackupParts {
  readonly dataFolder: string;
  /** The file. */
  readonly database: string;
  readonly today: Day;
  readonly backups: Backups;
  readonly files: WorkFiles;
  /** Undefined if other processes prevent it. */
  hold(kind: 'copy' | 'replace'): Hold | undefined;
  /** Copies a database into a new file and checks the copy. */
  copyWhole(from: string, into: string): void;
}

export interface BackupMade extends Backup {
  /** Absolute. */
  readonly file: string;
  readonly bytes: number;
}

/**
 * Makes a backup. @param out the new file; undefined: one in the data folder
 * @throws BackupRefused, and Refusal if another is being made or the disk is full
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
    files.emptyScratch();
    hold.release();
  }
}

/** The parts that are cleaned up when no backup is running. */
type Leftovers = Pick<BackupParts, 'backups' | 'files'> & { hold: () => Hold | undefined };

/** Destroys backups and tombstones past their retention, and leftovers of a killed backup; returns how many backups. */
export function destroyOldBackups({
  today,
  tombstones,
  ...leftovers
}: Leftovers & { today: Day; tombstones: { destroyBefore(day: Day): number } }): number {
  tombstones.destroyBefore(tombstonesDueBefore(today));
  destroyLeftovers(leftovers);
  return leftovers.backups.destroyBefore(backupsDueBefore(today));
}

/** The secure delete, of readable copies too: it is postponed while a backup is running. */
export async function secureDeleteWithCopies(
  store: { secureDelete(): Promise<SecureDeletion> },
  parts: Leftovers,
): Promise<SecureDeletion> {
  const deletion = await store.secureDelete();
  if (deletion.kind === 'put off' || destroyLeftovers(parts)) return deletion;
  return { kind: 'put off', because: 'copied' };
}

/** Destroys leftovers of a killed backup; false while a backup is running, whose readable copy exists until it ends. */
function destroyLeftovers({ backups, files, hold }: Leftovers): boolean {
  const lock = hold();
  if (lock === undefined) return false;
  try {
    files.emptyScratch();
    backups.destroyHalves();
    return true;
  } finally {
    lock.release();
  }
}

function freePlace(out: string, dataFolder: string): string {
  const folder = dirname(out);
  if (!existsSync(folder)) throw outRefused(`is in ${folder}, which does not exist`);
  const file = join(realpathSync(folder), basename(out));
  const inside = relative(realpathSync(dataFolder), file);
  if (!inside.startsWith('..') && !isAbsolute(inside)) throw outRefused('is in the data folder');
  if (existsSync(file)) throw outRefused('exists already');
  return file;
}

/** An error of the disk about the file, as a refusal; other errors unchanged. */
function outRefusedBy(error: unknown, file: string): unknown {
  const isDisk = error instanceof Error && 'syscall' in error && 'code' in error;
  return isDisk ? outRefused(`${file} cannot be written (${String(error.code)})`) : error;
}

function outRefused(message: string): BackupRefused {
  return new BackupRefused('out_refused', `--out ${message}.`, 'Name a new file in another folder.');
}
