/**
 * Keeps the state in a folder, so that a crash or power cut at any moment leaves a whole state: two copies with a
 * counter and a checksum, each written beside, fsynced and renamed, the older one first to go. A torn copy is ignored
 * and set aside. Files are 0600 and a folder made here is 0700; on Windows the folder's own rights hold.
 */
import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../primitives/clock.ts';
import type { Store } from './store.ts';

const COPIES = ['state-a.json', 'state-b.json'] as const;
const LOCK = 'state.lock';
const MAGIC = 'quietkey-state';
const STATE_BYTES_MAX = 1_000_000;
/** A lock this old is left from a process that died; writing takes milliseconds. */
const LOCK_STALE_MS = 5_000;
/** How long a writer waits for another one. Then it writes all the same: a copy cannot be torn by that. */
const LOCK_WAIT_MS = 2_000;
const LOCK_POLL_MS = 5;
const LEFTOVER_MS = 60_000;
/** More than the coarsest clock of a file system, which counts in steps of two seconds. */
const LATELY_MS = 3_000;
/** Windows refuses a rename while a virus scanner holds the file. */
const RENAME_TRIES = 5;
const RENAME_PAUSE_MS = 20;

interface Copy {
  name: (typeof COPIES)[number];
  /** 0 where there is no intact copy. */
  counter: number;
  text: string | undefined;
  /** The file is there and its checksum fails. */
  torn: boolean;
}

/**
 * A store in a folder of its own, which several processes of the app may use at the same time.
 *
 * @param folder - an absolute path; made with mode 0700 where it is absent, left as it is otherwise
 */
export function fileStore(folder: string): Store {
  return {
    read: rememberingText(folder),
    write: (text) => writeOlderCopy(folder, text),
    exclusively: (work) => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const unlock = lock(join(folder, LOCK));
      try {
        return work();
      } finally {
        unlock();
      }
    },
  };
}

/** Whether a folder holds a state. */
export const holdsState = (folder: string): boolean => COPIES.some((name) => existsSync(join(folder, name)));

/** Deletes a state with all that was written beside it, and its folder where nothing else lies in it. */
export function removeState(folder: string): void {
  if (!holdsState(folder)) return;
  for (const name of readdirSync(folder)) {
    const isOwn = name === LOCK || COPIES.some((copy) => name === copy || name.startsWith(`${copy}.`));
    if (isOwn) rmSync(join(folder, name), { force: true });
  }
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}

/**
 * Reads the newest text, and answers it again as long as neither copy was replaced: a replaced one is another file. What
 * was written just now is read each time, since a file system may write the same time beside two different contents.
 */
function rememberingText(folder: string): () => string | undefined {
  let known: string | undefined;
  let knownMark = '';
  return () => {
    const mark = markOf(folder);
    if (mark === undefined || mark !== knownMark) {
      known = newestFirst(readCopies(folder))[0]?.text;
      knownMark = mark ?? '';
    }
    return known;
  };
}

/** What tells one state of both copies from another; undefined where they cannot be told apart. */
function markOf(folder: string): string | undefined {
  const now = systemClock();
  let mark = '';
  for (const name of COPIES) {
    const stat = statSync(join(folder, name), { throwIfNoEntry: false });
    if (stat === undefined) mark += '-';
    else if (Math.abs(now - stat.ctimeMs) < LATELY_MS) return undefined;
    else mark += `${stat.ino} ${stat.size} ${stat.mtimeMs} ${stat.ctimeMs};`;
  }
  return mark;
}

const newestFirst = (copies: Copy[]): Copy[] => copies.sort((one, other) => other.counter - one.counter);

const readCopies = (folder: string): Copy[] => COPIES.map((name) => readCopy(folder, name));

function readCopy(folder: string, name: Copy['name']): Copy {
  const absent: Copy = { name, counter: 0, text: undefined, torn: false };
  let content: string;
  try {
    const path = join(folder, name);
    if (statSync(path).size > STATE_BYTES_MAX) return { ...absent, torn: true };
    content = readFileSync(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return absent;
    throw error;
  }
  const headEnd = content.indexOf('\n');
  const [magic, counter, checksum] = content.slice(0, Math.max(headEnd, 0)).split(' ');
  const text = content.slice(headEnd + 1);
  const isIntact = magic === MAGIC && checksum === checksumOf(counter ?? '', text);
  return isIntact ? { name, counter: Number(counter), text, torn: false } : { ...absent, torn: true };
}

function writeOlderCopy(folder: string, text: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const [newest, oldest] = newestFirst(readCopies(folder));
  if (!newest || !oldest) return;
  removeLeftovers(folder);
  const counter = String(newest.counter + 1);
  const temporary = join(folder, `${oldest.name}.${randomBytes(6).toString('hex')}.tmp`);
  const target = join(folder, oldest.name);
  try {
    writeDurably(temporary, `${MAGIC} ${counter} ${checksumOf(counter, text)}\n${text}`);
    // Kept for whoever looks into it; one per copy, so that they do not pile up.
    if (oldest.torn) renameSync(target, `${target}.torn`);
    renamePatiently(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(folder);
}

function checksumOf(counter: string, text: string): string {
  return createHash('sha256').update(`${counter}\n${text}`).digest('hex');
}

function writeDurably(path: string, content: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    const bytes = Buffer.from(content, 'utf8');
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function renamePatiently(from: string, to: string): void {
  for (let tries = 1; ; tries += 1) {
    try {
      return renameSync(from, to);
    } catch (error) {
      if (tries >= RENAME_TRIES || process.platform !== 'win32') throw error;
      pause(RENAME_PAUSE_MS);
    }
  }
}

/** A rename lasts once its folder is synced. Windows cannot open a folder; there the rename itself is journaled. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const opened = openSync(folder, 'r');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}

/** Removes what a process left that died while it wrote. */
function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (name.endsWith('.tmp') && ageMs(path) > LEFTOVER_MS) rmSync(path, { force: true });
  }
}

/** Takes the lock, or passes a dead one, or stops waiting; answers what gives it back. */
function lock(path: string): () => void {
  const giveUp = performance.now() + LOCK_WAIT_MS;
  while (performance.now() < giveUp) {
    try {
      closeSync(openSync(path, 'wx', 0o600));
      return () => rmSync(path, { force: true });
    } catch (error) {
      if (!isExisting(error)) throw error;
    }
    if (ageMs(path) > LOCK_STALE_MS) rmSync(path, { force: true });
    else pause(LOCK_POLL_MS);
  }
  return () => undefined;
}

/** Time since the file was written, either way: a clock that was set back must not make a dead lock live for ever. */
function ageMs(path: string): number {
  try {
    return Math.abs(systemClock() - statSync(path).mtimeMs);
  } catch {
    return 0;
  }
}

const pause = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;
const isMissing = (error: unknown): boolean => codeOf(error) === 'ENOENT';
/** Windows answers EPERM for a lock that is just being removed. */
const isExisting = (error: unknown): boolean =>
  codeOf(error) === 'EEXIST' || (process.platform === 'win32' && codeOf(error) === 'EPERM');
