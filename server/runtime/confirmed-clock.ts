/**
 * What a process knows of the confirmed day, so that a call costs no query for it. A server checks the clock every few
 * seconds, a command when it opens its world. If the database does not answer, the known day stays. The clock is no
 * longer believed once it is more than two days ahead of the known day.
 */

import type { Clock } from './clock.ts';
import {
  confirmedOn,
  decideClock,
  type ClockDecision,
  type ConfirmedDay,
} from '../domain/kernel/confirmed-day.ts';
import { dayOf, type Day } from '../domain/kernel/day.ts';
import type { Run } from '../domain/kernel/named-operation.ts';
import { operations } from '../domain/operations.ts';

const ACTOR = 'server';

export interface ConfirmedClock {
  /** The confirmed day, as far as this process knows. */
  day(): Day;
  /** Judges the clock by the known confirmed day, without a query. */
  judge(): ClockDecision;
  /** Reads the confirmed day. @throws what the store throws */
  read(): Promise<void>;
  /**
   * Compares the clock with the confirmed day, and moves that day if the clock is believed. @throws what the store
   * throws
   */
  look(): Promise<ClockDecision>;
}

/** Opens the confirmed clock of a process. Until its first check, every day counts as confirmed. */
export function openConfirmedClock(clock: Clock, run: Run): ConfirmedClock {
  let known: ConfirmedDay | undefined;
  const today = (): Day => dayOf(clock.now());
  const state = (): ConfirmedDay =>
    known === undefined || clock.isSet === true ? confirmedOn(today()) : known;
  const judge = (): ClockDecision => decideClock(state(), today());

  async function read(): Promise<void> {
    known = await run(operations.cluster.findConfirmedDay, {}, ACTOR);
  }

  return {
    day: () => state().day,
    judge,
    read,
    look: async () => {
      if (clock.isSet === true) return judge();
      await read();
      // most checks change nothing, and then write nothing
      if (judge().next === known) return judge();
      const decision = await run(operations.cluster.lookAtClock, {}, ACTOR);
      known = decision.next;
      return decision;
    },
  };
}
