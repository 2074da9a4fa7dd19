/**
 * A file that a command writes in parts, readable by its owner only (0600). An incomplete file is named `.partial`;
 * after a crash, the next run replaces the `.partial` file. A private file is never created in the data folder, which
 * belongs to the store, and never replaces the file that the command reads.
 */

import { lstat, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { refuse } from '../../server/domain/kernel/refusal.ts';

const PRIVATE_FILE = 0o600;

export interface PrivateFile {
  /** The absolute path of the private file. */
  readonly path: string;
  write(text: string): Promise<void>;
  /** Syncs the complete private file to disk, and renames it from `.partial` to its final name. */
  keep(): Promise<void>;
  /** Closes the private file, and removes it unless it was kept. */
  drop(): Promise<void>;
}

interface Place {
  readonly dataFolder: string;
  /** The path of the file that the command reads, which its output must not replace. */
  readonly source?: string;
}

/**
 * Begins a private file.
 * @throws Refusal about `--out` if the file must not or cannot be written at this path
 */
export async function beginPrivateFile(typed: string, place: Place): Promise<PrivateFile> {
  const path = await writing(() => realPath(typed));
  await requireFree(path, place);
  const partial = `${path}.partial`;
  const file = await writing(async () => {
    await rm(partial, { force: true });
    return open(partial, 'wx', PRIVATE_FILE);
  });
  let kept = false;
  return {
    path,
    write: (text) => writing(() => file.writeFile(text)),
    keep: () =>
      writing(async () => {
        await file.sync();
        await rename(partial, path);
        kept = true;
      }),
    drop: async () => {
      await file.close();
      if (!kept) await rm(partial, { force: true });
    },
  };
}

/**
 * The real path of the output file. Its folder may be a symbolic link. The file itself is newly created, so no link is
 * followed.
 */
async function realPath(path: string): Promise<string> {
  return join(await realpath(dirname(path)), basename(path));
}

async function requireFree(path: string, { dataFolder, source }: Place): Promise<void> {
  const inside = relative(await realpath(dataFolder), path);
  if (!inside.startsWith('..') && !isAbsolute(inside))
    refuseOut('is in the data folder: name a file outside of it');
  const there = await lstat(path).catch(() => undefined);
  if (there === undefined) return;
  if (!there.isFile()) refuseOut('exists and is not a regular file');
  const read = source === undefined ? undefined : await stat(source);
  if (read?.ino === there.ino && read.dev === there.dev) refuseOut('is the same file as --csv');
}

function refuseOut(message: string): never {
  return refuse('request_malformed', {
    detail: 'The file cannot be written.',
    fields: [{ pointer: '/out', message }],
  });
}

async function writing<Answer>(act: () => Promise<Answer>): Promise<Answer> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Error && 'syscall' in error && 'code' in error) {
      return refuseOut(`cannot be written: ${String(error.code)}`);
    }
    throw error;
  }
}
