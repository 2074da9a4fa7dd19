/**
 * The database of the stand: three machines with PostgreSQL under Patroni, etcd, and the address that leads to the
 * primary. What OPERATIONS.md says of them is taken from there; names, passwords and folders are the stand's own.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { configurationOf } from './configurations.ts';
import type { Stored } from './compare.ts';
import type { Machine } from './network.ts';
import { giveToDatabase, type Place } from './place.ts';
import { startProgram, waitUntil } from './processes.ts';
import type { Tools } from './tools.ts';

const SUPERUSER_PASSWORD = 'stand-superuser';
const START_MS_MAX = 120_000;
const HEALTHY_MS_MAX = 180_000;
const CONNECT_MS_MAX = 3_000;
const PATRONI_PORT = 8008;

const POSTGRES_MACHINES = ['postgres1', 'postgres2', 'postgres3'] as const satisfies readonly Machine[];
export type PostgresMachine = (typeof POSTGRES_MACHINES)[number];

interface Member {
  readonly name: PostgresMachine;
  readonly role: string;
}

export class Database {
  readonly #place: Place;
  readonly #tools: Tools;

  constructor(place: Place, tools: Tools) {
    this.#place = place;
    this.#tools = tools;
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
    const folder = this.#place.folderOf(machine);
    const file = join(folder, 'patroni.yml');
    writeFileSync(file, this.#patroniOf(machine, folder));
    giveToDatabase(folder);
    const command = ['patroni', file];
    startProgram(this.#place, { name: machine, machine, command, isDatabase: true });
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

  /** Waits for a primary that two standbys follow, one of them synchronously. The primary itself is asked. */
  async untilHealthy(limitMs = HEALTHY_MS_MAX): Promise<void> {
    await waitUntil({ what: 'a primary and two standbys that follow it', limitMs }, async () => {
      const members = await this.#members();
      const roles = members.map(({ role }) => role).toSorted();
      return roles.join() === 'leader,replica,sync_standby' && (await this.#isFollowed());
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
      host: this.#place.network.addressOf('database'),
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

  async #isFollowed(): Promise<boolean> {
    return this.query(async (client) => {
      const { rows } = await client.query<{ sync: string }>(
        "SELECT sync_state AS sync FROM pg_stat_replication WHERE state = 'streaming'",
      );
      return rows.length === 2 && rows.some(({ sync }) => sync === 'sync');
    }, 'postgres');
  }

  /** As the first machine that answers has them. */
  async #members(): Promise<readonly Member[]> {
    for (const machine of POSTGRES_MACHINES) {
      const url = `http://${this.#place.network.addressOf(machine)}:${PATRONI_PORT}/cluster`;
      const answer = await fetch(url, { signal: AbortSignal.timeout(1_000) }).catch(() => undefined);
      if (answer?.ok !== true) continue;
      const { members } = (await answer.json()) as { members: Member[] };
      if (members.some(({ role }) => role === 'leader')) return members;
    }
    return [];
  }

  #startEtcd(): void {
    const { network, folderOf } = this.#place;
    const folder = join(folderOf('shared'), 'etcd');
    mkdirSync(folder, { mode: 0o700 });
    giveToDatabase(folder);
    const address = network.addressOf('shared');
    const [url, peer] = [`http://${address}:2379`, `http://${address}:2380`];
    const options = {
      name: 'stand',
      'data-dir': folder,
      'initial-cluster': `stand=${peer}`,
      'listen-client-urls': url,
      'advertise-client-urls': url,
      'listen-peer-urls': peer,
      'initial-advertise-peer-urls': peer,
    };
    // the older API of etcd: with the newer one Patroni before 3.0.3 gives the lock to a primary that was replaced
    const words = Object.entries({ ...options, 'enable-v2': 'true' }).map(
      ([name, value]) => `--${name}=${value}`,
    );
    const command = ['etcd', ...words];
    startProgram(this.#place, { name: 'etcd', machine: 'shared', command, isDatabase: true });
  }

  /** The proxy behind the address of DATABASE_URL. */
  #startAddress(): void {
    const { folderOf, operations } = this.#place;
    const file = join(folderOf('database'), 'haproxy.cfg');
    writeFileSync(file, `${configurationOf(operations, 'Fail-over: haproxy')}\n`);
    const command = ['haproxy', '-f', file];
    startProgram(this.#place, { name: 'database', machine: 'database', command });
  }

  async #createRole(): Promise<void> {
    await this.query(async (client) => {
      await client.query("CREATE ROLE quietkey LOGIN PASSWORD 'password'");
      await client.query("CREATE DATABASE quietkey OWNER quietkey ENCODING 'UTF8' TEMPLATE template0");
      await client.query(configurationOf(this.#place.operations, 'Connections and PgBouncer: sql'));
    }, 'postgres');
  }

  #patroniOf(machine: PostgresMachine, folder: string): string {
    const { operations, network } = this.#place;
    const address = network.addressOf(machine);
    const settings = configurationOf(operations, 'Fail-over: yaml');
    return `scope: quietkey
name: ${machine}
restapi: {listen: '${address}:${PATRONI_PORT}', connect_address: '${address}:${PATRONI_PORT}'}
etcd: {hosts: ['${network.addressOf('shared')}:2379']}
bootstrap:
  dcs:
${settings.replaceAll(/^/gm, '    ')}
  initdb: [{encoding: UTF8}, {locale: C.UTF-8}, data-checksums]
  pg_hba:
    - local all all trust
    - host replication replicator all scram-sha-256
    - host all all all scram-sha-256
postgresql:
  listen: '${address}:5432'
  connect_address: '${address}:5432'
  data_dir: ${folder}/data
  bin_dir: ${this.#tools.postgresFolder}
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
