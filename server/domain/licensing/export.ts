/**
 * The export of all licenses without personal data: no email index, nonce, key or order. The export is read in windows
 * along the primary key, so that a window costs the same for any number of licenses. A license issued during the export
 * may be missing. Taking an export is recorded once, without a license.
 */

import type { LicenseView } from '../../../client-sdk/typescript/contract/license-view.ts';
import { dayOf } from '../kernel/day.ts';
import { licenseQueries, viewLicense } from './license.ts';
import { recordAction } from '../operator/action.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { requireProduct } from './product.ts';
import { ask, type Operation } from '../kernel/operation.ts';

/** The maximum number of licenses in one window of the export. */
export const EXPORT_ROWS_MAX = 500;

export interface RecordExport {
  /** The product whose licenses are exported; absent: all products. */
  product?: string | undefined;
}

/** Records an export before it begins. Refuses an unknown product. */
export function* recordExport({ product }: RecordExport, call: Call, vault: Vault): Operation<RecordExport> {
  if (product !== undefined) yield* requireProduct(product);
  yield* recordAction(call, vault, { action: 'license export', license: null });
  return { product };
}

export interface ExportLicenses extends RecordExport {
  /** The id of the license after which the window of licenses begins; '' at the start. */
  after: Id;
  /** The number of licenses that are read, of all products; at most {@link EXPORT_ROWS_MAX}. */
  rows: number;
}

/** One window of the export. `next` is the id to continue after; null: that was the last window. */
export interface ExportWindow {
  licenses: LicenseView[];
  next: Id | null;
}

export function* exportLicenses(
  { product, after, rows }: ExportLicenses,
  call: Call,
): Operation<ExportWindow> {
  const size = Math.max(1, Math.min(rows, EXPORT_ROWS_MAX));
  const [window] = yield* ask(licenseQueries.listLicensesAfter({ after, rows: size }));
  const wanted = product === undefined ? window : window.filter((row) => row.product === product);
  const last = window.length < size ? undefined : window.at(-1);
  return { licenses: wanted.map((row) => viewLicense(row, dayOf(call.now))), next: last?.id ?? null };
}
