/** Work that is done once a minute while a server runs, one turn after the other. */

const TURN_MILLISECONDS = 60_000;

export interface EveryMinute {
  /** Waits for the turn that is under way; there is no other. */
  stop(): Promise<void>;
}

/** @param turn never throws */
export function everyMinute(turn: () => Promise<void>): EveryMinute {
  let running = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(turn);
  }, TURN_MILLISECONDS);
  timer.unref();
  return {
    stop: () => {
      clearInterval(timer);
      return running;
    },
  };
}
