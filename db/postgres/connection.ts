/**
 * One connection to PostgreSQL. Statements are pipelined, and every answer has a time limit. A connection that answers
 * late is closed, unless it is committing. Then it stays open: its transaction still waits in the server, for example
 * for a standby, and would keep a server's connection in any case.
 */

import type { Client, PoolClient } from 'pg';
import { faultOf, isForgotten, isUnsupported, PostgresFault } from './faults.ts';
import { ASK_TIMELINE, timelineOf, type Timeline } from './primary.ts';
import type { Answered, Wording } from './statements.ts';

/** After this time in milliseconds without an answer a connection counts as lost. */
const ANSWER_MS = 4_000;
/**
 * The SQLSTATE of a warning that has no more specific code. With PostgreSQL's settings no such warning occurs during a
 * commit.
 */
const WARNING = '01000';

export interface SendOptions {
  /** The time limit of the answers, in milliseconds. */
  readonly answerMs?: number | undefined;
  /** Whether the last statement is a commit. */
  readonly commits?: boolean;
}

/** What the owner of a connection does with it. */
export interface Owner {
  /** Takes the connection back, or closes it if it is lost. Called once. */
  readonly takeBack: (isLost: boolean) => void;
  /** Notes that a commit was given up. The connection is given back after the answer. */
  readonly noteGivenUp?: (connection: PostgresConnection) => void;
}

type Ends = PromiseSettledResult<Answered>[];

export class PostgresConnection {
  readonly client: Client | PoolClient;
  readonly #owner: Owner;
  #isLost = false;
  #isReleased = false;
  /** The answers of a commit that was given up. */
  #late: Promise<unknown> | undefined;

  constructor(client: Client | PoolClient, owner: Owner) {
    this.client = client;
    this.#owner = owner;
  }

  /**
   * Sends statements together, in one round trip, and returns each answer.
   * @throws PostgresFault of the first statement that failed; `unsure` if a commit was not answered in time, or its
   * wait for a standby was cancelled, which causes a warning
   */
  async send(statements: readonly Wording[], options: SendOptions = {}): Promise<Answered[]> {
    const { answerMs = ANSWER_MS, commits = false } = options;
    let isWarned = false;
    const note = ({ code }: { code?: string | undefined }): void => void (isWarned ||= code === WARNING);
    if (commits) this.client.on('notice', note);
    const ends = await this.#answersTo(statements, answerMs, commits);
    this.client.off('notice', note);
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed !== undefined) throw this.#noted(faultOf(failed.reason));
    if (isWarned) throw new PostgresFault('unsure', WARNING);
    return ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
  }

  /** Whether a commit on this connection was not answered in time. */
  get isGivenUp(): boolean {
    return this.#late !== undefined;
  }

  /** Asks the server for its timeline; undefined: the server does not report it. */
  async timeline(): Promise<Timeline> {
    try {
      return timelineOf((await this.send([ASK_TIMELINE]))[0]);
    } catch (error) {
      if (error instanceof PostgresFault && isUnsupported(error)) return undefined;
      throw error;
    }
  }

  /**
   * Gives the connection back. Its outstanding answers arrive before the next transaction on it begins; after a commit
   * that was given up, they arrive before it is closed.
   */
  release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    if (this.#late === undefined) this.#owner.takeBack(this.#isLost);
    else void this.#late.then(() => this.#owner.takeBack(true));
  }

  /** Closes the connection at once. */
  drop(): void {
    this.#isLost = true;
    this.client.connection.stream.destroy();
    this.release();
  }

  async #answersTo(statements: readonly Wording[], answerMs: number, commits: boolean): Promise<Ends> {
    const { stream } = this.client.connection;
    stream.cork();
    const answers = Promise.allSettled(
      statements.map((statement) => this.client.query<unknown[]>(statement)),
    );
    stream.uncork();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), answerMs);
    });
    const first = await Promise.race([answers, late]);
    clearTimeout(timer);
    if (first !== 'late') return first;
    if (commits) {
      this.#late = answers;
      this.#owner.noteGivenUp?.(this);
      throw new PostgresFault('unsure');
    }
    stream.destroy();
    return answers;
  }

  #noted(fault: PostgresFault): PostgresFault {
    if (fault.kind === 'lost' || isForgotten(fault)) this.#isLost = true;
    return fault;
  }
}
