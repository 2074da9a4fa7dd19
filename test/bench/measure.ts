/**
 * What `npm run bench` measures by its options, and the report that it prints. The data is in a temporary folder.
 */

import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DATABASE_VARIABLE, environment } from '../../server/config/config.ts';
import { measureAgainst } from './against.ts';
import { measurePeers, writePeers } from './peers.ts';
import type { BenchReport, PartFigure, RequestFigure } from './figures.ts';
import { LOGIN_MEASURING, measureLogins, writeLogins } from './logins.ts';
import { measureNodes, writeNodes } from './nodes.ts';
import type { Options } from './options.ts';
import { measurePurges, writePurges } from './purge.ts';
import { writeAgainst } from './ratios.ts';
import { partRounds, requestRounds } from './rounds.ts';
import { soak, SOAK_REQUESTS, writeSoak } from './soak.ts';
import { closeProcesses, openProcesses } from './processes.ts';
import { measureStalls } from './stalls.ts';
import { writeTable } from './table.ts';
import { targetsOf } from './targets.ts';

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'quietkey-bench-')));
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));

function folderOf(name: string): string {
  return join(scratch, name);
}

/** Measures, and prints the report. */
export async function measure(options: Options): Promise<void> {
  const licenses = options.sizes[0] ?? 1;
  if (options.against !== undefined) {
    const measuring = { ...options.against, folder: scratch, onProgress };
    return print(options, await measureAgainst(measuring), writeAgainst);
  }
  if (options.peers !== undefined) {
    const measuring = { ...options.peers, folder: folderOf('peers'), onProgress };
    mkdirSync(measuring.folder);
    return print(options, await measurePeers(measuring), writePeers);
  }
  if (options.soakMinutes > 0) {
    const seconds = options.soakMinutes * 60;
    const measuring = { dataFolder: folderOf('soak'), licenses, seconds, requests: SOAK_REQUESTS };
    return print(options, await soak(measuring), writeSoak);
  }
  if (options.purge) {
    const purges = await measurePurges(scratch, { ...options, licenses: options.sizes.at(-1) ?? 1 });
    return print(options, purges, writePurges);
  }
  if (options.logins) {
    const figure = await measureLogins({ ...LOGIN_MEASURING, dataFolder: folderOf('logins') });
    return print(options, figure, writeLogins);
  }
  if (options.engine === 'postgres') {
    const url = environment()[DATABASE_VARIABLE];
    const nodes = await measureNodes({ ...options, folder: scratch, licenses, url });
    return print(options, nodes, writeNodes);
  }
  print(options, await bench(options), writeTable);
}

/** Prints the progress to a terminal. */
function onProgress(line: string): void {
  if (process.stderr.isTTY) console.error(line);
}

function print<Report>({ json }: Options, report: Report, write: (report: Report) => string): void {
  console.log(json ? JSON.stringify(report, null, 2) : write(report));
}

async function bench(options: Options): Promise<BenchReport> {
  const figures: RequestFigure[] = [];
  const parts: PartFigure[] = [];
  for (const licenses of options.sizes) {
    const processes = await openProcesses({
      dataFolder: folderOf(`data-${licenses}`),
      licenses,
      profiles: options.profiles,
    });
    figures.push(...(await requestRounds(processes, 'kept', options)));
    parts.push(...(await partRounds(processes, options)));
    figures.push(...(await requestRounds(processes, 'each', options)));
    await closeProcesses(processes);
  }
  const stalls = await measureStalls(folderOf('stalls'), options.requests);
  const { sizes, rounds, requests } = options;
  const measured = 'fault' in stalls ? undefined : stalls;
  return {
    node: process.version,
    rounds,
    requests,
    figures,
    parts,
    targets: targetsOf({ sizes, figures, parts, stalls: measured }),
    leftOut: 'fault' in stalls ? [stalls.fault] : [],
  };
}
