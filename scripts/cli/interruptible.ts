/**
 * Support for commands that run for a while: an abort signal for Ctrl-C and the time limit, and a progress line. The
 * progress line is written only to a terminal. Each command decides where it can stop, and reports what was done.
 */

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { World } from '../../server/composition/world.ts';

const CLEAR_LINE = '\r\u001b[K';

export interface LongWork {
  /** A signal that is aborted by Ctrl-C or the time limit. A second Ctrl-C ends the process at once. */
  readonly signal: AbortSignal;
  /** Whether the command was stopped by Ctrl-C and not by the time limit. */
  wasInterrupted(): boolean;
  /** Replaces the progress line with a new one. */
  showProgress(line: string): void;
  /** Clears the progress line and removes the handler of the Ctrl-C signal. */
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
    showProgress: (line) => {
      if (shows) process.stderr.write(CLEAR_LINE + line);
    },
    end: () => {
      clearTimeout(timer);
      process.off('SIGINT', stop);
      if (shows) process.stderr.write(CLEAR_LINE);
    },
  };
}

/**
 * Wraps a world so that it yields to the event loop before each operation. Otherwise no signal such as Ctrl-C would be
 * handled.
 */
export function yielding(world: World): World {
  return { ...world, run: async (...call) => nextTurn().then(() => world.run(...call)) };
}
