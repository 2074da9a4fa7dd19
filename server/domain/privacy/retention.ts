/**
 * The lives of classes that the vendor has shortened. The database keeps them, so that all servers purge alike. A life of
 * `retention.json` waits until an operator has seen by `quietkey purge` what it would delete, and applies from the next
 * purge on. A life is never prolonged: that would need a released policy and notice to the customers.
 */

import { LIFE_SETTINGS, type Lives } from '../inventory/lives.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import { defineQueries, rowCount, rows, type NoParams } from '../kernel/query.ts';

interface LifeRow {
  class: string;
  /** The days that apply now; null: the default. */
  days: number | null;
  /** The days that apply from the next purge on, which an operator has seen; null: no change waits. */
  nextDays: number | null;
}

export const retentionQueries = defineQueries({
  listLives: rows<NoParams, LifeRow>(),
  putNextLife: rowCount<{ class: string; nextDays: number | null }>(),
  /** Makes the lives that wait apply. */
  adoptLives: rowCount<NoParams>(),
});

/** The lives that apply now, and those that apply from the next purge on. */
export interface KnownLives {
  present: Lives;
  next: Lives;
}

/** A life that is asked for and is longer than the one that applies, in days. */
export interface LongerLife {
  class: string;
  asked: number;
  present: number;
}

/** What a file of lives asks for beside the known lives. */
export interface LivesAsked {
  longer: LongerLife[];
  /** The shorter lives that no operator has seen yet. */
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

/** Compares the lives of a file with the known ones. A class that the file does not name stays as it is. */
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
 * Notes that an operator sees the lives of the file: they apply from the next purge on. If one is longer than the life
 * that applies, nothing is noted.
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
