/**
 * The targets of the bench: ratios of CPU at 64 connections, of throughput with a connection for each request, and the
 * effect of a slow disk. Each target has the required value, the measured one, and whether it is met.
 */

import { atLeast, atMost, type PartFigure, type RequestFigure, type Target } from './figures.ts';
import { CONNECTIONS, NAMES, PARTS } from './rounds.ts';
import type { Stalls } from './stalls.ts';

export interface Measured {
  /** Numbers of licenses, the smallest first. */
  readonly sizes: readonly number[];
  readonly figures: readonly RequestFigure[];
  readonly parts: readonly PartFigure[];
  readonly stalls: Stalls | undefined;
}

/** The target of p99 applies only if the echo is below this: the machine is then quiet enough. */
const ECHO_P99_MS = 10;

export function targetsOf(measured: Measured): Target[] {
  const { sizes, figures, parts, stalls } = measured;
  const [least = 0, most = 0] = [sizes[0], sizes.at(-1)];
  const kept = `${CONNECTIONS} kept open`;
  const figure = (name: string, connections = kept, licenses = least): RequestFigure => {
    const found = figures.find(
      (candidate) =>
        candidate.name === name &&
        candidate.connections === connections &&
        (candidate.licenses || licenses) === licenses,
    );
    if (found === undefined) throw new Error(`${name} was not measured`);
    return found;
  };
  const part = (name: string): number =>
    parts.find((candidate) => candidate.name === name && candidate.licenses === least)?.cpu ?? Number.NaN;
  const activate = figure(NAMES.activate);
  const sum = figure(NAMES.echo).cpu + part(PARTS.sign) + part(PARTS.sql);
  const alone = figure(NAMES.activate, 'one per request');
  return [
    atMost('activate / echo, CPU', activate.timesEcho, 11),
    atMost('activate / (echo + signature + SQL), CPU', activate.cpu / sum, 1.6),
    atMost('renew before refresh-after / echo, CPU', figure(NAMES.renewSame).timesEcho, 7.5),
    atMost('check() / bare verification, CPU', part(PARTS.check) / part(PARTS.verify), 0.3),
    ...(most > least
      ? [NAMES.activate, NAMES.renewSame, NAMES.renewNext].map((name) => {
          const ratio = figure(name, kept, most).timesEcho / figure(name).timesEcho;
          return atMost(`${name}: ${most} / ${least} licenses, CPU`, ratio, 1.5);
        })
      : []),
    atLeast('activate / echo, throughput, one connection per request', alone.throughputOfEcho, 0.25),
    ...(figure(NAMES.echo, 'one per request').p99 < ECHO_P99_MS
      ? [atMost('activate, p99 in ms, one connection per request', alone.p99, 25)]
      : []),
    ...(stalls === undefined
      ? []
      : [
          atLeast(
            'shared commits / a commit per request, fsync 5 ms slower',
            stalls.shared / stalls.commitEach,
            20,
          ),
          atMost('longest /healthz in ms while an fsync takes 1.5 s', stalls.healthMost, 50),
        ]),
  ];
}
