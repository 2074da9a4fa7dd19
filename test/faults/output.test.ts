/**
 * Output that nobody reads: standard output and standard error are a pipe whose reader has left, a pipe that is full and
 * never read, or a device without room. A server starts, answers and stops; a start that fails and a command end with
 * their code; nothing waits for a reader who never comes.
 */

import { expect } from 'chai';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXIT } from '../../scripts/cli/exit-codes.ts';
import { freePort } from '../bench/cluster.ts';
import { until } from '../support/until.ts';

const MAIN = fileURLToPath(new URL('../../server/main.js', import.meta.url));
const COMMAND = fileURLToPath(new URL('../../scripts/quietkey.js', import.meta.url));
const CLIENT = fileURLToPath(new URL('../../client-sdk/typescript/command.js', import.meta.url));

interface Unread {
  /** The end that the process writes to. */
  readonly fd: number;
  close(): void;
}

describe('output that nobody reads', () => {
  let folder: string;
  let pipes = 0;
  const children: ChildProcess[] = [];

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'quietkey-unread-'));
    expect(spawnSync(process.execPath, [COMMAND, 'init'], { env: env() }).status).to.equal(0);
  });
  after(() => {
    for (const child of children) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  const env = (also: Record<string, string> = {}) => ({
    PATH: process.env['PATH'],
    QUIETKEY_DATA: join(folder, 'data'),
    QUIETKEY_PURPOSE: 'support',
    ...also,
  });

  /** Makes a pipe, and opens both of its ends. */
  function pipe(): { reader: number; writer: number } {
    const path = join(folder, `pipe-${(pipes += 1)}`);
    spawnSync('mkfifo', [path]);
    const reader = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
    return { reader, writer: openSync(path, constants.O_WRONLY) };
  }

  const KINDS: Readonly<Record<string, () => Unread>> = {
    'a pipe whose reader has left': () => {
      const { reader, writer } = pipe();
      closeSync(reader);
      return { fd: writer, close: () => closeSync(writer) };
    },
    'a full pipe that is never read': () => {
      const { reader, writer } = pipe();
      try {
        for (;;) writeSync(reader, Buffer.alloc(4_096));
      } catch {
        // it is full
      }
      return {
        fd: writer,
        close: () => {
          closeSync(reader);
          closeSync(writer);
        },
      };
    },
    'a device without room': () => {
      const fd = openSync('/dev/full', 'w');
      return { fd, close: () => closeSync(fd) };
    },
  };

  /** Starts a program with one or both of its outputs unread. */
  function start(words: readonly string[], stdio: readonly (number | 'ignore')[], also = {}): ChildProcess {
    const child = spawn(process.execPath, words, { env: env(also), stdio: ['ignore', ...stdio] });
    children.push(child);
    return child;
  }

  async function ends(child: ChildProcess): Promise<number | null> {
    if (child.exitCode === null) await once(child, 'exit');
    return child.exitCode;
  }

  for (const [kind, open] of Object.entries(KINDS)) {
    describe(kind, () => {
      const opened: Unread[] = [];
      /** One for each process, since processes that share a pipe change how the others write to it. */
      const unread = (): number => {
        const made = open();
        opened.push(made);
        return made.fd;
      };
      after(() => {
        for (const made of opened) made.close();
      });

      it('stops no server: it starts, answers and ends at SIGTERM', async () => {
        const port = await freePort();
        const output = unread();
        const server = start([MAIN], [output, output], { QUIETKEY_PORT: String(port) });
        const answers = () =>
          fetch(`http://127.0.0.1:${port}/healthz`).then(
            ({ status }) => status === 200,
            () => server.exitCode !== null,
          );
        await until(answers);
        // enough lines for what waits to be bounded, were they kept
        for (let asked = 0; asked < 300; asked += 1) expect(await answers()).to.equal(true);
        server.kill('SIGTERM');
        expect(await ends(server)).to.equal(0);
      });

      it('stops no start that fails, and no command', async () => {
        const fails = start([MAIN], [unread(), unread()], { QUIETKEY_PORT: 'x' });
        const lists = start([COMMAND, 'product', 'list'], [unread(), 'ignore']);
        const refuses = start([COMMAND, 'product', 'show', 'none'], ['ignore', unread()]);
        const helps = start([COMMAND, '--help'], [unread(), 'ignore']);
        const views = start([CLIENT, '--help'], [unread(), 'ignore']);
        const printed = kind === 'a pipe whose reader has left' ? EXIT.done : EXIT.unavailable;
        const codes = await Promise.all([fails, lists, refuses, helps, views].map(ends));
        expect(codes).to.deep.equal([EXIT.configuration, printed, EXIT.refused, printed, 0]);
      });
    });
  }
});
