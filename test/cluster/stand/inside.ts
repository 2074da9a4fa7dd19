/**
 * The stand, in its own namespaces where there are some (`main.ts` starts it there). Builds the cluster, runs the rounds
 * and sends lines and the report to its parent. If it ends, every process of the stand ends.
 */

import { chmodSync, readFileSync } from 'node:fs';
import { Database } from './database.ts';
import { processesIn } from './loopback.ts';
import { signalEach, type NetworkKind } from './network.ts';
import type { Options } from './options.ts';
import { startPooler, type Pooler } from './pooler.ts';
import { makePlace, type Place } from './place.ts';
import { makeCertificate, startProxy } from './proxies.ts';
import { reportOf, roundLines, type StandReport } from './report.ts';
import { tryRound, type Cluster, type RoundReport } from './round.ts';
import { SERVER_MACHINES, Servers } from './servers.ts';
import { statedTimes } from './stated.ts';
import type { Tools } from './tools.ts';

/** What the parent gives. */
export interface Given {
  readonly scratch: string;
  readonly network: NetworkKind;
  readonly options: Options;
  readonly tools: Tools;
  /** Undefined: no chosen fault needs it. */
  readonly pooler: Pooler | undefined;
  readonly leftOut: readonly string[];
}

/** What the parent gets. */
export type Message =
  | { readonly progress: string }
  | { readonly line: string }
  | { readonly fault: string }
  | { readonly report: StandReport };

const send = (message: Message): void => void process.send?.(message);
const onProgress = (progress: string): void => send({ progress });

process.once('disconnect', () => process.exit(1));
process.once('message', (given: Given) => {
  // on loopback no kernel does it
  process.once('exit', () => signalEach(processesIn(given.scratch), 'SIGKILL'));
  run(given).then(
    (report) => process.send?.({ report }, () => process.exit(0)),
    (error: unknown) =>
      process.send?.({ fault: error instanceof Error ? error.message : String(error) }, () =>
        process.exit(1),
      ),
  );
});

async function run(given: Given): Promise<StandReport> {
  const { options, tools, leftOut } = given;
  const cluster = await buildCluster(given);
  const stated = statedTimes(cluster.place.operations);
  const rounds: RoundReport[] = [];
  for (const scenario of options.scenarios) {
    const times = stated.get(scenario);
    if (times === undefined) throw new Error(`OPERATIONS.md states no times for ${scenario}`);
    for (let round = 1; round <= options.rounds; round += 1) {
      const report = await tryRound(cluster, { scenario, round, stated: times, onProgress });
      rounds.push(report);
      for (const line of roundLines(report)) send({ line });
    }
  }
  return reportOf({ versions: tools.versions, rounds, leftOut });
}

async function buildCluster({ scratch, network, options, tools, pooler }: Given): Promise<Cluster> {
  chmodSync(scratch, 0o755);
  onProgress('making the network');
  const place = await makePlace(scratch, network);
  const database = new Database(place, tools);
  const servers = new Servers(place);
  onProgress('starting PostgreSQL under Patroni');
  await database.start();
  if (pooler !== undefined) startPooler(place, pooler);
  onProgress('starting the servers');
  await servers.start();
  onProgress('starting the proxies');
  const tls = await makeCertificate(scratch);
  for (const proxy of options.proxies) startProxy(place, proxy, tls);
  return {
    place,
    database,
    servers,
    proxies: options.proxies,
    certificate: tls.certificate,
    confirmed: [],
    answered: () => answeredActivations(place),
  };
}

/** Activations in the logs of the servers, also those whose client had left. */
function answeredActivations({ logOf }: Place): number {
  const logs = SERVER_MACHINES.map((machine) => readFileSync(logOf(machine), 'utf8'));
  return logs.join('').split('"route":"/v1/activations"').length - 1;
}
