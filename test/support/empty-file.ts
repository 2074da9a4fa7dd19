/**
 * A SQLite file with the schema and no rows. It is copied from one that this process has made, since the migrations take
 * longer than most tests.
 */

import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWriter } from '../../db/sqlite/connection.ts';
import type { Day } from '../../server/domain/kernel/day.ts';

const templates = new Map<Day, string>();

/** Puts it at a path at which no file is. `today` is the day that is recorded with the schema. */
export function putEmptyFile(path: string, today: Day): void {
  const template = templates.get(today) ?? makeTemplate(today);
  templates.set(today, template);
  copyFileSync(template, path);
}

function makeTemplate(today: Day): string {
  const folder = mkdtempSync(join(tmpdir(), 'quietkey-empty-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'quietkey.db');
  openWriter(path, today).close();
  return path;
}
