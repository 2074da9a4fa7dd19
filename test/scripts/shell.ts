/**
 * A process in which command lines run one after another, each as its own process would run it: with exactly the given
 * arguments, environment and standard input. It answers when nothing of the command is left that would keep a process
 * alive. Only the loaded modules stay, which is most of the time of a short command. `shells.ts` writes to it.
 */

import { Readable } from 'node:stream';
import { END, type CommandLine, type Ended } from './shell-messages.ts';
import { until } from '../support/until.ts';

const COMMAND = new URL('../../scripts/quietkey.js', import.meta.url);

if (process.send === undefined) throw new Error('this file is a process of shells.ts');
serve(process.send.bind(process));

function serve(send: (answer: Ended) => void): void {
  const streams = [process.stdout, process.stderr];
  let ran = 0;
  process.on('message', (line: CommandLine) => {
    const before = { identity: identity(), open: open() };
    const run = async (): Promise<void> => {
      prepare(line);
      // the query makes it another module, so it runs again; what it imports is loaded once
      await import(`${COMMAND.href}?${(ran += 1)}`);
      await until(() => open() <= before.open);
      for (const stream of streams) stream.removeAllListeners('error').write(END);
      send({ exit: Number(process.exitCode ?? 0), isSpent: identity() !== before.identity });
    };
    // a rejection ends the process with its stack and code 1, as it would end the command's own
    void run();
  });
  process.on('disconnect', () => process.exit());
}

function prepare({ words, input, env }: CommandLine): void {
  process.argv.splice(1, Infinity, COMMAND.pathname, ...words);
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  const stdin = Readable.from(input === '' ? [] : [Buffer.from(input)], { objectMode: false });
  Object.defineProperty(process, 'stdin', { value: stdin, configurable: true });
  process.exitCode = undefined;
}

/** The number of things that keep the process alive. */
function open(): number {
  return process.getActiveResourcesInfo().length;
}

/** What a command could change for the next one. */
function identity(): string {
  return [process.geteuid?.(), process.getegid?.(), process.umask(), process.cwd()].join(' ');
}
