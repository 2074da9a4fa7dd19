/**
 * Tombstones on disk: `<dataFolder>/tombstones`, a private file for each day, to which a keyed digest is added and synced
 * before an erasure commits. It is no part of the database or of a backup; a day's file is destroyed as a whole. Leaves
 * to the vault what is digested, and to the domain what is done where one stands.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toDay, type Day } from '../domain/kernel/day.ts';
import { appendDurably, destroyFile, fileNames, makePrivateFolder, syncFolder } from './durable-file.ts';

const DIGEST = /^[\w-]{22}$/;

export interface Tombstones {
  /** Durable when this returns; one that was raised here on the same day is not raised again. */
  raise(digest: string, day: Day): void;
  stands(digest: string): boolean;
  /** Destroys those of all days before this one; answers how many days. */
  destroyBefore(day: Day): number;
}

/** Nothing is made before the first is raised. What other processes raise after the first look is not seen. */
export function openTombstones(dataFolder: string): Tombstones {
  const folder = join(dataFolder, 'tombstones');
  let standing: Set<string> | undefined;
  let latest = { day: -Infinity, raised: new Set<string>() };
  return {
    raise: (digest, day) => {
      if (day !== latest.day) latest = { day, raised: new Set() };
      if (latest.raised.has(digest)) return;
      makePrivateFolder(folder);
      // the break before it parts it from a line that a crash left half written
      appendDurably(join(folder, String(day)), `\n${digest}\n`);
      standing?.add(digest);
      latest.raised.add(digest);
    },
    stands: (digest) => (standing ??= readAll(folder)).has(digest),
    destroyBefore: (day) => destroyDaysBefore(folder, day),
  };
}

function readAll(folder: string): Set<string> {
  const lines = daysOf(folder).flatMap((day) =>
    readFileSync(join(folder, String(day)), 'latin1').split('\n'),
  );
  return new Set(lines.filter((line) => DIGEST.test(line)));
}

function destroyDaysBefore(folder: string, day: Day): number {
  const past = daysOf(folder).filter((one) => one < day);
  for (const one of past) destroyFile(join(folder, String(one)));
  if (past.length > 0) syncFolder(folder);
  return past.length;
}

function daysOf(folder: string): Day[] {
  return fileNames(folder)
    .filter((name) => /^\d+$/.test(name))
    .map((name) => toDay(Number(name)));
}
