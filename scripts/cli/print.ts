/**
 * What the ops door prints: blocks of names and values, small tables, and wrapped sentences, for a terminal of 80
 * columns. Guarantees that no stored text can move the cursor or colour the screen, and that a table which does not fit
 * is written as blocks instead of being cut. Leaves to the nouns what to print, and to `command.ts` where it goes.
 */

/** Columns that text is fitted to, wide or narrow as the terminal may be: pipes and logs read the same. */
export const COLUMNS = 80;
const GAP = '  ';

type Cell = string | number | null;
export type Pair = readonly [name: string, value: Cell];

/** Names and values under each other; a value of null is left out. */
export function block(pairs: readonly Pair[]): string {
  const shown = pairs.filter(([, value]) => value !== null);
  const width = Math.max(0, ...shown.map(([name]) => name.length));
  const indent = ' '.repeat(width + GAP.length);
  return shown
    .map(([name, value]) => name.padEnd(width) + GAP + wrap(plain(value), indent).trimStart())
    .join('\n');
}

/** Rows under a head; columns without any value are left out; numbers stand to the right. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const kept = head.map((_, at) => at).filter((at) => rows.some((row) => (row[at] ?? null) !== null));
  const lines = [head, ...rows].map((row) => kept.map((at) => plain(row[at] ?? null)));
  const widths = kept.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  if (widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length) > COLUMNS)
    return blocks(head, rows);
  const toRight = kept.map((at) => rows.every((row) => typeof (row[at] ?? 0) === 'number'));
  const write = (line: readonly string[]): string =>
    line
      .map((cell, at) => (toRight[at] ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
      .join(GAP);
  return lines.map((line) => write(line).trimEnd()).join('\n');
}

/** Sentences broken between words; a word that is longer than a line stays whole. */
export function wrap(text: string, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const longer = line === '' ? indent + word : `${line} ${word}`;
    if (line !== '' && longer.length > COLUMNS) lines.push(line);
    line = line !== '' && longer.length > COLUMNS ? indent + word : longer;
  }
  return [...lines, line].join('\n');
}

/** `1 license`, `2 licenses`. */
export function counted(count: number, noun: string, many = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : many}`;
}

function blocks(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => block(head.map((name, at) => [name, row[at] ?? null]))).join('\n\n');
}

/** The text without control and format characters: a product's name must not steer the operator's terminal. */
function plain(value: Cell): string {
  return String(value ?? '').replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
}
