/**
 * Reads and writes the CSV files of the command line (RFC 4180). Files are read as spreadsheets of any country write
 * them (`csv-form.ts`), with quotes only around whole cells. An error names the line but never repeats its content, which
 * may be personal data. A written cell never begins a spreadsheet formula. The meaning of the columns is left to the
 * commands.
 */

import { CsvError, parse } from 'csv-parse';
import { FileFault, openFile } from '../../client-sdk/typescript/primitives/read-file.ts';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { refuse } from '../../server/domain/kernel/refusal.ts';
import { recogniseCsv, type CsvForm } from './csv-form.ts';

const ROW_BYTES_MAX = 64 * 1024;

/**
 * Finds where a spreadsheet formula could begin: at the start of a cell, or after a semicolon or tab, because some
 * readers separate cells by semicolon or tab.
 */
const FORMULA = /(^|[;\t\r\n])(?=[=+\-@\t\r\n\0＝＋－＠])/g;
const NEEDS_QUOTES = /[",;\t\r\n]|^\s|\s$/;

export interface CsvRow {
  /** The number of a row as a spreadsheet counts: the header is row 1, and a row may span several lines. */
  readonly row: number;
  /** The cells of a row, without surrounding white space. */
  readonly cells: readonly string[];
}

type Cell = string | number | null;

/**
 * How a CSV file was written.
 * @throws Refusal about `--csv` if there is no such file, or its bytes are not in a single encoding
 */
export async function requireForm(path: string): Promise<CsvForm> {
  const form = await recogniseCsv(path).catch((error: unknown) =>
    refuseCsv(describe(error) ?? rethrow(error)),
  );
  return 'fault' in form ? refuseCsv(form.fault) : form;
}

/**
 * Reads the rows of a CSV file, without the empty rows.
 * @throws Refusal about `--csv` if the file is not valid CSV
 */
export async function* readCsv(path: string, form: CsvForm): AsyncGenerator<CsvRow> {
  const parser = parse({
    delimiter: form.delimiter,
    recordDelimiter: ['\r\n', '\n', '\r'],
    relaxColumnCount: true,
    maxRecordSize: ROW_BYTES_MAX,
  });
  // the loop below reports errors, so the callback of `pipeline` does nothing
  pipeline(
    createReadStream(path, { fd: openFile(path).file }),
    (bytes) => textOf(bytes, form),
    parser,
    () => undefined,
  );
  let row = form.namesDelimiter ? -1 : 0;
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      row++;
      const cells = record.map((cell) => cell.trim());
      if (row > 0 && cells.some((cell) => cell !== '')) yield { row, cells };
    }
  } catch (error) {
    refuseCsv(describe(error) ?? rethrow(error));
  }
}

/** Writes one CSV row with its line ending. */
export function writeCsvRow(cells: readonly Cell[]): string {
  return `${cells.map(writeCell).join(',')}\r\n`;
}

/** Refuses the file that `--csv` names. */
export function refuseCsv(message: string): never {
  return refuse('request_malformed', {
    detail: 'The file does not have the expected format.',
    fields: [{ pointer: '/csv', message }],
  });
}

/** Writes one CSV cell. Numbers come from the server and are never formulas, even with a minus sign. */
function writeCell(cell: Cell): string {
  if (typeof cell !== 'string') return String(cell ?? '');
  const safe = cell.replaceAll(FORMULA, "$1'");
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

async function* textOf(bytes: AsyncIterable<Uint8Array>, { encoding }: CsvForm): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  for await (const part of bytes) yield decoder.decode(part, { stream: true });
  yield decoder.decode();
}

/** Describes a CSV error. The parser's own message is replaced, because it may repeat the content of the file. */
function describe(error: unknown): string | undefined {
  if (error instanceof FileFault) return `names ${error.path}, which ${error.clause}`;
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  if (error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
    return 'ends within a character: save it as "CSV UTF-8"';
  if (!(error instanceof CsvError)) return `cannot be read: ${String(error.code)}`;
  const line = String((error as { lines?: unknown }).lines);
  if (error.code === 'CSV_MAX_RECORD_SIZE')
    return `has a row of more than ${ROW_BYTES_MAX} bytes at line ${line}: a closing quote may be missing`;
  if (error.code === 'CSV_QUOTE_NOT_CLOSED')
    return `has a cell without a closing quote, which reaches to the end of the file at line ${line}`;
  return `has a misplaced quote at line ${line}: quote whole cells, and double the quotes inside them`;
}

function rethrow(error: unknown): never {
  throw error;
}
