/**
 * What goes wrong around a server that serves: its clock, the files of its secrets, its output. Honest clients are
 * measured in quiet stretches and then in disturbed ones.
 */

import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { DAY_SECONDS } from '../../server/domain/kernel/day.ts';
import { median } from '../bench/figures.ts';
import { clear, WRONG_KINDS, type Place, type WrongKind } from '../support/wrong-files.ts';
import { HONEST, p99Of, RATIO_MAX, startHonest, stretch, success, type Taken } from './beside.ts';
import { DEEDS, type Rates } from './deeds.ts';
import { atLeast, atMost, type Measure, type Measured } from './measure.ts';
import type { Site } from './site.ts';

const QUIET = 4;
/** Days by which the clock jumps: past a lease, past a seat, past everything that a purge keeps for a year. */
const JUMPS = [35, 46, 400];
/** A jump ends sessions, and a token of an operator ends after a year. */
const WITHOUT_LOGIN: Rates = {
  activation: HONEST.activation ?? 0,
  renewal: HONEST.renewal ?? 0,
  newBrowser: 0.5,
};
/** Stretches in which nobody reads the output, and after it was closed. */
const UNREAD = 6;
/** Less than is written in the quiet stretches, and more than a pipe and its reader hold. */
const LOGGED_BYTES_MIN = 131_072;

/** Does the next thing; false when nothing is left. */
type Disturb = () => Promise<boolean>;

/** Measures honest clients in quiet stretches, and in one after each disturbance. */
async function measureBeside(site: Site, rates: Rates, disturb: Disturb): Promise<Measure[]> {
  const { port, keys, token } = site;
  const honest = await startHonest({ port, keys, token });
  await honest.ask('logInBoth');
  await honest.ask('begin', { port, perSecond: rates });
  await stretch(honest);
  const quiet: Taken[] = [];
  while (quiet.length < QUIET) quiet.push(await stretch(honest));
  const disturbed: Taken[] = [];
  while (await disturb()) disturbed.push(await stretch(honest));
  await honest.ask('end');
  await honest.end();
  const [quietMs, disturbedMs] = [quiet, disturbed].map((stretches) => median(stretches.map(p99Of)));
  const deeds = DEEDS.filter((deed) => rates[deed] !== undefined);
  return [
    ...deeds.map((deed) => success(deed, [...quiet, ...disturbed])),
    atMost(
      `p99 of activations (quiet ${quietMs?.toFixed(1)} ms)`,
      (disturbedMs ?? 0) / (quietMs ?? 1),
      RATIO_MAX,
      '×',
    ),
  ];
}

function placeOf({ folder }: Site, path: string): Place {
  const aside = `${dirname(path)}-aside`;
  return {
    path,
    good: readFileSync(path),
    aside,
    socket: join(folder, 'socket'),
    pipe: join(folder, 'pipe'),
  };
}

const keptOf = ({ path }: Place): string => `${dirname(path)}-kept`;

function putWrong(place: Place, { put }: WrongKind): void {
  mkdirSync(place.aside);
  renameSync(place.path, keptOf(place));
  put(place);
}

function putBack(place: Place, { kind }: WrongKind): void {
  clear(place, kind);
  renameSync(keptOf(place), place.path);
  rmSync(place.aside, { recursive: true });
}

/** The clock jumps and returns, and an operator tries to purge by the wrong one. */
export async function measureClock(site: Site): Promise<Measured> {
  const jumps = JUMPS.flatMap((days) => [days, -days]);
  let refused = 0;
  const measures = await measureBeside(site, WITHOUT_LOGIN, async () => {
    const days = jumps.shift();
    if (days === undefined) return false;
    await site.ask({ jump: days * DAY_SECONDS });
    if (days > 0)
      refused += await site.command(['purge', '--apply']).then(
        () => 0,
        (error: unknown) => Number(String(error).includes('confirmed day')),
      );
    return true;
  });
  return {
    statement: `the wall clock jumps by ${JUMPS.join(', ')} days and back, each with a purge by hand`,
    measures: [...measures, atLeast('purges by hand that are refused', refused, JUMPS.length)],
  };
}

/** Both secrets' files become each kind of wrong file; longer than the server waits between two looks at them. */
export async function measureFiles(site: Site): Promise<Measured> {
  const socket = createServer().listen(join(site.folder, 'socket'));
  await once(socket, 'listening');
  spawnSync('mkfifo', ['-m', '600', join(site.folder, 'pipe')]);
  const places = site.secretFiles.map((path) => placeOf(site, path));
  const isRoot = process.geteuid?.() === 0;
  const kinds = WRONG_KINDS.filter(({ as }) => as === undefined || (as === 'root') === isRoot);
  const left = [...kinds];
  let now: WrongKind | undefined;
  const measures = await measureBeside(site, HONEST, () => {
    if (now !== undefined) for (const place of places) putBack(place, now);
    now = left.shift();
    if (now !== undefined) for (const place of places) putWrong(place, now);
    return Promise.resolve(now !== undefined);
  });
  socket.close();
  const noticed = site.log().match(/"event":"new secrets not read"/g)?.length ?? 0;
  const faults = kinds.filter(({ answer }) => answer({ isSecret: true }) === 'fault').length;
  return {
    statement: `${kinds.length} kinds of file, of which a server must refuse ${faults}`,
    measures: [...measures, atLeast('lines of the log about them', noticed, faults / 2)],
  };
}

/** Nobody reads the output, and then nobody can. */
export async function measureOutput(site: Site): Promise<Measured> {
  let stretches = 0;
  let bytes = 0;
  for (const output of site.outputs) output.on('data', (part: Buffer) => (bytes += part.length));
  const measures = await measureBeside(site, HONEST, () => {
    if (stretches === 0) for (const output of site.outputs) output.pause();
    if (stretches === UNREAD) for (const output of site.outputs) output.destroy();
    return Promise.resolve(stretches++ < 2 * UNREAD);
  });
  return {
    statement: 'a pipe that is full and never read, then one without a reader',
    measures: [...measures, atLeast('bytes of the log until then', bytes, LOGGED_BYTES_MIN)],
  };
}
