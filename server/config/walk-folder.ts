/**
 * Lists a folder and everything below it, to check owners and modes. Links are listed and never followed. No file is
 * opened, because closing the database file would drop the locks that this process has on it.
 */

import { lstatSync, readdirSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { fileFaultOf } from '../domain/kernel/fault-fields.ts';

/** A file or a folder. */
export interface Found {
  readonly path: string;
  readonly stats: Stats;
  /** The code of the fault, if this is a folder that cannot be listed. */
  readonly hidden?: string;
}

/** Lists a folder and everything below it. A file that disappears during the listing, such as the WAL, is left out. */
export function walkFolder(path: string): Found[] {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return [];
  if (!stats.isDirectory()) return [{ path, stats }];
  try {
    return [{ path, stats }, ...readdirSync(path).flatMap((name) => walkFolder(join(path, name)))];
  } catch (error) {
    const fault = fileFaultOf(error);
    if (fault === undefined) throw error;
    return fault.code === 'ENOENT' ? [] : [{ path, stats, hidden: fault.code }];
  }
}
