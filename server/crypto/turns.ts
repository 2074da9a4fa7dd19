/**
 * Turns for costly work, a few at once. The next turn goes to the asker with the fewest recent turns beyond its
 * allowance, so that an asker who asks all the time takes no turn from another. The wait is bounded: an asker who has
 * waited too long, or would wait behind too many, is refused before any work is done. `passwords.ts` gives a turn to
 * each hash.
 */

import type { Turn } from '../domain/kernel/ports.ts';
import { Refusal } from '../domain/kernel/refusal.ts';

/** The maximum number of waiting turns. Beyond it, the asker with the most waiting turns loses the latest one. */
export const WAITING_MAX = 64;
/** The longest wait for a turn, in milliseconds. After it the asker is refused, and may retry. */
export const WAIT_MS_MAX = 2_000;
const RETRY_SECONDS = 2;
/** The time in which half of an asker's turns are forgotten, in milliseconds. */
const HALF_LIFE_MS = 10_000;
/** The maximum number of askers whose turns are remembered; the least recent are forgotten. */
const ASKERS_MAX = 10_000;

export interface Turns {
  /** A turn that must begin within the longest wait from now, even if it is used for several hashes in a row. */
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
        // a free slot goes to a waiting turn, so that a new turn cannot overtake it
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

/** The recent turns of each asker. A turn counts 1, and half as much after each half-life. */
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

/** The recent turns of an asker beyond the allowance of this turn. */
function used({ asker, allowance }: Turn, recent: (asker: string) => number): number {
  return recent(asker) - allowance;
}

/** The next turn to run: the first turn of the asker with the fewest recent turns beyond its allowance. */
function fewestTurns(waiting: readonly Waiting[], recent: (asker: string) => number): Waiting | undefined {
  return waiting.reduce<Waiting | undefined>(
    (best, entry) => (best === undefined || used(entry, recent) < used(best, recent) ? entry : best),
    undefined,
  );
}

/**
 * The turn to refuse when too many wait: the latest turn of the asker with the most waiting turns, then with the most
 * recent turns.
 */
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
