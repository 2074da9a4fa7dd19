/**
 * What a process knows of the confirmed day, so that a call costs no query for it. A server looks every few seconds; a
 * command looks when it opens its world. If the database cannot be asked, the day that is known stays, and the clock is
 * no longer believed when it has gone on by more than two days.
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
  /** The day that the database believes, as far as this process knows. */
  day(): Day;
  /** What the clock is now, judged by the day that is known, without a query. */
  judge(): ClockDecision;
  /** Reads the confirmed day. @throws what the store throws */
  read(): Promise<void>;
  /** Looks at the clock: the confirmed day follows it, or does not. @throws what the store throws */
  look(): Promise<ClockDecision>;
}

/** Opens the confirmed clock of a process. Until its first look, every day is believed to be confirmed. */
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
      // most looks change nothing, and then write nothing
      if (judge().next === known) return judge();
      const decision = await run(operations.cluster.lookAtClock, {}, ACTOR);
      known = decision.next;
      return decision;
    },
  };
}
