/** Runs work once a minute while a server runs. Each run ends before the next one begins. */

const TURN_MILLISECONDS = 60_000;

export interface EveryMinute {
  /** Stops the schedule and waits for the current run. No run begins afterwards. */
  stop(): Promise<void>;
}

/** Starts to run the work once a minute. @param work a function that never throws */
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
