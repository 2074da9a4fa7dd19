/**
 * The faults that the stand causes. Each fault starts, lasts for a while and is undone. Their names are the first column
 * of the table in OPERATIONS.md that states how long clients get 5xx.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Database, PostgresMachine } from './database.ts';
import type { Place } from './place.ts';
import type { ServerMachine, Servers } from './servers.ts';

interface Struck {
  readonly place: Place;
  readonly database: Database;
  readonly servers: Servers;
  /** A license that many clients want. */
  readonly contested: string;
  /** A server, another one in each round. */
  readonly server: ServerMachine;
}

/** Strikes, and returns how it is undone. */
type Fault = (struck: Struck) => Promise<() => Promise<void>>;

interface Scenario {
  readonly summary: string;
  readonly holdMs: number;
  /** It takes machines off the network. */
  readonly cuts?: true;
  /** No server fails, so no proxy may send a request again. */
  readonly isSentOnce?: true;
  /** The servers reach the database through PgBouncer. */
  readonly isPooled?: true;
  /** Nothing can be confirmed while the fault lasts, so only what comes after it is an outage. */
  readonly isOutage?: true;
  readonly fault: Fault;
}

/** Longer than the time after which Patroni promotes another. */
const PRIMARY_HELD_MS = 32_000;
const SERVER_HELD_MS = 20_000;
const STANDBY_HELD_MS = 20_000;
const BUSY_HELD_MS = 12_000;

type OneMachine = PostgresMachine | ServerMachine;

async function cut({ network }: Place, machine: OneMachine): Promise<() => Promise<void>> {
  await network.cutOff(machine);
  return () => network.reconnect(machine);
}

async function freeze({ network }: Place, machine: OneMachine): Promise<() => Promise<void>> {
  await network.signalAll(machine, 'SIGSTOP');
  return () => network.signalAll(machine, 'SIGCONT');
}

const FAULTS = {
  'primary-killed': {
    summary: 'the machine of the primary dies',
    holdMs: PRIMARY_HELD_MS,
    fault: killPrimary,
  },
  'primary-partitioned': {
    summary: 'the network of the primary is cut off',
    holdMs: PRIMARY_HELD_MS,
    cuts: true,
    fault: async ({ place, database }) => cut(place, await database.primary()),
  },
  'primary-frozen': {
    summary: 'the primary stops, and continues after another was promoted',
    holdMs: PRIMARY_HELD_MS,
    fault: async ({ place, database }) => freeze(place, await database.primary()),
  },
  'server-killed': {
    summary: 'a server dies',
    holdMs: SERVER_HELD_MS,
    fault: async ({ place, servers, server }) => {
      await place.network.signalAll(server, 'SIGKILL');
      return async () => servers.startServer(server);
    },
  },
  'server-frozen': {
    summary: 'a server stops, and continues',
    holdMs: SERVER_HELD_MS,
    fault: ({ place, server }) => freeze(place, server),
  },
  'server-cut-off': {
    summary: 'the network of a server is cut off',
    holdMs: SERVER_HELD_MS,
    cuts: true,
    fault: ({ place, server }) => cut(place, server),
  },
  'server-parted': {
    summary: 'a server does not reach the database, and the others do',
    holdMs: SERVER_HELD_MS,
    cuts: true,
    fault: ({ place, server }) => place.network.part(server, 'database'),
  },
  'standby-away': {
    summary: 'the network of the synchronous standby is cut off',
    holdMs: STANDBY_HELD_MS,
    cuts: true,
    fault: async ({ place, database }) => cut(place, await database.synchronousStandby()),
  },
  'standbys-away': {
    summary: 'the networks of both standbys are cut off',
    holdMs: STANDBY_HELD_MS,
    isOutage: true,
    cuts: true,
    fault: cutStandbys,
  },
  'pooled-primary-killed': {
    summary: 'the machine of the primary dies, with PgBouncer before it',
    holdMs: PRIMARY_HELD_MS,
    isPooled: true,
    fault: killPrimary,
  },
  'busy-license': {
    summary: 'a license is locked, and many clients want it',
    holdMs: BUSY_HELD_MS,
    isSentOnce: true,
    fault: ({ database, contested }) => lockLicense(database, contested),
  },
} as const satisfies Readonly<Record<string, Scenario>>;

export type ScenarioName = keyof typeof FAULTS;
export const SCENARIOS: Readonly<Record<ScenarioName, Scenario>> = FAULTS;
export const SCENARIO_NAMES = Object.keys(SCENARIOS) as ScenarioName[];

async function killPrimary({ place, database }: Struck): Promise<() => Promise<void>> {
  const primary = await database.primary();
  await place.network.signalAll(primary, 'SIGKILL');
  return async () => database.startPatroni(primary);
}

/** While no commit is confirmed, an operator's command must still have a connection. */
async function cutStandbys({ place, database, servers }: Struck): Promise<() => Promise<void>> {
  const standbys = await database.standbys();
  const undo = await Promise.all(standbys.map((machine) => cut(place, machine)));
  return async () => {
    try {
      await servers.command(['product', 'list']);
    } finally {
      await Promise.all(undo.map((reconnect) => reconnect()));
    }
  };
}

/** Locks the row of a license until it is undone. */
async function lockLicense(database: Database, license: string): Promise<() => Promise<void>> {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const holding = database.query(async (client) => {
    await client.query('BEGIN');
    await client.query('SELECT id FROM licenses WHERE id = $1 FOR UPDATE', [license]);
    await released;
    await client.query('ROLLBACK');
  });
  // the lock is there within a moment
  await Promise.race([holding, sleep(1_000)]);
  return async () => {
    release();
    await holding;
  };
}
