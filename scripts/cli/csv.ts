/**
 * CSV as the ops door reads and writes it (RFC 4180). Reading is strict: UTF-8 with or without a byte order mark, quotes
 * where they belong, and a fault names its line but never what stands there. Guarantees that no cell which is written
 * begins a formula in a spreadsheet. What the columns mean is left to the commands.
 */

import { CsvError, parse } from 'csv-parse';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { refuse } from '../../server/domain/kernel/refusal.ts';

const ROW_BYTES_MAX = 64 * 1024;

/**
 * What makes a spreadsheet take a cell for a formula, at its begin or where a reader that separates by semicolons or
 * tabs would see another begin.
 */
const FORMULA = /(^|[;\t\r\n])(?=[=+\-@\t\r\n\0＝＋－＠])/g;
const NEEDS_QUOTES = /[",;\t\r\n]|^\s|\s$/;

export interface CsvRow {
  /** As a spreadsheet counts: the header is row 1, and a row may have several lines. */
  readonly row: number;
  /** Without white space around them. */
  readonly cells: readonly string[];
}

type Cell = string | number | null;

/** The rows of a file, without those that are empty. @throws Refusal where it is no CSV, naming `--csv` */
export async function* readCsv(path: string): AsyncGenerator<CsvRow> {
  await requireFile(path);
  const parser = parse({
    recordDelimiter: ['\r\n', '\n', '\r'],
    relaxColumnCount: true,
    maxRecordSize: ROW_BYTES_MAX,
  });
  // the parser's own end is told by the loop below
  pipeline(createReadStream(path), textOf, parser, () => undefined);
  let row = 0;
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      row++;
      const cells = record.map((cell) => cell.trim());
      if (cells.some((cell) => cell !== '')) yield { row, cells };
    }
  } catch (error) {
    refuseCsv(says(error) ?? rethrow(error));
  }
}

/** One row, with the line's end. */
export function writeCsvRow(cells: readonly Cell[]): string {
  return `${cells.map(writeCell).join(',')}\r\n`;
}

/** Says what is wrong with the file that was named by `--csv`. */
export function refuseCsv(message: string): never {
  return refuse('request_malformed', {
    detail: 'The file does not have the expected format.',
    fields: [{ pointer: '/csv', message }],
  });
}

/** Numbers are ours and begin no formula, whatever their sign. */
function writeCell(cell: Cell): string {
  if (typeof cell !== 'string') return String(cell ?? '');
  const safe = cell.replaceAll(FORMULA, "$1'");
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** It is read twice, so a pipe would not do. */
async function requireFile(path: string): Promise<void> {
  const found = await stat(path).catch((error: unknown) => refuseCsv(says(error) ?? rethrow(error)));
  if (!found.isFile()) refuseCsv('is not a plain file');
}

async function* textOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const part of bytes) yield decoder.decode(part, { stream: true });
  yield decoder.decode();
}

/** The parser's own message may repeat what stands in the file, and its error carries the cells. */
function says(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  if (error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'is not UTF-8: save it as "CSV UTF-8"';
  if (!(error instanceof CsvError)) return `cannot be read: ${String(error.code)}`;
  const line = String((error as { lines?: unknown }).lines);
  if (error.code === 'CSV_MAX_RECORD_SIZE')
    return `has a row of more than ${ROW_BYTES_MAX} bytes at line ${line}; is a quote not closed?`;
  if (error.code === 'CSV_QUOTE_NOT_CLOSED')
    return `has a quote that is never closed; it ends at line ${line}`;
  return `has a quote at line ${line} that does not stand around a whole cell; inside one, quotes are doubled`;
}

function rethrow(error: unknown): never {
  throw error;
}
