/**
 * What stops a program that runs until it is stopped: SIGTERM, SIGINT, and the end of the npm process that started it.
 * npm and npx run a program in a shell that does not pass on signals. So such a program also ends when its parent ends;
 * otherwise it would keep its port and its folder after npm has ended.
 */

import { constants } from 'node:os';
import type { Environment } from './config.ts';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
const EXIT_SIGNAL = 128;
/** The names under which npm and npx run programs that run until they are stopped. */
const RUN_BY_NPM = new Set(['start', 'quietkey', 'npx']);
/**
 * A second signal within this time is an echo of the first: a terminal sends Ctrl-C to npm and to the program, and npm
 * passes it on.
 */
const ECHO_MILLISECONDS = 1_000;
const PARENT_CHECK_MILLISECONDS = 500;

/** The parent of this process at its start. */
const PARENT = process.ppid;

/** Calls `stop` once. A second signal ends the process at once, unless it is the first signal, passed on by npm. */
export function onStop(env: Environment, stop: () => void): void {
  const isRunByNpm = RUN_BY_NPM.has(env['npm_lifecycle_event'] ?? '');
  let stoppedAt: number | undefined;
  const take = (signal: (typeof SIGNALS)[number]): void => {
    if (stoppedAt === undefined) {
      stoppedAt = performance.now();
      stop();
    } else if (!isRunByNpm || performance.now() - stoppedAt > ECHO_MILLISECONDS) {
      process.exit(EXIT_SIGNAL + constants.signals[signal]);
    }
  };
  for (const signal of SIGNALS) process.on(signal, () => take(signal));
  if (isRunByNpm) whenOrphaned(() => take('SIGTERM'));
}

/** Calls `end` once, after the parent of this process has ended. */
function whenOrphaned(end: () => void): void {
  const timer = setInterval(() => {
    if (process.ppid === PARENT) return;
    clearInterval(timer);
    end();
  }, PARENT_CHECK_MILLISECONDS);
  timer.unref();
}
