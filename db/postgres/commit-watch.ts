/**
 * Watches whether commits are confirmed. A database can accept statements and yet confirm no commit, when its
 * synchronous standbys are away or its disk hangs. A node is then not ready and begins no further write, because each
 * write would leave another session waiting in the server. One probe, on its own connection, waits until a commit is
 * confirmed. The probe connects to the current primary, so it also notices a promotion that closed no connection.
 */

import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresConnection } from './connection.ts';
import { isUnsupported, PostgresFault } from './faults.ts';
import type { PostgresPool } from './pool.ts';
import type { Wording } from './statements.ts';

/** How long a confirmed commit shows that the database is ready, in milliseconds. */
const CONFIRMED_MS = 5_000;
/** After this time in milliseconds a commit without an answer counts as hanging. */
const HANGING_MS = 4_000;
/** The interval, in milliseconds, of the checks whether the server of a waiting probe still answers. */
const LOOK_MS = 5_000;
const RETRY_MS = 500;
/** The time limit of a probe, in milliseconds. It matters only if the server still answers other sessions. */
const PROBE_MS_MAX = 3_600_000;

const step = (text: string): Wording => ({ text, rowMode: 'array' });
const BEGIN = step('BEGIN');
const COMMIT = step('COMMIT');
/** Writes to the WAL and to no table, so that its commit is confirmed like that of any other change. */
const WRITE = step("SELECT pg_logical_emit_message(true, 'quietkey', '')");
/** Whether the server refuses writes. */
export const IS_READ_ONLY = step('SHOW transaction_read_only');

export class CommitWatch {
  readonly #pool: PostgresPool;
  #isHanging = false;
  #confirmedAt = Number.NEGATIVE_INFINITY;
  #probing: Promise<boolean> | undefined;
  #isClosed = false;

  constructor(pool: PostgresPool) {
    this.#pool = pool;
  }

  /** Whether commits hang. A write must then not begin. */
  get isHanging(): boolean {
    return this.#isHanging;
  }

  /** Notes that a commit was not answered in time, and watches until a commit is confirmed. */
  noteGivenUp(): void {
    if (this.#isHanging) return;
    this.#isHanging = true;
    void this.#untilConfirmed();
  }

  /** Whether a commit was confirmed within the last seconds, or is confirmed now. */
  async isConfirming(): Promise<boolean> {
    if (this.#isHanging) return false;
    return performance.now() - this.#confirmedAt < CONFIRMED_MS || this.#confirm();
  }

  close(): void {
    this.#isClosed = true;
  }

  async #untilConfirmed(): Promise<void> {
    while (this.#isHanging && !this.#isClosed) {
      if (!(await this.#confirm())) await sleep(RETRY_MS, undefined, { ref: false });
    }
  }

  #confirm(): Promise<boolean> {
    this.#probing ??= this.#probe().finally(() => {
      this.#probing = undefined;
    });
    return this.#probing;
  }

  /**
   * Makes a trial commit. Afterwards either commits are confirmed again, or no server answers. In both cases the
   * connections whose commits were given up are closed.
   */
  async #probe(): Promise<boolean> {
    try {
      const connection = await this.#pool.openOwn();
      try {
        await this.#commitOn(connection);
      } finally {
        connection.drop();
      }
      this.#confirmedAt = performance.now();
      this.#isHanging = false;
      return true;
    } catch (error) {
      if (!(error instanceof PostgresFault)) throw error;
      return false;
    } finally {
      this.#pool.dropGivenUp();
    }
  }

  async #commitOn(connection: PostgresConnection): Promise<void> {
    const hanging = setTimeout(() => this.noteGivenUp(), HANGING_MS).unref();
    const looking = setInterval(() => void this.#dropIfGone(connection), LOOK_MS).unref();
    try {
      await connection.send([BEGIN, WRITE, COMMIT], { commits: true, answerMs: PROBE_MS_MAX });
    } catch (error) {
      if (!(error instanceof PostgresFault && isUnsupported(error))) throw error;
      const [answer] = await connection.send([IS_READ_ONLY]);
      if (answer?.rows[0]?.[0] !== 'off') throw new PostgresFault('lost');
    } finally {
      clearTimeout(hanging);
      clearInterval(looking);
    }
  }

  /** Ends a waiting probe if its server is gone, because no answer can arrive any longer. */
  async #dropIfGone(probe: PostgresConnection): Promise<void> {
    try {
      (await this.#pool.openOwn()).drop();
    } catch {
      probe.drop();
    }
  }
}
