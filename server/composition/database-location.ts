/**
 * The location of a database, as an operator types it: the URL of a PostgreSQL database, a SQLite file, or the data
 * folder that contains one. The message of a fault never repeats the typed text, which may contain a password. The
 * store opens the database.
 */

import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import { readDatabaseUrl } from '../config/database-url.ts';
import { databasePath } from './prepare-secrets.ts';

export type DatabasePlace = { readonly path: string } | { readonly url: string };

const ADDRESS = /^[a-z][a-z0-9+.-]*:\/\//i;

export function readDatabasePlace(text: string): DatabasePlace | { readonly fault: string } {
  if (ADDRESS.test(text)) {
    const reading = readDatabaseUrl(text);
    if ('database' in reading) return { url: reading.database.reveal() };
    return { fault: `${reading.fault}. ${reading.remedy}` };
  }
  const path = resolve(text);
  return { path: isFolder(path) ? databasePath({ dataFolder: path }) : path };
}

/** Whether a path is a folder. A path that cannot be examined counts as a file; opening it then reports the fault. */
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** The location of the database that a server with this configuration uses. */
export function placeOfConfig(config: Config): DatabasePlace {
  return config.database === undefined ? { path: databasePath(config) } : { url: config.database.reveal() };
}
