/** Folders of the program. Often, an account other than the server's has installed them. */

import { chmodSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '../client-sdk/typescript/primitives/files.ts';

const READABLE_FOLDER = 0o755;

/** Creates a folder that every account can read, with its missing parents. */
export function makeReadable(path: string): void {
  const first = makeFolder(path);
  if (first === undefined) return;
  for (let level = path; level.length >= first.length; level = dirname(level))
    chmodSync(level, READABLE_FOLDER);
}
