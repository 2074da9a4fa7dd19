/**
 * The options of `npm run bench`: what they are, as `--help` tells it, and what they mean. Guarantees that a value in the
 * wrong form is refused by the name of its option before anything is measured.
 */

import { resolve } from 'node:path';
import { UsageFault, type Typed, type Usage } from '../../server/config/usage.ts';
import { KINDS, type AgainstOptions, type KindName } from './against.ts';
import { readCheckout } from './checkout.ts';
import { CONNECTIONS } from './rounds.ts';

const KIND_NAMES = Object.keys(KINDS) as KindName[];
const REQUESTS = '4000';

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
  /** Undefined: no other checkout is measured. */
  readonly against: Against | undefined;
}

type Against = Omit<AgainstOptions, 'folder' | 'tell'>;

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
    against: {
      takes: 'FOLDER',
      says: 'measure instead another checkout, built in FOLDER, in turns with this one, and print the ratios this/other; the defaults are 9 rounds and 10000 licenses',
    },
    seconds: {
      takes: 'N',
      says: 'with --against, in place of --requests: about so long takes a stretch of activations',
    },
    connections: { takes: 'N', says: 'with --against: connections that are kept open (default 64)' },
    only: {
      takes: 'MEASURE,MEASURE',
      says: `with --against: measure these alone: ${KIND_NAMES.join(', ')}`,
    },
    profile: { takes: 'FOLDER', says: 'write a CPU profile of each thread there' },
    json: { says: 'print the report as JSON' },
  },
  exits: [
    [0, 'measured, whatever was found: it judges nothing'],
    [1, 'something could not be measured'],
  ],
};

/** What --against measures in place of, or has its own way of. */
const NOT_AGAINST = ['soak', 'purge', 'logins', 'engine', 'profile'];
const AGAINST_ALONE = ['seconds', 'connections', 'only'];

export function readOptions(typed: Typed): Options {
  const { values, flags } = typed;
  const purge = flags.has('purge');
  const sizes = (values['licenses'] ?? (purge ? '100000' : '10000,1000000')).split(',');
  return {
    sizes: sizes.map((size) => whole('licenses', size)).sort((one, other) => one - other),
    rounds: whole('rounds', values['rounds'] ?? '5'),
    requests: whole('requests', values['requests'] ?? REQUESTS),
    json: flags.has('json'),
    profiles: values['profile'] === undefined ? undefined : resolve(values['profile']),
    soakMinutes: values['soak'] === undefined ? 0 : positive('soak', values['soak']),
    purge,
    logins: flags.has('logins'),
    engine: engineOf(values['engine'] ?? 'sqlite'),
    against: readAgainst(typed),
  };
}

function readAgainst({ values, flags }: Typed): Against | undefined {
  const { against, licenses, rounds, requests, seconds, connections, only } = values;
  const typed = (name: string): boolean => flags.has(name) || values[name] !== undefined;
  const [alone, apart] = [AGAINST_ALONE.find(typed), NOT_AGAINST.find(typed)];
  if (against === undefined) {
    if (alone !== undefined) throw new UsageFault(`--${alone} goes with --against alone.`);
    return undefined;
  }
  if (apart !== undefined) throw new UsageFault(`--${apart} does not go with --against. Leave one out.`);
  if (process.platform !== 'linux')
    throw new UsageFault('--against reads CPU time from /proc, and so runs on Linux alone.');
  if (requests !== undefined && seconds !== undefined)
    throw new UsageFault('--requests and --seconds both say how long a round is. Leave one out.');
  return {
    other: readCheckout(against),
    rounds: whole('rounds', rounds ?? '9'),
    licenses: whole('licenses', licenses ?? '10000'),
    connections: whole('connections', connections ?? String(CONNECTIONS)),
    length:
      seconds === undefined
        ? { requests: whole('requests', requests ?? REQUESTS) }
        : { seconds: positive('seconds', seconds) },
    only: only === undefined ? KIND_NAMES : only.split(',').map(kindOf),
  };
}

function kindOf(text: string): KindName {
  const kind = KIND_NAMES.find((name) => name === text);
  if (kind !== undefined) return kind;
  throw new UsageFault(`--only takes ${KIND_NAMES.join(', ')}, not ${text}.`);
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
