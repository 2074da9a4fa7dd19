/**
 * Downloads: files that the vendor offers to those whose license covers the version. A link is good for thirty minutes and
 * bound to one file: its name, version and digest. It names no license and no account, so nothing joins a download to a
 * person, and any number of requests may use it. The vendor's list of files comes with each call; nothing is stored.
 */

import { endingDay, type CallTime } from '../kernel/confirmed-day.ts';
import { addSeconds, toInstant, type Day, type Instant } from '../kernel/day.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Call, Vault } from '../kernel/ports.ts';
import { refuse } from '../kernel/refusal.ts';
import { standing, type LicenseRow } from '../licensing/license.ts';
import { productQueries } from '../licensing/product.ts';
import { accessTo, type OfLicense } from '../ownership/access.ts';

/** A file that the vendor offers. */
export interface Download {
  /** The name of the file in the vendor's folder: no path. */
  readonly file: string;
  readonly product: string;
  readonly version: string;
  /** The day on which this version was built, as apps give it to `covers()`. */
  readonly builtDay: Day;
  /** The SHA-256 digest of the file, in hex. */
  readonly sha256: string;
}

/** The seconds for which a link is good. */
export const DOWNLOAD_SECONDS = 1_800;

/** A link is `SECONDS.MAC`: its last second, and the keyed digest. */
const TICKET = /^(\d{1,12})\.([\w-]{22})$/;

/** A file with a link. `id` and `ticket` are the parts of its path. */
export interface OfferedDownload extends Download {
  readonly id: string;
  readonly ticket: string;
}

/** What a license may download. `isOver`: the license has ended, or is suspended or revoked. */
export interface Downloads {
  productName: string;
  isOver: boolean;
  items: OfferedDownload[];
  /** How many files of the product the license does not cover. */
  withheld: number;
}

/** Whether a license covers a version, as a lease's `covers()` decides it. */
export function isCovered(
  { updatesUntilDay }: Pick<LicenseRow, 'updatesUntilDay'>,
  { builtDay }: Pick<Download, 'builtDay'>,
): boolean {
  return updatesUntilDay === null || builtDay <= updatesUntilDay;
}

/** Lists the files that a license may download, each with a link. @throws Refusal `license_unknown` */
export function* offerDownloads(
  { files, ...asked }: OfLicense & { files: readonly Download[] },
  call: Call,
  vault: Vault,
): Operation<Downloads> {
  const { row } = yield* accessTo(asked, 'find', 'use');
  const [product] = yield* ask(productQueries.findProduct({ product: row.product }));
  const isOver = standing(row, endingDay(call)) !== 'active';
  const own = files.filter((download) => download.product === row.product);
  const covered = isOver ? [] : own.filter((download) => isCovered(row, download));
  const ends = addSeconds(call.now, DOWNLOAD_SECONDS);
  const items = covered
    .toSorted((first, second) => second.builtDay - first.builtDay || (first.file < second.file ? -1 : 1))
    .map((download) => {
      const id = downloadId(download, vault);
      return { ...download, id, ticket: `${ends}.${macOf(id, ends, vault.current)}` };
    });
  return { productName: product?.name ?? row.product, isOver, items, withheld: own.length - items.length };
}

export interface OpenDownload {
  id: string;
  ticket: string;
  files: readonly Download[];
}

/**
 * The file of a link.
 * @throws Refusal `download_unknown`: the link was not made here; `download_late`: its time is over, or the file was
 * replaced or removed since
 */
export function* openDownload(
  { id, ticket, files }: OpenDownload,
  call: CallTime,
  vault: Vault,
): Operation<Download> {
  const [, seconds = '', mac = ''] = TICKET.exec(ticket) ?? [];
  const ends = toInstant(Number(seconds));
  const isOurs = vault.live.some((generation) => vault.same(mac, macOf(id, ends, generation)));
  if (!isOurs) return refuse('download_unknown');
  const found = files.find((download) => downloadId(download, vault) === id);
  if (ends < call.now || found === undefined) return refuse('download_late');
  const [product] = yield* ask(productQueries.findProduct({ product: found.product }));
  return product === undefined ? refuse('download_late') : found;
}

function macOf(id: string, ends: Instant, generation: Vault['current']): string {
  return generation.digest('download link', [id, String(ends)]);
}

/** The id of a file in links: another version or another content has another one. */
function downloadId({ file, product, version, sha256 }: Download, vault: Vault): string {
  return vault.codeDigest(['download', file, product, version, sha256]);
}
