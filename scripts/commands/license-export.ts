/**
 * `quietkey license export`: writes all licenses as CSV, or with `--json` as one array, without personal data. It reads
 * and writes one window of rows at a time, so a million licenses take no more memory than one window. The domain selects
 * the columns and records the export.
 */

import type { Command } from 'commander';
import { once } from 'node:events';
import type { LicenseView } from '../../client-sdk/typescript/contract/license-view.ts';
import { EXPORT_ROWS_MAX, type ExportWindow } from '../../server/domain/licensing/export.ts';
import { asking, declare } from '../cli/command.ts';
import type { Ask } from '../../server/domain/kernel/named-operation.ts';
import { writeCsvRow } from '../cli/csv.ts';
import { counted } from '../cli/print.ts';
import { beginPrivateFile } from '../cli/private-file.ts';
import { PURPOSE_OPTION, readText } from '../cli/arguments.ts';
import { write } from '../cli/standard-output.ts';
import { operations } from '../../server/domain/operations.ts';

interface ExportOptions {
  readonly product?: string;
  readonly out?: string;
}

/** The columns of the license export, each with a function that makes its cell. */
const COLUMNS: readonly (readonly [name: string, cell: (view: LicenseView) => string | number | null])[] = [
  ['license', (view) => view.license],
  ['product', (view) => view.product],
  ['status', (view) => view.status],
  ['seats', (view) => view.seats],
  ['used', (view) => view.used],
  ['ends_on', (view) => view.endsOn],
  ['updates_until', (view) => view.updatesUntil],
  ['entitlements', (view) => view.entitlements.join(' ')],
  ['created_on', (view) => view.createdOn],
  ['suspended_on', (view) => view.suspendedOn],
  ['revoked_on', (view) => view.revokedOn],
];

type Write = (text: string) => Promise<void>;

export function addExportCommand(license: Command): void {
  declare(license, {
    words: 'export',
    description:
      'Write all licenses as CSV, or with --json as an array, without personal data: no emails, keys ' +
      'or orders, and nothing derived from them. The export is recorded.',
    examples: [
      'license export --purpose maintenance --out licenses.csv',
      'license export --purpose order --product sonar > sonar.csv',
    ],
  })
    .option(...PURPOSE_OPTION)
    .option('--product <PRODUCT>', 'only licenses of this product', readText)
    .option('--out <FILE>', 'a file readable by its owner only (default: standard output)')
    .action(
      asking<[], ExportOptions>(async (ask, { options: { product, out }, json, config }) => {
        await ask(operations.licensing.recordExport, { product });
        if (out === undefined) {
          await exportAll(ask, { product, json }, toStandardOutput);
          return undefined;
        }
        const file = await beginPrivateFile(out, config);
        try {
          const licenses = await exportAll(ask, { product, json }, (text) => file.write(text));
          await file.keep();
          return {
            json: { licenses, file: file.path },
            text: `${counted(licenses, 'license')} in ${file.path}`,
          };
        } finally {
          await file.drop();
        }
      }),
    );
}

/** Exports all licenses and returns their number. */
async function exportAll(
  ask: Ask,
  { product, json }: { product: string | undefined; json: boolean },
  write: Write,
): Promise<number> {
  await write(json ? '[' : writeCsvRow(COLUMNS.map(([name]) => name)));
  let licenses = 0;
  let after: string | null = '';
  while (after !== null) {
    const window: ExportWindow = await ask(operations.licensing.exportLicenses, {
      product,
      after,
      rows: EXPORT_ROWS_MAX,
    });
    const rows = window.licenses.map((view, index) => (json ? member(view, licenses + index) : row(view)));
    if (rows.length > 0) await write(rows.join(''));
    licenses += rows.length;
    after = window.next;
  }
  if (json) await write('\n]\n');
  return licenses;
}

function row(view: LicenseView): string {
  return writeCsvRow(COLUMNS.map(([, cell]) => cell(view)));
}

function member(view: LicenseView, index: number): string {
  return `${index === 0 ? '' : ','}\n${JSON.stringify(view)}`;
}

/** Writes text to standard output, and waits if the reader of a pipe is slower. */
async function toStandardOutput(text: string): Promise<void> {
  if (!write(process.stdout, text)) await once(process.stdout, 'drain');
}
