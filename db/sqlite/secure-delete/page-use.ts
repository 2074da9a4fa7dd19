/**
 * What a page of a SQLite file is used for, which of its bytes are then unused, and which pages follow it. Pure functions
 * on bytes. `scrub-pages.ts` walks through the pages.
 */

import { FormatFault, readRecord, type TreePage } from './file-format.ts';

/**
 * The places in a file where residue can be. `lost pages`: unreachable pages. `statistics`: data of ANALYZE, which
 * includes index keys.
 */
export type Place =
  | 'page gaps'
  | 'freeblocks'
  | 'fragments'
  | 'free pages'
  | 'overflow tails'
  | 'reserved bytes'
  | 'lost pages'
  | 'statistics';

/** A part of a page that belongs to no live data. */
export interface Unused {
  readonly place: Place;
  readonly from: number;
  readonly to: number;
}

/** What a page is used for. A page is read again if it is found in another use. */
export const [FREE, TRUNK, OVERFLOW, LOCK, LOST, SCHEMA] = [2, 3, 4, 5, 6, 7];
const [DATA, STATISTICS] = [8, 9];

/** A page to visit: its number, its use, and for an overflow page the bytes of its chain from there on. */
export type Visit = readonly [page: number, use: number, bytes: number];

/** What was found on a page when it was last read. */
export interface PageUse {
  readonly next: readonly Visit[];
  readonly unused: readonly Unused[];
}

const FREEBLOCK_HEADER_BYTES = 4;
/** The names of the tables in which ANALYZE stores its statistics. */
const STATISTICS_TABLE = /^sqlite_stat\d$/;

/** A page of the free list, which lists free pages. The bytes after its list are free too. */
export function trunk(page: Buffer, usableBytes: number): PageUse {
  const leaves = page.readUInt32BE(4);
  const end = 8 + 4 * leaves;
  if (end > usableBytes) throw new FormatFault('a list of free pages is too long');
  const next: Visit[] = [];
  for (let offset = 8; offset < end; offset += 4) next.push([page.readUInt32BE(offset), FREE, 0]);
  const following = page.readUInt32BE(0);
  if (following !== 0) next.push([following, TRUNK, 0]);
  return { next, unused: [{ place: 'free pages', from: end, to: usableBytes }] };
}

export function overflow(page: Buffer, usableBytes: number, bytes: number): PageUse {
  const here = Math.min(bytes, usableBytes - 4);
  const next: Visit[] = bytes > here ? [[page.readUInt32BE(0), OVERFLOW, bytes - here]] : [];
  return { next, unused: [{ place: 'overflow tails', from: 4 + here, to: usableBytes }] };
}

export function treePage({ gap, cells, freeblocks, fragments, rightmost }: TreePage, use: number): PageUse {
  const next: Visit[] = [];
  const unused: Unused[] = [{ place: 'page gaps', from: gap.offset, to: gap.offset + gap.bytes }];
  for (const { offset, bytes } of freeblocks)
    unused.push({ place: 'freeblocks', from: offset + FREEBLOCK_HEADER_BYTES, to: offset + bytes });
  for (const { offset, bytes } of fragments)
    unused.push({ place: 'fragments', from: offset, to: offset + bytes });
  for (const cell of cells) {
    if (cell.child !== 0) next.push([cell.child, use, 0]);
    if (cell.overflow !== undefined) next.push([cell.overflow.page, OVERFLOW, cell.overflow.bytes]);
    if (use === STATISTICS)
      unused.push({ place: 'statistics', from: cell.offset, to: cell.offset + cell.bytes });
  }
  if (rightmost !== 0) next.push([rightmost, use, 0]);
  return { next, unused };
}

/**
 * Reads a row of the schema, with type, name, table and root page. Views and triggers have no root page and are left
 * out.
 */
export function rootOf(payload: Buffer): Visit[] {
  const [, , table, root] = readRecord(payload, 4);
  if (typeof root !== 'number' || root <= 0) return [];
  return [[root, STATISTICS_TABLE.test(String(table)) ? STATISTICS : DATA, 0]];
}
