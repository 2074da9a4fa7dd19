/**
 * Writes notices, on one node at a time: once a UTC day, notices are written to owners whose licenses end soon, to
 * owners at whose licenses an operator has looked, to owners of licenses of a retired product, to accounts that asked
 * for notices of policies, and to owners whose accounts will be erased. Without a mailer no notice is written. A
 * failure is logged and retried at the next check; no notice is written twice.
 */

import { dayOf } from '../domain/kernel/day.ts';
import { faultFields } from '../domain/kernel/fault-fields.ts';
import type { LeaderLock } from './leader-lock.ts';
import { clockFault } from './purge.ts';
import type { World } from '../runtime/world.ts';
import { operations } from '../domain/operations.ts';

/** What is written once a UTC day, each in slices. */
const NOTICES = [
  operations.account.noticeEnding,
  operations.account.noticeLooks,
  operations.account.noticeHeldLooks,
  operations.account.noticeRetiring,
  operations.privacy.noticePolicies,
  operations.privacy.warnAbandoned,
];
const LOOK_MILLISECONDS = 300_000;
const TASK = 'expiry notices';
const ACTOR = 'server';

export interface DailyNoticesOptions {
  readonly leaderLock: LeaderLock;
  /** The URL to unsubscribe from notices, without a trailing slash. */
  readonly unsubscribeUrl: () => string;
  readonly log: (line: object) => void;
}

export interface DailyNotices {
  /** Stops the schedule after the current slice. */
  stop(): Promise<void>;
}

/** Starts the schedule of notices. */
export function scheduleNotices(
  world: Pick<World, 'run' | 'clock' | 'judgeClock' | 'canMail'>,
  options: DailyNoticesOptions,
): DailyNotices {
  const stopping = new AbortController();
  let running = Promise.resolve();
  const look = (): void => {
    running = running.then(() => notices(world, options, stopping.signal));
  };
  const timer = setInterval(look, LOOK_MILLISECONDS);
  timer.unref();
  look();
  return {
    stop: () => {
      clearInterval(timer);
      stopping.abort();
      return running;
    },
  };
}

/** Writes due notices if this node holds the leader lock; never throws. */
export async function notices(
  world: Pick<World, 'run' | 'clock' | 'judgeClock' | 'canMail'>,
  { leaderLock, unsubscribeUrl, log }: DailyNoticesOptions,
  signal: AbortSignal,
): Promise<void> {
  try {
    if (!world.canMail()) return;
    const today = dayOf(world.clock.now());
    if (((await world.run(operations.privacy.lastDone, { task: TASK }, ACTOR)) ?? 0) >= today) return;
    // a sent mail cannot be taken back, so none is sent by a wrong clock; the purge logs the fault of the clock
    if (clockFault(world) !== null) return;
    let written = 0;
    for (const writeNotices of NOTICES) {
      for (let after: string | null = ''; after !== null;) {
        if (signal.aborted || !(await leaderLock.acquire())) return;
        const slice: { written: number; next: string | null } = await world.run(
          writeNotices,
          { after, unsubscribeUrl: unsubscribeUrl() },
          ACTOR,
        );
        written += slice.written;
        after = slice.next;
      }
    }
    await world.run(operations.privacy.markDone, { task: TASK }, ACTOR);
    await leaderLock.release();
    if (written > 0) log({ event: 'notices written', count: written });
  } catch (error) {
    log({ event: 'notices failed', ...faultFields(error) });
  }
}
