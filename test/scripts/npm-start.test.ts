/**
 * The programs that run until they are stopped, started by npm and by npx: signals reach them, and none is left behind
 * when npm ends, however it ends. Standard output closes when the last process that holds it has ended, so a program that
 * is left behind is noticed.
 */

import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../support/root.ts';
import { scratchFolder } from '../server/crypto/scratch.ts';
import { until } from '../support/until.ts';
import { openTerminal, type Terminal } from './terminal.ts';

const SERVER = ['npm', 'start', '--silent'];
const MAILER = ['npm', 'run', '--silent', 'quietkey', '--', 'mailer'];
const MAILER_BY_NPX = ['npx', 'quietkey', 'mailer'];

/** Who gets the signal: npm alone, or also its program, as from a terminal. */
type Who = 'npm' | 'both';
const ENDS: readonly (readonly [command: readonly string[], signal: NodeJS.Signals, who: Who])[] = [
  [SERVER, 'SIGTERM', 'npm'],
  [SERVER, 'SIGTERM', 'both'],
  [SERVER, 'SIGINT', 'npm'],
  [SERVER, 'SIGINT', 'both'],
  [SERVER, 'SIGKILL', 'npm'],
  [MAILER, 'SIGTERM', 'npm'],
  [MAILER, 'SIGINT', 'npm'],
  [MAILER, 'SIGINT', 'both'],
  [MAILER, 'SIGKILL', 'npm'],
  [MAILER_BY_NPX, 'SIGTERM', 'npm'],
  [MAILER_BY_NPX, 'SIGINT', 'both'],
];

describe('a program that npm has started', () => {
  let terminal: Terminal;
  let env: Record<string, string>;

  before(async function () {
    if (process.platform === 'win32') this.skip();
    terminal = await openTerminal();
    env = {
      PATH: process.env['PATH'] ?? '',
      HOME: scratchFolder(),
      QUIETKEY_DATA: terminal.dataFolder,
      QUIETKEY_PORT: '0',
      QUIETKEY_MAILER_KEY: join(terminal.folder, 'mailer.key'),
      QUIETKEY_MAIL_OUTBOX: join(terminal.folder, 'outbox'),
    };
    await terminal.ask('init');
    await terminal.ask('mailer', 'init', '--key', join(terminal.folder, 'mailer.key'));
  });
  after(() => terminal.throwAway());

  for (const [[program = '', ...words], signal, who] of ENDS) {
    it(`${[program, ...words].join(' ')} ends on ${signal} to ${who}`, async () => {
      // a process group of its own, as a terminal makes one
      const child = spawn(program, words, { cwd: fileURLToPath(ROOT), env, detached: true });
      let [out, err] = ['', ''];
      child.stdout.on('data', (text) => (out += String(text)));
      child.stderr.on('data', (text) => (err += String(text)));
      await until(() => /"event":"(?:started|mailer ready)"/.test(out) || child.exitCode !== null);
      process.kill(who === 'npm' ? (child.pid ?? 0) : -(child.pid ?? 0), signal);
      const ended = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
      // npx does not wait for its program; npm may end by the signal that it got itself
      if (signal !== 'SIGKILL' && program !== 'npx')
        expect(ended.join(), err).to.be.oneOf(who === 'both' ? ['0,', `,${signal}`] : ['0,']);
      if (program === 'npm' && words.includes('mailer') && signal !== 'SIGKILL')
        expect(out).to.contain('Stopped.');
    });
  }
});
