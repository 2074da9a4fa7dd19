/**
 * Backups as the rest of the house sees them: what one is called by, how long it lives, how it is sealed and opened, and
 * why one is refused. Guarantees that a backup never outlives the tombstones that a restore of it needs. Leaves the
 * cipher to `server/crypto` and the copy of the database to `db`.
 */

import { addDays, type Day } from '../kernel/day.ts';
import type { Id } from '../kernel/ports.ts';

/** Its key is destroyed then, and every copy of it is noise. */
export const BACKUP_DAYS = 35;

/** A sealed backup: a random id, and the day on which it was made. */
export interface Backup {
  readonly id: Id;
  readonly day: Day;
}

/** How far long work is, and when to stop. */
export interface Watch {
  readonly onProgress?: (doneBytes: number, allBytes: number) => void;
  readonly signal?: AbortSignal;
}

/** The sealed backups of one data folder. Paths are absolute. */
export interface Backups {
  /** Where one is put that was given no other place. */
  placeOf(backup: Backup): string;
  /** Seals the file `plain` into the new file `out`, under a key of its own; both are durable when it resolves. */
  seal(backup: Backup, plain: string, out: string, watch: Watch): Promise<void>;
  /** What the file says it is, when its key is here. @throws BackupRefused */
  examine(file: string): Promise<Backup>;
  /** Writes what was sealed into the new file `plain`. @throws BackupRefused where a byte of it is not as it was sealed */
  unseal(file: string, plain: string, watch: Watch): Promise<void>;
  /** Those whose key is here, the oldest first. */
  list(): Backup[];
  /** Whether its key opens under the secrets that live. */
  opens(backup: Backup): boolean;
  /** Removes what a killed backup left of its file in the data folder. Only while none is made. */
  destroyHalves(): void;
  /** Destroys those that were made before this day, by their keys; answers how many. */
  destroyBefore(day: Day): number;
}

/** What long work leaves on disk while it is under way, and finds again after a crash. */
export interface WorkFiles {
  /** A file of the scratch folder, which is made where there is none. */
  scratch(name: string): string;
  /** Overwrites and removes all that is in the scratch folder. */
  emptyScratch(): void;
  /** The backup whose restore was begun and has not ended. */
  restoring(): string | undefined;
  beginRestore(file: string): void;
  endRestore(): void;
  /** Gives the whole file the database's name, at once; what had it before is overwritten and removed. */
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

/** The day before which a backup is past its life. */
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
