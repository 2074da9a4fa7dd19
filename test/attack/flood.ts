/**
 * A flood of guesses beside honest clients. Stretches with and without it alternate, so that its effect is a ratio of
 * the same minute: the machine is shared. The rate is the highest at which a bare echo instead of the server still
 * answers in at most twice the time. Five seconds after a flood of three times that rate, activations take at most twice
 * as long as in the worst of the stretches without one.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { POLICIES } from '../../server/web/rate-limits.ts';
import { startChild, type Child } from '../bench/child.ts';
import type { EchoAnswers } from '../bench/echo.ts';
import { median } from '../bench/figures.ts';
import type { Flood } from './assaults.ts';
import type { AttackerAnswers } from './attacker.ts';
import {
  HONEST,
  othersOf,
  p99Of,
  RATIO_MAX,
  startHonest,
  stretch,
  STRETCH_MS,
  success,
  type Honest,
  type Taken,
} from './beside.ts';
import { DEEDS } from './deeds.ts';
import { atMost, type Measure, type Measured } from './measure.ts';
import { FLOODING } from './networks.ts';
import type { Site } from './site.ts';

/** The rates that the echo is tried with, in requests per second. The first is the one of the attack that is repeated. */
const RATES = [17, 50, 100, 200, 400, 800, 1_600] as const;
/** Pairs of stretches of the echo and of the server. */
const PAIRS = { echo: 3, server: 5 };
const ABOVE = 3;
const ABOVE_MS = 5_000;
const RECOVERY_MS = 5_000;
/**
 * The stretches of the first pair, and what is between it and the second. In these seconds each network of the flood is
 * as new as a new browser's, so that nothing tells them apart, as SECURITY.md says.
 */
const FIRST = 3;

type Attacker = Child<AttackerAnswers>;
const startAttacker = (): Promise<Attacker> => startChild('../attack/attacker.js');

/** The rate of the floods, and the ratio of the echo's p99 at that rate. */
export interface Rate {
  readonly perSecond: number;
  readonly ratio: number;
}

/** Finds the highest rate that an echo bears. */
export async function findRate(): Promise<Rate> {
  const echo = await startChild<EchoAnswers>('./echo.js');
  const port = await echo.ask('port');
  const honest = await startHonest({ port, keys: ['any'], token: '' });
  const attacker = await startAttacker();
  await honest.ask('begin', { port, perSecond: { activation: HONEST.activation ?? 0 } });
  await stretch(honest);
  let best: Rate = { perSecond: RATES[0], ratio: 1 };
  for (const perSecond of RATES) {
    const { ratio } = await alternate(honest, attacker, {
      port,
      flood: 'echoed',
      perSecond,
      pairs: PAIRS.echo,
    });
    if (!(ratio <= RATIO_MAX)) break;
    best = { perSecond, ratio };
  }
  await honest.ask('end');
  await Promise.all([honest, attacker, echo].map((child) => child.end()));
  return best;
}

interface Beside {
  readonly port: number;
  readonly flood: Flood;
  readonly perSecond: number;
  readonly pairs: number;
}

interface Alternated {
  /** The p99 of activations without the flood, in milliseconds: the median of the stretches, and the highest. */
  readonly quiet: number;
  readonly highest: number;
  /** That of the flood divided by it. */
  readonly ratio: number;
  /** All that honest clients did, in order, also between the stretches. */
  readonly honest: readonly Taken[];
  /** Requests of the attacker that were answered in a second, and their statuses. */
  readonly reached: number;
  readonly statuses: Readonly<Record<string, number>>;
}

async function alternate(honest: Honest, attacker: Attacker, beside: Beside): Promise<Alternated> {
  const [quiet, flooded, all]: [Taken[], Taken[], Taken[]] = [[], [], []];
  const noted = (taken: Taken): Taken => all[all.push(taken) - 1] ?? taken;
  const statuses: Record<string, number> = {};
  for (let pair = 0; pair < beside.pairs; pair++) {
    const between = await honest.ask('take');
    if (pair > 0) noted(between);
    quiet.push(noted(await stretch(honest)));
    await attacker.ask('begin', beside);
    flooded.push(noted(await stretch(honest)));
    for (const [status, count] of Object.entries((await attacker.ask('end')).others))
      statuses[status] = (statuses[status] ?? 0) + count;
  }
  const answered = Object.values(statuses).reduce((sum, count) => sum + count, 0);
  const [quietMs, floodedMs] = [quiet, flooded].map((stretches) => median(stretches.map(p99Of)));
  return {
    quiet: quietMs ?? 0,
    highest: Math.max(...quiet.map(p99Of)),
    ratio: (floodedMs ?? 0) / (quietMs ?? 1),
    honest: all,
    reached: answered / ((beside.pairs * STRETCH_MS) / 1_000),
    statuses,
  };
}

export async function measureFlood(site: Site, flood: Flood, { perSecond }: Rate): Promise<Measured> {
  const { port, keys, token } = site;
  const honest = await startHonest({ port, keys, token });
  const attacker = await startAttacker();
  await honest.ask('logInBoth');
  await honest.ask('begin', { port, perSecond: HONEST });
  await stretch(honest);
  const {
    quiet,
    highest,
    ratio,
    honest: did,
    reached,
    statuses,
  } = await alternate(honest, attacker, {
    port,
    flood,
    perSecond,
    pairs: PAIRS.server,
  });
  const { attackers } = await site.ask({ ahead: 0 });
  await attacker.ask('begin', { port, flood, perSecond: perSecond * ABOVE });
  await sleep(ABOVE_MS);
  const above = await attacker.ask('end');
  await sleep(RECOVERY_MS);
  await honest.ask('take');
  const after = [await stretch(honest), await stretch(honest), await stretch(honest)];
  await honest.ask('end');
  await Promise.all([honest, attacker].map((child) => child.end()));
  const counted = Object.entries(statuses).map(([status, count]) => `${count} × ${status}`);
  return {
    statement:
      `${perSecond}/s (${reached.toFixed(0)} answered: ${counted.join(', ')}), ` +
      `then ${perSecond * ABOVE}/s (${(othersOf(above) / (ABOVE_MS / 1_000)).toFixed(0)} answered)`,
    measures: [
      ...DEEDS.map((deed) => success(deed, deed === 'newBrowser' ? did.slice(FIRST) : did)),
      atMost(`p99 of activations (quiet ${quiet.toFixed(1)} ms)`, ratio, RATIO_MAX, '×'),
      atMost('p99 after a higher rate', median(after.map(p99Of)) / highest, RATIO_MAX, '×'),
      ...hashesOf(flood, attackers),
    ],
  };
}

/** Only passwords reach a hash, and of each network no more than its tries of any names allow. */
function hashesOf(flood: Flood, attackers: Readonly<Record<string, number>>): Measure[] {
  const runs = Object.entries(attackers)
    .filter(([name]) => name.startsWith(`${flood} `))
    .reduce((sum, [, count]) => sum + count, 0);
  return [
    atMost('argon2 runs for attackers', runs, flood === 'logins' ? FLOODING * POLICIES.object.quota : 0),
  ];
}
