/**
 * The clock of the servers and the confirmed day of their database (`server/domain/kernel/confirmed-day.ts`). Each
 * server compares its clock with the confirmed day; it locks the row meanwhile, so that servers do so one after
 * another. An operator can confirm a clock that is right.
 */

import { confirmedOn, decideClock, type ClockDecision, type ConfirmedDay } from '../kernel/confirmed-day.ts';
import { dayOf, writeDate } from '../kernel/day.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Call, Vault } from '../kernel/ports.ts';
import { defineQueries, row, rowCount, type NoParams } from '../kernel/query.ts';
import { recordAction } from '../operator/action.ts';

export const clockQueries = defineQueries({
  /**
   * The confirmed day. Before the first row is written it is the day of the last purge, or else the day on which the
   * database was made.
   */
  findConfirmedDay: row<NoParams, ConfirmedDay>(),
  /** Writes the first row, unless there is one. */
  beginConfirmedDay: rowCount<NoParams>(),
  lockConfirmedDay: row<NoParams, ConfirmedDay>(),
  putConfirmedDay: rowCount<ConfirmedDay>(),
});

export function* findConfirmedDay(): Operation<ConfirmedDay> {
  const [confirmed] = yield* ask(clockQueries.findConfirmedDay({}));
  return confirmed;
}

/** Compares the calling server's clock with the confirmed day, and moves the confirmed day if the clock is believed. */
export function* lookAtClock(_input: Record<never, never>, call: Call): Operation<ClockDecision> {
  const confirmed = yield* lockConfirmedDay();
  const decision = decideClock(confirmed, dayOf(call.now));
  if (decision.next !== confirmed) yield* ask(clockQueries.putConfirmedDay({ ...decision.next }));
  return decision;
}

export interface ClockConfirmed {
  /** The new confirmed day, and the previous one, `YYYY-MM-DD`. */
  confirmedDay: string;
  before: string;
}

/** Sets the confirmed day to the day of the calling machine's clock, forwards or backwards. */
export function* confirmClock(
  _input: Record<never, never>,
  call: Call,
  vault: Vault,
): Operation<ClockConfirmed> {
  const { day } = yield* lockConfirmedDay();
  const today = dayOf(call.now);
  yield* ask(clockQueries.putConfirmedDay({ ...confirmedOn(today) }));
  yield* recordAction(call, vault, { action: 'clock confirm', license: null });
  return { confirmedDay: writeDate(today), before: writeDate(day) };
}

function* lockConfirmedDay(): Operation<ConfirmedDay> {
  const [, confirmed] = yield* ask(clockQueries.beginConfirmedDay({}), clockQueries.lockConfirmedDay({}));
  return confirmed;
}
