/**
 * The scenarios of `npm run test:attack`, by name. Each runs against a server of its own.
 */

import { measureDay } from './day.ts';
import { measureFlood, type Rate } from './flood.ts';
import type { Measured } from './measure.ts';
import { measureClock, measureFiles, measureOutput } from './disturbance.ts';
import type { Site, SiteOptions } from './site.ts';

export interface Scenario {
  readonly summary: string;
  /** Needs the rate that an echo bears. */
  readonly isFlood: boolean;
  /** Where the server writes its log; by default a file. */
  readonly output?: SiteOptions['output'];
  readonly run: (site: Site, rate: Rate) => Promise<Measured>;
}

const MANY = 300;

const day = (networks: number): Scenario['run'] => {
  const statement = 'a day in steps, 5160 wrong passwords for each of two names';
  return async (site) => ({ statement, measures: await measureDay({ site, networks }) });
};

export const SCENARIOS = {
  'lock-out': {
    summary: 'one address guesses passwords and codes of known names, and asks for their mails',
    isFlood: false,
    run: day(1),
  },
  'lock-out-networks': {
    summary: 'the same from 300 networks',
    isFlood: false,
    run: day(MANY),
  },
  keys: {
    summary: 'a flood of wrong license keys, tokens and proofs from 104 networks',
    isFlood: true,
    run: (site, rate) => measureFlood(site, 'keys', rate),
  },
  logins: {
    summary: 'a flood of wrong passwords of known and unknown names',
    isFlood: true,
    run: (site, rate) => measureFlood(site, 'logins', rate),
  },
  codes: {
    summary: 'a flood of wrong recovery codes',
    isFlood: true,
    run: (site, rate) => measureFlood(site, 'codes', rate),
  },
  clock: {
    summary: 'the server’s clock jumps ahead by 35, 46 and 400 days and back',
    isFlood: false,
    run: measureClock,
  },
  files: {
    summary: 'the files of both secrets become every kind of wrong file',
    isFlood: false,
    run: measureFiles,
  },
  output: {
    summary: 'nobody reads the server’s output any more, and then it is closed',
    isFlood: false,
    output: 'pipe',
    run: measureOutput,
  },
} as const satisfies Readonly<Record<string, Scenario>>;

export type ScenarioName = keyof typeof SCENARIOS;
export const SCENARIO_NAMES = Object.keys(SCENARIOS) as ScenarioName[];
