/**
 * The retention periods that the vendor has shortened. They are stored in the database, so that all servers purge
 * alike. A period of `retention.json` waits until an operator has seen with `quietkey purge` what it would delete, and
 * applies from the next purge on. A period is never prolonged: that would need a released policy and notice to the
 * customers.
 */

import { LIFE_SETTINGS, type Lives } from '../inventory/lives.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import { defineQueries, rowCount, rows, type NoParams } from '../kernel/query.ts';

interface LifeRow {
  class: string;
  /** The days that apply now; null: the default. */
  days: number | null;
  /** The days that apply from the next purge on, which an operator has seen; null: no change is waiting. */
  nextDays: number | null;
}

export const retentionQueries = defineQueries({
  listLives: rows<NoParams, LifeRow>(),
  putNextLife: rowCount<{ class: string; nextDays: number | null }>(),
  /** Makes the waiting periods apply. */
  adoptLives: rowCount<NoParams>(),
});

/** The periods that apply now, and those that apply from the next purge on. */
export interface KnownLives {
  present: Lives;
  next: Lives;
}

/** A requested period that is longer than the current one, in days. */
export interface LongerLife {
  class: string;
  asked: number;
  present: number;
}

/** The requests of a file, compared with the known periods. */
export interface LivesAsked {
  longer: LongerLife[];
  /** The shorter periods that no operator has seen yet. */
  unseen: Lives;
}

export function* showLives(): Operation<KnownLives> {
  const [found] = yield* ask(retentionQueries.listLives({}));
  const lives = (daysOf: (row: LifeRow) => number | null): Lives =>
    Object.fromEntries(
      found.flatMap((row) => {
        const days = daysOf(row);
        return days === null ? [] : [[row.class, days]];
      }),
    );
  return { present: lives(({ days }) => days), next: lives(({ days, nextDays }) => nextDays ?? days) };
}

/** Compares the periods of a file with the known ones. A class that the file does not name stays unchanged. */
export function compareLives(asked: Lives, { present, next }: KnownLives): LivesAsked {
  const longer: LongerLife[] = [];
  const unseen: Record<string, number> = {};
  for (const { class: name, default: byDefault } of LIFE_SETTINGS) {
    const now = present[name] ?? byDefault;
    const wanted = asked[name] ?? now;
    if (wanted > now) longer.push({ class: name, asked: wanted, present: now });
    else if (wanted !== (next[name] ?? byDefault)) unseen[name] = wanted;
  }
  return { longer, unseen };
}

/**
 * Records that an operator sees the periods of the file: they apply from the next purge on. If a period is longer than
 * the current one, nothing is recorded.
 */
export function* seeLives({ asked }: { asked: Lives }): Operation<LongerLife[]> {
  const known = yield* showLives();
  const { longer, unseen } = compareLives(asked, known);
  if (longer.length > 0) return longer;
  const writes = LIFE_SETTINGS.flatMap(({ class: name, default: byDefault }) => {
    const days = unseen[name];
    if (days === undefined) return [];
    const nextDays = days === (known.present[name] ?? byDefault) ? null : days;
    return [retentionQueries.putNextLife({ class: name, nextDays })];
  });
  yield* ask(...writes);
  return [];
}
