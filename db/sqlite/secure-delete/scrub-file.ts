/**
 * Clears the residue of a database file in place, while other connections read and write. In a turn, the WAL is moved
 * into the file under the write lock, and a read transaction then keeps every process from moving more into it: SQLite
 * changes a file in WAL mode only by a checkpoint, and a checkpoint waits for readers of the file. Until the next turn
 * the file is therefore unchanged, except for the bytes that this process clears, which no reader interprets. Pages that
 * were written meanwhile are in the WAL, and are read again. The last turn ends with an empty WAL and a file in which
 * every page was found without residue.
 *
 * This process has the file open twice, through SQLite and with a descriptor of its own. The descriptor is opened first
 * and never closed, since closing it would drop SQLite's POSIX locks.
 */

import { fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { setImmediate as yieldToEventLoop, setTimeout as sleep } from 'node:timers/promises';
import { faultOf } from '../faults.ts';
import { SqliteConnection } from '../connection.ts';
import { clearMark, markRest } from '../wal-mark.ts';
import { FormatFault } from './file-format.ts';
import { PageScrub, type FileBytes, type Residue } from './scrub-pages.ts';
import { WalFrames } from './wal-frames.ts';

/**
 * The end of a scrub. `held`: a reader uses an older snapshot, so old pages are still needed. `busy`: another process
 * writes without a pause. `no_room`: the disk is full.
 */
export type Scrubbed =
  | ({ readonly kind: 'scrubbed'; readonly times: ScrubTimes } & Residue)
  | { readonly kind: 'held' | 'busy' | 'no_room' };

/** The number of turns, and the longest time in which a turn had the write lock, in milliseconds. */
interface ScrubTimes {
  readonly turns: number;
  readonly longestLockMs: number;
}

/** How long the file is scrubbed between two turns, without the write lock. The WAL grows meanwhile. */
const SWEEP_MS = 200;
/** How long a turn may scrub with the write lock. */
const LOCKED_SWEEP_MS = 40;
/** The number of unread pages below which a turn is expected to be the last one. */
const LAST_PAGES = 1_000;
/** How long a turn waits for the write lock, and with the write lock for a reader. */
const LOCK_MS = 1_000;
const READER_MS = 100;
/** How often a turn that is blocked is tried, with a pause between. */
const TRIES = 15;
const TRY_MS = 100;

type Database = SqliteConnection['database'];

/** The steps of the scrub that remove something. No step can be left out; tests show that. */
export interface Steps {
  readonly emptyStatistics: (database: Database) => void;
  readonly clear: (file: number, offset: number, bytes: number) => void;
  /** Returns the number of frames in the WAL. */
  readonly noteWritten: (frames: WalFrames, pages: PageScrub) => number;
  /** Returns whether no reader prevented it. */
  readonly emptyWal: (database: Database) => boolean;
}

export const STEPS: Steps = { emptyStatistics, clear, noteWritten, emptyWal };

/**
 * Scrubs a database file until no residue is left in it.
 * @throws FormatFault; the engine's fault if the disk or the file cannot be trusted
 */
export async function scrubFile(path: string, steps: Steps = STEPS): Promise<Scrubbed> {
  const scrub = new FileScrub(path, steps);
  try {
    for (let blocked = 0; ;) {
      const state = scrub.turn();
      if (state === 'last') return scrub.result();
      if (state === 'more') {
        blocked = 0;
        scrub.sweep();
        await yieldToEventLoop();
      } else {
        blocked += 1;
        if (blocked === TRIES) return { kind: state };
        await sleep(TRY_MS);
      }
    }
  } catch (error) {
    if (faultOf(error) !== 'full' && faultOf(error) !== 'unsure') throw error;
    return { kind: 'no_room' };
  } finally {
    scrub.close();
  }
}

/** The end of a turn. `more`: pages are left. `last`: none is left. */
type TurnEnd = 'more' | 'last' | 'held' | 'busy';

class FileScrub {
  readonly #steps: Steps;
  readonly #file: number;
  /** Reads the file while it must not change, and checkpoints. */
  readonly #holder: SqliteConnection;
  /** Has the write lock during a turn. */
  readonly #locker: SqliteConnection;
  readonly #frames: WalFrames;
  readonly #pages: PageScrub;
  #turns = 0;
  #longestLockMs = 0;

  constructor(path: string, steps: Steps) {
    this.#steps = steps;
    this.#file = openSync(path, 'r+');
    this.#holder = new SqliteConnection(path, 'writer');
    this.#locker = new SqliteConnection(path, 'writer');
    steps.emptyStatistics(this.#locker.database);
    this.#locker.database.pragma(`busy_timeout = ${LOCK_MS}`);
    this.#holder.database.pragma(`busy_timeout = ${READER_MS}`);
    this.#frames = new WalFrames(`${path}-wal`);
    this.#pages = new PageScrub(bytesOf(this.#file, steps.clear));
    // most of the WAL is moved before the first turn, beside the writer
    this.#holder.database.pragma('wal_checkpoint(PASSIVE)');
  }

  /**
   * Takes the write lock, moves the WAL into the file, and keeps the file unchanged from then on. Until the WAL is
   * noted, the file is kept unchanged from the turn before: otherwise another process could move pages of the WAL that
   * were not noted, and begin the WAL again.
   */
  turn(): TurnEnd {
    const isExpectedLast = this.#turns > 0 && this.#pages.unread <= LAST_PAGES;
    this.#turns += 1;
    // a file whose WAL is empty is whole
    if (!isExpectedLast) markRest(this.#locker.database);
    else if (!clearMark(this.#locker.database)) return 'busy';
    try {
      return this.#turnWithLock(isExpectedLast);
    } finally {
      // a process that closes the file last moves this into it
      clearMark(this.#locker.database);
    }
  }

  #turnWithLock(isExpectedLast: boolean): TurnEnd {
    try {
      this.#locker.step('beginWrite');
    } catch (error) {
      if (faultOf(error) !== 'busy') throw error;
      return 'busy';
    }
    const from = performance.now();
    try {
      return this.#turnLocked(isExpectedLast);
    } finally {
      this.#longestLockMs = Math.max(this.#longestLockMs, performance.now() - from);
    }
  }

  #turnLocked(isExpectedLast: boolean): TurnEnd {
    let version: unknown;
    try {
      if (!this.#moveWal()) {
        this.#pages.forget();
        return 'held';
      }
      this.#hold();
      if (!isExpectedLast || !this.#sweepFor(LOCKED_SWEEP_MS)) return 'more';
      fsyncSync(this.#file);
      version = this.#version();
      this.#release();
    } finally {
      this.#locker.step('rollback');
    }
    return this.#finish(version);
  }

  /** Scrubs the unchanged file for a while, and makes the cleared bytes durable. */
  sweep(): void {
    if (!this.#holder.inTransaction) return;
    this.#sweepFor(SWEEP_MS);
    fsyncSync(this.#file);
  }

  result(): Scrubbed {
    const times = { turns: this.#turns, longestLockMs: this.#longestLockMs };
    return { kind: 'scrubbed', ...this.#pages.residue(), times };
  }

  /** Closes the connections. The descriptor stays open until the process ends. */
  close(): void {
    this.#holder.close();
    this.#locker.close();
  }

  /** Empties the WAL, which is in the file already. A commit in between has moved pages that were not noted. */
  #finish(version: unknown): TurnEnd {
    const isEmpty = this.#steps.emptyWal(this.#holder.database);
    if (isEmpty && this.#version() === version) return 'last';
    this.#pages.forget();
    return isEmpty ? 'more' : 'held';
  }

  /**
   * Notes all pages of the WAL, and moves them into the file. Returns false if a reader needs the file as it is, or
   * another process is moving the WAL.
   */
  #moveWal(): boolean {
    const noted = this.#steps.noteWritten(this.#frames, this.#pages);
    this.#release();
    const [moved] = this.#holder.database.pragma('wal_checkpoint(PASSIVE)') as WalState[];
    return moved?.busy === 0 && moved.checkpointed === noted && moved.log === noted;
  }

  /** Keeps every process from changing the file: the reader needs none of the WAL, and so all of the file. */
  #hold(): void {
    this.#holder.step('beginRead');
    this.#version();
  }

  #release(): void {
    if (this.#holder.inTransaction) this.#holder.step('rollback');
  }

  #version(): unknown {
    return this.#holder.database.pragma('data_version', { simple: true });
  }

  /** Returns whether every page was found without residue. Pages that were cleared are read a second time. */
  #sweepFor(milliseconds: number): boolean {
    const end = performance.now() + milliseconds;
    const isOver = (): boolean => performance.now() >= end;
    return this.#pages.walk(isOver) || (!isOver() && this.#pages.walk(isOver));
  }
}

interface WalState {
  readonly busy: number;
  readonly log: number;
  readonly checkpointed: number;
}

function bytesOf(file: number, clearBytes: Steps['clear']): FileBytes {
  let page = Buffer.alloc(0);
  return {
    get size() {
      return fstatSync(file).size;
    },
    read: (offset, bytes) => {
      if (page.length !== bytes) page = Buffer.alloc(bytes);
      if (readSync(file, page, 0, bytes, offset) < bytes) throw new FormatFault('a page lies behind its end');
      return page;
    },
    clear: (offset, bytes) => clearBytes(file, offset, bytes),
  };
}

/** Empties the statistics of ANALYZE, which contain values of index keys in clear text. */
function emptyStatistics(database: Database): void {
  const tables = database
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB 'sqlite_stat[0-9]'`)
    .pluck()
    .all() as string[];
  for (const table of tables) database.exec(`DELETE FROM ${table}`);
}

/** Overwrites bytes of no live data. Like SQLite, it relies on writes that change no byte beside them in a power cut. */
function clear(file: number, offset: number, bytes: number): void {
  writeSync(file, Buffer.alloc(bytes), 0, bytes, offset);
}

function noteWritten(frames: WalFrames, pages: PageScrub): number {
  return frames.read((page) => pages.note(page));
}

function emptyWal(database: Database): boolean {
  const [state] = database.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
  return state?.busy === 0;
}
