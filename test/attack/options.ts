/**
 * The options of `npm run test:attack`: their help and their parsing.
 */

import { UsageFault, type Typed, type Usage } from '../../server/config/usage.ts';
import { SCENARIO_NAMES, SCENARIOS, type ScenarioName } from './scenarios.ts';

const ENGINES = ['sqlite', 'postgres'] as const;

export interface Options {
  readonly rounds: number;
  readonly scenarios: readonly ScenarioName[];
  readonly engine: (typeof ENGINES)[number];
  /** The rate of the floods in requests per second; undefined: the highest that an echo bears. */
  readonly rate: number | undefined;
  readonly json: boolean;
}

export const USAGE: Usage = {
  program: 'npm run test:attack',
  summary:
    'Attacks a real server from other processes, with honest clients beside the attackers, and measures what the honest ones get and what the attackers cause. Leaves no process or file behind.',
  options: {
    rounds: { takes: 'N', summary: 'rounds of each scenario (default 1)' },
    only: {
      takes: 'SCENARIO,…',
      summary: `only these: ${SCENARIO_NAMES.map((name) => `${name} (${SCENARIOS[name].summary})`).join(', ')}`,
    },
    engine: { takes: 'ENGINE', summary: `${ENGINES.join(' or ')} (default ${ENGINES[0]})` },
    rate: {
      takes: 'N',
      summary:
        'requests per second of a flood (default: the highest at which a bare echo keeps its p99 within twice the quiet one)',
    },
    json: { summary: 'print the report as JSON' },
  },
  exits: [
    [0, 'every round passed'],
    [1, 'a round failed'],
  ],
};

export function readOptions({ values, flags }: Typed): Options {
  const { rounds = '1', only, engine = ENGINES[0], rate } = values;
  const chosen = only?.split(',') ?? SCENARIO_NAMES;
  return {
    rounds: readCount('rounds', rounds),
    scenarios: SCENARIO_NAMES.filter((name) =>
      chosen.map((text) => oneOf('only', SCENARIO_NAMES, text)).includes(name),
    ),
    engine: oneOf('engine', ENGINES, engine),
    rate: rate === undefined ? undefined : readCount('rate', rate),
    json: flags.has('json'),
  };
}

function readCount(option: string, text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text))
    throw new UsageFault(`--${option} must be a whole number from 1 to 9999, not ${text}.`);
  return Number(text);
}

function oneOf<Name extends string>(option: string, known: readonly Name[], text: string): Name {
  const found = known.find((name) => name === text);
  if (found === undefined)
    throw new UsageFault(`--${option} must be some of ${known.join(', ')}, not ${text}.`);
  return found;
}
