/**
 * The purge: deletes rows past their retention. Its rules come from the inventory; this file names no column. The purge
 * walks each table along its key. A window without due rows is only read, without the writer. Due rows are deleted in
 * idempotent slices, so that activations continue between the slices.
 */

import { keepsAccounts } from './accounting.ts';
import { eraseAbandoned, lookForAbandoned } from './abandoned-accounts.ts';
import { erasePutOff, lookForPutOff, PUT_OFF } from './put-off-erasures.ts';
import { lookForRetired, purgeRetired, RETIRED_CLASSES } from './retired-purge.ts';
import { AFTER_FAREWELL, lookAfterFarewell, purgeAfterFarewell } from './farewell-purge.ts';
import { cellOf, countQueries } from '../statistics/request-counts.ts';
import {
  dayOf,
  hourOf,
  startOfHour,
  addDays,
  earlier,
  type Day,
  type Instant,
  type Hour,
} from '../kernel/day.ts';
import { countErasure } from '../kernel/erasure-count.ts';
import type { Rule } from '../inventory/declaration.ts';
import { ABANDONED_ACCOUNTS, abandonedDays, keepOf, rulesWith, type Lives } from '../inventory/lives.ts';
import { RULES } from '../inventory/inventory.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { defineQueries, optionalRow, row, rowCount, rows, type NoParams } from '../kernel/query.ts';
import { addCounts, newReceipt, receiptQueries } from './receipt.ts';
import { retentionQueries, showLives } from './retention.ts';
import { weekOf } from '../kernel/week.ts';
import { ask, type Operation } from '../kernel/operation.ts';

/** The number of rows that `lookForDue` reads along a table's key, in about a millisecond. */
const ROWS = 1_000;
const WIDE_ROWS = 50;
/** The number of rows that one slice deletes; each row takes 30 µs while a server is working. */
const SLICE_ROWS = 100;

/** The class that comes before all of the inventory: it returns lapsed seats to their licenses. */
export const LAPSED_SEATS = 'lapsed seats';

/** The name of a whole purge in the record of recurring tasks. */
export const PURGE_TASK = 'purge';
const BEGUN_TASK = 'purge begun';

/** Counts of one class of rows. `due`: rows past their retention now. `held`: all rows of the class. */
export interface Due {
  due: number;
  held: number;
  /** The number of rows that have been due for more than a day, which means that a daily purge missed them. */
  overdue: number;
}

interface Window {
  last: string | null;
}

interface Ahead {
  rule: string;
  after: string;
  rows: number;
  before: number;
}

/** A window. `due` is 1 if a row in the window is due, or a later row that has the key of the window's last row. */
interface Looked extends Window {
  due: number;
}

export const purgeQueries = defineQueries({
  lookAhead: row<Ahead, Looked>(),
  lookForLapsing: row<{ after: string; rows: number; today: Day }, Looked>(),
  /**
   * The key of the last row in the window of rows after the key `after`; null at the end of the table. The window has
   * at most `rows` rows, of which at most `due` are dated before `before`.
   */
  purgeWindow: row<Ahead & { due: number }, Window>(),
  /** Deletes or clears the due rows in the window `after` < key ≤ `last`; returns the number of these rows. */
  purgeSlice: rowCount<{ rule: string; after: string; last: string; before: number }>(),
  /** Keeps the orders of the licenses that a slice is about to delete for accounting. */
  accountPurged: rowCount<{ rule: string; after: string; last: string; before: number; today: Day }>(),
  countDue: row<{ rule: string; before: number; overdueBefore: number }, Due>(),
  /** The number of occupied seats, and the number of these seats whose grace ended. */
  countLapsing: row<{ today: Day; yesterday: Day }, Due>(),
  /**
   * For lapsing seats: the key of the last activation in the window of activations after the key `after`; null at the
   * end.
   */
  lapseWindow: row<{ after: string; rows: number; due: number; today: Day }, Window>(),
  /** Locks the licenses whose seats lapse, and then those seats, so that no counted row can change. */
  lockLapsingLicenses: rows<{ after: string; last: string; today: Day }, { id: string }>(),
  lockLapsingSlice: rows<{ after: string; last: string; today: Day }, { id: string }>(),
  lapseSeatCounts: rowCount<{ after: string; last: string; today: Day }>(),
  lapseSlice: rowCount<{ after: string; last: string; today: Day }>(),
  /**
   * The licenses to which no retention rule will apply, and those among them that a machine uses and that have an index
   * of the buyer's email.
   */
  countPerpetual: row<NoParams, { licenses: number; emailIndexes: number }>(),
  findTask: optionalRow<{ task: string }, { day: Day }>(),
  putTask: rowCount<{ task: string; day: Day }>(),
});

/** The limit of a rule: rows dated before this limit are due. */
export function dueBefore(rule: Rule, now: Instant): number {
  const units = { hour: hourOf(now), day: dayOf(now), week: weekOf(dayOf(now)) };
  return units[rule.unit] - rule.keep;
}

/** The limit for network prefixes: prefixes of earlier days, and the keys of those days, are past their retention. */
export function networkDueBefore(now: Instant, lives: Lives): Day {
  const rule = RULES.find(({ from, unit }) => from === 'network_day' && unit === 'day');
  if (rule === undefined) throw new Error('the inventory has no rule for network prefixes');
  return addDays(dayOf(now), -keepOf(rule, lives));
}

export interface BeginPurge {
  /** The plan that an operator saw before the purge; null: no operator saw a plan. */
  plan: string | null;
}

/**
 * Opens the receipt of a purge, or continues the receipt of an interrupted purge, before or after its last row. One
 * receipt results, however often the purge is started.
 */
export function* beginPurge(input: BeginPurge, call: Call): Operation<Id> {
  // another purge that begins at the same moment waits here, and then finds the receipt
  yield* ask(
    purgeQueries.putTask({ task: BEGUN_TASK, day: dayOf(call.now) }),
    retentionQueries.adoptLives({}),
  );
  const [open] = yield* ask(receiptQueries.findOpenPurge({}));
  if (open !== undefined) {
    if (open.deletedDay !== null) yield* ask(receiptQueries.reopenPurge({ receipt: open.id }));
    return open.id;
  }
  const row = newReceipt(call, { kind: 'purge', plan: input.plan, urgent: true });
  const cell = cellOf({ kind: 'purges', product: null, code: null });
  yield* ask(receiptQueries.addReceipt(row), countQueries.raiseCount({ cell, day: row.begunDay, n: 1 }));
  return row.id;
}

/** The position of a purge in one class of rows. */
interface PurgeStep {
  /** A class of the inventory, or one of the classes that come first: see `PURGE_CLASSES`. */
  class: string;
  /** The key after which the window of rows begins; '' at the start. */
  after: string;
  /** The hour whose limits apply; a future hour counts as the current hour. */
  hour: Hour;
}

export interface PurgeSlice extends PurgeStep {
  /** The receipt that counts the deleted rows. */
  receipt: Id;
}

/** The answer of a slice of a purge. `next` is the key to continue after; null: the class is done. */
export interface PurgeSliceAnswer {
  purged: number;
  next: string | null;
}

/** All classes of rows, in the order in which the purge deletes them. */
export const PURGE_CLASSES: readonly string[] = [
  PUT_OFF,
  ...RETIRED_CLASSES,
  AFTER_FAREWELL,
  LAPSED_SEATS,
  ABANDONED_ACCOUNTS,
  ...RULES.map((rule) => rule.class),
];

/** The classes of licenses that are deleted. */
const ENDING: readonly string[] = RULES.flatMap(({ class: name, table, exit }) =>
  table === 'licenses' && exit === 'delete' ? [name] : [],
);

/** Whether a window needs a slice. If not, `next` is the key to continue after, as in the answer of a slice. */
export type PurgeLook = { isDue: true } | { isDue: false; next: string | null };

/** Reads one window of a purge, and skips the window if none of its rows is due. */
export function* lookForDue({ class: name, after, hour }: PurgeStep, call: Call): Operation<PurgeLook> {
  const now = limitOf(hour, call);
  if (name === PUT_OFF) return yield* lookForPutOff();
  if (RETIRED_CLASSES.includes(name)) return yield* lookForRetired(name, after, dayOf(now));
  if (name === AFTER_FAREWELL) return yield* lookAfterFarewell(after);
  const { present } = yield* showLives();
  if (name === ABANDONED_ACCOUNTS)
    return yield* lookForAbandoned(after, { today: dayOf(now), days: abandonedDays(present) });
  const [{ last, due }] = yield* ask(
    name === LAPSED_SEATS
      ? purgeQueries.lookForLapsing({ after, rows: ROWS, today: dayOf(now) })
      : purgeQueries.lookAhead(ruleAhead(name, after, now, present)),
  );
  return due > 0 ? { isDue: true } : { isDue: false, next: last };
}

/** Runs one slice of a purge. Does nothing if another run of this purge has ended the purge in the meantime. */
export function* purgeSlice(input: PurgeSlice, call: Call, vault: Vault): Operation<PurgeSliceAnswer> {
  const [row] = yield* ask(receiptQueries.lockReceipt({ receipt: input.receipt }));
  if (row === undefined || row.deletedDay !== null) return { purged: 0, next: null };
  const now = limitOf(input.hour, call);
  const slice =
    input.class === PUT_OFF ? yield* erasePutOff(input.after, dayOf(now), vault) : yield* sliceOf(input, now);
  yield* addCounts(row, { [input.class]: slice.purged });
  return slice;
}

function* sliceOf(input: PurgeSlice, now: Instant): Operation<PurgeSliceAnswer> {
  if (RETIRED_CLASSES.includes(input.class)) return yield* purgeRetired(input.class, input.after, dayOf(now));
  if (input.class === AFTER_FAREWELL) return yield* purgeAfterFarewell(input.after);
  if (input.class === LAPSED_SEATS) return yield* lapse(input.after, now);
  const { present } = yield* showLives();
  if (input.class === ABANDONED_ACCOUNTS)
    return yield* eraseAbandoned(input.after, { today: dayOf(now), days: abandonedDays(present) });
  return yield* purge(ruleAhead(input.class, input.after, now, present), dayOf(now));
}

function limitOf(hour: Hour, call: Call): Instant {
  return startOfHour(earlier(hour, hourOf(call.now)));
}

/** The window of a rule that follows a key, and the limit of the rule. */
function ruleAhead(name: string, after: string, now: Instant, lives: Lives): Ahead {
  const rule = rulesWith(lives).find((candidate) => candidate.class === name);
  if (rule === undefined) throw new Error(`no purge class ${name}`);
  const rows = rule.wide === true ? WIDE_ROWS : ROWS;
  return { rule: name, after, rows, before: dueBefore(rule, now) };
}

function* purge(ahead: Ahead, today: Day): Operation<PurgeSliceAnswer> {
  const [{ last }] = yield* ask(purgeQueries.purgeWindow({ ...ahead, due: SLICE_ROWS }));
  if (last === null) return { purged: 0, next: null };
  if (ENDING.includes(ahead.rule) && (yield* keepsAccounts()))
    yield* ask(purgeQueries.accountPurged({ ...ahead, last, today }));
  const [purged] = yield* ask(purgeQueries.purgeSlice({ ...ahead, last }));
  return { purged, next: last };
}

/** Returns lapsed seats to their licenses, so that activations that are deleted later occupy no seat. */
function* lapse(after: string, now: Instant): Operation<PurgeSliceAnswer> {
  const today = dayOf(now);
  const [{ last }] = yield* ask(purgeQueries.lapseWindow({ after, today, rows: ROWS, due: SLICE_ROWS }));
  if (last === null) return { purged: 0, next: null };
  const [, , , purged] = yield* ask(
    purgeQueries.lockLapsingLicenses({ after, last, today }),
    purgeQueries.lockLapsingSlice({ after, last, today }),
    purgeQueries.lapseSeatCounts({ after, last, today }),
    purgeQueries.lapseSlice({ after, last, today }),
  );
  return { purged, next: last };
}

export interface EndPurge {
  receipt: Id;
  /** The number of destroyed keys of past days, and the number of destroyed old backups. */
  dayKeys: number;
  backups: number;
}

/** Ends a purge whose rows are all deleted: stores the day. The receipt of the purge is due from now on. */
export function* endPurge({ receipt, dayKeys, backups }: EndPurge, call: Call, vault: Vault): Operation<Day> {
  const today = dayOf(call.now);
  const [row] = yield* ask(receiptQueries.lockReceipt({ receipt }));
  if (row !== undefined) yield* addCounts(row, { 'keys of past days': dayKeys, 'old backups': backups });
  yield* ask(
    receiptQueries.endDeleting({ receipt, day: today }),
    receiptQueries.endCutShort({ today }),
    purgeQueries.putTask({ task: PURGE_TASK, day: today }),
    countErasure(vault),
  );
  return today;
}

/** The UTC day on which a recurring task was last done; undefined: the task was never done. */
export function* lastDone(input: { task: string }): Operation<Day | undefined> {
  const [row] = yield* ask(purgeQueries.findTask(input));
  return row?.day;
}

export function* markDone(input: { task: string }, call: Call): Operation<Day> {
  const day = dayOf(call.now);
  yield* ask(purgeQueries.putTask({ task: input.task, day }));
  return day;
}
