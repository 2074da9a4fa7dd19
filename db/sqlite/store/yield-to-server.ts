/**
 * How a command leaves room to a server that writes to the same file. SQLite's lock is not fair: beside a command that
 * takes it again at once a server would wait for seconds (measured: a third of its writes were answered "busy"). So
 * there is a short pause after each group; as long as others write, groups are small and the pause is as long as the
 * group was.
 */

import { performance } from 'node:perf_hooks';
import { GROUP_JOBS_MAX } from '../../store/queue-limits.ts';
import type { SqliteConnection } from '../connection.ts';

/** Jobs of a group beside others that write: it holds the lock for less than 5 ms (DESIGN 6). */
const JOBS_BESIDE_OTHERS = 16;
/** In which somebody who waits for the lock can take it at all. */
const PAUSE_MS = 1;
const PAUSE_MS_MAX = 50;
/** For how long a commit of another process counts as "others write". */
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

  /** How many jobs the next group may have. */
  get jobs(): number {
    return performance.now() < this.#othersUntil ? JOBS_BESIDE_OTHERS : GROUP_JOBS_MAX;
  }

  /** Calls `act` in a later turn of the event loop, when the pause after the last group is over. */
  next(act: () => void): void {
    const pause = this.#nextAt - performance.now();
    if (pause > 0) setTimeout(act, Math.ceil(pause));
    else setImmediate(act);
  }

  /** Runs a group of that many jobs. */
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

  /** Changes with each commit of another connection, and never with one of this. */
  #versionNow(): unknown {
    return this.#connection.database.pragma('data_version', { simple: true });
  }
}
