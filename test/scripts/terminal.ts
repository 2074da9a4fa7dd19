/**
 * A terminal for tests of the command line: each command runs in a separate process, with a fresh data folder. No setting
 * of the machine that runs the tests reaches the command. `throwAway` removes the folder.
 */

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// this file runs from dist/test/scripts
const COMMAND = fileURLToPath(new URL('../../scripts/quietkey.js', import.meta.url));

export interface Ran {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Terminal {
  /** A temporary folder, which contains the data folder. */
  readonly folder: string;
  readonly dataFolder: string;
  /** Runs `quietkey` with these arguments. */
  type(words: readonly string[], also?: { input?: string; env?: Record<string, string> }): Promise<Ran>;
  /** Runs it with `--json`, requires success, and parses the output. */
  ask<Answer>(...words: string[]): Promise<Answer>;
  throwAway(): Promise<void>;
}

export async function openTerminal(): Promise<Terminal> {
  const folder = await mkdtemp(join(tmpdir(), 'quietkey-ops-'));
  const dataFolder = join(folder, 'store');
  const type: Terminal['type'] = (words, { input = '', env = {} } = {}) =>
    run(words, input, { PATH: process.env['PATH'] ?? '', QUIETKEY_DATA: dataFolder, ...env });
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

function run(words: readonly string[], input: string, env: Record<string, string>): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [COMMAND, ...words], { env });
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
