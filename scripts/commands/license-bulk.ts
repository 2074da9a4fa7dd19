/**
 * `quietkey license issue --csv`: issues a license for each row of a file, and writes the keys to a report. Each row
 * has an order, and a repeated order gets the same key again. So a run that was stopped can be repeated and gives the
 * same report. The report contains no email. A refused row does not stop the other rows.
 */

import { Option, type Command } from 'commander';
import { basename, dirname, extname, join } from 'node:path';
import { Refusal } from '../../server/domain/kernel/refusal.ts';
import { isTemporary, statusOf } from '../../server/domain/kernel/refusal-table.ts';
import type { IssueLicense } from '../../server/domain/licensing/issue.ts';
import type { Output } from '../cli/command.ts';
import type { Ask } from '../../server/domain/kernel/named-operation.ts';
import { requireForm, writeCsvRow } from '../cli/csv.ts';
import { refuseUsage, requireEffect } from '../cli/option-rules.ts';
import { beginLongWork, type LongWork } from '../cli/interruptible.ts';
import {
  countOrders,
  readOrders,
  rowRefusal,
  type OrderFile,
  type OrderRow,
  type RowRefusal,
} from '../cli/order-csv.ts';
import { mappingOf, readMap, readPairs, shopNames, type OrderMapping } from '../cli/order-mapping.ts';
import { beginPrivateFile, type PrivateFile } from '../cli/private-file.ts';
import { doneOf, writeRun, type Run } from './bulk-output.ts';
import { standingSentence } from './license-output.ts';
import { operations } from '../../server/domain/operations.ts';

export interface FileOptions {
  readonly csv?: string;
  readonly out?: string;
  readonly mail?: boolean;
  readonly dryRun?: boolean;
  readonly shop?: string;
  readonly map?: OrderMapping['columns'];
  readonly only?: OrderMapping['only'];
  readonly item?: OrderMapping['items'];
}

/** How many rows are issued in one turn of the event loop, so that they share a commit. */
const ROWS_AT_ONCE = 64;
const INTERNAL = 500;
const REFUSED_SHOWN_MAX = 10;
const HEADER = ['row', 'order', 'license', 'license_key', 'code', 'detail'];

interface Fulfilled {
  readonly row: number;
  readonly order: string;
  readonly got: Issued | RowRefusal;
}

/** The result of a row; in a dry run, the expected result. */
interface Issued {
  readonly license: string;
  readonly licenseKey: string;
  readonly alreadyIssued: boolean;
  /** Why the key of an earlier license activates nothing now; '' if it activates. */
  readonly standing: string;
}

/** Issues the license of a row; in a dry run, only finds out what would happen. */
type Fulfil = (asked: IssueLicense) => Promise<Issued>;

/**
 * Adds the options of a bulk issue to `license issue`. A mix of bulk options with those for a single license is
 * refused.
 */
export function addFileOptions(command: Command): Command {
  return requireEffect(command, { apart: [['--out', '--dry-run']] })
    .option(
      '--csv <FILE>',
      'issue a license for each row of a CSV file with the columns product, email, order and, optionally, seats and ends_on',
    )
    .option(
      '--map <FIELDS>',
      'with --csv: the column of each field, such as product=Item,email="Buyer email"',
      readMap,
    )
    .addOption(
      new Option('--shop <SHOP>', 'with --csv: the columns that a shop exports').choices(shopNames()),
    )
    .option('--only <VALUES>', 'with --csv: only rows with these values, such as Status=paid', readPairs)
    .option(
      '--item <NAMES>',
      'with --csv: products by the shop\'s names, such as "Sonar Pro"=sonar',
      readPairs,
    )
    .option('--dry-run', 'with --csv: show what would be issued and refused, and issue nothing')
    .option('--out <FILE>', 'with --csv: the report (default: FILE.report.csv next to it)')
    .hook('preAction', (issue) => requireOneForm(issue));
}

export async function issueFromFile(
  ask: Ask,
  product: string | undefined,
  { csv, out = defaultReport(csv), mail, dryRun, ...columns }: FileOptions & { csv: string },
  { json, config }: { json: boolean; config: { dataFolder: string } },
): Promise<Output> {
  const file = { path: csv, form: await requireForm(csv), mapping: mappingOf({ ...columns, product }) };
  const counted = await countOrders(file);
  const report = dryRun
    ? undefined
    : await beginPrivateFile(out, { dataFolder: config.dataFolder, source: csv });
  const work = beginLongWork({ json });
  try {
    if (report !== undefined) await ask(operations.licensing.beginBulkIssue, {});
    const fulfil: Fulfil = (asked) => (dryRun ? consider(ask, asked) : issueRow(ask, asked, mail === true));
    const run = await issueAll(fulfil, file, counted, report, work);
    await report?.keep();
    return writeRun(run, file, report?.path ?? null);
  } finally {
    work.end();
    await report?.drop();
  }
}

async function issueRow(ask: Ask, asked: IssueLicense, mail: boolean): Promise<Issued> {
  const input = mail ? { ...asked, mail: 'new' as const } : asked;
  const { license, ...rest } = await ask(operations.licensing.issueLicense, input);
  return { ...rest, license: license.license, standing: standingSentence(license) };
}

async function consider(ask: Ask, asked: IssueLicense): Promise<Issued> {
  return {
    license: '',
    licenseKey: '',
    standing: '',
    ...(await ask(operations.licensing.considerIssue, asked)),
  };
}

/** Issues all rows. It ends early on Ctrl-C, or if a refusal is temporary. Every row in the report was committed. */
async function issueAll(
  issue: Fulfil,
  file: OrderFile,
  { orders, leftOut }: { orders: number; leftOut: number },
  report: PrivateFile | undefined,
  work: LongWork,
): Promise<Run> {
  const run: Run = { orders, leftOut, issued: 0, alreadyIssued: 0, refused: 0, shown: [], stopped: null };
  await report?.write(writeCsvRow(HEADER));
  for await (const batch of inBatches(readOrders(file))) {
    const fulfilled = await Promise.all(batch.map((order) => fulfil(issue, order)));
    const temporary = fulfilled.find((result) => result instanceof Refusal);
    if (temporary !== undefined) return { ...run, stopped: temporary };
    const lines = fulfilled.filter((result): result is Fulfilled => !(result instanceof Refusal));
    await report?.write(lines.map(writeLine).join(''));
    for (const line of lines) count(run, line);
    work.showProgress(`${basename(file.path)}: ${doneOf(run)} of ${orders}`);
    if (work.signal.aborted) return { ...run, stopped: 'interrupted' };
  }
  return run;
}

/** Fulfils one row. Returns the row's line of the report, or a `Refusal` if the row may succeed later. */
async function fulfil(issue: Fulfil, { row, order, asked }: OrderRow): Promise<Fulfilled | Refusal> {
  if ('code' in asked) return { row, order, got: asked };
  try {
    return { row, order, got: await issue(asked) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return isTemporary(error.code) || statusOf(error.code) === INTERNAL
      ? error
      : { row, order, got: rowRefusal(error.parts) };
  }
}

async function* inBatches(orders: AsyncIterable<OrderRow | 'left out'>): AsyncGenerator<OrderRow[]> {
  let batch: OrderRow[] = [];
  for await (const order of orders) {
    if (order !== 'left out') batch.push(order);
    if (batch.length < ROWS_AT_ONCE) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function writeLine({ row, order, got }: Fulfilled): string {
  if ('code' in got) return writeCsvRow([row, order, got.license ?? null, null, got.code, got.description]);
  return writeCsvRow([row, order, got.license, got.licenseKey, null, got.standing]);
}

function count(run: Run, { row, got }: Fulfilled): void {
  if (!('code' in got)) {
    if (got.alreadyIssued) run.alreadyIssued++;
    else run.issued++;
    return;
  }
  if (got.license !== undefined) {
    run.alreadyIssued++;
    return;
  }
  run.refused++;
  if (run.shown.length < REFUSED_SHOWN_MAX) run.shown.push({ row, code: got.code, detail: got.description });
}

function defaultReport(csv: string): string {
  const name = extname(csv).toLowerCase() === '.csv' ? basename(csv).slice(0, -'.csv'.length) : basename(csv);
  return join(dirname(csv), `${name}.report.csv`);
}

/** The options that are allowed only with `--csv`. */
const OF_FILE = ['out', 'map', 'shop', 'only', 'item', 'dryRun'];

function requireOneForm(issue: Command): void {
  const { csv, ...others } = issue.opts<Record<string, unknown>>();
  const given = Object.keys(others);
  const longOf = (name: string): string =>
    issue.options.find((known) => known.attributeName() === name)?.long ?? name;
  if (csv === undefined) {
    const alone = given.find((name) => OF_FILE.includes(name));
    if (alone !== undefined) refuseUsage(issue, `${longOf(alone)} needs --csv`);
    const missing = issue.registeredArguments[issue.args.length];
    if (missing !== undefined)
      refuseUsage(issue, `missing required argument '${missing.name().toUpperCase()}'`);
    return;
  }
  const conflicting = given.find((name) => name !== 'mail' && !OF_FILE.includes(name));
  if (conflicting !== undefined) refuseUsage(issue, `${longOf(conflicting)} cannot be combined with --csv`);
  if (issue.args.length > 1) refuseUsage(issue, 'EMAIL cannot be combined with --csv');
}
