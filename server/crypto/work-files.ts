/**
 * The temporary files of backup and restore: readable copies of the database in a private scratch folder, and the
 * marker of an unfinished restore. A copy is overwritten when it is no longer needed. A database is replaced
 * atomically, and the old database is removed only afterwards. The jobs decide when each step is done.
 */

import { linkSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isThere } from '../../client-sdk/typescript/primitives/files.ts';
import type { WorkFiles } from '../domain/privacy/backup.ts';
import {
  destroyFile,
  fileNames,
  makeOwnFolder,
  readOwnFile,
  replaceFile,
  syncFolder,
} from './durable-file.ts';

export function openWorkFiles(dataFolder: string): WorkFiles {
  const folder = join(dataFolder, 'scratch');
  const markerPath = join(dataFolder, 'restore-begun');
  return {
    scratch: (name) => {
      makeOwnFolder(folder);
      return join(folder, name);
    },
    emptyScratch: () => {
      for (const name of fileNames(folder)) destroyFile(join(folder, name));
    },
    restoring: () => (isThere(markerPath) ? readOwnFile(markerPath).trim() : undefined),
    beginRestore: (file) => replaceFile(markerPath, `${file}\n`),
    endRestore: () => {
      rmSync(markerPath);
      syncFolder(dataFolder);
    },
    putInPlace: (whole, database) => {
      const before = join(folder, 'before.db');
      moveAside(`${database}-wal`, `${before}-wal`);
      rmSync(`${database}-shm`, { force: true });
      if (isThere(database)) linkSync(database, before);
      renameSync(whole, database);
      syncFolder(dirname(database));
      return {
        putBack: () => putBack(before, database),
        destroy: () => {
          destroyFile(before);
          destroyFile(`${before}-wal`);
        },
      };
    },
  };
}

function putBack(before: string, database: string): void {
  for (const suffix of ['-wal', '-shm']) rmSync(`${database}${suffix}`, { force: true });
  if (isThere(before)) renameSync(before, database);
  else rmSync(database);
  moveAside(`${before}-wal`, `${database}-wal`);
  syncFolder(dirname(database));
}

/**
 * Moves a file aside. This is needed for a WAL, because SQLite would read a WAL that stays beside another database into
 * that database.
 */
function moveAside(path: string, aside: string): void {
  if (isThere(path)) renameSync(path, aside);
}
