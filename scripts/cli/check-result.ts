/**
 * The results of `quietkey doctor`: what a check has found, and what an operator can do about it.
 */

import { wrap } from './print.ts';

/** The result of one check. Its members are also the JSON that the command prints. */
export interface CheckResult {
  readonly check: string;
  readonly level: 'ok' | 'warn' | 'fail';
  readonly detail: string;
  /** What the operator can do about a failed check or a warning; absent if all is well. */
  readonly remedy?: string;
}

/** Writes results as lines for people. */
export function writeChecks(results: readonly CheckResult[]): string {
  const width = Math.max(...results.map(({ check }) => check.length));
  return results
    .map(({ check, level, detail, remedy }) => {
      const head = `${level.padEnd(4)}  ${check.padEnd(width)}  `;
      const text = wrap(detail, ' '.repeat(head.length)).trimStart();
      const advice = remedy === undefined ? '' : `\n${wrap(remedy, ' '.repeat(head.length))}`;
      return `${head}${text}${advice}`;
    })
    .join('\n');
}
