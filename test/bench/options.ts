/**
 * The options of `npm run bench`: what they are, as `--help` tells it, and what they mean. Guarantees that a value in the
 * wrong form is refused by the name of its option before anything is measured.
 */

import { resolve } from 'node:path';
import { UsageFault, type Typed, type Usage } from '../../server/config/usage.ts';

export interface Options {
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

export const USAGE: Usage = {
  program: 'npm run bench',
  says: 'Measures what a request costs, as ratios to a bare echo that is measured in the same run.',
  options: {
    licenses: { takes: 'N,N', says: 'sizes of the database (default 10000,1000000; with --purge 100000)' },
    rounds: { takes: 'N', says: 'rounds whose median is told (default 5)' },
    requests: { takes: 'N', says: 'requests of each kind in a round (default 4000)' },
    soak: { takes: 'MINUTES', says: 'full load for so long instead, in which nothing may grow' },
    purge: { says: 'measure instead what a purge costs those who activate meanwhile' },
    logins: { says: 'measure instead what logins cost those who activate meanwhile' },
    engine: {
      takes: 'ENGINE',
      says: 'sqlite (default), or postgres: one, two and three servers over the empty database of DATABASE_URL, or over one that the bench makes',
    },
    profile: { takes: 'FOLDER', says: 'write a CPU profile of each thread there' },
    json: { says: 'print the report as JSON' },
  },
  exits: [
    [0, 'measured, whatever was found: it judges nothing'],
    [1, 'something could not be measured'],
  ],
};

export function readOptions({ values, flags }: Typed): Options {
  const purge = flags.has('purge');
  const sizes = (values['licenses'] ?? (purge ? '100000' : '10000,1000000')).split(',');
  return {
    sizes: sizes.map((size) => whole('licenses', size)).sort((one, other) => one - other),
    rounds: whole('rounds', values['rounds'] ?? '5'),
    requests: whole('requests', values['requests'] ?? '4000'),
    json: flags.has('json'),
    profiles: values['profile'] === undefined ? undefined : resolve(values['profile']),
    soakMinutes: values['soak'] === undefined ? 0 : positive('soak', values['soak']),
    purge,
    logins: flags.has('logins'),
    engine: engineOf(values['engine'] ?? 'sqlite'),
  };
}

function whole(name: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new UsageFault(`--${name} takes a whole number from 1, not ${text}.`);
}

function positive(name: string, text: string): number {
  if (/^\d{1,6}(?:\.\d{1,3})?$/.test(text) && Number(text) > 0) return Number(text);
  throw new UsageFault(`--${name} takes a number above 0, not ${text}.`);
}

function engineOf(text: string): Options['engine'] {
  if (text === 'sqlite' || text === 'postgres') return text;
  throw new UsageFault(`--engine takes sqlite or postgres, not ${text}.`);
}
