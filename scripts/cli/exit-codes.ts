/**
 * The exit codes of the ops door, each with its sentence, and which of them a refusal ends with. Scripts
 * rely on them, so they never change their meaning. Leaves to `error-output.ts` what is printed beside.
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

const SENTENCES: readonly (readonly [exit: Exit, says: string])[] = [
  [EXIT.done, 'done'],
  [EXIT.refused, 'refused, with the reason and a remedy; doctor: something has failed'],
  [EXIT.usage, 'wrong usage: an unknown command, or a word in the wrong form'],
  [EXIT.left, 'purge, erase: work is left; what was done stays'],
  [EXIT.residue, 'purge, erase: bytes of what was deleted were found'],
  [EXIT.unavailable, 'busy, no room on the disk, or outcome unknown: repeat later'],
  [EXIT.internal, 'a fault of quietkey itself'],
  [EXIT.configuration, 'a fault of the configuration or of the data folder'],
  [EXIT.interrupted, 'stopped by Ctrl-C; what was done stays, and repeating goes on'],
];

const INTERNAL = 500;

export function exitOf(code: RefusalCode): Exit {
  if (isTemporary(code)) return EXIT.unavailable;
  return statusOf(code) === INTERNAL ? EXIT.internal : EXIT.refused;
}

export function exitCodes(): { exit: Exit; says: string }[] {
  return SENTENCES.map(([exit, says]) => ({ exit, says }));
}

export function exitCodesText(): string {
  return ['Exit codes:', ...SENTENCES.map(([exit, says]) => `  ${String(exit).padStart(3)}  ${says}`)].join(
    '\n',
  );
}
