/**
 * Turns for the portal's forms, so that a flood of refused forms does not keep the server from its other work. The first
 * refused forms of an asker cost it nothing. After these, each of its forms needs a turn: there are a few in a second for
 * all such askers, and each gets an equal part of them. A form without a turn is refused before it is read, whether its
 * secret is right or wrong. Other askers need no turn. An asker is a network or, if it is recognised, an account or a
 * known browser. The state is in memory only, under a key of this process.
 */

import { Refusal } from '../domain/kernel/refusal.ts';
import { openBuckets, POLICIES, privateNames, type Policy } from './rate-limits.ts';

/** The number of turns in a second, for all askers that need one. */
export const FORM_TURNS_PER_SECOND = 50;
/** The time after which an asker that took no turn no longer counts for the parts of the others. */
const REMEMBERED_SECONDS = 60;

export interface FormTurns {
  /** The seconds until the asker has a turn; 0 if it has one now, or needs none. Null: an asker that needs none. */
  wait(asker: string | null): number;
  /** Takes the turn for a form, if the asker needs one. @throws Refusal `too_many_requests` if it has none now */
  take(asker: string | null): void;
  /** Counts a refused form. */
  countRefused(asker: string | null): void;
}

/** @param seconds a clock that never runs backwards */
export function openFormTurns(seconds: () => number, policy: Policy = POLICIES.forms): FormTurns {
  const nameOf = privateNames();
  const refused = openBuckets(policy, seconds);
  /** The time of the latest turn of each asker, in the order of these times. */
  const turns = new Map<string, number>();
  let latest = -Infinity;
  const isFree = (name: string): boolean => refused.take(name, 0) >= 1;
  const waitOf = (name: string): number => {
    const now = seconds();
    for (const [other, time] of turns) {
      if (time + REMEMBERED_SECONDS > now) break;
      turns.delete(other);
    }
    const own = (turns.get(name) ?? -Infinity) + turns.size / FORM_TURNS_PER_SECOND;
    return Math.max(0, own - now, latest + 1 / FORM_TURNS_PER_SECOND - now);
  };
  return {
    wait(asker) {
      if (asker === null) return 0;
      const name = nameOf(asker);
      return isFree(name) ? 0 : waitOf(name);
    },
    take(asker) {
      if (asker === null) return;
      const name = nameOf(asker);
      if (isFree(name)) return;
      const wait = waitOf(name);
      if (wait > 0) throw new Refusal({ code: 'too_many_requests', retryAfter: Math.ceil(wait) });
      latest = seconds();
      turns.delete(name);
      turns.set(name, latest);
    },
    countRefused(asker) {
      if (asker !== null) refused.take(nameOf(asker), 1);
    },
  };
}
