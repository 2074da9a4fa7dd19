/**
 * The port for backups: how one is identified, its retention, how it is sealed and opened, and why one is refused. A
 * backup never outlives the tombstones that its restore needs. `server/crypto` has the cipher, `db` copies the
 * database.
 */

import { addDays, type Day } from '../kernel/day.ts';
import type { Id } from '../kernel/ports.ts';

/** Its key is destroyed then, which makes every copy of it unreadable. */
export const BACKUP_DAYS = 35;

/** A sealed backup: a random id, and the day on which it was made. */
export interface Backup {
  readonly id: Id;
  readonly day: Day;
}

/** Progress of long work, and when to stop. */
export interface Watch {
  readonly onProgress?: (doneBytes: number, allBytes: number) => void;
  readonly signal?: AbortSignal;
}

/** The sealed backups of one data folder. Paths are absolute. */
export interface Backups {
  /** The default place of a backup. */
  placeOf(backup: Backup): string;
  /** Seals the file `plain` into the new file `out`, under a key of its own; both are durable when it resolves. */
  seal(backup: Backup, plain: string, out: string, watch: Watch): Promise<void>;
  /** The header of the file, if its key is here. @throws BackupRefused */
  examine(file: string): Promise<Backup>;
  /** Decrypts it into the new file `plain`. @throws BackupRefused where any byte differs from what was sealed */
  unseal(file: string, plain: string, watch: Watch): Promise<void>;
  /** Backups whose key is here, oldest first. */
  list(): Backup[];
  /** Whether its key opens under a live secret. */
  opens(backup: Backup): boolean;
  /** Removes partial files of killed backups from the data folder. Call it only while no backup is being made. */
  destroyHalves(): void;
  /** Destroys the keys of backups made before this day; returns how many. */
  destroyBefore(day: Day): number;
}

/** Files of long work in progress, which are found again after a crash. */
export interface WorkFiles {
  /** A file of the scratch folder, which is made if absent. */
  scratch(name: string): string;
  /** Overwrites and removes everything in the scratch folder. */
  emptyScratch(): void;
  /** The backup whose restore has begun and not ended. */
  restoring(): string | undefined;
  beginRestore(file: string): void;
  endRestore(): void;
  /** Renames the complete file to the database's name, atomically; the previous file is overwritten and removed. */
  putInPlace(whole: string, database: string): void;
}

export type BackupCode =
  | 'backup_absent'
  | 'backup_foreign'
  | 'backup_damaged'
  | 'backup_key_absent'
  | 'backup_key_wrong'
  | 'backup_too_old'
  | 'backup_in_future'
  | 'database_elsewhere'
  | 'out_refused'
  | 'folder_in_use'
  | 'restore_not_begun';

/** Backups made before this day are past their retention. */
export function backupsDueBefore(today: Day): Day {
  return addDays(today, -BACKUP_DAYS);
}

/** Thrown where a backup is not made or not restored. Nothing was changed. */
export class BackupRefused extends Error {
  readonly code: BackupCode;
  readonly remedy: string;

  constructor(code: BackupCode, message: string, remedy: string) {
    super(message);
    this.name = 'BackupRefused';
    this.code = code;
    this.remedy = remedy;
  }
}
