/** Checks every few seconds whether the database under a running server was restored. */

import type { World } from '../runtime/world.ts';

const LOOK_MILLISECONDS = 2_000;

/** Starts the checks. Each check ends before the next one begins. */
export function watchErasures(world: Pick<World, 'checkErasures'>): { stop(): Promise<void> } {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const lookLater = (): void => {
    if (isStopped) return;
    timer = setTimeout(() => {
      running = world.checkErasures().then(lookLater);
    }, LOOK_MILLISECONDS);
    timer.unref();
  };
  lookLater();
  return {
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
      return running;
    },
  };
}
