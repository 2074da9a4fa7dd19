/**
 * Finds residue in a SQLite file, and clears it: non-zero bytes that do not belong to live data. A walk goes through the
 * free list and every tree from its root. Residue is the non-zero bytes in page gaps, freeblocks, fragments, free pages
 * and the unused ends of overflow pages; tables of statistics and unreachable pages count in full. The walk searches for
 * no specific value, since that would have to be a purged value. A page that was found without residue is not read again
 * until it is noted as written. `scrub-file.ts` keeps the file unchanged during a walk.
 */

import {
  FILE_HEADER_BYTES,
  FormatFault,
  readFileHeader,
  readTreePage,
  type Cell,
  type FileHeader,
  type TreePage,
} from './file-format.ts';
import {
  FREE,
  LOCK,
  LOST,
  OVERFLOW,
  overflow,
  rootOf,
  SCHEMA,
  treePage,
  TRUNK,
  trunk,
  type PageUse,
  type Place,
  type Unused,
  type Visit,
} from './page-use.ts';

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
  /** The bytes are valid until the next read. @throws FormatFault if the file is shorter */
  read(offset: number, bytes: number): Buffer;
  /** Overwrites bytes with zeros. Absent: residue is only counted. */
  readonly clear?: (offset: number, bytes: number) => void;
}

/** What is known of a page that must be read: nothing, or that it was cleared. */
const [UNREAD, CLEARED] = [0, 1];
/** SQLite places its locks on the byte at this offset. The page of the byte contains nothing else. */
const LOCK_BYTE = 0x4000_0000;
const SCHEMA_ROOT = 1;
/** Bytes that may belong to something that the walk did not reach, or that are live rows, are not cleared. */
const ONLY_COUNTED: ReadonlySet<Place> = new Set<Place>(['lost pages', 'statistics']);
/** The number of pages that are read between two looks at the clock. */
const PAGES_PER_LOOK = 32;

/** Finds all residue of a database file. @throws FormatFault if the file is not a complete database of this program */
export function findResidue(file: FileBytes): Residue {
  const scrub = new PageScrub({ size: file.size, read: (offset, bytes) => file.read(offset, bytes) });
  scrub.walk();
  return scrub.residue();
}

export class PageScrub {
  readonly #file: FileBytes;
  #header: FileHeader | undefined;
  /** The use in which each page was read last; UNREAD or CLEARED if the page must be read. */
  #uses = new Uint8Array(0);
  #visited = new Uint8Array(0);
  /** What follows a page, of the pages that others follow. */
  readonly #next = new Map<number, readonly Visit[]>();
  /** The residue of each page when it was last read, of the pages with residue. */
  readonly #found = new Map<number, Partial<Record<Place, number>>>();

  constructor(file: FileBytes) {
    this.#file = file;
  }

  /** Notes that a page was written, so that it is read again. */
  note(page: number): void {
    if (page < this.#uses.length) this.#uses[page] = UNREAD;
  }

  /** Forgets what was found, so that every page is read again. */
  forget(): void {
    this.#uses.fill(UNREAD);
  }

  /** The number of pages that must be read. */
  get unread(): number {
    let count = 0;
    for (let page = 1; page < this.#uses.length; page++) if ((this.#uses[page] ?? 0) <= CLEARED) count++;
    return count;
  }

  /**
   * Reads every page that must be read, and clears the residue of it. Returns whether every page of the file has been
   * read since it was cleared or written; false also if the walk ended early.
   * @param isOver whether the walk should end; it is asked between pages
   * @throws FormatFault if the file is not a complete database of this program
   */
  walk(isOver: () => boolean = () => false): boolean {
    if (this.#file.size === 0) return true;
    try {
      return this.#walk(isOver);
    } catch (error) {
      // a RangeError means that a number in the file points outside of its page
      if (error instanceof RangeError) throw new FormatFault('a number in it leads nowhere');
      throw error;
    }
  }

  residue(): Residue {
    const places: Partial<Record<Place, number>> = {};
    for (const found of this.#found.values())
      for (const [place, bytes] of Object.entries(found) as [Place, number][])
        places[place] = (places[place] ?? 0) + bytes;
    const residueBytes = Object.values(places).reduce((sum, bytes) => sum + bytes, 0);
    return { bytesScanned: this.#file.size, residueBytes, places };
  }

  #walk(isOver: () => boolean): boolean {
    const { size } = this.#file;
    const header = (this.#header = readFileHeader(this.#file.read(0, FILE_HEADER_BYTES), size));
    this.#resize(header.pages + 1);
    this.#visited = new Uint8Array(header.pages + 1);
    const lockPage = Math.floor(LOCK_BYTE / header.pageBytes) + 1;
    const stack: Visit[] = this.#roots();
    if (header.firstTrunk !== 0) stack.push([header.firstTrunk, TRUNK, 0]);
    if (lockPage <= header.pages) stack.push([lockPage, LOCK, 0]);
    if (!this.#visitAll(stack, isOver)) return false;
    for (let page = 1; page <= header.pages; page++)
      if (this.#visited[page] === 0 && !this.#visitAll([[page, LOST, 0]], isOver)) return false;
    this.#countBeyond(header.pages * header.pageBytes);
    return this.unread === 0;
  }

  #visitAll(stack: Visit[], isOver: () => boolean): boolean {
    let looks = 0;
    for (let visit = stack.pop(); visit !== undefined; visit = stack.pop()) {
      const [page, use, bytes] = visit;
      if (this.#visited[page] !== 0) throw new FormatFault(`page ${page} is in two places, or in none`);
      this.#visited[page] = 1;
      if (this.#uses[page] !== use) {
        if (++looks % PAGES_PER_LOOK === 0 && isOver()) return false;
        this.#look(page, use, bytes);
      }
      for (const next of this.#next.get(page) ?? []) stack.push(next);
    }
    return true;
  }

  /** Reads a page, clears its residue once, and keeps what follows the page. */
  #look(number: number, use: number, bytes: number): void {
    const page = this.#read(number);
    const { next, unused } = this.#lookAt(page, number, use, bytes);
    const places: Partial<Record<Place, number>> = {};
    const clear = this.#uses[number] === CLEARED ? undefined : this.#file.clear;
    let cleared = false;
    for (const { place, from, to } of [...unused, this.#reserved(page)]) {
      const residue = nonZero(page, from, to);
      if (residue === 0) continue;
      places[place] = (places[place] ?? 0) + residue;
      if (clear === undefined || ONLY_COUNTED.has(place)) continue;
      clear(this.#offsetOf(number) + from, to - from);
      cleared = true;
    }
    this.#uses[number] = cleared ? CLEARED : use;
    if (next.length > 0) this.#next.set(number, next);
    else this.#next.delete(number);
    if (Object.keys(places).length > 0) this.#found.set(number, places);
    else this.#found.delete(number);
  }

  #lookAt(page: Buffer, number: number, use: number, bytes: number): PageUse {
    const { usableBytes } = this.#headerNow();
    if (use === FREE) return { next: [], unused: [{ place: 'free pages', from: 0, to: usableBytes }] };
    if (use === TRUNK) return trunk(page, usableBytes);
    if (use === OVERFLOW) return overflow(page, usableBytes, bytes);
    if (use === LOCK || use === LOST)
      return { next: [], unused: [{ place: 'lost pages', from: 0, to: usableBytes }] };
    return treePage(this.#layout(number, page), use);
  }

  /**
   * The roots of all tables and indexes. The schema is read in each walk, since it may have changed; its own tree is the
   * first.
   */
  #roots(): Visit[] {
    const roots: Visit[] = [[SCHEMA_ROOT, SCHEMA, 0]];
    const read = (number: number): void => {
      const page = Buffer.from(this.#read(number));
      const { cells, rightmost } = this.#layout(number, page);
      for (const cell of cells) {
        if (cell.child !== 0) read(cell.child);
        else roots.push(...rootOf(this.#payload(page, cell)));
      }
      if (rightmost !== 0) read(rightmost);
    };
    read(SCHEMA_ROOT);
    return roots;
  }

  #payload(page: Buffer, { local, overflow: chain }: Cell): Buffer {
    const parts = [page.subarray(local.offset, local.offset + local.bytes)];
    let left = chain?.bytes ?? 0;
    for (let number = chain?.page ?? 0; left > 0;) {
      const next = this.#read(number);
      const bytes = Math.min(left, this.#headerNow().usableBytes - 4);
      parts.push(Buffer.from(next.subarray(4, 4 + bytes)));
      left -= bytes;
      number = next.readUInt32BE(0);
    }
    return Buffer.concat(parts);
  }

  #layout(number: number, page: Buffer): TreePage {
    const begin = number === SCHEMA_ROOT ? FILE_HEADER_BYTES : 0;
    return readTreePage(page, begin, this.#headerNow().usableBytes);
  }

  #reserved(page: Buffer): Unused {
    return { place: 'reserved bytes', from: this.#headerNow().usableBytes, to: page.length };
  }

  /** What is in the file after its last page. */
  #countBeyond(end: number): void {
    const { size } = this.#file;
    const residue = size > end ? nonZero(this.#file.read(end, size - end), 0, size - end) : 0;
    if (residue > 0) this.#found.set(this.#uses.length, { 'lost pages': residue });
    else this.#found.delete(this.#uses.length);
  }

  #read(number: number): Buffer {
    if (number < 1 || number >= this.#uses.length) throw new FormatFault(`there is no page ${number}`);
    return this.#file.read(this.#offsetOf(number), this.#headerNow().pageBytes);
  }

  #offsetOf(number: number): number {
    return (number - 1) * this.#headerNow().pageBytes;
  }

  #headerNow(): FileHeader {
    if (this.#header === undefined) throw new Error('no walk has begun');
    return this.#header;
  }

  /** Follows the size of the file. */
  #resize(length: number): void {
    const kept = this.#uses.subarray(0, length);
    if (length === this.#uses.length) return;
    this.#uses = new Uint8Array(length);
    this.#uses.set(kept);
    for (const page of this.#found.keys()) if (page >= length) this.#found.delete(page);
  }
}

/** The number of bytes that are not zero. */
function nonZero(bytes: Buffer, from: number, to: number): number {
  let found = 0;
  for (let offset = from; offset < to; offset++) if (bytes[offset] !== 0) found++;
  return found;
}
