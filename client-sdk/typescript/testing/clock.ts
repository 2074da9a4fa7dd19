/**
 * The clock of a test: it stands still until the test moves it. The fake server reads it, and so does each machine, whose
 * own clock may be wrong by an offset.
 */
import { DAY_SECONDS } from '../primitives/clock.ts';
import { checkOptions, type OptionRules } from '../primitives/option-rules.ts';

/** A span of time; absent members are 0, and members may be negative. */
export interface Span {
  days?: number;
  hours?: number;
  minutes?: number;
  seconds?: number;
}

const HOUR_SECONDS = 3_600;
const MINUTE_SECONDS = 60;

export class TestClock {
  #milliseconds: number;

  /** @param start - a time that `Date` reads, such as `2026-03-02T12:00:00Z` */
  constructor(start: string | Date) {
    this.#milliseconds = millisecondsOf(start);
  }

  /** The time in milliseconds since 1970. */
  now(): number {
    return this.#milliseconds;
  }

  /** Sets the time. @throws RangeError for a text that is no time */
  set(time: string | Date): void {
    this.#milliseconds = millisecondsOf(time);
  }

  /** Moves the time forward, or back by a negative span. */
  pass(span: Span): void {
    this.#milliseconds += millisecondsIn(span);
  }

  /** The UTC day that is this many days after today, as `YYYY-MM-DD`. */
  dayAfter(days: number): string {
    return new Date(this.#milliseconds + millisecondsIn({ days })).toISOString().slice(0, 10);
  }
}

const NUMBER = { accepts: Number.isFinite, must: 'a number' };
const SPAN_RULES: OptionRules<Span> = { days: NUMBER, hours: NUMBER, minutes: NUMBER, seconds: NUMBER };

/** @throws BadOptions */
export function millisecondsIn(span: Span): number {
  checkOptions(span, SPAN_RULES, 'A span of time');
  const { days = 0, hours = 0, minutes = 0, seconds = 0 } = span;
  return (days * DAY_SECONDS + hours * HOUR_SECONDS + minutes * MINUTE_SECONDS + seconds) * 1_000;
}

function millisecondsOf(time: string | Date): number {
  const milliseconds = new Date(time).getTime();
  if (Number.isNaN(milliseconds)) throw new RangeError(`This is not a time: ${String(time)}`);
  return milliseconds;
}
