/**
 * The log of a client: how its latest calls ended, and when its check changed. It is kept in memory only, so it is gone
 * with the process, and it is read only by the support bundle. A failing call is passed on unchanged.
 */
import type { Instant } from '../primitives/clock.ts';
import { QuietkeyError } from '../primitives/errors.ts';

/** An error of a call, or its cause. */
export interface LoggedError {
  /** The code of the SDK, or of the system such as `ECONNREFUSED`; the error's name if it has none. */
  code: string;
  message: string;
  /** Whether the SDK made the error: its message is then a text of this package, or of the license server. */
  own: boolean;
  /** The refusal, status, fault and request id of the SDK's error, where it has them. */
  details: string;
}

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
const CAUSES_MAX = 4;
const MESSAGE_CHARACTERS_MAX = 500;
const DETAILS = ['refusal', 'status', 'fault', 'requestId'] as const;

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

/** An error and its causes, as texts: the errors themselves may hold a whole request. */
export function chainOf(error: unknown): LoggedError[] {
  const chain: LoggedError[] = [];
  for (let cause = error; cause !== undefined && chain.length < CAUSES_MAX;) {
    chain.push(loggedError(cause));
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return chain;
}

function loggedError(error: unknown): LoggedError {
  const { code, name } = Object(error) as { code?: unknown; name?: unknown };
  const own = error instanceof QuietkeyError;
  const members = own ? (error as Partial<Record<(typeof DETAILS)[number], string | number>>) : {};
  const details = DETAILS.flatMap((detail) => {
    const value = members[detail];
    return value === undefined ? [] : [`${detail} ${value}`];
  });
  return {
    code: shortText(code ?? name ?? typeof error),
    message: shortText(error instanceof Error ? error.message : error),
    own,
    details: details.join(', '),
  };
}

/** A value as text of one line and bounded length. Never throws. */
function shortText(value: unknown): string {
  try {
    return String(value)
      .slice(0, MESSAGE_CHARACTERS_MAX)
      .replace(/\p{Cc}+/gu, ' ');
  } catch {
    return 'unprintable';
  }
}
