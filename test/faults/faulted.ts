/**
 * Processes on a faulty disk: starts `faulted-server.ts`, or the server or the command line as an operator would, and
 * waits for their output. Also creates the initial folder of the rounds: one product and a few licenses with many
 * seats. Every process that still runs at the end of a test run is killed.
 */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PATHS, type Problem } from '../../client-sdk/typescript/contract/wire.ts';
import { readConfig, type Config } from '../../server/config/config.ts';
import { openWorld, prepareFolder } from '../../server/composition/world.ts';
import { databasePath } from '../../server/composition/prepare-secrets.ts';
import { dayOf } from '../../server/domain/kernel/day.ts';
import { systemClock } from '../../server/runtime/clock.ts';
import { VERSION } from '../../server/config/version.ts';
import type { FaultyDisk } from './faulty-disk.ts';
import { activationOf, readReport, type Ask, type Load, type LoadReport } from './load.ts';
import { operations } from '../../server/domain/operations.ts';
import { putEmptyFile } from '../support/empty-file.ts';
import { until } from '../support/until.ts';

const FAULTED = fileURLToPath(new URL('./faulted-server.js', import.meta.url));
const SERVER = fileURLToPath(new URL('../../server/main.js', import.meta.url));
const COMMAND = fileURLToPath(new URL('../../scripts/quietkey.js', import.meta.url));
const LICENSES = 8;
const SEATS = 100_000;

export interface Ground {
  /** Contains everything, and is removed at the end. */
  readonly scratch: string;
  readonly data: string;
  readonly config: Config;
  readonly licenses: readonly string[];
  readonly keys: readonly string[];
  load(options: Partial<Load>): Load;
  remove(): void;
}

export const configOf = (data: string): Config => readConfig({ QUIETKEY_DATA: data });

/** A prepared data folder with licenses. */
export async function layGround(): Promise<Ground> {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'quietkey-fault-')));
  const data = join(scratch, 'data');
  const config = configOf(data);
  prepareFolder(config);
  putEmptyFile(databasePath(config), dayOf(systemClock().now()));
  const world = await openWorld(config, { threads: 'in-thread' });
  await world.run(
    operations.licensing.addProduct,
    { product: 'sonar', name: 'Sonar', terms: { seats: SEATS } },
    'terminal:test',
  );
  const [licenses, keys]: [string[], string[]] = [[], []];
  for (let i = 0; i < LICENSES; i++) {
    const bought = { product: 'sonar', email: `buyer-${i}@example.com` };
    const { license, licenseKey } = await world.run(
      operations.licensing.issueLicense,
      bought,
      'terminal:test',
    );
    licenses.push(license.license);
    keys.push(licenseKey);
  }
  await world.close();
  return {
    scratch,
    data,
    config,
    licenses,
    keys,
    load: (options) => ({ keys, seed: 'load', from: 0, count: 1_000_000, atOnce: 64, ...options }),
    remove: () => rmSync(scratch, { recursive: true, force: true }),
  };
}

/** A copy of the data folder, beside it. Only while no process has it open. */
export function copyOf({ scratch, data }: Ground, name: string): string {
  const copy = join(scratch, name);
  cpSync(data, copy, { recursive: true, preserveTimestamps: true });
  return copy;
}

export interface Faulted {
  readonly child: ChildProcess;
  /** What it wrote on standard output. */
  readonly said: () => string;
  /** What it wrote on standard error. */
  readonly errors: () => string;
  readonly report: () => LoadReport;
  ask(asked: Ask): void;
  /** Resolves with the first line with this beginning that no earlier call has returned. */
  line(beginning: string): Promise<string>;
  /** Resolves with the first line on standard error with this beginning. */
  greeting(beginning: string): Promise<string>;
  /** Resolves when this many activations are answered. */
  answered(count: number): Promise<void>;
  kill(): Promise<void>;
  /** The exit code; null: a signal. */
  readonly exit: Promise<number | null>;
}

/** Starts the server of the rounds; resolves when its store is open. */
export async function startFaulted(data: string, disk?: FaultyDisk): Promise<Faulted> {
  const faulted = start([FAULTED], { QUIETKEY_DATA: data, ...disk?.env });
  await faulted.line('open');
  return faulted;
}

/** Starts the server as an operator would, on a free port; resolves with its URL when it listens. */
export async function startServerProcess(
  data: string,
  disk?: FaultyDisk,
): Promise<Faulted & { url: string }> {
  const server = startMain(data, disk);
  const line = await server.greeting(`Quietkey ${VERSION} listens on`);
  return { ...server, url: /http:[^, ]+/.exec(line)?.[0] ?? '' };
}

/** Activates number i of a load over HTTP. */
export async function activateOver(
  url: string,
  load: Pick<Load, 'keys' | 'seed'>,
  i: number,
): Promise<{ status: number; code?: string }> {
  const { network: _none, ...body } = activationOf(load, i);
  const response = await fetch(url + PATHS.activations, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const { code } = (await response.json()) as Partial<Problem>;
  return code === undefined ? { status: response.status } : { status: response.status, code };
}

/** Starts the server as an operator would, if it may exit at once. */
export function startMain(data: string, disk?: FaultyDisk): Faulted {
  return start([SERVER], {
    QUIETKEY_DATA: data,
    QUIETKEY_PORT: '0',
    QUIETKEY_LOG_LEVEL: 'silent',
    ...disk?.env,
  });
}

/** Runs a command of the CLI. */
export function startCommand(data: string, words: readonly string[], disk?: FaultyDisk): Faulted {
  return start([COMMAND, ...words], { QUIETKEY_DATA: data, QUIETKEY_PURPOSE: 'support', ...disk?.env });
}

function start(words: readonly string[], settings: Readonly<Record<string, string>>): Faulted {
  const env = { PATH: process.env['PATH'] ?? '', ...settings };
  const child = spawn(process.execPath, words, { env, stdio: ['pipe', 'pipe', 'pipe'] });
  const orphan = (): void => void child.kill('SIGKILL');
  process.on('exit', orphan);
  let [said, errors, read] = ['', '', 0];
  let hasEnded = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  child.stdin.on('error', () => undefined);
  const exit = once(child, 'close').then(([code]) => {
    hasEnded = true;
    process.off('exit', orphan);
    return code as number | null;
  });
  const waitFor = async (what: string, holds: () => boolean): Promise<void> => {
    await until(() => hasEnded || holds());
    if (!holds()) throw new Error(`${what}: it has ended\n${said.slice(-500)}${errors}`);
  };
  return {
    child,
    said: () => said,
    errors: () => errors,
    report: () => readReport(said),
    ask: (asked) => void child.stdin.write(`${JSON.stringify(asked)}\n`),
    line: async (beginning) => {
      const pattern = new RegExp(`^${beginning}.*\n`, 'gm');
      let found: string | undefined;
      await waitFor(`a line "${beginning}"`, () => {
        pattern.lastIndex = read;
        found = pattern.exec(said)?.[0];
        return found !== undefined;
      });
      read = pattern.lastIndex;
      return (found ?? '').trim();
    },
    greeting: async (beginning) => {
      const pattern = new RegExp(`^${beginning}.*\n`, 'm');
      await waitFor(`a line "${beginning}"`, () => pattern.test(errors));
      return pattern.exec(errors)?.[0].trim() ?? '';
    },
    answered: (count) =>
      waitFor(`${count} answers`, () => (said.match(/^(?:done|refused) .*\n/gm)?.length ?? 0) >= count),
    kill: async () => {
      child.kill('SIGKILL');
      await exit;
    },
    exit,
  };
}
