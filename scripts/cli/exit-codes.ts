/**
 * The exit codes of the command line with their descriptions, and the exit code of each refusal. Scripts rely on the
 * exit codes, so the meaning of a code never changes. `error-output.ts` prints the errors themselves.
 */

import { isTemporary, statusOf, type RefusalCode } from '../../server/domain/kernel/refusal-table.ts';

export const EXIT = {
  done: 0,
  refused: 1,
  usage: 2,
  left: 3,
  residue: 4,
  unavailable: 69,
  internal: 70,
  configuration: 78,
  interrupted: 130,
} as const;

export type Exit = (typeof EXIT)[keyof typeof EXIT];

const DESCRIPTIONS: readonly (readonly [exit: Exit, description: string])[] = [
  [EXIT.done, 'done'],
  [EXIT.refused, 'refused, with the reason; doctor, mailer status: an operator has to act'],
  [EXIT.usage, 'wrong usage: an unknown command, or a value or file of a wrong form'],
  [EXIT.left, 'purge, erase: work is left; finished work is kept'],
  [EXIT.residue, 'purge, erase: bytes of deleted rows were found'],
  [EXIT.unavailable, 'busy, disk full, or outcome unknown: repeat later'],
  [EXIT.internal, 'an internal error of quietkey'],
  [EXIT.configuration, 'a fault of the configuration or the data folder'],
  [EXIT.interrupted, 'stopped by Ctrl-C; repeat the command to continue'],
];

const INTERNAL = 500;
const MALFORMED = /_malformed$/;

/**
 * A value of the wrong form is wrong usage, whether a parser or the domain finds it. If the stored state forbids a
 * command, that is a refusal.
 */
export function exitOf(code: RefusalCode): Exit {
  if (isTemporary(code)) return EXIT.unavailable;
  if (statusOf(code) === INTERNAL) return EXIT.internal;
  return MALFORMED.test(code) ? EXIT.usage : EXIT.refused;
}

export function exitCodes(): { exit: Exit; meaning: string }[] {
  return DESCRIPTIONS.map(([exit, meaning]) => ({ exit, meaning }));
}

export function exitCodesText(): string {
  const lines = DESCRIPTIONS.map(([exit, description]) => `  ${String(exit).padStart(3)}  ${description}`);
  return ['Exit codes:', ...lines].join('\n');
}
