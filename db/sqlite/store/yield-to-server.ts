/**
 * How a command yields to a server that writes to the same file. SQLite's lock is not fair: a command that takes the
 * lock again at once would make a server wait for seconds (measured: a third of its writes were answered "busy"). So
 * the command pauses briefly after each group. While other processes write, the command's groups are small, and each
 * pause is as long as the group before it.
 */

import { performance } from 'node:perf_hooks';
import { GROUP_JOBS_MAX } from '../../store/queue-limits.ts';
import type { SqliteConnection } from '../connection.ts';

/**
 * The number of jobs in a command's group while other processes write. Such a group locks the database for less than 5
 * ms.
 */
const JOBS_BESIDE_OTHERS = 16;
/** The shortest pause, in milliseconds, in which a waiting process can take SQLite's lock at all. */
const PAUSE_MS = 1;
const PAUSE_MS_MAX = 50;
/** How long another process is assumed to continue writing after one of its commits, in milliseconds. */
const OTHERS_MS = 2_000;

export class ServerYield {
  readonly #connection: SqliteConnection;
  #version: unknown;
  #othersUntil = 0;
  #nextAt = 0;

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
    this.#version = this.#versionNow();
  }

  /** The maximum number of jobs in the next group. */
  get jobs(): number {
    return performance.now() < this.#othersUntil ? JOBS_BESIDE_OTHERS : GROUP_JOBS_MAX;
  }

  /** Calls `act` in a later turn of the event loop, after the pause of the last group. */
  next(act: () => void): void {
    const pause = this.#nextAt - performance.now();
    if (pause > 0) setTimeout(act, Math.ceil(pause));
    else setImmediate(act);
  }

  /** Runs a group of this many jobs, and computes the pause after the group. */
  take<Answer>(jobs: number, run: () => Answer): Answer {
    const from = performance.now();
    const answer = run();
    const now = performance.now();
    const version = this.#versionNow();
    if (version !== this.#version) this.#othersUntil = now + OTHERS_MS;
    this.#version = version;
    const room = jobs > 1 ? PAUSE_MS : 0;
    this.#nextAt = now + (now < this.#othersUntil ? Math.min(now - from, PAUSE_MS_MAX) : room);
    return answer;
  }

  /**
   * SQLite's data version, which changes with each commit of another connection, and never with a commit of this
   * connection.
   */
  #versionNow(): unknown {
    return this.#connection.database.pragma('data_version', { simple: true });
  }
}
