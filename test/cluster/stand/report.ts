/**
 * The report of the stand: one line for each round, what was left out and why, and the totals.
 */

import type { RoundReport } from './round.ts';
import { seconds } from './round.ts';

export interface StandReport {
  readonly versions: readonly string[];
  readonly rounds: readonly RoundReport[];
  readonly leftOut: readonly string[];
  readonly passed: number;
  readonly failed: number;
}

export function reportOf(parts: Pick<StandReport, 'versions' | 'rounds' | 'leftOut'>): StandReport {
  const failed = parts.rounds.filter(({ faults }) => faults.length > 0).length;
  return { ...parts, passed: parts.rounds.length - failed, failed };
}

/** The lines of one round. */
export function roundLines({ scenario, round, outages, confirmed, faults, ...rest }: RoundReport): string[] {
  const figures = Object.entries(outages).map(([proxy, { longestMs, slowestMs, answers }]) => {
    const others = Object.entries(answers).filter(([label]) => !label.startsWith('200'));
    const counted = others.map(([label, count]) => `${count} × ${label}`).join(', ');
    const times = `5xx for ${seconds(longestMs)}, slowest answer ${seconds(slowestMs)}`;
    return `    ${proxy}: ${times}${counted === '' ? '' : `; ${counted}`}`;
  });
  const counts = `${confirmed} confirmed, ${rest.attempts} requests, ${rest.answered} answered by servers, at most ${rest.mostSessions} sessions`;
  return [
    `${faults.length === 0 ? 'passed' : 'FAILED'}  ${scenario} ${round}: ${counts}`,
    ...figures,
    ...faults.map((fault) => `    FAULT: ${fault}`),
  ];
}

export function endLines({ versions, rounds, leftOut, passed, failed }: StandReport): string[] {
  return [
    '',
    ...(versions.length === 0 ? [] : [`with ${versions.join(', ')}`]),
    ...longest(rounds),
    ...leftOut.map((line) => `left out: ${line}`),
    `${passed} passed, ${failed} failed`,
  ];
}

/** The longest times of each fault, over rounds and proxies. */
function longest(rounds: readonly RoundReport[]): string[] {
  return [...new Set(rounds.map(({ scenario }) => scenario))].map((scenario) => {
    const all = rounds
      .filter((round) => round.scenario === scenario)
      .flatMap(({ outages }) => Object.values(outages));
    const most = (times: number[]): string => seconds(Math.max(0, ...times));
    const outage = most(all.map(({ longestMs }) => longestMs));
    return `${scenario}: 5xx for at most ${outage}, slowest answer ${most(all.map(({ slowestMs }) => slowestMs))}`;
  });
}
