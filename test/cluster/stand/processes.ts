/**
 * Programs on the machines of the stand. What they print goes to a log file each, whose end is shown when one of them
 * fails. They end with the stand.
 */

import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Machine } from './network.ts';
import { DATABASE_USER, isRoot, type Place } from './place.ts';

/** Where Debian's packages have their programs. */
export const PROGRAM_FOLDERS = [
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/sbin',
  '/usr/bin',
  '/sbin',
  '/bin',
];
const LOG_LINES = 15;
const LOOK_MS = 200;

export interface Program {
  readonly name: string;
  readonly machine: Machine;
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Run it as the user of the database, if this is root. */
  readonly isDatabase?: boolean;
}

export function startProgram({ network, scratch, folderOf, logOf }: Place, program: Program): ChildProcess {
  const { name, machine, command, env = {}, isDatabase = false } = program;
  const user = [`--reuid=${DATABASE_USER}`, `--regid=${DATABASE_USER}`, '--init-groups'];
  const as = isDatabase && isRoot() ? ['setpriv', ...user] : [];
  const [file = '', ...words] = network.inside(machine, [...as, ...command]);
  const descriptor = openSync(logOf(name), 'a');
  const child = spawn(file, words, {
    cwd: folderOf(machine),
    env: { PATH: PROGRAM_FOLDERS.join(':'), HOME: scratch, LANG: 'C.UTF-8', ...env },
    stdio: ['ignore', descriptor, descriptor],
  });
  closeSync(descriptor);
  return child;
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
