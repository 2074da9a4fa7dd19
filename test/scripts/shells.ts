/**
 * The processes of `shell.ts`: as many as commands run at the same time. One that is idle waits for the next command,
 * and ends with the last test file.
 */

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { atEnd } from '../support/at-end.ts';
import { END, type CommandLine, type Ended } from './shell-messages.ts';

export interface Ran {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
}

interface Shell {
  readonly child: ChildProcess;
  /** What the command printed on standard output and standard error. */
  said: [out: string, err: string];
  /** Hears the next part of what it printed, its answer, or the end of the process. */
  hear: (answer?: Ended, hasClosed?: boolean) => void;
}

const SHELL = fileURLToPath(new URL('./shell.js', import.meta.url));
const idle: Shell[] = [];
atEnd(async () => {
  for (const { child } of idle.splice(0)) {
    keepAlive(child, 'ref');
    const ended = once(child, 'exit');
    child.disconnect();
    await ended;
  }
});

/** Runs a command in a process in which others ran before, one at a time. */
export async function runInShell(line: CommandLine): Promise<Ran> {
  const shell = idle.pop() ?? openShell();
  shell.said = ['', ''];
  keepAlive(shell.child, 'ref');
  const { exit, isSpent } = await new Promise<Ended>((resolve) => {
    let ended: Ended | undefined;
    shell.hear = (answer = ended, hasClosed = false) => {
      ended = answer;
      if (ended !== undefined && (hasClosed || shell.said.every((text) => text.endsWith(END))))
        resolve(ended);
    };
    shell.child.send(line);
  });
  if (!isSpent) idle.push(shell);
  else if (shell.child.connected) shell.child.disconnect();
  keepAlive(shell.child, 'unref');
  const [out, err] = shell.said;
  return { exit, out: out.replace(END, ''), err: err.replace(END, '') };
}

function openShell(): Shell {
  const child = fork(SHELL, { execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env: {} });
  const shell: Shell = { child, said: ['', ''], hear: () => undefined };
  for (const [at, stream] of [child.stdout!, child.stderr!].entries()) {
    stream.setEncoding('utf8').on('data', (part: string) => {
      shell.said[at] += part;
      shell.hear();
    });
  }
  child.on('message', (answer: Ended) => shell.hear(answer));
  child.on('close', (exit) => shell.hear({ exit, isSpent: true }, true));
  return shell;
}

/** An idle process does not keep this one alive. */
function keepAlive(child: ChildProcess, how: 'ref' | 'unref'): void {
  for (const handle of [child, child.channel, child.stdout, child.stderr]) (handle as Socket | null)?.[how]();
}
