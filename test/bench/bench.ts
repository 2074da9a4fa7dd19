/**
 * `npm run bench`: what a request costs, as ratios to a bare echo that is measured in the same run. `--json` gives the
 * report to programs, `--licenses` the sizes of the database, `--profile` a folder for CPU profiles of every thread, and
 * `--soak` minutes of full load instead, in which nothing may grow. `--purge` measures forgetting, `--logins` customers who
 * log in; `--engine postgres` measures one, two and three servers over the database that DATABASE_URL names, or over one of
 * its own. It ends with 0 whatever it finds: it measures.
 */

import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DATABASE_VARIABLE, environment } from '../../server/config.ts';
import type { BenchReport, PartFigure, RequestFigure } from './figures.ts';
import { LOGIN_MEASURING, measureLogins, writeLogins } from './logins.ts';
import { measureNodes, writeNodes } from './nodes.ts';
import { measurePurges, writePurges } from './purge.ts';
import { partRounds, requestRounds } from './rounds.ts';
import { soak, writeSoak } from './soak.ts';
import { closeStand, openStand } from './stand.ts';
import { measureStalls } from './stalls.ts';
import { writeTable } from './table.ts';
import { targetsOf } from './targets.ts';

interface Options {
  readonly sizes: readonly number[];
  readonly rounds: number;
  readonly requests: number;
  readonly json: boolean;
  readonly profiles: string | undefined;
  /** 0: the bench. */
  readonly soakMinutes: number;
  readonly purge: boolean;
  readonly logins: boolean;
  readonly engine: 'sqlite' | 'postgres';
}

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'quietkey-bench-')));
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));
await run(readOptions());

function folderOf(name: string): string {
  return join(scratch, name);
}

async function run(options: Options): Promise<void> {
  if (options.soakMinutes > 0) {
    const levels = await soak(folderOf('soak'), options);
    return console.log(options.json ? JSON.stringify(levels, null, 2) : writeSoak(levels));
  }
  if (options.purge) {
    const purges = await measurePurges(scratch, { ...options, licenses: options.sizes.at(-1) ?? 1 });
    return console.log(options.json ? JSON.stringify(purges, null, 2) : writePurges(purges));
  }
  if (options.logins) {
    const figure = await measureLogins({ ...LOGIN_MEASURING, dataFolder: folderOf('logins') });
    return console.log(options.json ? JSON.stringify(figure, null, 2) : writeLogins(figure));
  }
  if (options.engine === 'postgres') {
    const url = environment()[DATABASE_VARIABLE];
    const nodes = await measureNodes({ ...options, folder: scratch, licenses: options.sizes[0] ?? 1, url });
    return console.log(options.json ? JSON.stringify(nodes, null, 2) : writeNodes(nodes));
  }
  const report = await bench(options);
  console.log(options.json ? JSON.stringify(report, null, 2) : writeTable(report));
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      licenses: { type: 'string' },
      rounds: { type: 'string', default: '5' },
      requests: { type: 'string', default: '4000' },
      soak: { type: 'string', default: '0' },
      purge: { type: 'boolean', default: false },
      logins: { type: 'boolean', default: false },
      engine: { type: 'string', default: 'sqlite' },
      profile: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const whole = (text: string): number => {
    if (/^\d{1,9}$/.test(text)) return Number(text);
    throw new Error(`takes whole numbers, not ${text}`);
  };
  return {
    sizes: (values.licenses ?? (values.purge ? '100000' : '10000,1000000'))
      .split(',')
      .map(whole)
      .sort((one, other) => one - other),
    rounds: whole(values.rounds),
    requests: whole(values.requests),
    json: values.json,
    profiles: values.profile === undefined ? undefined : resolve(values.profile),
    soakMinutes: Number(values.soak),
    purge: values.purge,
    logins: values.logins,
    engine: engineOf(values.engine),
  };
}

function engineOf(text: string): Options['engine'] {
  if (text === 'sqlite' || text === 'postgres') return text;
  throw new Error(`--engine takes sqlite or postgres, not ${text}`);
}

async function bench(options: Options): Promise<BenchReport> {
  const figures: RequestFigure[] = [];
  const parts: PartFigure[] = [];
  for (const licenses of options.sizes) {
    const stand = await openStand({
      dataFolder: folderOf(`data-${licenses}`),
      licenses,
      profiles: options.profiles,
    });
    figures.push(...(await requestRounds(stand, 'kept', options)));
    parts.push(...(await partRounds(stand, options)));
    figures.push(...(await requestRounds(stand, 'each', options)));
    await closeStand(stand);
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
