/**
 * A terminal for tests of the command line, with a fresh data folder. No setting of the machine that runs the tests
 * reaches a command. In the full run each command has its own process; otherwise commands share processes, since most of
 * the time of a short command is its start. `throwAway` removes the folder.
 */

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rounds } from '../support/rounds.ts';
import type { CommandLine } from './shell-messages.ts';
import { runInShell, type Ran } from './shells.ts';

export type { Ran } from './shells.ts';

// this file runs from dist/test/scripts
const COMMAND = fileURLToPath(new URL('../../scripts/quietkey.js', import.meta.url));
const USUAL = rounds(2, 1) === 2 ? 'own' : 'shared';

interface Also {
  readonly input?: string;
  readonly env?: Record<string, string>;
  /** The account that types; by default this one. */
  readonly account?: { readonly uid: number; readonly gid: number };
}

export interface Terminal {
  /** A temporary folder, which contains the data folder. */
  readonly folder: string;
  readonly dataFolder: string;
  /** Runs `quietkey` with these arguments. */
  type(words: readonly string[], also?: Also): Promise<Ran>;
  /** Runs it with `--json`, requires success, and parses the output. */
  ask<Answer>(...words: string[]): Promise<Answer>;
  throwAway(): Promise<void>;
}

/** @param processes whether each command runs in its own process, or in one in which others ran before (`shell.ts`) */
export async function openTerminal(processes: 'own' | 'shared' = USUAL): Promise<Terminal> {
  const folder = await mkdtemp(join(tmpdir(), 'quietkey-ops-'));
  const dataFolder = join(folder, 'store');
  const type: Terminal['type'] = (words, { input = '', env: also = {}, account } = {}) => {
    const env: Record<string, string> = {
      PATH: process.env['PATH'] ?? '',
      QUIETKEY_DATA: dataFolder,
      // so that look-ups need no option; a test of purposes removes it
      QUIETKEY_PURPOSE: 'support',
      ...also,
    };
    const isAlone = processes === 'own' || 'NODE_OPTIONS' in env || account !== undefined;
    return isAlone ? runAlone({ words, input, env }, account) : runInShell({ words, input, env });
  };
  return {
    folder,
    dataFolder,
    type,
    ask: async <Answer>(...words: string[]) => {
      const { exit, out, err } = await type([...words, '--json']);
      if (exit !== 0 || err !== '')
        throw new Error(`quietkey ${words.join(' ')}: exit ${exit}\n${out}${err}`);
      return JSON.parse(out) as Answer;
    },
    throwAway: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Runs a command in its own process. */
function runAlone({ words, input, env }: CommandLine, account: Also['account']): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [COMMAND, ...words], { env, ...account });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => (out += part));
    child.stderr.setEncoding('utf8').on('data', (part: string) => (err += part));
    child.on('error', reject).on('close', (exit) => resolve({ exit, out, err }));
    // a command that does not read its input may have exited before
    child.stdin.on('error', () => undefined).end(input);
  });
}

/** Maps all items, as many at a time as there are processors. Returns the results in the order of the items. */
export async function inParallel<Item, Answer>(
  items: readonly Item[],
  work: (item: Item) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  const left = items.entries();
  const lane = async (): Promise<void> => {
    for (const [at, item] of left) answers[at] = await work(item);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
  return answers;
}
