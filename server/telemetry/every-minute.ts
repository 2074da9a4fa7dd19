/**
 * Runs work once a minute while a server runs, one run after the other.
 */

const TURN_MILLISECONDS = 60_000;

export interface EveryMinute {
  /** Waits for the current run; there is no later one. */
  stop(): Promise<void>;
}

/** @param work never throws */
export function everyMinute(work: () => Promise<void>): EveryMinute {
  let running = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(work);
  }, TURN_MILLISECONDS);
  timer.unref();
  return {
    stop: () => {
      clearInterval(timer);
      return running;
    },
  };
}
