/**
 * Sealed backups: files with a plain head that identifies the backup, and a sealed body. A file gets its final name
 * only when it is complete, and every fault is reported. `backup-keys.ts` manages the keys, and `sealed-file.ts` seals
 * the bytes.
 */

import { randomBytes } from 'node:crypto';
import { closeSync, readSync, rmSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FileFault, openFile } from '../../client-sdk/typescript/primitives/read-file.ts';
import { BackupRefused, type Backup, type Backups, type Watch } from '../domain/privacy/backup.ts';
import { writeDate, toDay } from '../domain/kernel/day.ts';
import { openBackupKeys, type BackupKeys } from './backup-keys.ts';
import { fileNames, makeOwnFolder, syncFolder } from './durable-file.ts';
import { PieceDamaged, sealFile, unsealFile } from './sealed-file.ts';

const MAGIC = Buffer.from('quietkey backup 1\n', 'latin1');
/** The bytes with which every SQLite database begins. */
const SQLITE_MAGIC = Buffer.from('SQLite format 3\0', 'latin1');
const ID_BYTES = 16;
const DAY_BYTES = 4;
const HEAD_BYTES = MAGIC.length + ID_BYTES + DAY_BYTES;
const KEY_BYTES = 32;
/** The suffix of a backup file that is not complete. */
const PARTIAL = '.partial';

/** The backups of a data folder. @param secrets the live generations of `QUIETKEY_SECRET`, the current one first */
export function openBackups(dataFolder: string, secrets: readonly Uint8Array[]): Backups {
  const folder = join(dataFolder, 'backups');
  const keys = openBackupKeys(dataFolder, secrets);
  return {
    placeOf: (backup) => {
      makeOwnFolder(folder);
      return join(folder, fileNameOf(backup));
    },
    seal: (backup, plain, out, watch) => seal(keys, backup, { plain, out, watch }),
    examine: (file) => {
      const backup = readHead(file);
      keys.open(backup, headOf(backup));
      return backup;
    },
    unseal: async (file, plain, watch) => {
      const backup = readHead(file);
      const head = headOf(backup);
      try {
        await unsealFile(file, plain, { ...watch, head, key: keys.open(backup, head) });
      } catch (error) {
        throw error instanceof PieceDamaged ? damaged(file, error.offset) : error;
      }
    },
    list: () => keys.list(),
    canOpen: (backup) => canOpen(keys, backup),
    destroyPartialFiles: () => {
      for (const name of fileNames(folder)) if (name.endsWith(PARTIAL)) rmSync(join(folder, name));
    },
    destroyBefore: (day) => {
      const past = keys.list().filter((backup) => backup.day < day);
      const names = new Set(past.map(fileNameOf));
      // `fileNames` refuses a folder that is a link
      for (const name of fileNames(folder)) if (names.has(name)) rmSync(join(folder, name));
      return keys.destroyBefore(day);
    },
  };
}

function canOpen(keys: BackupKeys, backup: Backup): boolean {
  try {
    keys.open(backup, headOf(backup));
    return true;
  } catch (error) {
    if (error instanceof BackupRefused) return false;
    throw error;
  }
}

/** Seals a backup. Its key is stored before the file gets its final name, so every complete backup can be opened. */
async function seal(
  keys: BackupKeys,
  backup: Backup,
  { plain, out, watch }: { plain: string; out: string; watch: Watch },
): Promise<void> {
  const [head, key] = [headOf(backup), randomBytes(KEY_BYTES)];
  const partial = out + PARTIAL;
  try {
    await rm(partial, { force: true });
    await sealFile(plain, partial, { ...watch, head, key });
    keys.keep(backup, head, key);
    await rename(partial, out);
    syncFolder(dirname(out));
  } catch (error) {
    await rm(partial, { force: true });
    keys.destroy(backup);
    throw error;
  }
}

/** The file name of a backup. The day in the name is for people; only the head of the file identifies the backup. */
function fileNameOf({ id, day }: Backup): string {
  return `quietkey-${writeDate(day)}-${id}.backup`;
}

function headOf({ id, day }: Backup): Buffer {
  const head = Buffer.concat([MAGIC, Buffer.from(id, 'base64url'), Buffer.alloc(DAY_BYTES)]);
  head.writeUInt32BE(day, HEAD_BYTES - DAY_BYTES);
  return head;
}

function readHead(path: string): Backup {
  const { head, bytesRead } = readStart(path);
  if (head.subarray(0, SQLITE_MAGIC.length).equals(SQLITE_MAGIC)) throw plainCopy(path);
  if (bytesRead < HEAD_BYTES || !head.subarray(0, MAGIC.length).equals(MAGIC)) throw foreign(path);
  return {
    id: head.toString('base64url', MAGIC.length, MAGIC.length + ID_BYTES),
    day: toDay(head.readUInt32BE(HEAD_BYTES - DAY_BYTES)),
  };
}

function readStart(path: string): { head: Buffer; bytesRead: number } {
  const file = openBackup(path);
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    return { head, bytesRead: readSync(file, head, 0, HEAD_BYTES, 0) };
  } finally {
    closeSync(file);
  }
}

function openBackup(path: string): number {
  try {
    return openFile(path).file;
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    throw error.code === 'ENOENT' ? absent(path) : unreadable(error);
  }
}

function absent(path: string): BackupRefused {
  return new BackupRefused(
    'backup_absent',
    `The file ${path} does not exist.`,
    'Name a file that quietkey backup made.',
  );
}

function unreadable({ message }: FileFault): BackupRefused {
  return new BackupRefused(
    'backup_unreadable',
    `${message}.`,
    'Name a file that quietkey backup made, and that you may read.',
  );
}

function foreign(path: string): BackupRefused {
  const message = `${path} is not a backup of quietkey, or its beginning is damaged.`;
  return new BackupRefused('backup_foreign', message, 'Name a file that quietkey backup made.');
}

function plainCopy(path: string): BackupRefused {
  const message = `${path} is a plain copy of a database file. Without its WAL it may lack the latest writes, and it still contains what was erased since.`;
  return new BackupRefused('backup_foreign', message, 'Name a file that quietkey backup made.');
}

function damaged(path: string, offset: number): BackupRefused {
  const message = `${path} is damaged or truncated at byte ${offset} or after. Nothing was restored.`;
  return new BackupRefused(
    'backup_damaged',
    message,
    'Copy it again from its source, or use another backup.',
  );
}
