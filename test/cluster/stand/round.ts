/**
 * One round: load, a fault in the middle of it, its end, and then a look whether everything that was confirmed is in
 * the database and nobody was answered 5xx for longer than OPERATIONS.md states.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { Load } from './clients.ts';
import { faultsBetween, type Confirmed } from './compare.ts';
import type { Database } from './database.ts';
import { outagesOf, stillFailing, type Attempt, type Outages } from './outages.ts';
import { poolerAddress } from './pooler.ts';
import type { Place } from './place.ts';
import { waitUntil } from './processes.ts';
import type { Proxy } from './proxies.ts';
import { SCENARIOS, type ScenarioName } from './scenarios.ts';
import { SERVER_MACHINES, type Servers } from './servers.ts';
import type { Stated } from './stated.ts';

const STEADY_MS = 3_000;
const RECOVERED_MS_MAX = 60_000;
/** The servers write their logs twice a second. */
const LOGGED_MS = 1_500;
/** Of three servers: the 12 connections of each, and the one that looks for commits. */
const SESSIONS_MAX = 3 * 13;
const CLIENTS_EACH = 5;
const CONTESTED_SEATS = 5;
const PLENTY = 4;
const PLENTY_SEATS = 100_000;

export interface Cluster {
  readonly place: Place;
  readonly database: Database;
  readonly servers: Servers;
  readonly proxies: readonly Proxy[];
  readonly certificate: string;
  /** Everything that was confirmed since the start. */
  readonly confirmed: Confirmed[];
  /** The number of activations that the servers have answered so far, by their logs. */
  readonly answered: () => number;
}

export interface RoundReport {
  readonly scenario: ScenarioName;
  readonly round: number;
  /** By proxy. */
  readonly outages: Readonly<Record<string, Outages>>;
  readonly confirmed: number;
  readonly attempts: number;
  /** The activations that servers answered, by their logs. */
  readonly answered: number;
  readonly mostSessions: number;
  readonly faults: readonly string[];
}

export interface RoundOptions {
  readonly scenario: ScenarioName;
  readonly round: number;
  readonly stated: Stated;
  readonly onProgress: (line: string) => void;
}

/** A round that cannot be played to its end has failed; the next one is tried all the same. */
export async function tryRound(cluster: Cluster, options: RoundOptions): Promise<RoundReport> {
  try {
    return await runRound(cluster, options);
  } catch (error) {
    const { scenario, round } = options;
    const nothing = { outages: {}, confirmed: 0, attempts: 0, answered: 0, mostSessions: 0 };
    return { scenario, round, ...nothing, faults: [messageOf(error)] };
  }
}

async function runRound(cluster: Cluster, options: RoundOptions): Promise<RoundReport> {
  const { database, servers, proxies } = cluster;
  const { scenario, round, stated } = options;
  const { holdMs, isSentOnce = false, isPooled = false, isOutage = false } = SCENARIOS[scenario];
  await servers.useDatabaseAt(isPooled ? poolerAddress(cluster.place) : undefined);
  const email = `${scenario}-${round}@example.com`;
  const [contested, ...plenty] = await Promise.all([
    servers.issue(email, CONTESTED_SEATS),
    ...Array.from({ length: PLENTY }, () => servers.issue(email, PLENTY_SEATS)),
  ]);
  const answeredBefore = cluster.answered();
  const load = new Load({ ...cluster, contested, plenty, clientsEach: CLIENTS_EACH });
  const { mostSessions, faults } = await strike(cluster, { ...options, load, contested: contested.license });
  await load.end();
  await sleep(LOGGED_MS);
  cluster.confirmed.push(...load.confirmed);
  const answered = cluster.answered() - answeredBefore;
  const attempts = load.attempts.length;
  const outages = Object.fromEntries(proxies.map((proxy) => [proxy, outagesOf(through(load, proxy))]));
  return {
    scenario,
    round,
    outages,
    confirmed: load.confirmed.length,
    attempts,
    answered,
    mostSessions,
    faults: [
      ...faults,
      ...faultsBetween(cluster.confirmed, await database.stored()),
      ...slowFaults(outages, isOutage ? longer(stated, holdMs) : stated),
      ...(mostSessions > SESSIONS_MAX ? [`the servers had ${mostSessions} sessions`] : []),
      ...(isSentOnce && answered !== attempts
        ? [`${attempts} requests became ${answered} at the servers`]
        : []),
    ],
  };
}

interface StrikeOptions extends RoundOptions {
  readonly load: Load;
  readonly contested: string;
}

/** Causes the fault, ends it, and waits until everything is well again. */
async function strike(
  { place, database, servers }: Cluster,
  { scenario, round, load, contested, onProgress }: StrikeOptions,
): Promise<{ mostSessions: number; faults: string[] }> {
  const { fault, holdMs } = SCENARIOS[scenario];
  const server = SERVER_MACHINES[round % SERVER_MACHINES.length] ?? SERVER_MACHINES[0];
  let mostSessions = 0;
  const faults = await faultOf(async () => {
    await sleep(STEADY_MS);
    onProgress(`${scenario} ${round}: the fault begins`);
    const undo = await fault({ place, database, servers, contested, server });
    mostSessions = await mostDuring(holdMs, () => database.sessions());
    onProgress(`${scenario} ${round}: the fault ends`);
    await undo();
    await database.untilHealthy();
    await servers.untilReady();
    const isRecovered = (): boolean => stillFailing(load.attempts).length === 0;
    await waitUntil({ what: 'every client is answered', limitMs: RECOVERED_MS_MAX }, isRecovered);
    await sleep(STEADY_MS);
  });
  return { mostSessions, faults };
}

function slowFaults(outages: Readonly<Record<string, Outages>>, { outageMs, answerMs }: Stated): string[] {
  return Object.entries(outages).flatMap(([proxy, { longestMs, slowestMs, withoutRetryAfter }]) => [
    ...(longestMs > outageMs
      ? [`${proxy}: 5xx for ${seconds(longestMs)}, and OPERATIONS.md states ${seconds(outageMs)}`]
      : []),
    ...(slowestMs > answerMs
      ? [`${proxy}: an answer took ${seconds(slowestMs)}, and OPERATIONS.md states ${seconds(answerMs)}`]
      : []),
    ...(withoutRetryAfter > 0 ? [`${proxy}: ${withoutRetryAfter} answers of 5xx without Retry-After`] : []),
  ]);
}

function longer({ outageMs, answerMs }: Stated, holdMs: number): Stated {
  return { outageMs: outageMs + holdMs, answerMs };
}

export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(1)} s`;
}

function through({ attempts }: Load, proxy: Proxy): Attempt[] {
  return attempts.filter(({ client }) => client.startsWith(`${proxy} `));
}

/** The highest count during a time; 0 if the database never answered. */
async function mostDuring(milliseconds: number, count: () => Promise<number>): Promise<number> {
  const end = performance.now() + milliseconds;
  let most = 0;
  while (performance.now() < end) {
    most = Math.max(most, await count().catch(() => 0));
    await sleep(Math.min(1_000, Math.max(0, end - performance.now())));
  }
  return most;
}

async function faultOf(work: () => Promise<void>): Promise<string[]> {
  try {
    await work();
    return [];
  } catch (error) {
    return [messageOf(error)];
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
