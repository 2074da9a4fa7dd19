/**
 * `quietkey license issue --csv`: a license for each row of a file, and a report of the keys beside it. Each row has an
 * order, and an order gets the same key again; so a run that was stopped or killed is simply repeated, and ends with the
 * same report. Guarantees that the report holds no email. A row that is refused stops no other.
 */

import type { Command } from 'commander';
import { basename, dirname, extname, join } from 'node:path';
import { Refusal } from '../../server/domain/kernel/refusal.ts';
import { rowOfCode } from '../../server/domain/kernel/refusal-table.ts';
import type { Said } from '../cli/command.ts';
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

/** Asked in one turn, so that they are one commit. */
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
  /** Rows that have a license now, whenever it was issued. */
  issued: number;
  refused: number;
  /** The first few. */
  readonly shown: { row: number; code: string }[];
  /** Why it ended before the last row. */
  stopped: Refusal | 'interrupted' | null;
}

/** Makes of a command for one license one that also takes a file, and refuses what is half of both. */
export function takesFile(command: Command): Command {
  return command
    .option(
      '--csv <FILE>',
      'issue for each row of a CSV with the columns product, email, order and, as wanted, seats and ends_on',
    )
    .option('--out <FILE>', 'with --csv: where the report goes (default: FILE.report.csv beside it)')
    .hook('preAction', (issue) => requireOneForm(issue));
}

export async function issueFromFile(
  ask: Ask,
  { csv, out = reportBeside(csv), mail }: { csv: string; out?: string | undefined; mail: boolean },
  { json, config }: { json: boolean; config: { dataFolder: string } },
): Promise<Said> {
  const rows = await countOrders(csv);
  const report = await beginPrivateFile(out, { dataFolder: config.dataFolder, source: csv });
  const work = beginLongWork({ json });
  try {
    await ask(operations.licensing.beginBulkIssue, {});
    const run = await issueAll(ask, { csv, rows, mail }, report, work);
    await report.keep();
    return said(run, report.path);
  } finally {
    work.end();
    await report.drop();
  }
}

/** Ends early at Ctrl-C, or where the store says "later": what is in the report was committed. */
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
    const later = fulfilled.find((one) => one instanceof Refusal);
    if (later !== undefined) return { ...run, stopped: later };
    const lines = fulfilled.filter((one): one is Fulfilled => !(one instanceof Refusal));
    await report.write(lines.map(writeLine).join(''));
    for (const line of lines) count(run, line);
    work.tell(`${basename(csv)}: ${run.issued + run.refused} of ${rows}`);
    if (work.signal.aborted) return { ...run, stopped: 'interrupted' };
  }
  return run;
}

/** Answers what stands in the report; a `Refusal` where the row is to be tried again later. */
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
  if ('code' in got) return writeCsvRow([row, order, null, null, got.code, got.says]);
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

function reportBeside(csv: string): string {
  const name = extname(csv).toLowerCase() === '.csv' ? basename(csv).slice(0, -'.csv'.length) : basename(csv);
  return join(dirname(csv), `${name}.report.csv`);
}

function said(run: Run, report: string): Said {
  const { rows, issued, refused, shown, stopped } = run;
  const pairs = block([
    ['Rows', rows],
    ['Issued', issued],
    ['Refused', refused],
    ['Report', report],
  ]);
  const more = refused > shown.length ? `\n${refused - shown.length} more are in the report.` : '';
  const why =
    refused === 0
      ? ''
      : `\n\n${table(
          ['ROW', 'CODE'],
          shown.map((one) => [one.row, one.code]),
        )}${more}`;
  const end = endOf(run);
  const code = stopped instanceof Refusal ? stopped.code : stopped;
  return {
    json: { rows, issued, refused, stopped: code, report },
    text: `${pairs}${why}\n\n${wrap(end.says)}`,
    exit: end.exit,
  };
}

function endOf({ rows, issued, refused, stopped }: Run): { says: string; exit: Exit } {
  const left = `${counted(issued + refused, 'row')} done, ${rows - issued - refused} left. To go on, repeat the command.`;
  if (stopped === 'interrupted') return { says: `Stopped: ${left}`, exit: EXIT.interrupted };
  if (stopped !== null)
    return { says: `Stopped: ${rowOfCode(stopped.code).sentence} ${left}`, exit: exitOf(stopped.code) };
  if (refused > 0)
    return {
      says: 'The report gives the reasons. Correct these rows and repeat the command.',
      exit: EXIT.refused,
    };
  return {
    says: 'The report holds the license keys, which are not stored. Send each to its customer.',
    exit: EXIT.done,
  };
}

function requireOneForm(issue: Command): void {
  const { csv, ...others } = issue.opts<Record<string, unknown>>();
  if (csv === undefined) {
    const missing = issue.registeredArguments[issue.args.length];
    if (missing !== undefined)
      wrongUsage(issue, `missing required argument '${missing.name().toUpperCase()}'`);
    if ('out' in others) wrongUsage(issue, '--out goes with --csv only');
    return;
  }
  const strange = Object.keys(others).find((name) => name !== 'out' && name !== 'mail');
  const option = issue.options.find((one) => one.attributeName() === strange);
  if (option !== undefined) wrongUsage(issue, `${option.long} stands in the file, where there is --csv`);
  if (issue.args.length > 0) wrongUsage(issue, 'product and email stand in the file, where there is --csv');
}

function wrongUsage(issue: Command, says: string): never {
  return issue.error(`error: ${says}`, { code: 'quietkey.usage', exitCode: EXIT.usage });
}
