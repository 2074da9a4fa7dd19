/**
 * One round: load, a fault in the middle of it, its end, and then a look whether everything that was confirmed is in
 * the database and nobody was answered 5xx for longer than OPERATIONS.md states.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { Load } from './clients.ts';
import { faultsBetween, type Confirmed } from './compare.ts';
import type { Database } from './database.ts';
import { outagesOf, stillFailing, type Attempt, type Outages } from './outages.ts';
import { waitUntil } from './processes.ts';
import type { Proxy } from './proxies.ts';
import { SCENARIOS, type ScenarioName } from './scenarios.ts';
import { SERVER_MACHINES, type Servers } from './servers.ts';
import type { Stated } from './stated.ts';

const STEADY_MS = 3_000;
const RECOVERED_MS_MAX = 60_000;
/** The servers write their logs twice a second. */
const LOGGED_MS = 1_500;
const CLIENTS_EACH = 5;
const CONTESTED_SEATS = 5;
const PLENTY = 4;
const PLENTY_SEATS = 100_000;

export interface Cluster {
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

export async function runRound(cluster: Cluster, options: RoundOptions): Promise<RoundReport> {
  const { database, servers, proxies } = cluster;
  const { scenario, round, onProgress } = options;
  const email = `${scenario}-${round}@example.com`;
  const [contested, ...plenty] = await Promise.all([
    servers.issue(email, CONTESTED_SEATS),
    ...Array.from({ length: PLENTY }, () => servers.issue(email, PLENTY_SEATS)),
  ]);
  const answeredBefore = cluster.answered();
  const load = new Load({ ...cluster, contested, plenty, clientsEach: CLIENTS_EACH });
  await sleep(STEADY_MS);
  const { fault, holdMs, isSentOnce = false } = SCENARIOS[scenario];
  const server = SERVER_MACHINES[round % SERVER_MACHINES.length] ?? SERVER_MACHINES[0];
  onProgress(`${scenario} ${round}: the fault begins`);
  const undo = await fault({ database, servers, contested: contested.license, server });
  const mostSessions = await mostDuring(holdMs, () => database.sessions());
  onProgress(`${scenario} ${round}: the fault ends`);
  await undo();
  const recovered = await faultOf(async () => {
    await database.untilHealthy();
    await servers.untilReady();
    const isRecovered = () => stillFailing(load.attempts).length === 0;
    await waitUntil({ what: 'every client is answered', limitMs: RECOVERED_MS_MAX }, isRecovered);
  });
  await sleep(STEADY_MS);
  await load.end();
  await sleep(LOGGED_MS);
  cluster.confirmed.push(...load.confirmed);
  const answered = cluster.answered() - answeredBefore;
  const outages = Object.fromEntries(proxies.map((proxy) => [proxy, outagesOf(through(load, proxy))]));
  return {
    scenario,
    round,
    outages,
    confirmed: load.confirmed.length,
    attempts: load.attempts.length,
    answered,
    mostSessions,
    faults: [
      ...recovered,
      ...faultsBetween(cluster.confirmed, await database.stored()),
      ...slowFaults(outages, options.stated),
      ...(isSentOnce && answered !== load.attempts.length
        ? [`${load.attempts.length} requests became ${answered} at the servers`]
        : []),
    ],
  };
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
    return [error instanceof Error ? error.message : String(error)];
  }
}
