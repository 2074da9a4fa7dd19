/**
 * A world over a fresh folder, in this thread or with a writer thread, with a clock that a test can move.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig, type Config } from '../../server/config/config.ts';
import { addSeconds, dayOf, toDay, startOf } from '../../server/domain/kernel/day.ts';
import type { Ask } from '../../server/domain/kernel/named-operation.ts';
import { databasePath } from '../../server/composition/prepare-secrets.ts';
import { openWorld, prepareFolder, type World } from '../../server/composition/world.ts';
import { openFormTurns } from '../../server/web/form-turns.ts';
import { openLimits, type Policies } from '../../server/web/rate-limits.ts';
import { startServer, type RunningServer, type StartOptions } from '../../server/composition/server.ts';
import type { Clock } from '../../server/runtime/clock.ts';
import { putEmptyFile } from './empty-file.ts';
import { patiently } from './patiently.ts';
import { emptyDatabase } from './postgres.ts';

/** 2026-11-24, a few hours into the day. */
const BEGIN = addSeconds(startOf(toDay(20_781)), 9_000);

/** For tests that guess wrong often, on purpose. */
export const UNLIMITED: Policies = {
  network: { quota: 1e9, windowSeconds: 1 },
  object: { quota: 1e9, windowSeconds: 1 },
  unreadable: { quota: 1e9, windowSeconds: 1 },
  key: { quota: 1e9, windowSeconds: 1 },
  poll: { quota: 1e9, windowSeconds: 1 },
  forms: { quota: 1e9, windowSeconds: 1 },
  trial: { quota: 1e9, windowSeconds: 1 },
};

export const NO_LIMITS = openLimits(() => 0, UNLIMITED);
export const NO_TURNS = openFormTurns(() => 0, UNLIMITED.forms);

export interface MovableClock extends Clock {
  move(seconds: number): void;
}

/** A clock on which time passes: each day is confirmed, as on a server that runs. */
export function movableClock(start = BEGIN): MovableClock {
  return { ...jumpingClock(start), isSet: true };
}

/** A clock that may jump, on which no day is confirmed. */
export function jumpingClock(start = BEGIN): MovableClock {
  let time = start;
  return {
    now: () => time,
    move: (seconds) => {
      time = addSeconds(time, seconds);
    },
  };
}

export interface TestWorld {
  readonly folder: string;
  readonly config: Config;
  readonly clock: MovableClock;
  /** Another world after a test has closed and reopened it. */
  world: World;
  readonly run: Ask;
  end(): Promise<void>;
}

function freshConfig(settings: Record<string, string> = {}): { folder: string; config: Config } {
  const folder = mkdtempSync(join(tmpdir(), 'quietkey-test-'));
  const config = readConfig({ QUIETKEY_DATA: join(folder, 'data'), QUIETKEY_PORT: '0', ...settings });
  return { folder, config };
}

/** A data folder with the schema, if the database is a file. */
function prepareEmpty(config: Config, clock: Clock): void {
  prepareFolder(config, { clock });
  if (config.database === undefined) putEmptyFile(databasePath(config), dayOf(clock.now()));
}

/** @param settings of the environment: with a `DATABASE_URL` it is a world on PostgreSQL */
export async function openTestWorld(
  threads: 'worker' | 'in-thread' = 'in-thread',
  settings: Record<string, string> = {},
  clock = movableClock(),
): Promise<TestWorld> {
  const { folder, config } = freshConfig(settings);
  prepareEmpty(config, clock);
  const test: TestWorld = {
    folder,
    config,
    clock,
    world: await openWorld(config, { clock, threads }),
    run: (name, input) => patiently(() => test.world.run(name, input, 'terminal:test', 'support')),
    end: async () => {
      await test.world.close();
      rmSync(folder, { recursive: true });
    },
  };
  return test;
}

/** A world on an empty PostgreSQL database. */
export async function openPostgresWorld(clock = movableClock()): Promise<TestWorld> {
  const database = await emptyDatabase();
  const test = await openTestWorld('in-thread', { DATABASE_URL: database.url }, clock);
  const end = test.end.bind(test);
  return Object.assign(test, {
    end: async () => {
      await end();
      await database.end();
    },
  });
}

export interface TestServer {
  readonly folder: string;
  readonly config: Config;
  readonly clock: MovableClock;
  readonly log: object[];
  /** The current server: another one after `restart`. */
  readonly running: () => RunningServer;
  readonly run: Ask;
  stop(): Promise<void>;
  /** On the same port as before. */
  start(): Promise<void>;
  end(): Promise<void>;
}

export async function startTestServer(
  settings: Record<string, string> = {},
  limits: Policies | undefined = UNLIMITED,
  clock = movableClock(),
  more: Pick<StartOptions, 'passwords' | 'threads'> = {},
): Promise<TestServer> {
  const { folder, config } = freshConfig(settings);
  prepareEmpty(config, clock);
  const log: object[] = [];
  const options = { ...more, clock, limits, log: (line: object) => void log.push(line) };
  let running = await startServer(config, options);
  const port = Number(new URL(running.url).port);
  return {
    folder,
    config,
    clock,
    log,
    running: () => running,
    run: (name, input) => patiently(() => running.world.run(name, input, 'terminal:test', 'support')),
    stop: () => running.close(),
    start: async () => {
      running = await startServer({ ...config, port }, options);
    },
    end: async () => {
      await running.close();
      rmSync(folder, { recursive: true });
    },
  };
}
