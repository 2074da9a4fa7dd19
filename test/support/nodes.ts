/**
 * Servers in their own processes, as a vendor runs them: several on one database, and one that is killed.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { askAt, type Ask } from '../server/http/asking.ts';
import { until } from './until.ts';

const MAIN = fileURLToPath(new URL('../../server/main.js', import.meta.url));
const LISTENS = /listens on (\S+),/;

export interface Node {
  readonly url: string;
  readonly ask: Ask;
  /** What it has printed so far. */
  said(): string;
  /** Asks it to end, and waits for the end. */
  stop(): Promise<void>;
  /** Kills it, as a crash would. */
  kill(): Promise<void>;
}

/**
 * Starts one with these variables, and waits until it listens.
 * @param account whose process it is; by default this one's
 */
export async function startNode(
  settings: Readonly<Record<string, string>>,
  account: { readonly uid?: number; readonly gid?: number } = {},
): Promise<Node> {
  const env = { PATH: process.env['PATH'], QUIETKEY_PORT: '0', ...settings };
  const child = spawn(process.execPath, [MAIN], { env, uid: account.uid, gid: account.gid });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += String(text)));
  const ended = once(child, 'close');
  await until(() => LISTENS.test(said) || child.exitCode !== null);
  const [, url] = LISTENS.exec(said) ?? [];
  if (url === undefined) throw new Error(`the node ended with ${child.exitCode}:\n${said}`);
  const { ask, end: endAsking } = askAt(url);
  const endBy = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await ended;
    endAsking();
  };
  return { url, ask, said: () => said, stop: () => endBy('SIGTERM'), kill: () => endBy('SIGKILL') };
}
