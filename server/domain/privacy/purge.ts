/**
 * The purge: deletes rows past their retention. Its rules come from the inventory; nothing here names a column. It
 * walks each table along its key: windows without due rows are skipped by reads, beside the writer, and due rows are
 * deleted in slices, so that activations continue between them. Slices are idempotent.
 */

import {
  ABANDONED_ACCOUNTS,
  countAbandoned,
  eraseAbandoned,
  lookForAbandoned,
} from './abandoned-accounts.ts';
import { cellOf, countQueries } from '../statistics/request-counts.ts';
import {
  DAY_SECONDS,
  dayOf,
  hourOf,
  addSeconds,
  toHour,
  startOfHour,
  addDays,
  earlier,
  type Day,
  type Instant,
  type Hour,
} from '../kernel/day.ts';
import type { Rule } from '../inventory/declaration.ts';
import { RULES } from '../inventory/inventory.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { defineQueries, optionalRow, row, rowCount, rows } from '../kernel/query.ts';
import { addCounts, newReceipt, receiptQueries } from './receipt.ts';
import { weekOf } from '../kernel/week.ts';
import { ask, type Operation } from '../kernel/operation.ts';

/** Rows of the key that one turn reads: about a millisecond. */
const ROWS = 1_000;
const WIDE_ROWS = 50;
/** Rows that one slice deletes: 30 µs each beside a server’s work. */
const SLICE_ROWS = 100;

/** The first class: lapsed seats are returned to their licenses. */
export const LAPSED_SEATS = 'lapsed seats';

/** The name of a whole purge in the record of recurring tasks. */
export const PURGE_TASK = 'purge';
const BEGUN_TASK = 'purge begun';

/** Counts of one class. `due`: past its retention now. `held`: all rows of the class. */
interface Due {
  due: number;
  held: number;
  /** Due for more than a day: a daily purge has missed it. */
  overdue: number;
}

export interface PurgeCount extends Due {
  class: string;
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

/** A window, and 1 where a row in it is due, or one after it with the same last key. */
interface Looked extends Window {
  due: number;
}

export const purgeQueries = defineQueries({
  lookAhead: row<Ahead, Looked>(),
  lookForLapsing: row<{ after: string; rows: number; today: Day }, Looked>(),
  /**
   * Key of the last row of the window after `after`, which has at most `rows` rows, of which at most `due` are dated
   * before `before`; null at the end of the table.
   */
  purgeWindow: row<Ahead & { due: number }, Window>(),
  /** Deletes (or clears) what is due in the window `after` < key ≤ `last`; returns how many rows. */
  purgeSlice: rowCount<{ rule: string; after: string; last: string; before: number }>(),
  countDue: row<{ rule: string; before: number; overdueBefore: number }, Due>(),
  /** Occupied seats, and those among them whose grace ended. */
  countLapsing: row<{ today: Day; yesterday: Day }, Due>(),
  /** Window over activations; marks lapsed seats and returns them to their licenses. */
  lapseWindow: row<{ after: string; rows: number; due: number; today: Day }, Window>(),
  /** Locks the licenses whose seats lapse, and then those seats, so that no counted row can change. */
  lockLapsingLicenses: rows<{ after: string; last: string; today: Day }, { id: string }>(),
  lockLapsingSlice: rows<{ after: string; last: string; today: Day }, { id: string }>(),
  lapseSeatCounts: rowCount<{ after: string; last: string; today: Day }>(),
  lapseSlice: rowCount<{ after: string; last: string; today: Day }>(),
  findTask: optionalRow<{ task: string }, { day: Day }>(),
  putTask: rowCount<{ task: string; day: Day }>(),
});

/** The rule's limit: rows dated before it are due. */
export function dueBefore(rule: Rule, now: Instant): number {
  const units = { hour: hourOf(now), day: dayOf(now), week: weekOf(dayOf(now)) };
  return units[rule.unit] - rule.keep;
}

/** Network prefixes of earlier days are past their retention, and so are the keys of those days. */
export function networkDueBefore(now: Instant): Day {
  const rule = RULES.find(({ from, unit }) => from === 'network_day' && unit === 'day');
  if (rule === undefined) throw new Error('the inventory has no rule for network prefixes');
  return addDays(dayOf(now), -rule.keep);
}

/** What a purge by the limits of an hour would do, class by class; it contains no stored value. */
export interface PurgePlan {
  /** Identifies the hour and the due rows: unchanged while neither changes. */
  plan: string;
  classes: PurgeCount[];
  /** The plan of an interrupted purge, if it followed one. */
  cutShort: string | null;
}

/** @param input.hour whose limits apply; absent, or in the future: this hour */
export function* planPurge(input: { hour?: Hour }, call: Call, vault: Vault): Operation<PurgePlan> {
  const thisHour = hourOf(call.now);
  const hour = earlier(input.hour ?? thisHour, thisHour);
  const now = startOfHour(hour);
  const yesterday = addDays(dayOf(now), -1);
  const [lapsing] = yield* ask(purgeQueries.countLapsing({ today: dayOf(now), yesterday }));
  const classes: PurgeCount[] = [
    { class: LAPSED_SEATS, ...lapsing },
    { class: ABANDONED_ACCOUNTS, ...(yield* countAbandoned(dayOf(now))) },
  ];
  for (const rule of RULES) {
    const [before, overdueBefore] = [dueBefore(rule, now), dueBefore(rule, addSeconds(now, -DAY_SECONDS))];
    const [counted] = yield* ask(purgeQueries.countDue({ rule: rule.class, before, overdueBefore }));
    classes.push({ class: rule.class, ...counted });
  }
  const [open] = yield* ask(receiptQueries.findOpenPurge({}));
  const facts = classes.map((count) => [count.class, count.due].join(' '));
  return {
    plan: `${hour}-${vault.current.digest('purge plan', facts)}`,
    classes,
    cutShort: open?.plan ?? null,
  };
}

/** The hour in a plan's name; undefined where the name is malformed. */
export function hourOfPlan(plan: string): Hour | undefined {
  const hour = /^(\d{1,9})-[\w-]{22}$/.exec(plan)?.[1];
  return hour === undefined ? undefined : toHour(Number(hour));
}

export interface BeginPurge {
  /** The plan that an operator saw; null: none. */
  plan: string | null;
}

/**
 * Opens the receipt of a purge, or continues that of an interrupted purge, before or after its last row: one receipt
 * results, however often the purge is started.
 */
export function* beginPurge(input: BeginPurge, call: Call): Operation<Id> {
  // another purge that begins at the same moment waits here, and then finds the receipt
  yield* ask(purgeQueries.putTask({ task: BEGUN_TASK, day: dayOf(call.now) }));
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

/** The position in a class. */
interface PurgeStep {
  /** A class of the inventory, or one of the two that come first. */
  class: string;
  /** Key after which the window begins; '' at the start. */
  after: string;
  /** Hour whose limits apply; a future hour counts as this one. */
  hour: Hour;
}

export interface PurgeSlice extends PurgeStep {
  /** The receipt that counts the deleted rows. */
  receipt: Id;
}

/** `next` is the key to continue after; null: the class is done. */
export interface PurgeSliceAnswer {
  purged: number;
  next: string | null;
}

/** All classes in the order of the purge. */
export const PURGE_CLASSES: readonly string[] = [
  LAPSED_SEATS,
  ABANDONED_ACCOUNTS,
  ...RULES.map((rule) => rule.class),
];

/** Whether the window needs a slice; if not, `next` is the key to continue after, as in the answer of a slice. */
export type PurgeLook = { isDue: true } | { isDue: false; next: string | null };

/** Reads one window, and skips it where nothing in it is due. */
export function* lookForDue({ class: name, after, hour }: PurgeStep, call: Call): Operation<PurgeLook> {
  const now = limitOf(hour, call);
  if (name === ABANDONED_ACCOUNTS) return yield* lookForAbandoned(after, dayOf(now));
  const [{ last, due }] = yield* ask(
    name === LAPSED_SEATS
      ? purgeQueries.lookForLapsing({ after, rows: ROWS, today: dayOf(now) })
      : purgeQueries.lookAhead(ruleAhead(name, after, now)),
  );
  return due > 0 ? { isDue: true } : { isDue: false, next: last };
}

/** Does nothing where another run of the same purge has ended it in the meantime. */
export function* purgeSlice(input: PurgeSlice, call: Call): Operation<PurgeSliceAnswer> {
  const [row] = yield* ask(receiptQueries.lockReceipt({ receipt: input.receipt }));
  if (row === undefined || row.deletedDay !== null) return { purged: 0, next: null };
  const slice = yield* sliceOf(input, limitOf(input.hour, call));
  yield* addCounts(row, { [input.class]: slice.purged });
  return slice;
}

function sliceOf(input: PurgeSlice, now: Instant): Operation<PurgeSliceAnswer> {
  if (input.class === LAPSED_SEATS) return lapse(input.after, now);
  if (input.class === ABANDONED_ACCOUNTS) return eraseAbandoned(input.after, dayOf(now));
  return purge(input, now);
}

function limitOf(hour: Hour, call: Call): Instant {
  return startOfHour(earlier(hour, hourOf(call.now)));
}

/** The window of a rule after a key, and its limit. */
function ruleAhead(name: string, after: string, now: Instant): Ahead {
  const rule = RULES.find((candidate) => candidate.class === name);
  if (rule === undefined) throw new Error(`no purge class ${name}`);
  const rows = rule.wide === true ? WIDE_ROWS : ROWS;
  return { rule: name, after, rows, before: dueBefore(rule, now) };
}

function* purge({ class: name, after }: PurgeSlice, now: Instant): Operation<PurgeSliceAnswer> {
  const ahead = ruleAhead(name, after, now);
  const [{ last }] = yield* ask(purgeQueries.purgeWindow({ ...ahead, due: SLICE_ROWS }));
  if (last === null) return { purged: 0, next: null };
  const [purged] = yield* ask(purgeQueries.purgeSlice({ ...ahead, last }));
  return { purged, next: last };
}

/** Returns lapsed seats to their licenses, so that activations that are deleted later occupy none. */
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
  /** Destroyed keys of past days, and destroyed old backups. */
  dayKeys: number;
  backups: number;
}

/** All rows are deleted: stores the day, and the receipt is due from now on. */
export function* endPurge({ receipt, dayKeys, backups }: EndPurge, call: Call): Operation<Day> {
  const today = dayOf(call.now);
  const [row] = yield* ask(receiptQueries.lockReceipt({ receipt }));
  if (row !== undefined) yield* addCounts(row, { 'keys of past days': dayKeys, 'old backups': backups });
  yield* ask(
    receiptQueries.endDeleting({ receipt, day: today }),
    receiptQueries.endCutShort({ today }),
    purgeQueries.putTask({ task: PURGE_TASK, day: today }),
  );
  return today;
}

/** The UTC day on which a recurring task was last done; undefined: never. */
export function* lastDone(input: { task: string }): Operation<Day | undefined> {
  const [row] = yield* ask(purgeQueries.findTask(input));
  return row?.day;
}

export function* markDone(input: { task: string }, call: Call): Operation<Day> {
  const day = dayOf(call.now);
  yield* ask(purgeQueries.putTask({ task: input.task, day }));
  return day;
}
