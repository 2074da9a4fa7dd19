/**
 * Reads files that others choose: an operator, an orchestrator, an app, a person at a terminal. Nothing is read before
 * the kind of the file is known, and a pipe, a socket or a device never blocks the caller. A fault names the file and
 * the cause, with a code like those of the system. Links are followed unless the caller says otherwise.
 */
import { closeSync, constants, fstatSync, openSync, readSync, type BigIntStats } from 'node:fs';

/**
 * With these flags, opening a pipe does not wait for its other end, and a terminal does not become this process's own.
 */
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);
const FIRST_BYTES = 65_536;

/** The requirements on a file. */
export interface FileRules {
  /** The maximum number of bytes of the file. */
  bytesMax: number;
  /** Whether a link at the end of the path is followed; true by default. False for a file that the program itself creates. */
  follows?: boolean;
  /** Refuses a file that is open, by its metadata. @throws FileFault */
  requires?: (path: string, stats: BigIntStats) => void;
}

/** A file that cannot be used. The message is one line with the file and the cause. */
export class FileFault extends Error {
  /** A code of the system, such as `EACCES`; `EFTYPE` (no regular file), `EFBIG`, `EMODE` and `EOWNER` are ours. */
  readonly code: string;
  readonly path: string;
  /** The cause, as a clause that follows the path. */
  readonly clause: string;

  constructor(path: string, code: string, clause: string) {
    super(`${path} ${clause}`);
    this.name = 'FileFault';
    this.path = path;
    this.code = code;
    this.clause = clause;
  }
}

/** Reads a small file. @throws FileFault */
export function readSmallFile(path: string, rules: FileRules): Buffer {
  return readStampedFile(path, rules).content;
}

/** Reads a small file, together with the file's metadata from before the first byte is read. @throws FileFault */
export function readStampedFile(path: string, rules: FileRules): { content: Buffer; stats: BigIntStats } {
  const { file, stats } = openFile(path, rules);
  try {
    if (stats.size > rules.bytesMax) throw tooLong(path, rules.bytesMax);
    return { content: systemCall(path, () => readAll(file, path, rules.bytesMax)), stats };
  } finally {
    closeSync(file);
  }
}

/** Opens a regular file of any length for reading. The caller closes it. @throws FileFault */
export function openFile(
  path: string,
  { follows = true, requires }: Omit<FileRules, 'bytesMax'> = {},
): { file: number; stats: BigIntStats } {
  const flags = follows ? READ : READ | (constants.O_NOFOLLOW ?? 0);
  const file = systemCall(path, () => openSync(path, flags), follows);
  try {
    const stats = systemCall(path, () => fstatSync(file, { bigint: true }));
    if (!stats.isFile()) throw notAFile(path, stats);
    requires?.(path, stats);
    return { file, stats };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** Reads to the end, since a file may grow and some files have no length. */
function readAll(file: number, path: string, bytesMax: number): Buffer {
  const parts: Buffer[] = [];
  let length = 0;
  for (;;) {
    const part = Buffer.alloc(Math.min(FIRST_BYTES, bytesMax + 1 - length));
    const bytes = readSync(file, part, 0, part.length, null);
    if (bytes === 0) return Buffer.concat(parts);
    length += bytes;
    if (length > bytesMax) throw tooLong(path, bytesMax);
    parts.push(part.subarray(0, bytes));
  }
}

/** The meanings of system errors whose codes alone do not explain them. */
const MEANINGS: Readonly<Record<string, string>> = {
  ENOENT: 'ENOENT: there is no such file',
  ENOTDIR: 'ENOTDIR: it is below a file, not a folder',
  ELOOP: 'ELOOP: a link leads to itself',
  ENAMETOOLONG: 'ENAMETOOLONG: its name is too long',
  ENXIO: 'ENXIO: it is a socket or a device',
};

/** Runs a system call, and turns its error into a fault. */
function systemCall<Answer>(path: string, act: () => Answer, follows = true): Answer {
  try {
    return act();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    if (error instanceof FileFault || code === undefined) throw error;
    if (code === 'ELOOP' && !follows) throw new FileFault(path, code, 'is a link');
    throw new FileFault(path, code, `cannot be read (${MEANINGS[code] ?? code})`);
  }
}

function notAFile(path: string, stats: BigIntStats): FileFault {
  if (stats.isDirectory()) return new FileFault(path, 'EISDIR', 'is a folder, not a file');
  return new FileFault(path, 'EFTYPE', `is a ${stats.isFIFO() ? 'pipe' : 'device'}, not a file`);
}

function tooLong(path: string, bytesMax: number): FileFault {
  return new FileFault(path, 'EFBIG', `is too long: it has more than ${bytesMax} bytes`);
}
