/**
 * The plan of a history: the terms of the license, one or two machines, and what happens to them in a year. A plan is
 * determined by its number. Each step draws its details from its own seed, so that a plan without one of its steps
 * otherwise stays the same.
 */

import { EVENTS, PAIRS, type EventName } from './events.ts';
import { randomOf, type Random } from './random.ts';

export const YEAR_DAYS = 365;

interface PlannedTerms {
  readonly seats: number;
  readonly forks: 'allow' | 'new_seat' | 'refuse';
  readonly leaseDays: number;
  readonly refreshDays: number;
  readonly graceDays: number;
  /** Distinct days on which another machine's hardware may be in sight before the app is limited; 0: never. */
  readonly machineGraceDays: number;
  readonly noticeDays: number;
}

export type Identity = 'adapters' | 'install' | 'none';

interface PlannedStep {
  readonly event: EventName;
  /** Days between the step before and this one. */
  readonly afterDays: number;
  /** The machine that it happens to: 0 or 1. */
  readonly machine: number;
  /** The seed of the step's details. */
  readonly seed: number;
}

export interface Plan {
  readonly number: number;
  readonly terms: PlannedTerms;
  readonly identity: Identity;
  /** The number of built-in adapters of each machine that is activated with the license key. */
  readonly adapters: readonly number[];
  /** Days between two starts of the app, by machine. */
  readonly startEveryDays: readonly number[];
  /** Whether the daily purge of the server runs, which costs more than all the rest. */
  readonly purges: boolean;
  /** Whether the license is revoked at the end of the year. */
  readonly revokes: boolean;
  readonly steps: readonly PlannedStep[];
}

/** The plan with this number. Every ordered pair of events is in one of any `PAIRS.length` consecutive plans. */
export function planOf(number: number): Plan {
  const random = randomOf('plan', number);
  const adapters = Array.from({ length: random.chance(60) ? 1 : 2 }, () => random.between(1, 4));
  const leaseDays = random.pick([60, 75, 90]);
  return {
    number,
    terms: {
      seats: adapters.length + random.pick([0, 0, 1, 2]),
      forks: random.pick(['allow', 'new_seat', 'new_seat', 'new_seat', 'refuse', 'refuse']),
      leaseDays,
      refreshDays: random.between(20, leaseDays - 20),
      graceDays: random.pick([7, 14, 30]),
      machineGraceDays: random.pick([0, 1, 3, 14, 14]),
      noticeDays: random.pick([0, 0, 5, 20]),
    },
    identity: random.pick([
      'adapters',
      'adapters',
      'adapters',
      'adapters',
      'adapters',
      'adapters',
      'install',
      'none',
    ]),
    adapters,
    startEveryDays: adapters.map(() => random.between(5, 20)),
    purges: random.chance(20),
    revokes: random.chance(30),
    steps: stepsOf(number, random, adapters.length),
  };
}

function stepsOf(number: number, random: Random, machines: number): PlannedStep[] {
  const events = Array.from({ length: random.between(3, 5) }, () => random.pick(EVENTS));
  events.splice(random.int(events.length + 1), 0, ...pairOf(number));
  const main = random.int(machines);
  return events.map((event) => ({
    event,
    afterDays: random.chance(50) ? random.between(0, 4) : random.between(5, 90),
    machine: random.chance(80) ? main : random.int(machines),
    seed: random.int(2 ** 31),
  }));
}

function pairOf(number: number): readonly EventName[] {
  return PAIRS[number % PAIRS.length] ?? [];
}
