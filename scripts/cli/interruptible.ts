/**
 * What a command needs that works for a while: Ctrl-C, or the end of its time, as a signal to stop at the next good
 * place, and one line at a terminal that says how far it is. Guarantees that nothing but a terminal sees the line.
 * Leaves to each command where a good place is, and what it says of what was done.
 */

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { World } from '../../server/composition/world.ts';

const CLEAR_LINE = '\r\u001b[K';

export interface LongWork {
  /** Ctrl-C, or the time is over. A second Ctrl-C ends the process at once. */
  readonly signal: AbortSignal;
  /** Whether it was Ctrl-C. */
  wasInterrupted(): boolean;
  /** Shows how far it is, in place of what was shown before. */
  tell(line: string): void;
  /** Takes the line away and listens no more. */
  end(): void;
}

export function beginLongWork({
  json,
  maxSeconds,
}: {
  json: boolean;
  maxSeconds?: number | undefined;
}): LongWork {
  const [controller, interrupted] = [new AbortController(), new AbortController()];
  const stop = (): void => {
    interrupted.abort();
    controller.abort();
  };
  const timer =
    maxSeconds === undefined ? undefined : setTimeout(() => controller.abort(), maxSeconds * 1000).unref();
  const shows = process.stderr.isTTY && !json;
  process.once('SIGINT', stop);
  return {
    signal: controller.signal,
    wasInterrupted: () => interrupted.signal.aborted,
    tell: (line) => {
      if (shows) process.stderr.write(CLEAR_LINE + line);
    },
    end: () => {
      clearTimeout(timer);
      process.off('SIGINT', stop);
      if (shows) process.stderr.write(CLEAR_LINE);
    },
  };
}

/** The same world, giving the event loop a turn before each slice: without one no signal would arrive. */
export function inTurns(world: World): World {
  return { ...world, run: async (...asked) => nextTurn().then(() => world.run(...asked)) };
}
