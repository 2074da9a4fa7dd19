/**
 * `npm test`: the suite in two processes at once, since much of it waits for processes that it starts. Guarantees that each
 * test file is run in one of them, and that the status is not 0 where one of them failed. What the second says is printed
 * when the first is done.
 */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MOCHA = fileURLToPath(import.meta.resolve('mocha/bin/mocha.js'));
const ALL = 'dist/test/**/*.test.js';
/** About half of the time: what mostly starts commands, the client, the doors, and the domain. */
const FIRST = 'dist/test/{scripts,client-sdk,http,portal,domain}/**/*.test.js';

const first = mocha('inherit', FIRST);
const second = mocha('pipe', ALL, '--ignore', FIRST);
const said: Buffer[] = [];
second.stdout?.on('data', (chunk: Buffer) => said.push(chunk));
second.stderr?.on('data', (chunk: Buffer) => said.push(chunk));
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => [first, second].forEach((child) => child.kill(signal)));
}
const ends = [once(first, 'exit'), once(second, 'close')];
await ends[0];
process.stdout.write(Buffer.concat(said.splice(0)));
second.stdout?.pipe(process.stdout);
second.stderr?.pipe(process.stderr);
const statuses = (await Promise.all(ends)).map(([status]) => Number(status ?? 1));
process.exitCode = Math.max(...statuses);

function mocha(stdio: 'inherit' | 'pipe', ...words: string[]): ChildProcess {
  return spawn(process.execPath, [MOCHA, ...words], { stdio: ['ignore', stdio, stdio] });
}
