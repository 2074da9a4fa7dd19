/**
 * `npm run bench -- --engine postgres`: activations and renewals on one, two and three servers that share a PostgreSQL.
 * Reports the cost of a request for the servers and the database, the share of its time that the database works on it,
 * and how busy the processors were. On one machine with servers, database and load, the processors are the limit.
 */

import { cpus } from 'node:os';
import { dayOf, DAY_SECONDS } from '../../server/domain/kernel/day.ts';
import { checkDatabase, copyDatabase } from '../../db/copy/database.ts';
import { ACTIVE_MS, TABLES_BYTES } from '../../db/postgres/server-statistics.ts';
import { openPostgresTables } from '../../db/postgres/row-source.ts';
import { readConfig } from '../../server/config/config.ts';
import { databasePath } from '../../server/composition/prepare-secrets.ts';
import type { Child } from './child.ts';
import { startChild } from './child.ts';
import type { ClientAnswers, Sent, Timing } from './client.ts';
import { openCluster, type BenchCluster } from './cluster.ts';
import type { EchoAnswers } from './echo.ts';
import { median, medianOf } from './figures.ts';
import type { ProductAnswers } from './product.ts';
import { CONNECTIONS, NAMES, REFRESH_DAYS } from './rounds.ts';
import { seedFolder } from './seed.ts';
import { BEGIN, startClient, startProduct } from './processes.ts';
import { columnsOf } from './table.ts';

interface NodeFigure {
  readonly nodes: number;
  readonly name: string;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** CPU of all servers per request, in microseconds. */
  readonly cpu: number;
  /** `cpu` divided by that of the echo of the same run. */
  readonly timesEcho: number;
  /** CPU of the database per request, in microseconds; null if it is not known. */
  readonly databaseCpu: number | null;
  /** The load of all processors of this machine, from 0 to 1. */
  readonly busy: number;
}

export interface NodesReport {
  readonly node: string;
  readonly processors: number;
  readonly rounds: number;
  readonly requests: number;
  readonly licenses: number;
  readonly figures: readonly NodeFigure[];
  /** By the number of servers: the share of the requests' time in which the database worked on them. */
  readonly databaseShare: readonly number[];
  /** Bytes in the database, with indexes, for a license with its key, one activation and two tags. */
  readonly bytesPerLicense: number;
}

export interface NodesOptions {
  readonly folder: string;
  readonly licenses: number;
  readonly rounds: number;
  readonly requests: number;
  /** The URL of an empty database; undefined to create one. */
  readonly url: string | undefined;
}

const NODES = [1, 2, 3];

export async function measureNodes(options: NodesOptions): Promise<NodesReport> {
  const { folder, licenses, rounds, requests } = options;
  const dataFolder = `${folder}/data`;
  const keys = await seedFolder({ dataFolder, licenses, now: BEGIN });
  const cluster = await openCluster(options.url);
  try {
    const from = { path: databasePath(readConfig({ QUIETKEY_DATA: dataFolder })) };
    const copied = await copyDatabase({ from, to: { url: cluster.url }, today: dayOf(BEGIN) });
    if ('unusable' in copied) throw new Error(copied.unusable);
    const bytesPerLicense = Number(await ask(cluster, TABLES_BYTES)) / licenses;
    const results = [];
    for (const nodes of NODES)
      results.push(await withNodes({ ...options, nodes, cluster, keys, dataFolder }));
    const check = await checkDatabase({ url: cluster.url }, dayOf(BEGIN));
    if (!('answer' in check) || check.answer.faults.length > 0) throw new Error('the database has faults');
    return {
      node: process.version,
      processors: cpus().length,
      rounds,
      requests,
      licenses,
      figures: results.flatMap(({ figures }) => figures),
      databaseShare: results.map(({ databaseShare }) => databaseShare),
      bytesPerLicense,
    };
  } finally {
    await cluster.stop();
  }
}

interface Group {
  readonly nodes: number;
  readonly cluster: BenchCluster;
  readonly keys: readonly string[];
  readonly dataFolder: string;
  readonly rounds: number;
  readonly requests: number;
}

async function withNodes(group: Group): Promise<{ figures: NodeFigure[]; databaseShare: number }> {
  const { nodes, cluster, keys, dataFolder, rounds } = group;
  const active = Number(await ask(cluster, ACTIVE_MS));
  const given = { dataFolder, now: BEGIN, threads: 'worker', databaseUrl: cluster.url } as const;
  const servers: Child<ProductAnswers>[] = [];
  const clients: Child<ClientAnswers>[] = [];
  for (let i = 0; i < nodes; i += 1) {
    servers.push(await startProduct(given));
    clients.push(await startClient(keys));
  }
  const echo = await startChild<EchoAnswers>('./echo.js');
  const processes = { ...group, servers, clients, echo, waited: 0 };
  const measured: NodeFigure[][] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const figures = await measureRound(processes);
    if (round > 0) measured.push(figures);
  }
  await Promise.all([...servers, ...clients, echo].map((child) => child.end()));
  const worked = Number(await ask(cluster, ACTIVE_MS)) - active;
  const figures = (measured[0] ?? []).map((_, index) =>
    medianFigure(measured.flatMap((round) => round[index] ?? [])),
  );
  return { figures, databaseShare: worked / processes.waited };
}

interface Processes extends Group {
  readonly servers: readonly Child<ProductAnswers>[];
  readonly clients: readonly Child<ClientAnswers>[];
  readonly echo: Child<EchoAnswers>;
  /** The total time of all requests, in milliseconds. */
  waited: number;
}

async function measureRound(processes: Processes): Promise<NodeFigure[]> {
  const echo = await echoCpu(processes);
  const activate = await send(processes, NAMES.activate, 'activate');
  await Promise.all(processes.servers.map((server) => server.ask('move', REFRESH_DAYS * DAY_SECONDS)));
  const renew = await send(processes, NAMES.renewNext, 'renew');
  return [activate, renew].map((figure) => ({ ...figure, timesEcho: figure.cpu / echo }));
}

async function echoCpu({ echo, clients: [client], requests }: Processes): Promise<number> {
  const port = await echo.ask('port');
  await client?.ask('make', { sent: 'echo', count: requests, keeping: 'kept' });
  const before = await echo.ask('cpu');
  await client?.ask('send', { port, connections: CONNECTIONS });
  return ((await echo.ask('cpu')) - before) / requests;
}

/** Sends to all servers at once, over an equal share of the connections. */
async function send(processes: Processes, name: string, sent: Sent): Promise<NodeFigure> {
  const { servers, clients, cluster, nodes } = processes;
  const count = Math.ceil(processes.requests / nodes);
  const connections = Math.ceil(CONNECTIONS / nodes);
  const ports = await Promise.all(servers.map((server) => server.ask('port')));
  await Promise.all(clients.map((client) => client.ask('make', { sent, count, keeping: 'kept' })));
  const [cpu, database, machine] = [await cpuOf(servers), cluster.cpu(), machineTime()];
  const began = performance.now();
  const timings = await Promise.all(
    clients.map((client, i) => client.ask('send', { port: ports[i] ?? 0, connections })),
  );
  const seconds = (performance.now() - began) / 1_000;
  const [total, busy] = [count * nodes, busyShare(machine)];
  processes.waited += timings.reduce(
    (sum, timing) => sum + (connections * count * 1_000) / timing.perSecond,
    0,
  );
  const databaseAfter = cluster.cpu();
  return {
    nodes,
    name,
    perSecond: total / seconds,
    p50: median(timings.map(({ p50 }) => p50)),
    p99: Math.max(...timings.map(({ p99 }: Timing) => p99)),
    cpu: ((await cpuOf(servers)) - cpu) / total,
    timesEcho: 1,
    databaseCpu:
      database === undefined || databaseAfter === undefined ? null : (databaseAfter - database) / total,
    busy,
  };
}

async function cpuOf(servers: readonly Child<ProductAnswers>[]): Promise<number> {
  const times = await Promise.all(servers.map((server) => server.ask('cpu')));
  return times.reduce((sum, time) => sum + time, 0);
}

async function ask({ url }: BenchCluster, text: string): Promise<unknown> {
  const tables = await openPostgresTables({ url, today: dayOf(BEGIN), use: 'look' });
  try {
    return (await tables.rows({ text, values: [] }))[0]?.[0];
  } finally {
    await tables.close();
  }
}

function machineTime(): { idle: number; all: number } {
  const times = cpus().map((processor) => processor.times);
  const all = times.flatMap((processor) => Object.values(processor)).reduce((sum, time) => sum + time, 0);
  return { idle: times.reduce((sum, { idle }) => sum + idle, 0), all };
}

function busyShare(before: { idle: number; all: number }): number {
  const now = machineTime();
  return 1 - (now.idle - before.idle) / Math.max(1, now.all - before.all);
}

function medianFigure(rounds: readonly NodeFigure[]): NodeFigure {
  const figure = medianOf(rounds, ['perSecond', 'p50', 'p99', 'cpu', 'timesEcho', 'busy']);
  const databaseCpu = median(rounds.map((round) => round.databaseCpu ?? 0));
  return { ...figure, databaseCpu: figure.databaseCpu === null ? null : databaseCpu };
}

export function writeNodes(report: NodesReport): string {
  const { node, processors, rounds, requests, licenses, figures, databaseShare, bytesPerLicense } = report;
  const titles = [
    'servers',
    'request',
    'per second',
    'p50 ms',
    'p99 ms',
    'CPU µs',
    'x echo',
    'database CPU µs',
  ];
  const rows = figures.map((figure) => [
    String(figure.nodes),
    figure.name,
    figure.perSecond.toFixed(0),
    figure.p50.toFixed(2),
    figure.p99.toFixed(2),
    figure.cpu.toFixed(1),
    figure.timesEcho.toFixed(2),
    figure.databaseCpu?.toFixed(1) ?? '',
    `${(figure.busy * 100).toFixed(0)} %`,
  ]);
  const shares = databaseShare.map((share, index) => `${NODES[index]}: ${(share * 100).toFixed(0)} %`);
  return [
    `Node ${node}, ${processors} processors for servers, database and load; ${licenses} licenses; medians of ${rounds} rounds of ${requests} requests over ${CONNECTIONS} connections.`,
    columnsOf([...titles, 'processors busy'], rows),
    `The share of the requests' time in which the database worked on them, by the number of servers: ${shares.join(', ')}.`,
    `A license with its key, one activation and two tags takes ${bytesPerLicense.toFixed(0)} bytes, indexes included.`,
  ].join('\n\n');
}
