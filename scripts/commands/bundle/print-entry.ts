/** Prints one file of a support bundle. Nothing in it can move the cursor, colour the screen or look like another file. */

import { maskUnseen } from '../../../server/domain/kernel/printable.ts';
import type { ReadEntry } from './read-zip.ts';

const MARGIN = '| ';

/** The name of the file, and its lines behind a margin. */
export function printEntry({ name, bytes, text, leftOut }: ReadEntry): string {
  const head = `${maskUnseen(name, '?')} (${bytes} bytes)`;
  if (text === null) return `${head}: not shown, ${leftOut ?? 'unreadable'}`;
  const lines = text
    .split(/\r\n|\n|\r/)
    .map((line) => MARGIN + maskUnseen(line.replaceAll('\t', '    '), '?'));
  return [head, ...lines].join('\n');
}
