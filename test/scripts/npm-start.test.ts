/**
 * `npm start`: signals reach the server, and no server is left behind when npm ends, however it ends. Standard output
 * closes when the last process that holds it has ended, so a server that is left behind is noticed.
 */

import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../support/root.ts';
import { scratchFolder } from '../server/crypto/scratch.ts';
import { until } from '../support/until.ts';

describe('npm start', () => {
  /** Who gets the signal: npm alone, or also its server, as from a terminal. */
  for (const [signal, who] of [
    ['SIGTERM', 'npm'],
    ['SIGINT', 'npm'],
    ['SIGINT', 'both'],
    ['SIGKILL', 'npm'],
  ] as const) {
    it(`ends with its server on ${signal} to ${who}`, async function () {
      if (process.platform === 'win32') this.skip();
      const child = spawn('npm', ['start', '--silent'], {
        cwd: fileURLToPath(ROOT),
        env: {
          PATH: process.env['PATH'],
          HOME: scratchFolder(),
          QUIETKEY_DATA: join(scratchFolder(), 'data'),
          QUIETKEY_PORT: '0',
        },
        // a process group of its own, as a terminal makes one
        detached: true,
      });
      let [out, err] = ['', ''];
      child.stdout.on('data', (text) => (out += String(text)));
      child.stderr.on('data', (text) => (err += String(text)));
      await until(() => err.includes('listens on') || child.exitCode !== null);
      const url = /http:[^\s,]+/.exec(err)?.[0] ?? '';
      const asking = await fetch(`${url}/healthz`);
      expect(asking.status, err).to.equal(200);
      await until(() => out.includes('/healthz'));
      process.kill(who === 'npm' ? (child.pid ?? 0) : -(child.pid ?? 0), signal);
      const [code] = (await once(child, 'close')) as [number | null];
      const answer = await fetch(`${url}/healthz`).catch((error: unknown) => error);
      expect(answer, 'the server still answers').to.be.instanceOf(Error);
      if (signal !== 'SIGKILL') expect(code).to.equal(0);
    });
  }
});
