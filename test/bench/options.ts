/**
 * The options of `npm run bench`: their help and their parsing. A malformed value is refused with the name of its option,
 * before the measurement begins.
 */

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageFault, type Typed, type Usage } from '../../server/config/usage.ts';
import type { AgainstOptions, MeasureName } from './against.ts';
import { readCheckout } from './checkout.ts';
import type { PeersOptions } from './peers.ts';
import { PEER_NAMES } from './peers/peer.ts';
import { PROGRAMS } from './programs.ts';
import { CONNECTIONS, KINDS } from './rounds.ts';

const MEASURE_NAMES = Object.keys({ ...KINDS, ...PROGRAMS }) as MeasureName[];
const REQUESTS = '4000';

export interface Options {
  readonly sizes: readonly number[];
  readonly rounds: number;
  readonly requests: number;
  readonly json: boolean;
  readonly profiles: string | undefined;
  /** 0 for no soak. */
  readonly soakMinutes: number;
  readonly purge: boolean;
  readonly logins: boolean;
  readonly engine: 'sqlite' | 'postgres';
  /** Undefined if no other checkout is measured. */
  readonly against: Against | undefined;
  /** Undefined if no other servers are measured. */
  readonly peers: Peers | undefined;
}

type Peers = Omit<PeersOptions, 'folder' | 'onProgress'>;

type Against = Omit<AgainstOptions, 'folder' | 'onProgress'>;

export const USAGE: Usage = {
  program: 'npm run bench',
  summary: 'Measures the cost of requests, as ratios to a bare echo of the same run.',
  options: {
    licenses: {
      takes: 'N,N',
      summary:
        'licenses in the database, one or several numbers (default 10000,1000000; with --purge 100000)',
    },
    rounds: { takes: 'N', summary: 'rounds, whose median is reported (default 5)' },
    requests: { takes: 'N', summary: 'requests of each kind in a round (default 4000)' },
    soak: { takes: 'MINUTES', summary: 'instead run under full load, to see whether memory grows' },
    purge: { summary: 'instead measure the effect of a purge on activations' },
    logins: { summary: 'instead measure the effect of logins on activations' },
    engine: {
      takes: 'ENGINE',
      summary:
        'sqlite (default), or postgres: one, two and three servers on the empty database of DATABASE_URL, or on one that the bench creates',
    },
    against: {
      takes: 'FOLDER',
      summary:
        'instead compare this checkout with the built checkout in FOLDER, and print the ratios this/other; the defaults are 9 rounds and 10000 licenses',
    },
    peers: {
      takes: 'PEER,PEER',
      summary: `instead measure activations of several servers in one run, each by its adapter: ${PEER_NAMES.join(', ')}, or a file (test/bench/peers/peer.ts); the defaults are 9 rounds and 10000 licenses`,
    },
    seconds: {
      takes: 'N',
      summary:
        'with --against, instead of --requests: the approximate duration of the activations of a round',
    },
    connections: { takes: 'N', summary: 'with --against or --peers: open connections (default 64)' },
    only: {
      takes: 'MEASURE,MEASURE',
      summary: `with --against: measure only some of ${MEASURE_NAMES.join(', ')}`,
    },
    runs: {
      takes: 'N',
      summary: 'with --against: how often each program, such as a command, runs in a round (default 8)',
    },
    profile: { takes: 'FOLDER', summary: 'write a CPU profile of each thread to FOLDER' },
    json: { summary: 'print the report as JSON' },
  },
  exits: [
    [0, 'measured, whatever the figures are'],
    [1, 'something could not be measured'],
  ],
};

/** Options that cannot be combined with --against. */
const NOT_AGAINST = ['soak', 'purge', 'logins', 'engine', 'profile'];
/** Options that cannot be combined with --peers. */
const NOT_PEERS = [...NOT_AGAINST, 'against'];
/** Options that need --against. */
const AGAINST_ONLY = ['seconds', 'only', 'runs'];

export function readOptions(typed: Typed): Options {
  const { values, flags } = typed;
  const purge = flags.has('purge');
  const sizes = (values['licenses'] ?? (purge ? '100000' : '10000,1000000')).split(',');
  return {
    sizes: sizes.map((size) => whole('licenses', size)).sort((value, next) => value - next),
    rounds: whole('rounds', values['rounds'] ?? '5'),
    requests: whole('requests', values['requests'] ?? REQUESTS),
    json: flags.has('json'),
    profiles: values['profile'] === undefined ? undefined : resolve(values['profile']),
    soakMinutes: values['soak'] === undefined ? 0 : positive('soak', values['soak']),
    purge,
    logins: flags.has('logins'),
    engine: engineOf(values['engine'] ?? 'sqlite'),
    against: readAgainst(typed),
    peers: readPeers(typed),
  };
}

function readAgainst({ values, flags }: Typed): Against | undefined {
  const { against, licenses, rounds, requests, seconds, connections, only, runs } = values;
  const typed = (name: string): boolean => flags.has(name) || values[name] !== undefined;
  const [needsAgainst, conflicting] = [AGAINST_ONLY.find(typed), NOT_AGAINST.find(typed)];
  if (against === undefined) {
    if (needsAgainst !== undefined) throw new UsageFault(`--${needsAgainst} needs --against.`);
    return undefined;
  }
  if (conflicting !== undefined)
    throw new UsageFault(`--${conflicting} cannot be combined with --against. Omit one of them.`);
  if (process.platform !== 'linux')
    throw new UsageFault('--against reads CPU time from /proc, so it needs Linux.');
  if (requests !== undefined && seconds !== undefined)
    throw new UsageFault('--requests and --seconds both set the length of a round. Omit one of them.');
  return {
    other: readCheckout(against),
    rounds: whole('rounds', rounds ?? '9'),
    licenses: whole('licenses', licenses ?? '10000'),
    connections: whole('connections', connections ?? String(CONNECTIONS)),
    length:
      seconds === undefined
        ? { requests: whole('requests', requests ?? REQUESTS) }
        : { seconds: positive('seconds', seconds) },
    runs: whole('runs', runs ?? '8'),
    only: only === undefined ? MEASURE_NAMES : only.split(',').map(measureOf),
  };
}

function readPeers({ values, flags }: Typed): Peers | undefined {
  const { peers, licenses, rounds, requests, connections } = values;
  if (peers === undefined) {
    if (connections !== undefined && values['against'] === undefined)
      throw new UsageFault('--connections needs --against or --peers.');
    return undefined;
  }
  const conflicting = NOT_PEERS.find((name) => flags.has(name) || values[name] !== undefined);
  if (conflicting !== undefined)
    throw new UsageFault(`--${conflicting} cannot be combined with --peers. Omit one of them.`);
  if (process.platform !== 'linux')
    throw new UsageFault('--peers reads CPU time from /proc, so it needs Linux.');
  return {
    peers: peers.split(',').map(peerOf),
    rounds: whole('rounds', rounds ?? '9'),
    requests: whole('requests', requests ?? REQUESTS),
    licenses: whole('licenses', licenses ?? '10000'),
    connections: whole('connections', connections ?? String(CONNECTIONS)),
  };
}

/** The name of a peer of the bench, or the path of a file that exports one. */
function peerOf(text: string): string {
  if (PEER_NAMES.includes(text)) return text;
  if (existsSync(text)) return resolve(text);
  throw new UsageFault(`--peers must name ${PEER_NAMES.join(', ')}, or an existing file, not ${text}.`);
}

function measureOf(text: string): MeasureName {
  const measure = MEASURE_NAMES.find((name) => name === text);
  if (measure !== undefined) return measure;
  throw new UsageFault(`--only must be some of ${MEASURE_NAMES.join(', ')}, not ${text}.`);
}

function whole(name: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new UsageFault(`--${name} must be a whole number from 1, not ${text}.`);
}

function positive(name: string, text: string): number {
  if (/^\d{1,6}(?:\.\d{1,3})?$/.test(text) && Number(text) > 0) return Number(text);
  throw new UsageFault(`--${name} must be a number above 0, not ${text}.`);
}

function engineOf(text: string): Options['engine'] {
  if (text === 'sqlite' || text === 'postgres') return text;
  throw new UsageFault(`--engine must be sqlite or postgres, not ${text}.`);
}
