/**
 * The report of `npm run test:attack`, at most 80 columns wide: each round with its measures against their bounds, and
 * the totals.
 */

import { holds, type Measure } from './measure.ts';
import type { ScenarioName } from './scenarios.ts';

export interface RoundReport {
  readonly scenario: ScenarioName;
  readonly round: number;
  readonly statement: string;
  readonly measures: readonly Measure[];
  /** What ended the round before all was measured, or after it. */
  readonly fault?: string;
}

export interface AttackReport {
  readonly rounds: readonly RoundReport[];
  readonly passed: number;
  readonly failed: number;
}

const COLUMNS = 80;
const INDENT = '    ';

export function reportOf(rounds: readonly RoundReport[]): AttackReport {
  const failed = rounds.filter((round) => !isPassed(round)).length;
  return { rounds, passed: rounds.length - failed, failed };
}

function isPassed({ measures, fault }: RoundReport): boolean {
  return fault === undefined && measures.every(holds);
}

export function roundLines(report: RoundReport): string[] {
  const { scenario, round, statement, measures, fault } = report;
  return [
    `${isPassed(report) ? 'passed' : 'FAILED'}  ${scenario} ${round}`,
    ...wrapped(statement),
    ...measures.map(measureLine),
    ...(fault === undefined ? [] : wrapped(`FAULT: ${fault}`)),
  ];
}

function measureLine(measure: Measure): string {
  const { name, found, bound, wanted, unit = '' } = measure;
  const value = (number: number): string => `${Number(number.toFixed(2))}${unit === '' ? '' : ` ${unit}`}`;
  const mark = holds(measure) ? '' : ' !';
  return `${INDENT}${name.padEnd(42)} ${value(found).padStart(9)}  ${wanted} ${value(bound)}${mark}`;
}

function wrapped(text: string): string[] {
  const lines = [''];
  for (const word of text.split(/\s+/).filter((word) => word !== '')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && INDENT.length + line.length + 1 + word.length > COLUMNS) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.filter((line) => line !== '').map((line) => INDENT + line);
}
