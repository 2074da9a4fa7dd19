/**
 * PostgreSQL for the tests: the server of TEST_DATABASE_URL, or else one embedded cluster, started when the first test
 * needs it and stopped after the last, of one process or of the suite. A test gets a database with the schema and without
 * rows, which is emptied and reused, or its own. They are dropped at the end, where the cluster stays.
 */

import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openPool } from '../../db/postgres/pool.ts';
import { openSchema } from '../../db/postgres/migrate.ts';
import { atEnd } from './at-end.ts';
import { freePort } from '../bench/cluster.ts';
import { embeddedPostgres } from './embedded-postgres.ts';
import { INVENTORY } from '../../server/domain/inventory/inventory.ts';
import { toDay } from '../../server/domain/kernel/day.ts';
import { until } from './until.ts';

export interface TestDatabase {
  readonly url: string;
  /** Runs SQL without the store. */
  query(sql: string): Promise<Record<string, unknown>[]>;
  end(): Promise<void>;
}

export interface Cluster {
  /** The URL of its maintenance database; URLs of other databases are derived from it. */
  readonly url: string;
  stop(): Promise<void>;
  /**
   * Stops it immediately, as a crash would: uncommitted data is lost, committed data is recovered at the next start.
   */
  crash(): Promise<void>;
  start(): Promise<void>;
  /** Restarts it, and starts a copy of it that was promoted: it has the same data and the next timeline. */
  promotedCopy(): Promise<Cluster>;
}

const USER = 'quietkey';
const PASSWORD = 'not-a-secret';
const CONNECTIONS = 300;
/** The URL of a cluster that the processes of a suite share, and that ends with them. */
const SUITE_CLUSTER = 'QUIETKEY_TEST_SUITE_CLUSTER';
/** The day on which every test database is begun: that of the tests' clock. */
export const BEGUN_ON = toDay(20_781);
const TABLES = Object.keys(INVENTORY).filter((table) => table !== 'schema_migrations');
const TABLES_WITH_ROWS = TABLES.map(
  (table) => `SELECT '${table}' AS found WHERE EXISTS (SELECT FROM ${table})`,
).join(' UNION ALL ');

let shared: Promise<Server> | undefined;

/** A database with the schema and no rows. */
export async function emptyDatabase(): Promise<TestDatabase> {
  return (await sharedServer()).emptyDatabase();
}

/** A new database, with or without the schema. */
export async function ownDatabase({ schema = true } = {}): Promise<TestDatabase> {
  return (await sharedServer()).ownDatabase(schema);
}

/** A cluster that a test may stop and start; `settings` as `name=value`. */
export async function startCluster(settings: readonly string[] = []): Promise<Cluster> {
  const cluster = await clusterIn(mkdtempSync(join(tmpdir(), 'quietkey-postgres-')), settings);
  await cluster.initialise();
  await cluster.start();
  return cluster;
}

async function clusterIn(
  databaseDir: string,
  settings: readonly string[],
): Promise<Cluster & { initialise(): Promise<void> }> {
  const port = await freePort();
  const EmbeddedPostgres = await embeddedPostgres();
  const cluster = new EmbeddedPostgres({
    databaseDir,
    port,
    user: USER,
    password: PASSWORD,
    createPostgresUser: process.getuid?.() === 0,
    persistent: false,
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
    postgresFlags: ['listen_addresses=127.0.0.1', `max_connections=${CONNECTIONS}`, ...settings].flatMap(
      (setting) => ['-c', setting],
    ),
    onLog: () => undefined,
    onError: () => undefined,
  });
  return {
    url: `postgres://${USER}:${PASSWORD}@127.0.0.1:${port}/postgres`,
    initialise: () => cluster.initialise(),
    stop: () => cluster.stop(),
    crash: () => stopAtOnce(databaseDir),
    start: () => cluster.start(),
    promotedCopy: async () => {
      await stopAtOnce(databaseDir);
      const folder = `${databaseDir}-copy`;
      // cp keeps the owner, since PostgreSQL may run as another user
      execFileSync('cp', ['-a', databaseDir, folder]);
      execFileSync('cp', ['-a', join(folder, 'PG_VERSION'), join(folder, 'recovery.signal')]);
      const copy = await clusterIn(folder, [...settings, 'restore_command=false']);
      await Promise.all([cluster.start(), copy.start()]);
      return copy;
    },
  };
}

/** PostgreSQL's "immediate" shutdown; waits until its process is gone. */
async function stopAtOnce(folder: string): Promise<void> {
  const pid = Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n', 1)[0]);
  process.kill(pid, 'SIGQUIT');
  const isThere = (): boolean => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  await until(() => !isThere());
}

function sharedServer(): Promise<Server> {
  return (shared ??= startServer());
}

/** Starts a cluster for all processes that this one starts, unless they have a server. Returns what stops it. */
export async function shareCluster(): Promise<() => Promise<void>> {
  if (process.env['TEST_DATABASE_URL'] !== undefined) return () => Promise.resolve();
  const cluster = await startCluster();
  process.env[SUITE_CLUSTER] = cluster.url;
  return () => cluster.stop();
}

async function startServer(): Promise<Server> {
  const [given, ofSuite] = [process.env['TEST_DATABASE_URL'], process.env[SUITE_CLUSTER]];
  const own = given === undefined && ofSuite === undefined ? await startCluster() : undefined;
  const url = given ?? ofSuite ?? own?.url ?? '';
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  const server = new Server(url, admin);
  atEnd(async () => {
    await server.endIdle();
    // a cluster that ends takes its databases with it; to drop one is a checkpoint
    if (given !== undefined) await server.dropAll();
    await admin.end();
    await own?.stop();
  });
  return server;
}

class Server {
  readonly #url: string;
  readonly #admin: pg.Client;
  readonly #idle: TestDatabase[] = [];
  readonly #prefix = `quietkey_test_${process.pid}_`;
  readonly #made = new Set<string>();
  #template: Promise<string> | undefined;

  constructor(url: string, admin: pg.Client) {
    this.#url = url;
    this.#admin = admin;
  }

  async emptyDatabase(): Promise<TestDatabase> {
    const database = this.#idle.pop() ?? (await this.ownDatabase(true));
    return {
      ...database,
      end: async () => {
        const tables = (await database.query(TABLES_WITH_ROWS)).map(({ found }) => String(found));
        if (tables.length > 0) await database.query(`TRUNCATE ${tables.join(', ')} CASCADE`);
        this.#idle.push(database);
      },
    };
  }

  async ownDatabase(schema: boolean): Promise<TestDatabase> {
    const name = await this.#create(schema ? await this.#templateName() : 'template0');
    const url = this.#urlOf(name);
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    await client.connect();
    return {
      url,
      query: async (sql) => (await client.query<Record<string, unknown>>(sql)).rows,
      end: () => client.end(),
    };
  }

  async endIdle(): Promise<void> {
    await Promise.all(this.#idle.map((database) => database.end()));
  }

  async dropAll(): Promise<void> {
    for (const name of this.#made) await this.#admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
  }

  #templateName(): Promise<string> {
    return (this.#template ??= this.#makeTemplate());
  }

  async #makeTemplate(): Promise<string> {
    const name = await this.#create('template0');
    const pool = await openPool(this.#urlOf(name));
    await openSchema(pool, { url: this.#urlOf(name), today: BEGUN_ON });
    await pool.close();
    return name;
  }

  async #create(template: string): Promise<string> {
    const name = `${this.#prefix}${randomBytes(6).toString('hex')}`;
    this.#made.add(name);
    await this.#admin.query(`CREATE DATABASE ${name} TEMPLATE ${template} ENCODING 'UTF8'`);
    return name;
  }

  #urlOf(name: string): string {
    const url = new URL(this.#url);
    url.pathname = `/${name}`;
    return url.href;
  }
}
