/**
 * The options of `npm run test:cluster`: their help and their parsing. A malformed value is refused with the name of its
 * option, before anything is installed or started.
 */

import { UsageFault, type Typed, type Usage } from '../../../server/config/usage.ts';
import { PROXIES, type Proxy } from './proxies.ts';
import { SCENARIO_NAMES, SCENARIOS, type ScenarioName } from './scenarios.ts';

export interface Options {
  readonly rounds: number;
  readonly scenarios: readonly ScenarioName[];
  readonly proxies: readonly Proxy[];
  readonly json: boolean;
  /** Keep the folder with the logs. */
  readonly keep: boolean;
}

export const USAGE: Usage = {
  program: 'npm run test:cluster',
  summary:
    'Runs three servers over PostgreSQL with Patroni behind the proxies of OPERATIONS.md, with its configurations, and causes faults under load. As root, installs what is missing from Debian’s packages and makes a network of its own; otherwise it runs on loopback addresses and leaves out the faults that cut a machine off. Leaves no process, network or file behind.',
  options: {
    rounds: { takes: 'N', summary: 'rounds of each fault (default 5)' },
    only: {
      takes: 'FAULT,FAULT',
      summary: `only these faults: ${SCENARIO_NAMES.map((name) => `${name} (${SCENARIOS[name].summary})`).join(', ')}`,
    },
    proxy: {
      takes: 'PROXY,PROXY',
      summary: `only some of ${PROXIES.join(', ')}; the default is all, at once`,
    },
    keep: { summary: 'keep the folder with configurations and logs' },
    json: { summary: 'print the report as JSON' },
  },
  exits: [
    [0, 'every round passed'],
    [1, 'a round failed, or the stand could not be made'],
    [130, 'stopped by Ctrl-C'],
  ],
};

export function readOptions({ values, flags }: Typed): Options {
  const { rounds = '5', only, proxy } = values;
  if (!/^[1-9]\d{0,2}$/.test(rounds))
    throw new UsageFault(`--rounds must be a whole number from 1 to 999, not ${rounds}.`);
  return {
    rounds: Number(rounds),
    scenarios: someOf('only', SCENARIO_NAMES, only),
    proxies: someOf('proxy', PROXIES, proxy),
    json: flags.has('json'),
    keep: flags.has('keep'),
  };
}

function someOf<Name extends string>(
  option: string,
  known: readonly Name[],
  text: string | undefined,
): readonly Name[] {
  if (text === undefined) return known;
  const names = text.split(',');
  const unknown = names.find((name) => !known.some((other) => other === name));
  if (unknown !== undefined)
    throw new UsageFault(`--${option} must be some of ${known.join(', ')}, not ${unknown}.`);
  return known.filter((name) => names.includes(name));
}
