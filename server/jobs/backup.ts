/**
 * Making a backup, beside a server that may run: a whole copy in the scratch folder, sealed into the file that is asked
 * for, the copy overwritten. Guarantees that one is made at a time, that what an earlier crash left is removed first, and
 * that no half a backup has the name of a whole one. Leaves what is copied to `db`, and sealing to the crypto.
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

/** Somebody else is kept away until it is released. */
interface Hold {
  release(): void;
}

/** What backup and restore of one data folder work with. */
export interface BackupParts {
  readonly dataFolder: string;
  /** The file. */
  readonly database: string;
  readonly today: Day;
  readonly backups: Backups;
  readonly files: WorkFiles;
  /** Undefined where others stand in the way. */
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
 * Makes a backup.
 * @param out the new file; undefined: one in the data folder
 * @throws BackupRefused, and Refusal where another is being made or the disk is full
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

/** What is looked for when no backup is under way. */
type Leftovers = Pick<BackupParts, 'backups' | 'files'> & { hold: () => Hold | undefined };

/** Destroys backups and tombstones that are past their life, and what a killed backup left; answers how many backups. */
export function destroyOldBackups({
  today,
  tombstones,
  ...leftovers
}: Leftovers & { today: Day; tombstones: { destroyBefore(day: Day): number } }): number {
  tombstones.destroyBefore(tombstonesDueBefore(today));
  destroyLeftovers(leftovers);
  return leftovers.backups.destroyBefore(backupsDueBefore(today));
}

/** The physical step, of readable copies too: it is put off where a backup is under way. */
export async function secureDeleteWithCopies(
  store: { secureDelete(): Promise<SecureDeletion> },
  parts: Leftovers,
): Promise<SecureDeletion> {
  const deletion = await store.secureDelete();
  if (deletion.kind === 'put off' || destroyLeftovers(parts)) return deletion;
  return { kind: 'put off', because: 'copied' };
}

/** Destroys what a killed backup left; false where one is under way, whose readable copy stands until it ends. */
function destroyLeftovers({ backups, files, hold }: Leftovers): boolean {
  const held = hold();
  if (held === undefined) return false;
  try {
    files.emptyScratch();
    backups.destroyHalves();
    return true;
  } finally {
    held.release();
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

/** What the disk says about the file, as a refusal; all else as it is. */
function outRefusedBy(error: unknown, file: string): unknown {
  const isDisk = error instanceof Error && 'syscall' in error && 'code' in error;
  return isDisk ? outRefused(`${file} cannot be written (${String(error.code)})`) : error;
}

function outRefused(message: string): BackupRefused {
  return new BackupRefused('out_refused', `--out ${message}.`, 'Name a new file in another folder.');
}
