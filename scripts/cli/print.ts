/**
 * Formats the output of the command line for 80 columns: blocks of names and values, tables, and wrapped sentences.
 * Stored text cannot move the cursor or colour the screen. A table that is too wide is printed as blocks, not cut.
 */

import { EVERY_UNSEEN, maskUnseen } from '../../server/domain/kernel/printable.ts';

/**
 * The width of all output in characters. The width of the terminal is ignored, so that pipes and logs get the same
 * lines.
 */
export const COLUMNS = 80;
const GAP = '  ';
const HEX = 16;

type Cell = string | number | null;
export type Pair = readonly [name: string, value: Cell];

/** Writes names and values, one pair in each line. A pair whose value is null is left out. */
export function block(pairs: readonly Pair[]): string {
  const shown = pairs.filter(([, value]) => value !== null);
  const width = Math.max(0, ...shown.map(([name]) => name.length));
  const indent = ' '.repeat(width + GAP.length);
  return shown
    .map(([name, value]) => name.padEnd(width) + GAP + wrap(plain(value), indent).trimStart())
    .join('\n');
}

/**
 * Writes a table: a head, and rows below it. Columns without any value are left out, and numbers are aligned to the
 * right.
 */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const kept = head
    .map((_, column) => column)
    .filter((column) => rows.some((row) => (row[column] ?? null) !== null));
  const lines = [head, ...rows].map((row) => kept.map((column) => plain(row[column] ?? null)));
  const widths = kept.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  if (widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length) > COLUMNS)
    return blocks(head, rows);
  const toRight = kept.map((column) => rows.every((row) => typeof (row[column] ?? 0) === 'number'));
  const write = (line: readonly string[]): string =>
    line
      .map((cell, index) => {
        const width = widths[index] ?? 0;
        return toRight[index] ? cell.padStart(width) : cell.padEnd(width);
      })
      .join(GAP);
  return lines.map((line) => write(line).trimEnd()).join('\n');
}

/** Wraps text between words. A word longer than a line stays whole. */
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

/** Lines as they are printed: no character of them can control the terminal, or is invisible there. */
export function printable(lines: string): string {
  return lines.split('\n').map(plain).join('\n');
}

/** Writes a JSON document in which such characters are escaped, so that its values stay as they are. */
export function printableJson(json: unknown, replace?: (name: string, value: unknown) => unknown): string {
  return JSON.stringify(json, replace, 2)
    .split('\n')
    .map((line) => line.replaceAll(EVERY_UNSEEN, escaped))
    .join('\n');
}

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, nth) => character.charCodeAt(nth));
  return units.map((unit) => `\\u${unit.toString(HEX).padStart(4, '0')}`).join('');
}

/** A count with its noun in singular or plural, such as `1 license` or `2 licenses`. */
export function counted(count: number, noun: string, many = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : many}`;
}

function blocks(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => block(head.map((name, column) => [name, row[column] ?? null]))).join('\n\n');
}

/** Replaces control and format characters of a value, because stored text must not control the operator's terminal. */
function plain(value: Cell): string {
  return maskUnseen(String(value ?? ''), '?');
}
