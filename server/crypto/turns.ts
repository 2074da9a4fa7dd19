/**
 * Turns for costly work: a few at once, and the next one to the asker who had the fewest lately beyond its allowance. So one who
 * asks all the time takes no turn from another. Nobody waits longer than a bound: an asker who has waited so long, or would have to
 * wait behind too many, is refused before anything was done. `passwords.ts` gives a turn to each hash.
 */

import type { Turn } from '../domain/kernel/ports.ts';
import { Refusal } from '../domain/kernel/refusal.ts';

/** The most that wait. Beyond that, the asker with the most waiting loses the latest of these. */
export const WAITING_MAX = 64;
/** The longest time that anything waits, in milliseconds, and what a refused one is asked to wait. */
export const WAIT_MS_MAX = 2_000;
const RETRY_SECONDS = 2;
/** The time in which half of an asker's turns are forgotten, in milliseconds. */
const HALF_LIFE_MS = 10_000;
/** The most askers whose turns are remembered; the least recent are forgotten. */
const ASKERS_MAX = 10_000;

export interface Turns {
  /** A turn that begins within the longest wait from now, also if it is used for several hashes in a row. */
  open(asker: string, allowance?: number): Turn;
  /** Runs the work when its turn has come. @throws Refusal `server_unavailable` if it has not come in time */
  take<Answer>(turn: Turn, act: () => Promise<Answer>): Promise<Answer>;
}

export interface TurnsOptions {
  /** How many turns run at once. */
  readonly atOnce: number;
  /** A clock that never runs backwards, in milliseconds. */
  readonly now: () => number;
  /** Calls a function after a time in milliseconds, unless it is cancelled by the returned function. */
  readonly after: (milliseconds: number, act: () => void) => () => void;
}

interface Waiting extends Turn {
  readonly begin: () => void;
  readonly end: () => void;
}

export function openTurns({ atOnce, now, after }: TurnsOptions): Turns {
  const waiting: Waiting[] = [];
  const taken = countTurns(now);
  let running = 0;
  const leave = (entry: Waiting): void => void waiting.splice(waiting.indexOf(entry), 1);

  const wait = (turn: Turn): Promise<void> =>
    new Promise((resolve, reject) => {
      const refuseIt = (): void => {
        leave(entry);
        reject(tooLong());
      };
      const cancel = after(turn.until - now(), refuseIt);
      const entry: Waiting = {
        ...turn,
        begin: () => {
          cancel();
          leave(entry);
          resolve();
        },
        end: () => {
          cancel();
          refuseIt();
        },
      };
      waiting.push(entry);
      if (waiting.length > WAITING_MAX) mostWaiting(waiting, taken.recent).end();
    });

  return {
    open: (asker, allowance = 0) => ({ asker, allowance, until: now() + WAIT_MS_MAX }),
    take: async (turn, act) => {
      if (now() > turn.until) throw tooLong();
      if (running < atOnce) running += 1;
      else await wait(turn);
      taken.count(turn.asker);
      try {
        return await act();
      } finally {
        // a slot that is free goes to who waits, so that nobody who comes now runs before
        let next = fewestTurns(waiting, taken.recent);
        for (; next !== undefined && now() > next.until; next = fewestTurns(waiting, taken.recent))
          next.end();
        if (next === undefined) running -= 1;
        else next.begin();
      }
    },
  };
}

interface TakenTurns {
  readonly recent: (asker: string) => number;
  readonly count: (asker: string) => void;
}

/** The turns that askers had lately: each counts one, and half as much after the half-life. */
function countTurns(now: () => number): TakenTurns {
  const turns = new Map<string, { readonly count: number; readonly time: number }>();
  const recent = (asker: string): number => {
    const had = turns.get(asker);
    return had === undefined ? 0 : had.count * 2 ** ((had.time - now()) / HALF_LIFE_MS);
  };
  return {
    recent,
    count: (asker) => {
      const count = recent(asker) + 1;
      turns.delete(asker);
      turns.set(asker, { count, time: now() });
      if (turns.size > ASKERS_MAX) turns.delete(turns.keys().next().value ?? '');
    },
  };
}

/** The turns that the asker of an entry had lately beyond its allowance. */
function used({ asker, allowance }: Turn, recent: (asker: string) => number): number {
  return recent(asker) - allowance;
}

/** The next to run: of the asker with the fewest turns lately beyond its allowance, the first that came. */
function fewestTurns(waiting: readonly Waiting[], recent: (asker: string) => number): Waiting | undefined {
  return waiting.reduce<Waiting | undefined>(
    (best, entry) => (best === undefined || used(entry, recent) < used(best, recent) ? entry : best),
    undefined,
  );
}

/** The one to refuse when too many wait: the latest of the asker with the most waiting, then with the most turns. */
function mostWaiting(waiting: readonly Waiting[], recent: (asker: string) => number): Waiting {
  const counts = new Map<string, number>();
  for (const { asker } of waiting) counts.set(asker, (counts.get(asker) ?? 0) + 1);
  const burden = (entry: Waiting): readonly [number, number] => [
    counts.get(entry.asker) ?? 0,
    used(entry, recent),
  ];
  return waiting.reduce((worst, entry) => {
    const [[most, turns], [count, others]] = [burden(worst), burden(entry)];
    return count > most || (count === most && others >= turns) ? entry : worst;
  });
}

function tooLong(): Refusal {
  return new Refusal({ code: 'server_unavailable', retryAfter: RETRY_SECONDS });
}
