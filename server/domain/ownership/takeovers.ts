/**
 * Take-overs: a customer has proved the email of a license whose owner has proved nothing and has no recovery address, but
 * shares the license. The owner is notified and has seven days to refuse; if nobody refuses, the customer may become the
 * owner. After a refusal an operator decides, and for 90 days no other take-over of the license begins. This file has
 * the stored row, and what decides about it. Machines keep running in every case.
 */

import { endingDay, waitingDay, type CallTime } from '../kernel/confirmed-day.ts';
import { addDays, type Day } from '../kernel/day.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { InPage, PageParams } from '../kernel/page.ts';
import type { Id } from '../kernel/ports.ts';
import { defineQueries, optionalRow, row, rowCount, rows } from '../kernel/query.ts';

/** A row of `takeovers`. */
export interface TakeoverRow {
  license: Id;
  /** The account that has proved the email; null: it was deleted, or an operator has refused. */
  account: Id | null;
  /** The first day on which the account may become the owner. */
  readyDay: Day;
  /** The day on which the owner or an operator refused; null: nobody did. */
  refusedDay: Day | null;
  /** The last day of the take-over, or after a refusal the last day on which no other one begins. */
  endsDay: Day;
}

/** The whole days for which the owner can refuse before anything changes. */
const WAIT_DAYS = 7;
/** The days for which the account may become the owner, when the wait is over. */
const OPEN_DAYS = 30;
/** The days after a refusal for which no other take-over of the license begins. */
const REST_DAYS = 90;
/** The most take-overs that an account is shown. */
const TAKEOVERS_MAX = 20;

/** A take-over in the list of an account. */
export interface ListedTakeover extends TakeoverRow {
  productName: string;
}

type Listing = { account: Id; today: Day; rows: number };

export const takeoverQueries = defineQueries({
  findTakeover: optionalRow<{ license: Id }, TakeoverRow>(),
  /** Begins a take-over; replaces an earlier one of the license, which must be over. */
  putTakeover: rowCount<TakeoverRow>(),
  /** Stores a refusal. `account` null: by an operator, so that nobody waits any more. */
  refuseTakeover: rowCount<Pick<TakeoverRow, 'license' | 'account' | 'endsDay'> & { refusedDay: Day }>(),
  dropTakeover: rowCount<{ license: Id }>(),
  /** The take-overs that the account has begun, the earliest first. */
  listTakeoversBy: rows<Listing, ListedTakeover>(),
  /** The take-overs of licenses that the account owns, the earliest first. */
  listTakeoversOf: rows<Listing, ListedTakeover>(),
  /** Pending take-overs of all licenses, sorted by their last day. */
  pageTakeovers: rows<PageParams & { today: Day }, InPage<TakeoverRow>>(),
  /** How many of them there are, how many of these the owner has refused, and the earliest last day of the refused ones. */
  countTakeovers: row<{ today: Day }, { open: number; contested: number; firstDay: Day | null }>(),
});

/** The row of a take-over that begins now. Days are whole, so the wait is up to a day longer. */
export function beginTakeover(license: Id, account: Id, time: CallTime): TakeoverRow {
  const readyDay = addDays(waitingDay(time), WAIT_DAYS + 1);
  return { license, account, readyDay, refusedDay: null, endsDay: addDays(readyDay, OPEN_DAYS) };
}

/** The last day on which no other take-over begins after a refusal now. */
export function endOfRest(time: CallTime): Day {
  return addDays(waitingDay(time), REST_DAYS);
}

/**
 * `none`: there is none, or it is over. `waiting`: the owner has time to refuse. `ready`: the account may become the owner.
 * `contested`: the owner has refused, and an operator decides. `resting`: it was refused, and no other one begins yet.
 */
export type TakeoverStage = 'none' | 'waiting' | 'ready' | 'contested' | 'resting';

export function stageOfTakeover(row: TakeoverRow | undefined, time: CallTime): TakeoverStage {
  if (row === undefined || row.endsDay < endingDay(time)) return 'none';
  if (row.refusedDay !== null) return row.account === null ? 'resting' : 'contested';
  if (row.account === null) return 'none';
  return endingDay(time) < row.readyDay ? 'waiting' : 'ready';
}

/** Whether somebody waits for the license. */
export function isOpen(stage: TakeoverStage): stage is 'waiting' | 'ready' | 'contested' {
  return stage === 'waiting' || stage === 'ready' || stage === 'contested';
}

/** The open take-overs: those that an account has begun, and those of licenses that it owns. */
export function* listTakeovers(
  { account }: { account: Id },
  call: CallTime,
): Operation<{ begun: ListedTakeover[]; owned: ListedTakeover[] }> {
  const asked = { account, today: endingDay(call), rows: TAKEOVERS_MAX };
  const [begun, owned] = yield* ask(
    takeoverQueries.listTakeoversBy(asked),
    takeoverQueries.listTakeoversOf(asked),
  );
  return { begun, owned };
}
