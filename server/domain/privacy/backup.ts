/**
 * The port for backups: how a backup is identified, its retention, how a backup is sealed and opened, and why a backup
 * is refused. A backup never outlives the tombstones that its restore needs. `server/crypto` has the cipher; `db`
 * copies the database.
 */

import { addDays, type Day } from '../kernel/day.ts';
import type { Id } from '../kernel/ports.ts';

/** The days after which the key of a backup is destroyed, which makes every copy of the backup unreadable. */
export const BACKUP_DAYS = 35;

/** A sealed backup: a random id, and the day on which it was made. */
export interface Backup {
  readonly id: Id;
  readonly day: Day;
}

/** How the caller watches long work: reports of its progress, and a signal to stop. */
export interface Watch {
  readonly onProgress?: (doneBytes: number, allBytes: number) => void;
  readonly signal?: AbortSignal;
}

/** The sealed backups of one data folder. All paths are absolute. */
export interface Backups {
  /** The default path of a backup. */
  placeOf(backup: Backup): string;
  /**
   * Seals the file `plain` into the new file `out`, under a key of its own. The key and the file `out` are durable when
   * the promise resolves.
   */
  seal(backup: Backup, plain: string, out: string, watch: Watch): Promise<void>;
  /** The header of a sealed backup file, if the data folder has the backup's key. @throws BackupRefused */
  examine(file: string): Backup;
  /**
   * Decrypts a sealed backup into the new file `plain`.
   * @throws BackupRefused if any byte differs from what was sealed
   */
  unseal(file: string, plain: string, watch: Watch): Promise<void>;
  /** The backups whose key is in the data folder, oldest first. */
  list(): Backup[];
  /** Whether the key of a backup can be opened with a live secret. */
  canOpen(backup: Backup): boolean;
  /**
   * Removes the partial files of killed backups from the data folder. Call this function only while no backup is being
   * made.
   */
  destroyPartialFiles(): void;
  /** Destroys the keys of backups that were made before this day; returns the number of destroyed keys. */
  destroyBefore(day: Day): number;
}

/** Files of long work in progress, which are found again after a crash. */
export interface WorkFiles {
  /** The path of a file in the scratch folder. The folder is made if it is absent. */
  scratch(name: string): string;
  /** Overwrites and removes everything in the scratch folder. */
  emptyScratch(): void;
  /** The backup whose restore has begun and not ended; undefined: no restore is in progress. */
  restoring(): string | undefined;
  beginRestore(file: string): void;
  endRestore(): void;
  /** Renames the complete file to the database's name, atomically. The previous database is kept beside it. */
  putInPlace(whole: string, database: string): Replaced;
}

/** A database that was replaced, and is kept until the new one has been opened. */
interface Replaced {
  /** Puts the previous database back, or removes the new one if there was none. */
  putBack(): void;
  /** Overwrites and removes the previous database. */
  destroy(): void;
}

export type BackupCode =
  | 'backup_absent'
  | 'backup_unreadable'
  | 'backup_foreign'
  | 'backup_damaged'
  | 'backup_key_absent'
  | 'backup_key_wrong'
  | 'backup_not_admitted'
  | 'backup_too_old'
  | 'backup_in_future'
  | 'database_elsewhere'
  | 'out_refused'
  | 'folder_in_use'
  | 'restore_not_begun';

/** The limit of retention for backups: a backup that was made before this day is past its retention. */
export function backupsDueBefore(today: Day): Day {
  return addDays(today, -BACKUP_DAYS);
}

/** Thrown if a backup is not made or not restored. Nothing was changed. */
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
