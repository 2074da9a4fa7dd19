/**
 * Sealed backups: a file that says what it is in its head, and the rest of it sealed. Guarantees that a file has its name
 * only when it is whole, and that what is wrong with one is said. Leaves keys to `backup-keys.ts`, and to
 * `sealed-file.ts` how bytes are sealed.
 */

import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BackupRefused, type Backup, type Backups, type Watch } from '../domain/privacy/backup.ts';
import { writeDate, toDay } from '../domain/kernel/day.ts';
import { openBackupKeys, type BackupKeys } from './backup-keys.ts';
import { fileNames, isCode, makePrivateFolder, syncFolder } from './durable-file.ts';
import { PieceDamaged, sealFile, unsealFile } from './sealed-file.ts';

const MAGIC = Buffer.from('quietkey backup 1\n', 'latin1');
/** Of every database of SQLite. */
const SQLITE_MAGIC = Buffer.from('SQLite format 3\0', 'latin1');
const ID_BYTES = 16;
const DAY_BYTES = 4;
const HEAD_BYTES = MAGIC.length + ID_BYTES + DAY_BYTES;
const KEY_BYTES = 32;
/** Ends the name of a file that is not whole yet. */
const HALF = '.partial';

/** The backups of a data folder. @param secrets the live generations of `QUIETKEY_SECRET`, the one in use first */
export function openBackups(dataFolder: string, secrets: readonly Uint8Array[]): Backups {
  const folder = join(dataFolder, 'backups');
  const keys = openBackupKeys(dataFolder, secrets);
  return {
    placeOf: (backup) => {
      makePrivateFolder(folder);
      return join(folder, fileNameOf(backup));
    },
    seal: (backup, plain, out, watch) => seal(keys, backup, { plain, out, watch }),
    examine: async (file) => {
      const backup = await readHead(file);
      keys.open(backup, headOf(backup));
      return backup;
    },
    unseal: async (file, plain, watch) => {
      const backup = await readHead(file);
      const head = headOf(backup);
      try {
        await unsealFile(file, plain, { ...watch, head, key: keys.open(backup, head) });
      } catch (error) {
        throw error instanceof PieceDamaged ? damaged(file, error.at) : error;
      }
    },
    list: () => keys.list(),
    opens: (backup) => opens(keys, backup),
    destroyHalves: () => {
      for (const name of fileNames(folder)) if (name.endsWith(HALF)) rmSync(join(folder, name));
    },
    destroyBefore: (day) => {
      const past = keys.list().filter((one) => one.day < day);
      for (const one of past) rmSync(join(folder, fileNameOf(one)), { force: true });
      return keys.destroyBefore(day);
    },
  };
}

function opens(keys: BackupKeys, backup: Backup): boolean {
  try {
    keys.open(backup, headOf(backup));
    return true;
  } catch (error) {
    if (error instanceof BackupRefused) return false;
    throw error;
  }
}

/** The key is kept before the file has its name: there is no whole backup that cannot be opened. */
async function seal(
  keys: BackupKeys,
  backup: Backup,
  { plain, out, watch }: { plain: string; out: string; watch: Watch },
): Promise<void> {
  const [head, key] = [headOf(backup), randomBytes(KEY_BYTES)];
  const partial = out + HALF;
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

/** Its day is in its name for people; what a file is stands in its head. */
function fileNameOf({ id, day }: Backup): string {
  return `quietkey-${writeDate(day)}-${id}.backup`;
}

function headOf({ id, day }: Backup): Buffer {
  const head = Buffer.concat([MAGIC, Buffer.from(id, 'base64url'), Buffer.alloc(DAY_BYTES)]);
  head.writeUInt32BE(day, HEAD_BYTES - DAY_BYTES);
  return head;
}

async function readHead(path: string): Promise<Backup> {
  const head = Buffer.alloc(HEAD_BYTES);
  const file = await open(path, 'r').catch((error: unknown) => {
    throw isCode(error, 'ENOENT') ? absent(path) : error;
  });
  const { bytesRead } = await file.read(head, 0, HEAD_BYTES, 0);
  await file.close();
  if (head.subarray(0, SQLITE_MAGIC.length).equals(SQLITE_MAGIC)) throw plainCopy(path);
  if (bytesRead < HEAD_BYTES || !head.subarray(0, MAGIC.length).equals(MAGIC)) throw foreign(path);
  return {
    id: head.toString('base64url', MAGIC.length, MAGIC.length + ID_BYTES),
    day: toDay(head.readUInt32BE(HEAD_BYTES - DAY_BYTES)),
  };
}

function absent(path: string): BackupRefused {
  return new BackupRefused(
    'backup_absent',
    `The file ${path} does not exist.`,
    'Name a file that quietkey backup made.',
  );
}

function foreign(path: string): BackupRefused {
  const says = `${path} is not a backup of quietkey, or its beginning is damaged.`;
  return new BackupRefused('backup_foreign', says, 'Name a file that quietkey backup made.');
}

function plainCopy(path: string): BackupRefused {
  const says = `${path} is a plain copy of a database file. Without its WAL it may lack the latest writes, and it still contains what was erased since.`;
  return new BackupRefused('backup_foreign', says, 'Name a file that quietkey backup made.');
}

function damaged(path: string, at: number): BackupRefused {
  const says = `${path} is damaged or truncated at byte ${at} or after. Nothing was restored.`;
  return new BackupRefused('backup_damaged', says, 'Copy it again from its source, or use another backup.');
}
