/**
 * Notices by themselves, on one node at a time: once a UTC day the owners are told whose licenses end soon, and those whose
 * accounts are to be erased. Where there is no mailer nothing is done. What fails is logged and tried again at the next
 * look; none is told twice.
 */

import { dayOf } from '../domain/kernel/day.ts';
import type { LeaderLock } from './leader-lock.ts';
import type { World } from '../runtime/world.ts';
import { operations } from '../domain/operations.ts';

const LOOK_MILLISECONDS = 300_000;
const TASK = 'expiry notices';
const ACTOR = 'server';

export interface DailyNoticesOptions {
  readonly leaderLock: LeaderLock;
  /** Where notices are ended: an address without a slash at the end. */
  readonly unsubscribeUrl: () => string;
  readonly log: (line: object) => void;
}

export interface DailyNotices {
  /** Stops after the slice that is under way. */
  stop(): Promise<void>;
}

/** Begins the schedule. */
export function scheduleNotices(
  world: Pick<World, 'run' | 'clock' | 'canMail'>,
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

/** Writes what is due, where it is this node's turn; never throws. */
export async function notices(
  world: Pick<World, 'run' | 'clock' | 'canMail'>,
  { leaderLock, unsubscribeUrl, log }: DailyNoticesOptions,
  signal: AbortSignal,
): Promise<void> {
  try {
    if (!world.canMail()) return;
    const today = dayOf(world.clock.now());
    if (((await world.run(operations.privacy.lastDone, { task: TASK }, ACTOR)) ?? 0) >= today) return;
    let written = 0;
    for (const writeNotices of [operations.account.noticeEnding, operations.privacy.warnAbandoned]) {
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
    log({ event: 'notices failed', error: error instanceof Error ? error.name : 'unknown' });
  }
}
