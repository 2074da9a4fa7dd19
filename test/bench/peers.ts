/**
 * `npm run bench -- --peers`: measures activations of several servers in one run. All servers run at once, and get the
 * same load in turn, round by round, in an order that rotates, so that a drift of the machine affects all of them.
 */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { environment } from '../../server/config/config.ts';
import type { Child } from './child.ts';
import type { ClientAnswers } from './client.ts';
import { freePort } from './cluster.ts';
import { median } from './figures.ts';
import { postBytes } from './machines.ts';
import { cpuOfThreads } from './process-cpu.ts';
import { startClient } from './processes.ts';
import { columnsOf } from './table.ts';
import { PEER_NAMES, type Peer, type Place } from './peers/peer.ts';

export interface PeersOptions {
  /** An empty folder for the data of all peers. */
  readonly folder: string;
  /** Names of peers in this folder, or paths of files that export one. */
  readonly peers: readonly string[];
  readonly rounds: number;
  readonly requests: number;
  readonly licenses: number;
  readonly connections: number;
  readonly onProgress: (line: string) => void;
}

/** The median over all rounds, and the least and the greatest value. */
interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** The figures of one peer. Times are in milliseconds. */
interface PeerFigure {
  readonly name: string;
  readonly does: string;
  /** CPU time of all threads for each activation, in microseconds. */
  readonly cpu: Spread;
  readonly perSecond: Spread;
  readonly p50: Spread;
  readonly p99: Spread;
}

export interface PeersReport {
  readonly node: string;
  readonly processors: number;
  readonly rounds: number;
  readonly requests: number;
  readonly licenses: number;
  readonly connections: number;
  readonly peers: readonly PeerFigure[];
}

const START_MILLISECONDS = 60_000;
const POLL_MILLISECONDS = 50;
const SERVER_ERROR = 500;

type Measured = Record<'cpu' | 'perSecond' | 'p50' | 'p99', number>;

interface RunningPeer {
  readonly peer: Peer;
  readonly place: Place;
  readonly keys: readonly string[];
  readonly server: ChildProcess;
  readonly client: Child<ClientAnswers>;
}

export async function measurePeers(options: PeersOptions): Promise<PeersReport> {
  const { rounds, requests, licenses, connections, onProgress } = options;
  const running: RunningPeer[] = [];
  try {
    for (const peer of await Promise.all(options.peers.map(loadPeer))) {
      onProgress(`starting ${peer.name} with ${licenses} licenses`);
      running.push(await startPeer(peer, join(options.folder, String(running.length)), licenses));
    }
    const results = new Map(running.map((peer): [RunningPeer, Measured[]] => [peer, []]));
    for (let round = 0; round <= rounds; round += 1) {
      onProgress(round === 0 ? 'warming up' : `round ${round} of ${rounds}`);
      for (const peer of rotated(running, round)) {
        const measured = await send(peer, options);
        if (round > 0) results.get(peer)?.push(measured);
      }
    }
    const peers = running.map((peer) => figureOf(peer.peer, results.get(peer) ?? []));
    return {
      node: process.version,
      processors: cpus().length,
      rounds,
      requests,
      licenses,
      connections,
      peers,
    };
  } finally {
    await Promise.all(running.map(endPeer));
  }
}

async function loadPeer(name: string): Promise<Peer> {
  const url = PEER_NAMES.includes(name)
    ? new URL(`./peers/${name}.js`, import.meta.url)
    : pathToFileURL(name);
  const { peer } = (await import(url.href)) as { peer?: Peer };
  if (peer === undefined) throw new Error(`${name} exports no "peer" (test/bench/peers/peer.ts)`);
  return peer;
}

async function startPeer(peer: Peer, folder: string, licenses: number): Promise<RunningPeer> {
  mkdirSync(folder);
  const place: Place = { folder, port: await freePort() };
  await peer.prepare?.(place, licenses);
  const { command, args, env } = peer.start(place);
  const server = spawn(command, args, {
    stdio: 'ignore',
    env: { ...environment(), ...env },
  });
  const kill = (): boolean => server.kill();
  process.once('exit', kill);
  server.once('exit', () => process.off('exit', kill));
  const until = performance.now() + START_MILLISECONDS;
  while (!(await answers(place.port, peer.ready))) {
    if (server.exitCode !== null)
      throw new Error(`${peer.name} ended at once with status ${server.exitCode}`);
    if (performance.now() > until) throw new Error(`${peer.name} does not answer ${peer.ready}`);
    await sleep(POLL_MILLISECONDS);
  }
  const keys = await peer.licenses(place, licenses);
  return { peer, place, keys, server, client: await startClient([]) };
}

async function answers(port: number, path: string): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    await response.arrayBuffer();
    return response.status < SERVER_ERROR;
  } catch {
    return false;
  }
}

async function endPeer({ server, client }: RunningPeer): Promise<void> {
  await client.end();
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill();
  await ended;
}

/** Sends one round of activations, each of another machine. */
async function send(
  { peer, place, keys, server, client }: RunningPeer,
  { requests, connections }: PeersOptions,
): Promise<Measured> {
  const bytes = Array.from({ length: requests }, (_, i) => {
    const { path, body, headers } = peer.activation(keys[i % keys.length] ?? '');
    return postBytes(path, body, 'kept', headers);
  });
  await client.ask('take', bytes);
  const before = cpuOf(server);
  const timing = await client.ask('send', { port: place.port, connections });
  return { ...timing, cpu: (cpuOf(server) - before) / requests };
}

function cpuOf({ pid }: ChildProcess): number {
  const cpu = cpuOfThreads(String(pid));
  if (cpu === undefined) throw new Error('a peer has ended while it was measured');
  return cpu;
}

function rotated<Value>(values: readonly Value[], by: number): Value[] {
  const first = by % values.length;
  return [...values.slice(first), ...values.slice(0, first)];
}

function figureOf({ name, does }: Peer, rounds: readonly Measured[]): PeerFigure {
  const spread = (measure: keyof Measured): Spread => {
    const values = rounds.map((round) => round[measure]);
    return { median: median(values), least: Math.min(...values), most: Math.max(...values) };
  };
  return {
    name,
    does,
    cpu: spread('cpu'),
    perSecond: spread('perSecond'),
    p50: spread('p50'),
    p99: spread('p99'),
  };
}

export function writePeers(report: PeersReport): string {
  const { node, processors, rounds, requests, licenses, connections, peers } = report;
  const first = peers[0]?.cpu.median ?? Number.NaN;
  const rows = peers.map(({ name, cpu, perSecond, p50, p99 }) => [
    name,
    inWords(cpu, 0),
    (cpu.median / first).toFixed(2),
    inWords(perSecond, 0),
    inWords(p50, 1),
    inWords(p99, 1),
  ]);
  return [
    `Node ${node}, ${processors} processors; ${rounds} rounds of ${requests} activations; ${licenses} licenses; ${connections} connections.`,
    columnsOf(['server', 'CPU µs', 'x first', 'per second', 'p50 ms', 'p99 ms'], rows),
    'Each figure is the median of the rounds, with the least and the greatest.',
    peers.map(({ name, does }) => `${name}: ${does}.`).join('\n'),
  ].join('\n\n');
}

function inWords({ median: middle, least, most }: Spread, digits: number): string {
  const [found, from, to] = [middle, least, most].map((value) => value.toFixed(digits));
  return `${found} (${from} to ${to})`;
}
