/**
 * Programs on the machines of the stand. What they print goes to a log file each, whose end is shown when one of them
 * fails. They end with the stand.
 */

import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { inside, type Machine } from './network.ts';

/** PostgreSQL, Patroni, etcd and PgBouncer do not run as root. */
export const USER_OF_DATABASE = 'postgres';

const LOG_LINES = 15;
const LOOK_MS = 200;

export interface Program {
  readonly name: string;
  readonly machine: Machine;
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Run as this user; absent: as root. */
  readonly user?: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly log: string;
}

export function startProgram(scratch: string, program: Program): Running {
  const { name, machine, command, env = {}, user } = program;
  const log = logOf(scratch, name);
  const as = user === undefined ? [] : ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--init-groups'];
  const [file, ...words] = inside(machine, [...as, ...command]);
  const descriptor = openSync(log, 'a');
  const child = spawn(file, words, {
    cwd: scratch,
    env: { PATH: PATHS, HOME: scratch, LANG: 'C.UTF-8', ...env },
    stdio: ['ignore', descriptor, descriptor],
  });
  closeSync(descriptor);
  return { child, log };
}

/** Where Debian's packages have their programs. */
const PATHS = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export function logOf(scratch: string, name: string): string {
  return join(scratch, 'logs', `${name}.log`);
}

export function endOfLog(log: string): string {
  return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-LOG_LINES).join('\n');
}

export interface Waiting {
  readonly what: string;
  readonly limitMs: number;
}

/** Looks until it holds. An error while looking counts as no. @throws Error after the limit */
export async function waitUntil(
  { what, limitMs }: Waiting,
  holds: () => boolean | Promise<boolean>,
): Promise<void> {
  const end = performance.now() + limitMs;
  for (;;) {
    const isSo = await Promise.resolve()
      .then(holds)
      .catch(() => false);
    if (isSo) return;
    if (performance.now() > end) throw new Error(`not within ${limitMs / 1_000} s: ${what}`);
    await sleep(LOOK_MS);
  }
}

export const runFile = promisify(execFile);
