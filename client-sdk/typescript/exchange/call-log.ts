/**
 * The log of a client: how its latest calls ended, and when its check changed. It is kept in memory only, so it is gone
 * with the process, and it is read only by the support bundle. A failing call is passed on unchanged.
 */
import type { Instant } from '../primitives/clock.ts';
import type { LoggedError } from './logged-error.ts';

export interface LogEntry {
  time: Instant;
  /** The call, or `check` for a check that differs from the one before. */
  call: string;
  /** How it ended: `done`, `failed`, or the state and reason of a check. */
  end: string;
  /** The duration of the call, in milliseconds. */
  ms?: number;
  /** The error, its cause, and so on; none if the call did not fail. */
  errors: readonly LoggedError[];
}

const ENTRIES_MAX = 200;

export class CallLog {
  readonly #now: () => Instant;
  readonly #entries: LogEntry[] = [];
  #lastCheck = '';

  constructor(now: () => Instant) {
    this.#now = now;
  }

  /** The latest entries, oldest first. */
  entries(): readonly LogEntry[] {
    return [...this.#entries];
  }

  /** Runs a call, and notes how it ended. */
  async run<Result>(call: string, work: () => Promise<Result>): Promise<Result> {
    const begun = performance.now();
    const note = (end: string, errors: readonly LoggedError[]): void =>
      this.#add({ time: this.#now(), call, end, ms: Math.round(performance.now() - begun), errors });
    try {
      const result = await work();
      note('done', []);
      return result;
    } catch (error) {
      const { chainOf } = await import('./logged-error.ts');
      note('failed', chainOf(error));
      throw error;
    }
  }

  /** Notes a check if it differs from the one before. */
  checked<Result extends { state: string; reason: string }>(check: Result): Result {
    const end = `${check.state} ${check.reason}`;
    if (end !== this.#lastCheck) this.#add({ time: this.#now(), call: 'check', end, errors: [] });
    this.#lastCheck = end;
    return check;
  }

  #add(entry: LogEntry): void {
    this.#entries.push(entry);
    if (this.#entries.length > ENTRIES_MAX) this.#entries.shift();
  }
}
