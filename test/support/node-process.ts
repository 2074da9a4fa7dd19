/** A server as a process of its own, as an operator starts it: for tests of several, and of one that is killed. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { askAt, type Ask } from '../http/asking.ts';

const MAIN = fileURLToPath(new URL('../../server/main.js', import.meta.url));

export interface NodeProcess {
  readonly url: string;
  readonly ask: Ask;
  /** What it has said so far. */
  said(): string;
  /** SIGKILL, or another signal; fulfilled when it has ended, with its exit code. */
  kill(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts it and waits until it listens. */
export async function startNode(settings: Readonly<Record<string, string>>): Promise<NodeProcess> {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: '/usr/bin:/bin', QUIETKEY_PORT: '0', ...settings },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += String(text)));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  let url: string | undefined;
  while (url === undefined) {
    url = /listens on (http:\S+),/.exec(said)?.[1];
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${said}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const { ask, end } = askAt(url);
  return {
    url,
    ask,
    said: () => said,
    kill: (signal = 'SIGKILL') => {
      child.kill(signal);
      return ended.finally(end);
    },
  };
}
