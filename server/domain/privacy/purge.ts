/**
 * The purge: deleting what is past its life. Its rules are the inventory's, and nothing here names a column. It walks
 * each table along its key: what is not due is passed over by reading, beside the writer, and what is due ends in slices,
 * so that activations go on between them. A slice that is repeated finds nothing left to do.
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

/** Rows of the key that are looked at in one turn: about a millisecond of reading. */
const ROWS = 1_000;
const WIDE_ROWS = 50;
/** How many of them a slice ends: 30 µs each beside a server’s work. */
const SLICE_ROWS = 100;

/** The class that comes first: seats whose grace is over go back to their licenses. */
export const LAPSED_SEATS = 'lapsed seats';

/** What a whole purge is called in the record of recurring tasks. */
export const PURGE_TASK = 'purge';
const BEGUN_TASK = 'purge begun';

/** Counts of one class. `due`: past its life now. `held`: all rows of the class. */
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

/** A window, and 1 where something in it is due, or behind it with its last key. */
interface Looked extends Window {
  due: number;
}

export const purgeQueries = defineQueries({
  lookAhead: row<Ahead, Looked>(),
  lookForLapsing: row<{ after: string; rows: number; today: Day }, Looked>(),
  /**
   * Key of the last row of the window after `after`, which holds at most `rows` rows, of which at most `due` are dated
   * before `before`; null at the end of the table.
   */
  purgeWindow: row<Ahead & { due: number }, Window>(),
  /** Deletes (or nulls) what is due in the window `after` < key ≤ `last`; answers how many rows. */
  purgeSlice: rowCount<{ rule: string; after: string; last: string; before: number }>(),
  countDue: row<{ rule: string; before: number; overdueBefore: number }, Due>(),
  /** Seats that are held, and those among them whose grace is over. */
  countLapsing: row<{ today: Day; yesterday: Day }, Due>(),
  /** Window over activations; marks lapsed seats and gives them back to their licenses. */
  lapseWindow: row<{ after: string; rows: number; due: number; today: Day }, Window>(),
  /** Locks the licenses whose seats lapse, and then those seats: nothing of what is counted can change. */
  lockLapsingLicenses: rows<{ after: string; last: string; today: Day }, { id: string }>(),
  lockLapsingSlice: rows<{ after: string; last: string; today: Day }, { id: string }>(),
  lapseSeatCounts: rowCount<{ after: string; last: string; today: Day }>(),
  lapseSlice: rowCount<{ after: string; last: string; today: Day }>(),
  findTask: optionalRow<{ task: string }, { day: Day }>(),
  putTask: rowCount<{ task: string; day: Day }>(),
});

/** The rule's limit: what is dated before it is due. */
export function dueBefore(rule: Rule, now: Instant): number {
  const units = { hour: hourOf(now), day: dayOf(now), week: weekOf(dayOf(now)) };
  return units[rule.unit] - rule.keep;
}

/** The day before which a network prefix is past its life, and the key of its day with it. */
export function networkDueBefore(now: Instant): Day {
  const rule = RULES.find(({ from, unit }) => from === 'network_day' && unit === 'day');
  if (rule === undefined) throw new Error('the inventory has no rule for network prefixes');
  return addDays(dayOf(now), -rule.keep);
}

/** What a purge by the limits of an hour would do, class by class; never a value. */
export interface PurgePlan {
  /** Names the hour and what is due by it: the same as long as nothing of it changes. */
  plan: string;
  classes: PurgeCount[];
  /** The plan of a purge that was cut short, where it followed one. */
  cutShort: string | null;
}

/** @param input.hour hours since 1970 whose limits hold; absent: this hour's. Never a later one than this. */
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

/** The hour of a plan's name; undefined where it is none. */
export function hourOfPlan(plan: string): Hour | undefined {
  const hour = /^(\d{1,9})-[\w-]{22}$/.exec(plan)?.[1];
  return hour === undefined ? undefined : toHour(Number(hour));
}

export interface BeginPurge {
  /** The plan that an operator saw; null: none. */
  plan: string | null;
}

/**
 * Opens the receipt of a purge, or takes up that of a purge which was cut short, before or after its last row: so there
 * is one receipt at the end, however often it is.
 */
export function* beginPurge(input: BeginPurge, call: Call): Operation<Id> {
  // whoever begins one at the same moment waits here, and then finds the receipt
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

/** Where a walk along a class stands. */
interface PurgeStep {
  /** A class of the inventory, or one of the two that come first. */
  class: string;
  /** Key after which the window begins; '' at first. */
  after: string;
  /** Hour whose limits hold; a later one than this hour counts as this. */
  hour: Hour;
}

export interface PurgeSlice extends PurgeStep {
  /** Which accounts for it. */
  receipt: Id;
}

/** `next` is the key to go on after; null: the class is done. */
export interface PurgeSliceAnswer {
  purged: number;
  next: string | null;
}

/** All classes in the order in which they are purged. */
export const PURGE_CLASSES: readonly string[] = [
  LAPSED_SEATS,
  ABANDONED_ACCOUNTS,
  ...RULES.map((rule) => rule.class),
];

/** Whether a slice is wanted here; where not, `next` is the key to look on after, as a slice says it. */
export type PurgeLook = { isDue: true } | { isDue: false; next: string | null };

/** Looks at one window, and passes over it where nothing in it is due. */
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

/** Nothing is left to do where another run of the same purge has ended it meanwhile. */
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

/** The window of a rule after a key, and the limit that holds. */
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

/** Seats whose grace is over go back to their licenses, so that what is deleted next holds none. */
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
  /** Keys of past days, and old backups, that were destroyed. */
  dayKeys: number;
  backups: number;
}

/** Every row is deleted: notes the day, and the receipt is owed from now on. */
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
