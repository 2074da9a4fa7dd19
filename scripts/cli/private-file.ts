/**
 * A file that a command writes piece by piece, for its owner alone (0600). It has its name when it is whole: until then,
 * and after a crash, the pieces stand beside it under `.partial`, which the next run begins anew. Guarantees that no
 * such file is made in the data folder, whose content is the store's, or in place of what the command reads.
 */

import { lstat, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { refuse } from '../../server/domain/kernel/refusal.ts';

const PRIVATE_FILE = 0o600;

export interface PrivateFile {
  /** Absolute. */
  readonly path: string;
  write(text: string): Promise<void>;
  /** It is whole: gives it its name. */
  keep(): Promise<void>;
  /** Takes it away unless it was kept. */
  drop(): Promise<void>;
}

interface Place {
  readonly dataFolder: string;
  /** What is read meanwhile. */
  readonly source?: string;
}

/** Begins the file. @throws Refusal where it may not or cannot be written, naming `--out` */
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

/** The folder may be a link; the file itself is made anew and follows none. */
async function realPath(path: string): Promise<string> {
  return join(await realpath(dirname(path)), basename(path));
}

async function requireFree(path: string, { dataFolder, source }: Place): Promise<void> {
  const inside = relative(await realpath(dataFolder), path);
  if (!inside.startsWith('..') && !isAbsolute(inside)) refuseOut('is in the data folder: name another place');
  const there = await lstat(path).catch(() => undefined);
  if (there === undefined) return;
  if (!there.isFile()) refuseOut('is there already, and is not a plain file');
  const read = source === undefined ? undefined : await stat(source);
  if (read?.ino === there.ino && read.dev === there.dev) refuseOut('is the file that is read');
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
