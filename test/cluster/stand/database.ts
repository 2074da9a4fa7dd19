/**
 * The database of the stand: three machines with PostgreSQL under Patroni, etcd, and the address that leads to the
 * primary. What OPERATIONS.md says of them is taken from there; names, passwords and folders are the stand's own.
 */

import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { configurationOf, substituted } from './configurations.ts';
import type { Stored } from './compare.ts';
import { addressOf, type Machine } from './network.ts';
import { startProgram, USER_OF_DATABASE, waitUntil, type Running } from './processes.ts';
import type { Tools } from './tools.ts';

const SUPERUSER_PASSWORD = 'stand-superuser';
const START_MS_MAX = 120_000;
const HEALTHY_MS_MAX = 120_000;
const CONNECT_MS_MAX = 3_000;
const PATRONI_PORT = 8008;

const POSTGRES_MACHINES = ['postgres1', 'postgres2', 'postgres3'] as const satisfies readonly Machine[];
export type PostgresMachine = (typeof POSTGRES_MACHINES)[number];

interface Member {
  readonly name: PostgresMachine;
  readonly role: string;
  readonly state: string;
}

export interface DatabaseOptions {
  readonly scratch: string;
  readonly operations: string;
  readonly tools: Tools;
}

export class Database {
  readonly #options: DatabaseOptions;
  readonly #patronis = new Map<PostgresMachine, Running>();

  constructor(options: DatabaseOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    this.#startEtcd();
    for (const machine of POSTGRES_MACHINES) this.startPatroni(machine);
    this.#startAddress();
    await this.untilHealthy(START_MS_MAX);
    await this.#createRole();
  }

  /** Starts what a machine of the database runs, as its boot would. */
  startPatroni(machine: PostgresMachine): void {
    const { scratch } = this.#options;
    const folder = join(scratch, machine);
    mkdirSync(folder, { recursive: true });
    const file = join(scratch, `${machine}.yml`);
    writeFileSync(file, this.#patroniOf(machine, folder));
    chownToPostgres(folder);
    const command = ['patroni', file];
    this.#patronis.set(
      machine,
      startProgram(scratch, { name: machine, machine, command, user: USER_OF_DATABASE }),
    );
  }

  async primary(): Promise<PostgresMachine> {
    const leader = (await this.#members()).find(({ role }) => role === 'leader');
    if (leader === undefined) throw new Error('the database has no primary');
    return leader.name;
  }

  async standbys(): Promise<PostgresMachine[]> {
    return (await this.#members()).filter(({ role }) => role !== 'leader').map(({ name }) => name);
  }

  async synchronousStandby(): Promise<PostgresMachine> {
    const standby = (await this.#members()).find(({ role }) => role === 'sync_standby');
    if (standby === undefined) throw new Error('the database has no synchronous standby');
    return standby.name;
  }

  /** Waits for a primary, a synchronous standby, and all members streaming. */
  async untilHealthy(limitMs = HEALTHY_MS_MAX): Promise<void> {
    await waitUntil({ what: 'a primary and two standbys that follow it', limitMs }, async () => {
      const members = await this.#members();
      const roles = members.map(({ role }) => role).toSorted();
      const isWell = members.every(({ state }) => state === 'running' || state === 'streaming');
      return isWell && roles.join() === 'leader,replica,sync_standby' && (await this.#isOpen());
    });
  }

  /** Everything that the servers have stored about seats. */
  async stored(): Promise<Stored> {
    return this.query(async (client) => {
      const activations = await client.query<Stored['activations'][number]>(
        `SELECT id AS activation, license, sequence::int AS sequence,
           released_day IS NULL AND lapsed_day IS NULL AS "isActive" FROM activations`,
      );
      const licenses = await client.query<Stored['licenses'][number]>(
        'SELECT id AS license, seats::int AS seats, used::int AS used FROM licenses',
      );
      return { activations: activations.rows, licenses: licenses.rows };
    });
  }

  /** The number of sessions of the servers on the primary. */
  async sessions(): Promise<number> {
    return this.query(async (client) => {
      const { rows } = await client.query<{ sessions: number }>(
        "SELECT count(*)::int AS sessions FROM pg_stat_activity WHERE usename = 'quietkey'",
      );
      return rows[0]?.sessions ?? 0;
    });
  }

  /** Runs statements as the superuser, on the primary. */
  async query<Result>(work: (client: pg.Client) => Promise<Result>, database = 'quietkey'): Promise<Result> {
    const client = new pg.Client({
      host: addressOf('database'),
      user: 'postgres',
      password: SUPERUSER_PASSWORD,
      database,
      connectionTimeoutMillis: CONNECT_MS_MAX,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await work(client);
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  async #isOpen(): Promise<boolean> {
    return this.query(async (client) => {
      const { rows } = await client.query<{ standby: boolean }>('SELECT pg_is_in_recovery() AS standby');
      return rows[0]?.standby === false;
    }, 'postgres');
  }

  /** As the first machine that answers has them. */
  async #members(): Promise<readonly Member[]> {
    for (const machine of POSTGRES_MACHINES) {
      const url = `http://${addressOf(machine)}:${PATRONI_PORT}/cluster`;
      const answer = await fetch(url, { signal: AbortSignal.timeout(1_000) }).catch(() => undefined);
      if (answer?.ok !== true) continue;
      const { members } = (await answer.json()) as { members: Member[] };
      if (members.some(({ role }) => role === 'leader')) return members;
    }
    return [];
  }

  #startEtcd(): void {
    const { scratch } = this.#options;
    const folder = join(scratch, 'etcd');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chownToPostgres(folder);
    const url = `http://${addressOf('shared')}:2379`;
    const peer = 'http://127.0.0.1:2380';
    const options = {
      name: 'stand',
      'data-dir': folder,
      'initial-cluster': `stand=${peer}`,
      'listen-client-urls': url,
      'advertise-client-urls': url,
      'listen-peer-urls': peer,
      'initial-advertise-peer-urls': peer,
    };
    const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
    const command = ['etcd', ...words];
    startProgram(scratch, { name: 'etcd', machine: 'shared', command, user: USER_OF_DATABASE });
  }

  /** The proxy behind the address of DATABASE_URL. */
  #startAddress(): void {
    const { scratch, operations } = this.#options;
    const file = join(scratch, 'database-haproxy.cfg');
    writeFileSync(file, `${configurationOf(operations, 'Fail-over: haproxy')}\n`);
    const command = ['haproxy', '-f', file];
    startProgram(scratch, { name: 'database', machine: 'database', command });
  }

  async #createRole(): Promise<void> {
    await this.query(async (client) => {
      await client.query("CREATE ROLE quietkey LOGIN PASSWORD 'password'");
      await client.query("CREATE DATABASE quietkey OWNER quietkey ENCODING 'UTF8' TEMPLATE template0");
      await client.query(configurationOf(this.#options.operations, 'Connections and PgBouncer: sql'));
    }, 'postgres');
  }

  #patroniOf(machine: PostgresMachine, folder: string): string {
    const { operations, tools } = this.#options;
    const address = addressOf(machine);
    const settings = substituted(configurationOf(operations, 'Fail-over: yaml'), {});
    return `scope: quietkey
name: ${machine}
restapi: {listen: '${address}:${PATRONI_PORT}', connect_address: '${address}:${PATRONI_PORT}'}
etcd3: {hosts: ['${addressOf('shared')}:2379']}
bootstrap:
  dcs:
${settings.replaceAll(/^/gm, '    ')}
  initdb: [{encoding: UTF8}, {locale: C.UTF-8}, data-checksums]
  pg_hba:
    - local all all trust
    - host replication replicator 10.0.0.0/24 scram-sha-256
    - host all all 10.0.0.0/24 scram-sha-256
postgresql:
  listen: '${address}:5432'
  connect_address: '${address}:5432'
  data_dir: ${folder}/data
  bin_dir: ${tools.postgresFolder}
  pgpass: ${folder}/pgpass
  authentication:
    replication: {username: replicator, password: stand-replicator}
    superuser: {username: postgres, password: ${SUPERUSER_PASSWORD}}
    rewind: {username: rewinder, password: stand-rewinder}
  parameters: {unix_socket_directories: ${folder}}
watchdog: {mode: 'off'}
`;
  }
}

function chownToPostgres(folder: string): void {
  execFileSync('chown', ['-R', `${USER_OF_DATABASE}:${USER_OF_DATABASE}`, folder]);
}
