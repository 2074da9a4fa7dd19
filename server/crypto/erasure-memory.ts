/**
 * What a data folder remembers of the erasures in its database: the file `<dataFolder>/tombstones/erasures` has the
 * random id of the folder, and the highest count of each folder that uses the database. The file is beside the
 * tombstones, so it is mirrored with them and is in no backup. `server/domain/cluster/restored-database.ts` compares
 * the counts.
 */

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { FileFault, readSmallFile } from '../../client-sdk/typescript/primitives/read-file.ts';
import type { ErasureCount } from '../domain/kernel/erasure-count.ts';
import { highestCounts } from '../domain/cluster/restored-database.ts';
import type { Id } from '../domain/kernel/ports.ts';
import { createOnce, isCode, makeOwnFolder, replaceFile } from './durable-file.ts';

const ID_BYTES = 16;
/** The maximum size: enough for tens of thousands of folders, since each container may have had its own. */
const BYTES_MAX = 1_048_576;
const LINE = /^([\w-]{22}) (\d{1,15})$/;

/** The maximum size of the file with the remembered head of the audit chain, in bytes. */
const HEAD_BYTES_MAX = 4_096;

/** All functions throw FileFault. */
export interface ErasureMemory {
  /** The id of the folder. It is made on first use. */
  readonly folder: Id;
  /** The counts that this folder remembers, including those from other processes. */
  counts(): ErasureCount[];
  /** Remembers the higher count of each folder, durably when the function returns. */
  remember(counts: readonly ErasureCount[]): void;
}

export function openErasureMemory(dataFolder: string): ErasureMemory {
  const path = join(dataFolder, 'tombstones', 'erasures');
  let folder: Id | undefined;

  const read = (): [own: ErasureCount, ...others: ErasureCount[]] => {
    const [own, ...others] = parse(path, readOrMake());
    if (own === undefined) throw faultOf(path);
    return [own, ...others];
  };
  const readOrMake = (): string => {
    const found = readIfThere(path);
    if (found !== undefined) return found;
    makeOwnFolder(join(dataFolder, 'tombstones'));
    createOnce(path, `${randomBytes(ID_BYTES).toString('base64url')} 0\n`);
    return readText(path);
  };
  return {
    get folder() {
      return (folder ??= read()[0].folder);
    },
    counts: read,
    remember: (counts) => {
      const [own, ...others] = read();
      const highest = highestCounts([own, ...others], counts);
      if (highest.every((count) => isAmong(count, [own, ...others]))) return;
      makeOwnFolder(join(dataFolder, 'tombstones'));
      const isOwn = (count: ErasureCount): boolean => count.folder === own.folder;
      const lines = [...highest.filter(isOwn), ...highest.filter((count) => !isOwn(count))];
      replaceFile(path, lines.map((line) => `${line.folder} ${line.erasures}\n`).join(''));
    },
  };
}

/**
 * The latest signed head of the audit chain that a data folder remembers, in `<dataFolder>/tombstones/audit-head`. Both
 * functions throw FileFault.
 */
export interface HeadMemory {
  /** The signed head; undefined if none is remembered. */
  read(): string | undefined;
  /** Remembers a signed head instead of the last one, durably when the function returns. */
  write(token: string): void;
}

export function openHeadMemory(dataFolder: string): HeadMemory {
  const folder = join(dataFolder, 'tombstones');
  const path = join(folder, 'audit-head');
  return {
    read: () => {
      try {
        return readSmallFile(path, { bytesMax: HEAD_BYTES_MAX, follows: false }).toString('latin1').trim();
      } catch (error) {
        if (isCode(error, 'ENOENT')) return undefined;
        throw error;
      }
    },
    write: (token) => {
      makeOwnFolder(folder);
      replaceFile(path, `${token}\n`);
    },
  };
}

function isAmong({ folder, erasures }: ErasureCount, counts: readonly ErasureCount[]): boolean {
  return counts.some((count) => count.folder === folder && count.erasures === erasures);
}

function parse(path: string, text: string): ErasureCount[] {
  if (!text.endsWith('\n')) throw faultOf(path);
  const lines = text.slice(0, -1).split('\n');
  return lines.map((line) => {
    const [, folder, erasures] = LINE.exec(line) ?? [];
    if (folder === undefined) throw faultOf(path);
    return { folder, erasures: Number(erasures) };
  });
}

function faultOf(path: string): FileFault {
  return new FileFault(path, 'EFTYPE', 'is not a count of erasures');
}

function readIfThere(path: string): string | undefined {
  try {
    return readText(path);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function readText(path: string): string {
  return readSmallFile(path, { bytesMax: BYTES_MAX, follows: false }).toString('latin1');
}
