/**
 * `quietkey license issue --csv`: issues a license for each row of a file, and writes the keys to a report. Each row
 * has an order, and a repeated order gets the same key again. So a run that was stopped can be repeated and gives the
 * same report. The report contains no email. A refused row does not stop the other rows.
 */

import type { Command } from 'commander';
import { basename, dirname, extname, join } from 'node:path';
import { Refusal } from '../../server/domain/kernel/refusal.ts';
import { rowOfCode } from '../../server/domain/kernel/refusal-table.ts';
import type { Output } from '../cli/command.ts';
import type { Ask } from '../../server/domain/kernel/named-operation.ts';
import { writeCsvRow } from '../cli/csv.ts';
import { EXIT, exitOf, type Exit } from '../cli/exit-codes.ts';
import { beginLongWork, type LongWork } from '../cli/interruptible.ts';
import { countOrders, readOrders, rowRefusal, type OrderRow, type RowRefusal } from '../cli/order-csv.ts';
import { block, counted, table, wrap } from '../cli/print.ts';
import { beginPrivateFile, type PrivateFile } from '../cli/private-file.ts';
import { operations } from '../../server/domain/operations.ts';

export interface FileOptions {
  readonly csv?: string;
  readonly out?: string;
  readonly mail?: boolean;
}

/** How many rows are issued in one turn of the event loop, so that they share a commit. */
const ROWS_AT_ONCE = 64;
const REFUSED_SHOWN_MAX = 10;
const HEADER = ['row', 'order', 'license', 'license_key', 'code', 'says'];

interface Fulfilled {
  readonly row: number;
  readonly order: string;
  readonly got: { readonly license: string; readonly licenseKey: string } | RowRefusal;
}

interface Run {
  readonly rows: number;
  /** The number of rows that have a license, issued in this run or in an earlier one. */
  issued: number;
  refused: number;
  /** The first few refused rows, which the summary shows. */
  readonly shown: { row: number; code: string }[];
  /** Why the run ended before the last row; null if it did not. */
  stopped: Refusal | 'interrupted' | null;
}

/**
 * Adds the options of a bulk issue to `license issue`. A mix of bulk options with those for a single license is
 * refused.
 */
export function addFileOptions(command: Command): Command {
  return command
    .option(
      '--csv <FILE>',
      'issue a license for each row of a CSV file with the columns product, email, order and, optionally, seats and ends_on',
    )
    .option('--out <FILE>', 'with --csv: the report (default: FILE.report.csv next to it)')
    .hook('preAction', (issue) => requireOneForm(issue));
}

export async function issueFromFile(
  ask: Ask,
  { csv, out = defaultReport(csv), mail }: { csv: string; out?: string | undefined; mail: boolean },
  { json, config }: { json: boolean; config: { dataFolder: string } },
): Promise<Output> {
  const rows = await countOrders(csv);
  const report = await beginPrivateFile(out, { dataFolder: config.dataFolder, source: csv });
  const work = beginLongWork({ json });
  try {
    await ask(operations.licensing.beginBulkIssue, {});
    const run = await issueAll(ask, { csv, rows, mail }, report, work);
    await report.keep();
    return output(run, report.path);
  } finally {
    work.end();
    await report.drop();
  }
}

/** Issues all rows. It ends early on Ctrl-C, or if a refusal is temporary. Every row in the report was committed. */
async function issueAll(
  ask: Ask,
  { csv, rows, mail }: { csv: string; rows: number; mail: boolean },
  report: PrivateFile,
  work: LongWork,
): Promise<Run> {
  const run: Run = { rows, issued: 0, refused: 0, shown: [], stopped: null };
  await report.write(writeCsvRow(HEADER));
  for await (const batch of inBatches(readOrders(csv))) {
    const fulfilled = await Promise.all(batch.map((order) => fulfil(ask, order, mail)));
    const temporary = fulfilled.find((result) => result instanceof Refusal);
    if (temporary !== undefined) return { ...run, stopped: temporary };
    const lines = fulfilled.filter((result): result is Fulfilled => !(result instanceof Refusal));
    await report.write(lines.map(writeLine).join(''));
    for (const line of lines) count(run, line);
    work.showProgress(`${basename(csv)}: ${run.issued + run.refused} of ${rows}`);
    if (work.signal.aborted) return { ...run, stopped: 'interrupted' };
  }
  return run;
}

/** Issues one row. Returns the row's line of the report, or a `Refusal` if the row may succeed later. */
async function fulfil(
  ask: Ask,
  { row, order, asked }: OrderRow,
  mail: boolean,
): Promise<Fulfilled | Refusal> {
  if ('code' in asked) return { row, order, got: asked };
  try {
    const { license, licenseKey } = await ask(
      operations.licensing.issueLicense,
      mail ? { ...asked, mail: 'new' } : asked,
    );
    return { row, order, got: { license: license.license, licenseKey } };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return exitOf(error.code) === EXIT.refused ? { row, order, got: rowRefusal(error.parts) } : error;
  }
}

async function* inBatches(orders: AsyncIterable<OrderRow>): AsyncGenerator<OrderRow[]> {
  let batch: OrderRow[] = [];
  for await (const order of orders) {
    batch.push(order);
    if (batch.length < ROWS_AT_ONCE) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function writeLine({ row, order, got }: Fulfilled): string {
  if ('code' in got) return writeCsvRow([row, order, null, null, got.code, got.description]);
  return writeCsvRow([row, order, got.license, got.licenseKey, null, null]);
}

function count(run: Run, { row, got }: Fulfilled): void {
  if (!('code' in got)) {
    run.issued++;
    return;
  }
  run.refused++;
  if (run.shown.length < REFUSED_SHOWN_MAX) run.shown.push({ row, code: got.code });
}

function defaultReport(csv: string): string {
  const name = extname(csv).toLowerCase() === '.csv' ? basename(csv).slice(0, -'.csv'.length) : basename(csv);
  return join(dirname(csv), `${name}.report.csv`);
}

function output(run: Run, report: string): Output {
  const { rows, issued, refused, shown, stopped } = run;
  const pairs = block([
    ['Rows', rows],
    ['Issued', issued],
    ['Refused', refused],
    ['Report', report],
  ]);
  const more = refused > shown.length ? `\nThe report has ${refused - shown.length} more.` : '';
  const why =
    refused === 0
      ? ''
      : `\n\n${table(
          ['ROW', 'CODE'],
          shown.map(({ row, code }) => [row, code]),
        )}${more}`;
  const end = endOf(run);
  const reason = stopped instanceof Refusal ? stopped.code : stopped;
  return {
    json: { rows, issued, refused, stopped: reason, report },
    text: `${pairs}${why}\n\n${wrap(end.text)}`,
    exit: end.exit,
  };
}

function endOf({ rows, issued, refused, stopped }: Run): { text: string; exit: Exit } {
  const left = `${counted(issued + refused, 'row')} done, ${rows - issued - refused} left. To continue, repeat the command.`;
  if (stopped === 'interrupted') return { text: `Stopped: ${left}`, exit: EXIT.interrupted };
  if (stopped !== null)
    return { text: `Stopped: ${rowOfCode(stopped.code).sentence} ${left}`, exit: exitOf(stopped.code) };
  if (refused > 0)
    return {
      text: 'The report gives the reasons. Correct these rows and repeat the command.',
      exit: EXIT.refused,
    };
  return {
    text: 'The report has the license keys, which are not stored. Send each key to its customer.',
    exit: EXIT.done,
  };
}

function requireOneForm(issue: Command): void {
  const { csv, ...others } = issue.opts<Record<string, unknown>>();
  if (csv === undefined) {
    const missing = issue.registeredArguments[issue.args.length];
    if (missing !== undefined)
      wrongUsage(issue, `missing required argument '${missing.name().toUpperCase()}'`);
    if ('out' in others) wrongUsage(issue, '--out needs --csv');
    return;
  }
  const conflicting = Object.keys(others).find((name) => name !== 'out' && name !== 'mail');
  const option = issue.options.find((known) => known.attributeName() === conflicting);
  if (option !== undefined) wrongUsage(issue, `${option.long} cannot be combined with --csv`);
  if (issue.args.length > 0) wrongUsage(issue, 'PRODUCT and EMAIL cannot be combined with --csv');
}

function wrongUsage(issue: Command, message: string): never {
  return issue.error(`error: ${message}`, { code: 'quietkey.usage', exitCode: EXIT.usage });
}
