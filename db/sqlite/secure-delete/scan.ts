/**
 * Finds residue: non-zero bytes in a SQLite file that do not belong to live data. The scan walks the free pages and
 * every tree from its root. It counts the non-zero bytes in page gaps, freeblocks, fragments, free pages and the unused
 * ends of overflow pages. Tables of statistics and unreachable pages count in full. The scan searches for no specific
 * value, since that would have to be a purged value. `spawn-scan.ts` reads the file in a process that does not have the
 * database open.
 */

import {
  FILE_HEADER_BYTES,
  FormatFault,
  readFileHeader,
  readRecord,
  readTreePage,
  type Cell,
  type FileHeader,
  type Span,
  type TreePage,
} from './file-format.ts';

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

export interface Residue {
  readonly bytesScanned: number;
  /** The number of non-zero bytes that do not belong to live data. A receipt states 0. */
  readonly residueBytes: number;
  /** The residue bytes per place. Places without residue are left out. */
  readonly places: Readonly<Partial<Record<Place, number>>>;
}

/** Access to the bytes of a database file. */
export interface FileBytes {
  readonly size: number;
  read(offset: number, bytes: number): Buffer;
}

/**
 * The offset of SQLite's lock byte. SQLite places its locks on this byte, and the page of the byte contains nothing
 * else.
 */
const LOCK_BYTE = 0x4000_0000;
const SCHEMA_ROOT = 1;
const POINTER_BYTES = 2;
const FREEBLOCK_HEADER_BYTES = 4;
/** The names of the tables in which ANALYZE stores its statistics. */
const STATISTICS = /^sqlite_stat\d$/;
const SCHEMA = 'sqlite_schema';

type TreeKind = 'data' | 'statistics' | 'schema';

/** Finds all residue of a database file. @throws FormatFault if the file is not a complete database of this program */
export function findResidue(file: FileBytes): Residue {
  if (file.size === 0) return { bytesScanned: 0, residueBytes: 0, places: {} };
  try {
    return new Scan(file).run();
  } catch (error) {
    // a RangeError means that a number in the file points outside of its page
    if (error instanceof RangeError) throw new FormatFault('a number in it leads nowhere');
    throw error;
  }
}

class Scan {
  readonly #file: FileBytes;
  readonly #header: FileHeader;
  readonly #seen: Uint8Array;
  readonly #counts = new Map<Place, number>();

  constructor(file: FileBytes) {
    this.#file = file;
    this.#header = readFileHeader(file.read(0, FILE_HEADER_BYTES), file.size);
    this.#seen = new Uint8Array(this.#header.pages + 1);
  }

  run(): Residue {
    const { pageBytes, pages, firstTrunk } = this.#header;
    this.#freePages(firstTrunk);
    for (const { name, root } of this.#schema()) {
      const kind = name === SCHEMA ? 'schema' : STATISTICS.test(name) ? 'statistics' : 'data';
      this.#tree(root, (page) => this.#treePage(page, kind));
    }
    this.#lockPage();
    for (let number = 1; number <= pages; number++)
      if (this.#seen[number] === 0) this.#count('lost pages', this.#read(number));
    const end = pages * pageBytes;
    if (this.#file.size > end) this.#count('lost pages', this.#file.read(end, this.#file.size - end));
    const residueBytes = [...this.#counts.values()].reduce((sum, bytes) => sum + bytes, 0);
    return { bytesScanned: this.#file.size, residueBytes, places: Object.fromEntries(this.#counts) };
  }

  /** Reads a page. Each page may be read at most once, and the reserved bytes at the end of a page must be zero. */
  #take(number: number): Buffer {
    if (this.#seen[number] !== 0) throw new FormatFault(`page ${number} is in two places, or in none`);
    this.#seen[number] = 1;
    const page = this.#read(number);
    this.#count('reserved bytes', page.subarray(this.#header.usableBytes));
    return page.subarray(0, this.#header.usableBytes);
  }

  #read(number: number): Buffer {
    const { pageBytes } = this.#header;
    return this.#file.read((number - 1) * pageBytes, pageBytes);
  }

  #count(place: Place, bytes: Uint8Array, from = 0, to = bytes.length): void {
    let found = 0;
    for (let offset = from; offset < to; offset++) if (bytes[offset] !== 0) found++;
    if (found > 0) this.#counts.set(place, (this.#counts.get(place) ?? 0) + found);
  }

  /** Walks the free list. Its trunk pages list free pages, and the bytes after such a list are free too. */
  #freePages(firstTrunk: number): void {
    for (let next = firstTrunk; next !== 0;) {
      const trunk = this.#take(next);
      const leaves = trunk.readUInt32BE(4);
      for (let index = 0; index < leaves; index++)
        this.#count('free pages', this.#take(trunk.readUInt32BE(8 + 4 * index)));
      this.#count('free pages', trunk.subarray(8 + 4 * leaves));
      next = trunk.readUInt32BE(0);
    }
  }

  /** The tables and indexes of the database with their root pages. The schema's own tree is the first. */
  #schema(): { name: string; root: number }[] {
    const trees = [{ name: SCHEMA, root: SCHEMA_ROOT }];
    const read = (number: number): void => {
      const page = this.#read(number).subarray(0, this.#header.usableBytes);
      const { cells, rightmost } = this.#layout(number, page);
      for (const cell of cells) {
        if (cell.child !== 0) read(cell.child);
        else trees.push(...rootOf(this.#payload(page, cell)));
      }
      if (rightmost !== 0) read(rightmost);
    };
    read(SCHEMA_ROOT);
    return trees;
  }

  #payload(page: Buffer, { local, overflow }: Cell): Buffer {
    const parts = [page.subarray(local.offset, local.offset + local.bytes)];
    let left = overflow?.bytes ?? 0;
    for (let number = overflow?.page ?? 0; left > 0;) {
      const next = this.#read(number);
      const bytes = Math.min(left, this.#header.usableBytes - 4);
      parts.push(next.subarray(4, 4 + bytes));
      left -= bytes;
      number = next.readUInt32BE(0);
    }
    return Buffer.concat(parts);
  }

  #layout(number: number, page: Buffer): TreePage {
    return readTreePage(page, number === SCHEMA_ROOT ? FILE_HEADER_BYTES : 0, this.#header.usableBytes);
  }

  #tree(root: number, visit: (number: number) => TreePage): void {
    const { cells, rightmost } = visit(root);
    for (const { child } of cells) if (child !== 0) this.#tree(child, visit);
    if (rightmost !== 0) this.#tree(rightmost, visit);
  }

  #treePage(number: number, kind: TreeKind): TreePage {
    const page = this.#take(number);
    const layout = this.#layout(number, page);
    const isStatistics = kind === 'statistics';
    this.#unused(page, layout, kind);
    for (const { offset, bytes, overflow } of layout.cells) {
      if (isStatistics) this.#count('statistics', page.subarray(offset, offset + bytes));
      if (overflow !== undefined) this.#overflow(overflow, isStatistics);
    }
    return layout;
  }

  /**
   * Counts the non-zero bytes of a page outside of its header, its pointers, its cells and the headers of its
   * freeblocks. The gaps of the schema's pages are not counted: VACUUM splits these pages while it creates the tables
   * again, and leaves parts of the schema in the gaps (seen with SQLite 3.53.2). VACUUM writes these pages as a whole,
   * so their gaps contain nothing else.
   */
  #unused(page: Buffer, { gap, cells, freeblocks }: TreePage, kind: TreeKind): void {
    const gapEnd = gap.offset + gap.bytes;
    if (kind !== 'schema') this.#count('page gaps', page, gap.offset + stalePointers(page, gap), gapEnd);
    for (const { offset, bytes } of freeblocks)
      this.#count('freeblocks', page, offset + FREEBLOCK_HEADER_BYTES, offset + bytes);
    let end = gapEnd;
    for (const { offset, bytes } of [...cells, ...freeblocks].toSorted(
      (cell, other) => cell.offset - other.offset,
    )) {
      this.#count('fragments', page, end, offset);
      end = Math.max(end, offset + bytes);
    }
    this.#count('fragments', page, end);
  }

  #overflow({ page: first, bytes }: { page: number; bytes: number }, isStatistics: boolean): void {
    let left = bytes;
    for (let number = first; left > 0;) {
      const page = this.#take(number);
      const here = Math.min(left, page.length - 4);
      if (isStatistics) this.#count('statistics', page.subarray(4, 4 + here));
      this.#count('overflow tails', page.subarray(4 + here));
      left -= here;
      number = page.readUInt32BE(0);
    }
  }

  #lockPage(): void {
    const number = Math.floor(LOCK_BYTE / this.#header.pageBytes) + 1;
    if (number <= this.#header.pages) this.#count('lost pages', this.#take(number));
  }
}

/**
 * The number of bytes of a page's gap that are stale pointers. When the pointer array shrinks, the pointers of removed
 * cells remain after it. A stale pointer is an offset in the page and contains nothing of the cell. The slot after the
 * stale pointers may contain the first two bytes of a cell that was moved when its page was full (seen after VACUUM);
 * these bytes are the cell's length.
 */
function stalePointers(page: Buffer, gap: Span): number {
  let bytes = 0;
  while (bytes + POINTER_BYTES <= gap.bytes) {
    const offset = page.readUInt16BE(gap.offset + bytes);
    if (offset < gap.offset || offset >= page.length) break;
    bytes += POINTER_BYTES;
  }
  return Math.min(gap.bytes, bytes + POINTER_BYTES);
}

/**
 * Reads a row of the schema, with type, name, table and root page. Views and triggers have no root page and are left
 * out.
 */
function rootOf(payload: Buffer): { name: string; root: number }[] {
  const [, , table, root] = readRecord(payload, 4);
  return typeof root === 'number' && root > 0 ? [{ name: String(table), root }] : [];
}
