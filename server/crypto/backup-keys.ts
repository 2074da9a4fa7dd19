/**
 * The keys of backups. Each backup has its own key in `<dataFolder>/backup-keys`, which is wrapped under the secret and
 * not part of any backup. Destroying this small file destroys the backup, wherever its copies are. The domain decides
 * when a key is destroyed.
 */

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { isThere } from '../../client-sdk/typescript/primitives/files.ts';
import { BackupRefused, type Backup } from '../domain/privacy/backup.ts';
import { toDay, type Day } from '../domain/kernel/day.ts';
import {
  createOnce,
  destroyFile,
  fileNames,
  makeOwnFolder,
  readPrivateFile,
  syncFolder,
} from './durable-file.ts';
import { subkey } from './vault.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/**
 * The pattern of a key file's name: `<day>-<id>`. A file with a suffix after a dot was left by a crash while the key
 * file was made, and contains the same key.
 */
const KEY_FILE = /^(\d+)-([\w-]{22})(\.|$)/;

export interface BackupKeys {
  /**
   * Stores the key of a backup, durably when the function returns.
   * @param head the head of the backup, without which the key cannot be opened
   */
  keep(backup: Backup, head: Buffer, key: Buffer): void;
  /**
   * Returns the key of a backup.
   * @throws BackupRefused if the key is not in this folder, or another secret wrapped it
   */
  open(backup: Backup, head: Buffer): Buffer;
  destroy(backup: Backup): void;
  /** The backups whose keys are in this folder, the oldest first. */
  list(): Backup[];
  /** Destroys the keys of all backups that were made before this day; returns the number of destroyed keys. */
  destroyBefore(day: Day): number;
}

/**
 * Opens the keys of the backups in a data folder.
 * @param secrets the live generations of `QUIETKEY_SECRET`, the current one first: the current generation wraps new
 * keys, and any generation opens the keys that it wrapped
 */
export function openBackupKeys(dataFolder: string, secrets: readonly Uint8Array[]): BackupKeys {
  const folder = join(dataFolder, 'backup-keys');
  const [wrapKey, ...earlier] = secrets.map((secret) => subkey(secret, 'wrap'));
  if (wrapKey === undefined) throw new RangeError('backups need a secret');
  const pathOf = ({ id, day }: Backup): string => join(folder, `${day}-${id}`);
  return {
    keep: (backup, head, key) => {
      makeOwnFolder(folder);
      createOnce(pathOf(backup), wrap(key, head, wrapKey));
    },
    open: (backup, head) => {
      if (!isThere(pathOf(backup))) throw keyAbsent(pathOf(backup));
      const wrapped = readPrivateFile(pathOf(backup), { follows: false });
      for (const key of [wrapKey, ...earlier]) {
        const opened = unwrap(wrapped, head, key);
        if (opened !== undefined) return opened;
      }
      throw keyWrong(pathOf(backup));
    },
    destroy: (backup) => destroyFile(pathOf(backup)),
    list: () => keyFiles(folder).sort((backup, other) => backup.day - other.day),
    destroyBefore: (day) => destroyKeysBefore(folder, day),
  };
}

function wrap(key: Buffer, head: Buffer, wrapKey: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', wrapKey, nonce).setAAD(head);
  return Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
}

/** Unwraps the key of a backup; undefined if the key was wrapped under another secret. */
function unwrap(wrapped: Buffer, head: Buffer, wrapKey: Buffer): Buffer | undefined {
  const [nonce, sealed] = [wrapped.subarray(0, NONCE_BYTES), wrapped.subarray(NONCE_BYTES)];
  try {
    const decipher = createDecipheriv('aes-256-gcm', wrapKey, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(head).setAuthTag(sealed.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]);
  } catch {
    return undefined;
  }
}

function keyWrong(path: string): BackupRefused {
  return new BackupRefused(
    'backup_key_wrong',
    `The key of this backup (${path}) cannot be opened: it is damaged, or QUIETKEY_SECRET is not the secret that encrypted it.`,
    'Restore the secret that was in use then, or restore the file from a copy. Then retry.',
  );
}

function keyFiles(folder: string): Backup[] {
  return fileNames(folder).flatMap((name) => {
    const [, day, id, rest] = KEY_FILE.exec(name) ?? [];
    return day === undefined || id === undefined || rest !== '' ? [] : [{ id, day: toDay(Number(day)) }];
  });
}

function destroyKeysBefore(folder: string, day: Day): number {
  const past = fileNames(folder).filter((name) => Number(KEY_FILE.exec(name)?.[1] ?? Infinity) < day);
  for (const name of past) destroyFile(join(folder, name));
  if (past.length > 0) syncFolder(folder);
  return new Set(past.map((name) => name.split('.', 1)[0])).size;
}

function keyAbsent(path: string): BackupRefused {
  const message = `The key of this backup does not exist (${path}). The key is destroyed when the backup expires; then nothing can open the backup.`;
  const remedy = 'On another machine: first restore the folder backup-keys from your copy.';
  return new BackupRefused('backup_key_absent', message, remedy);
}
