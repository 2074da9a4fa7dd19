/**
 * The purge: deleting what is past its life. Its rules are the inventory's, and nothing here names a column. It works
 * in slices, windows of rows along each table's key, so that activations go on between them; a slice that is repeated
 * finds nothing left to do.
 */

import { dayOf, HOUR_SECONDS, type Seconds } from './day.ts';
import type { Rule } from './inventory-table.ts';
import { RULES } from './inventory.ts';
import type { Call } from './ports.ts';
import { ask, query, type Operation } from './query.ts';

/** Rows of the key that one slice looks at: measured at 0.4 ms (DESIGN 6). */
const SLICE_ROWS = 500;

/** The class that comes first: seats whose grace is over go back to their licenses. */
export const LAPSED_SEATS = 'lapsed seats';

/** Counts of one class. `due`: past its life now. `held`: all rows of the class. */
export interface PurgeCount {
  class: string;
  due: number;
  held: number;
}

export interface PurgeQueries {
  /** Key of the last row of the window after `after`; undefined at the end of the table. */
  purgeWindow(of: { rule: string; after: string; rows: number }): { last: string } | undefined;
  /** Deletes (or nulls) what is due in the window `after` < key ≤ `last`; answers how many rows. */
  purgeSlice(of: { rule: string; after: string; last: string; before: number }): number;
  countDue(of: { rule: string; before: number }): { due: number; held: number };
  /** Seats that are held, and those among them whose grace is over. */
  countLapsing(of: { today: number }): { due: number; held: number };
  /** Window over activations; marks lapsed seats and gives them back to their licenses. */
  lapseWindow(of: { after: string; rows: number }): { last: string } | undefined;
  /** Locks the licenses whose seats lapse, and then those seats: nothing of what is counted can change. */
  lockLapsingLicenses(of: { after: string; last: string; today: number }): { id: string }[];
  lockLapsingSlice(of: { after: string; last: string; today: number }): { id: string }[];
  lapseSeatCounts(of: { after: string; last: string; today: number }): number;
  lapseSlice(of: { after: string; last: string; today: number }): number;
  findTask(of: { task: string }): { day: number } | undefined;
  putTask(of: { task: string; day: number }): number;
}

/** The rule's limit: what is dated before it is due. */
export function dueBefore(rule: Rule, now: Seconds): number {
  const unit = rule.unit === 'hour' ? Math.floor(now / HOUR_SECONDS) : dayOf(now);
  return unit - rule.keep;
}

/** The day before which a network prefix is past its life, and the key of its day with it. */
export function networkDueBefore(now: Seconds): number {
  const rule = RULES.find(({ from }) => from === 'network_day');
  if (rule === undefined) throw new Error('the inventory has no rule for network prefixes');
  return dueBefore(rule, now);
}

/** What a purge would do now, class by class; never a value. */
export function* planPurge(_input: Record<never, never>, call: Call): Operation<PurgeCount[]> {
  const [lapsing] = yield* ask(query('countLapsing', { today: dayOf(call.now) }));
  const counts: PurgeCount[] = [{ class: LAPSED_SEATS, ...lapsing }];
  for (const rule of RULES) {
    const [{ due, held }] = yield* ask(
      query('countDue', { rule: rule.class, before: dueBefore(rule, call.now) }),
    );
    counts.push({ class: rule.class, due, held });
  }
  return counts;
}

export interface PurgeSlice {
  /** A class of the inventory, or `lapsed seats`, which comes first. */
  class: string;
  /** Key after which the window begins; '' at first. */
  after: string;
}

/** `next` is the key to go on after; null: the class is done. */
export interface PurgeSliceAnswer {
  purged: number;
  next: string | null;
}

/** All classes in the order in which they are purged. */
export const PURGE_CLASSES: readonly string[] = [LAPSED_SEATS, ...RULES.map((rule) => rule.class)];

export function* purgeSlice(input: PurgeSlice, call: Call): Operation<PurgeSliceAnswer> {
  const { after } = input;
  if (input.class === LAPSED_SEATS) return yield* lapse(after, call);
  const rule = RULES.find((one) => one.class === input.class);
  if (rule === undefined) throw new Error(`no purge class ${input.class}`);
  const [window] = yield* ask(query('purgeWindow', { rule: rule.class, after, rows: SLICE_ROWS }));
  if (window === undefined) return { purged: 0, next: null };
  const { last } = window;
  const before = dueBefore(rule, call.now);
  const [purged] = yield* ask(query('purgeSlice', { rule: rule.class, after, last, before }));
  return { purged, next: last };
}

/** Seats whose grace is over go back to their licenses, so that what is deleted next holds none. */
function* lapse(after: string, call: Call): Operation<PurgeSliceAnswer> {
  const today = dayOf(call.now);
  const [window] = yield* ask(query('lapseWindow', { after, rows: SLICE_ROWS }));
  if (window === undefined) return { purged: 0, next: null };
  const { last } = window;
  const [, , , purged] = yield* ask(
    query('lockLapsingLicenses', { after, last, today }),
    query('lockLapsingSlice', { after, last, today }),
    query('lapseSeatCounts', { after, last, today }),
    query('lapseSlice', { after, last, today }),
  );
  return { purged, next: last };
}

/** The UTC day on which a recurring task was last done; undefined: never. */
export function* lastDone(input: { task: string }): Operation<number | undefined> {
  const [row] = yield* ask(query('findTask', input));
  return row?.day;
}

export function* markDone(input: { task: string }, call: Call): Operation<number> {
  const day = dayOf(call.now);
  yield* ask(query('putTask', { task: input.task, day }));
  return day;
}
