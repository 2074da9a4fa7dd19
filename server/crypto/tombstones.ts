/**
 * The tombstones on disk: `<dataFolder>/tombstones` has a private file for each day. A keyed digest is appended to this
 * file and synced before an erasure commits. Tombstones are not part of the database or of a backup. The file of a day
 * is destroyed as a whole. The vault computes the digests, and the domain decides the effect of a tombstone.
 */

import { join } from 'node:path';
import { readSmallFile } from '../../client-sdk/typescript/primitives/read-file.ts';
import { toDay, type Day } from '../domain/kernel/day.ts';
import { openErasureMemory } from './erasure-memory.ts';
import { appendDurably, destroyFile, fileNames, makeOwnFolder, syncFolder } from './durable-file.ts';

const DIGEST = /^[\w-]{22}$/;
/** The maximum size of the file of one day: enough for more than ten million erasures. */
const DAY_BYTES_MAX = 268_435_456;

export interface Tombstones {
  /** The random id of the data folder. It is made on first use. */
  readonly folder: string;
  /**
   * Adds a tombstone, durably when the function returns. A digest that this process added on the same day is not added
   * again.
   */
  add(digest: string, day: Day): void;
  has(digest: string): boolean;
  /** Reads the tombstones that other processes have added until now. */
  refresh(): void;
  /** Destroys the tombstones of all days before this day; returns the number of days. */
  destroyBefore(day: Day): number;
}

/**
 * Opens the tombstones of a data folder. Nothing is created before the first tombstone. Tombstones that other processes
 * add after the first lookup are found only after `refresh`.
 */
export function openTombstones(dataFolder: string): Tombstones {
  const folder = join(dataFolder, 'tombstones');
  let standing: Set<string> | undefined;
  let latest = { day: -Infinity, raised: new Set<string>() };
  const memory = openErasureMemory(dataFolder);
  return {
    get folder() {
      return memory.folder;
    },
    add: (digest, day) => {
      if (day !== latest.day) latest = { day, raised: new Set() };
      if (latest.raised.has(digest)) return;
      makeOwnFolder(folder);
      // The leading line break separates the digest from a line that a crash left incomplete.
      appendDurably(join(folder, String(day)), `\n${digest}\n`);
      standing?.add(digest);
      latest.raised.add(digest);
    },
    has: (digest) => (standing ??= readAll(folder)).has(digest),
    refresh: () => {
      standing = undefined;
    },
    destroyBefore: (day) => destroyDaysBefore(folder, day),
  };
}

function readAll(folder: string): Set<string> {
  const lines = daysOf(folder).flatMap((day) => {
    const rules = { bytesMax: DAY_BYTES_MAX, follows: false };
    return readSmallFile(join(folder, String(day)), rules)
      .toString('latin1')
      .split('\n');
  });
  return new Set(lines.filter((line) => DIGEST.test(line)));
}

function destroyDaysBefore(folder: string, day: Day): number {
  const past = daysOf(folder).filter((past) => past < day);
  for (const pastDay of past) destroyFile(join(folder, String(pastDay)));
  if (past.length > 0) syncFolder(folder);
  return past.length;
}

function daysOf(folder: string): Day[] {
  return fileNames(folder)
    .filter((name) => /^\d+$/.test(name))
    .map((name) => toDay(Number(name)));
}
