/**
 * One side of a comparison: the server of a checkout as `npm start` starts it, with a data folder that its command line
 * has created, and a load. Both sides have the same number of licenses and activations. Of a checkout only the command
 * line, the environment variables and the HTTP API are used.
 */

import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { PATHS } from '../../client-sdk/typescript/contract/wire.ts';
import { DATABASE_VARIABLE, environment } from '../../server/config/config.ts';
import type { Checkout } from './checkout.ts';
import type { Child } from './child.ts';
import type { ClientAnswers, Timing } from './client.ts';
import { freePort } from './cluster.ts';
import { PRODUCT } from './machines.ts';
import { cpuOfEndedChildren, cpuOfThreads } from './process-cpu.ts';
import { startClient } from './processes.ts';

export interface Side {
  readonly checkout: Checkout;
  readonly client: Child<ClientAnswers>;
  readonly port: () => number;
  /** CPU time of the server so far, in microseconds. */
  readonly cpu: () => number;
  /** CPU time of so many runs of a command, one after another, in microseconds. */
  commandCpu(words: readonly string[], runs: number): Promise<number>;
  /** CPU time of so many runs of Node with a program in ES modules, which may import the SDK. */
  nodeCpu(program: string, runs: number): Promise<number>;
  /** Starts a new server process with the same folder. */
  startServer(): Promise<void>;
  stopServer(): Promise<void>;
  /** Changes the terms of the product, so that the next renewal of each machine writes. */
  changeTerms(): Promise<void>;
  end(): Promise<void>;
}

const run = promisify(execFile);
/** The seats of a license: the most that a product allows. */
export const SEATS = 10_000;
/** The number of license keys for the load. */
const KEYS_MAX = 20_000;
/** Grace days of the product, alternating. */
const GRACE = ['15', '14'];
const START_MILLISECONDS = 60_000;
const POLL_MILLISECONDS = 50;
const STOP_MILLISECONDS = 20_000;
const STDERR_CHARACTERS = 1_000;

/** Creates the folder with its licenses. Does not start the server. */
export async function openSide(checkout: Checkout, folder: string, licenses: number): Promise<Side> {
  mkdirSync(folder);
  const env = ownEnvironment(join(folder, 'data'));
  const quietkey = (...words: string[]): Promise<unknown> =>
    run(process.execPath, [...checkout.quietkey, ...words], { cwd: checkout.folder, env });
  await quietkey('init');
  await quietkey('product', 'add', PRODUCT, '--name', 'Sonar', '--seats', String(SEATS));
  const [orders, report] = [join(folder, 'orders.csv'), join(folder, 'report.csv')];
  writeFileSync(orders, ordersOf(licenses));
  await quietkey('license', 'issue', '--csv', orders, '--out', report);
  const client = await startClient(keysOf(readFileSync(report, 'utf8')));
  let server: { child: ChildProcess; port: number } | undefined;
  let changes = 0;
  const stopServer = async (): Promise<void> => {
    if (server !== undefined) await stop(server.child);
    server = undefined;
  };
  return {
    checkout,
    client,
    port: () => server?.port ?? 0,
    cpu: () => cpuOf(server?.child),
    commandCpu: (words, runs) => cpuOfRuns(() => quietkey(...words), runs),
    nodeCpu: (program, runs) =>
      cpuOfRuns(
        () =>
          run(process.execPath, ['--input-type=module', '--eval', program], { cwd: checkout.folder, env }),
        runs,
      ),
    startServer: async () => {
      const port = await freePort();
      server = { child: await start(checkout, { ...env, QUIETKEY_PORT: String(port) }, port), port };
    },
    stopServer,
    changeTerms: async () => {
      await quietkey('product', 'change', PRODUCT, '--grace-days', GRACE[changes % GRACE.length] ?? '');
      changes += 1;
    },
    end: async () => {
      await Promise.all([stopServer(), client.end()]);
    },
  };
}

async function cpuOfRuns(once: () => Promise<unknown>, runs: number): Promise<number> {
  const before = cpuOfEndedChildren();
  for (let ran = 0; ran < runs; ran += 1) await once();
  return cpuOfEndedChildren() - before;
}

/** Sends so many activations in batches. Returns the timing of the last batch. */
export async function fill(side: Side, activations: number, connections: number): Promise<Timing> {
  let timing: Timing = { perSecond: 0, p50: 0, p99: 0 };
  for (let left = activations; left > 0; left -= KEYS_MAX) {
    await side.client.ask('make', { sent: 'activate', count: Math.min(left, KEYS_MAX), keeping: 'kept' });
    timing = await side.client.ask('send', { port: side.port(), connections });
  }
  return timing;
}

/** The environment of this process without the settings of a server. */
export function ownEnvironment(dataFolder: string): NodeJS.ProcessEnv {
  const foreign = Object.entries(environment()).filter(
    ([name]) => !name.startsWith('QUIETKEY_') && name !== DATABASE_VARIABLE,
  );
  return {
    ...Object.fromEntries(foreign),
    QUIETKEY_DATA: dataFolder,
    // the load sends a different address with each request, so that networks are stored as in production
    QUIETKEY_TRUSTED_PROXIES: '127.0.0.1',
  };
}

export function ordersOf(licenses: number): string {
  const rows = Array.from({ length: licenses }, (_, i) => `${PRODUCT},buyer-${i}@example.com,order-${i}\n`);
  return `product,email,order\n${rows.join('')}`;
}

/** The first keys of a report of a bulk issue. */
export function keysOf(report: string): string[] {
  const [head = '', ...rows] = report.trim().split(/\r?\n/);
  const column = head.split(',').indexOf('license_key');
  const keys = rows.slice(0, KEYS_MAX).map((row) => row.split(',')[column] ?? '');
  if (keys.length === 0 || keys.includes('')) throw new Error('the bulk issue has rows without a key');
  return keys;
}

/** Starts a server, and waits until it answers. @throws Error with its standard error if it exits */
async function start({ folder, start: args }: Checkout, env: NodeJS.ProcessEnv, port: number) {
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
  const kill = (): boolean => child.kill();
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  let errors = '';
  child.stderr.on('data', (text) => (errors = (errors + String(text)).slice(-STDERR_CHARACTERS)));
  const until = performance.now() + START_MILLISECONDS;
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`the server of ${folder} ended at once: ${errors.trim()}`);
    if (performance.now() > until)
      throw new Error(`the server of ${folder} does not answer: ${errors.trim()}`);
    await sleep(POLL_MILLISECONDS);
  }
  return child;
}

async function answers(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}${PATHS.ready}`);
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_MILLISECONDS);
  child.kill();
  await ended;
  clearTimeout(late);
}

function cpuOf(child: ChildProcess | undefined): number {
  const cpu = cpuOfThreads(String(child?.pid));
  if (cpu === undefined) throw new Error('the server has ended while it was measured');
  return cpu;
}
