/**
 * `npm test`: the suite in three concurrent processes, since much of it waits for disks and child processes. Each test
 * file runs in one of them, and the status is not 0 if one of them failed. The output of the other two is printed when
 * the first is done.
 */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MOCHA = fileURLToPath(import.meta.resolve('mocha/bin/mocha.js'));
const ALL = 'dist/test/**/*.test.js';
/** About a third of the time each: tests that start commands; the server and the client; the rest is the last third. */
const THIRDS = ['dist/test/scripts/**/*.test.js', 'dist/test/{client-sdk,server}/**/*.test.js'];

const children = [
  ...THIRDS.map((files, index) => mocha(index === 0 ? 'inherit' : 'pipe', files)),
  mocha('pipe', ALL, ...THIRDS.flatMap((files) => ['--ignore', files])),
];
const [first, ...others] = children;
const said = new Map(others.map((child) => [child, keepSaid(child)]));
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => children.forEach((child) => child.kill(signal)));
}
const ends = children.map((child) => once(child, child === first ? 'exit' : 'close'));
const statuses: number[] = [];
for (const [index, child] of children.entries()) {
  const [status] = (await ends[index]) as [number | null];
  statuses.push(status ?? 1);
  process.stdout.write(Buffer.concat(said.get(child) ?? []));
}
process.exitCode = Math.max(...statuses);

function mocha(stdio: 'inherit' | 'pipe', ...words: string[]): ChildProcess {
  return spawn(process.execPath, [MOCHA, ...words], { stdio: ['ignore', stdio, stdio] });
}

function keepSaid({ stdout, stderr }: ChildProcess): Buffer[] {
  const kept: Buffer[] = [];
  for (const stream of [stdout, stderr]) stream?.on('data', (chunk: Buffer) => kept.push(chunk));
  return kept;
}
