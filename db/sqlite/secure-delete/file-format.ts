/**
 * The part of SQLite's file format (sqlite.org/fileformat2.html) that the secure delete reads: the file's header, the
 * layout of a b-tree page, the size of its cells and their overflow pages. Pure functions on bytes; a violation of the
 * format throws `FormatFault`. Bytes outside of the layout are cleared in place, so a page is refused unless its cells,
 * its freeblocks and its fragments fill its content exactly. `scrub-pages.ts` decides which bytes are residue.
 */

/** Thrown if the bytes are not a database of this program, or were read while they changed. */
export class FormatFault extends Error {}

export interface FileHeader {
  readonly pageBytes: number;
  /** The number of bytes of a page, without the reserved bytes at its end. */
  readonly usableBytes: number;
  readonly pages: number;
  /** The number of the first trunk page of the free list; 0 if the free list is empty. */
  readonly firstTrunk: number;
}

/** A part of a page: its offset and its length. */
interface Span {
  readonly offset: number;
  readonly bytes: number;
}

export interface Cell extends Span {
  /** The number of the cell's child page; 0 on a leaf page. */
  readonly child: number;
  /** The part of the payload that is stored inside of the cell. */
  readonly local: Span;
  /** The first page of the payload's overflow chain, and the number of payload bytes in the whole chain. */
  readonly overflow: { readonly page: number; readonly bytes: number } | undefined;
}

export interface TreePage {
  /** The gap between the array of cell pointers and the first cell. */
  readonly gap: Span;
  readonly cells: readonly Cell[];
  readonly freeblocks: readonly Span[];
  /** The bytes between cells that are too few for a freeblock. */
  readonly fragments: readonly Span[];
  /** The number of the last child page; 0 on a leaf page. */
  readonly rightmost: number;
}

export const FILE_HEADER_BYTES = 100;
const MAGIC = 'SQLite format 3\0';
const LARGEST_PAGE = 65_536;
/** The minimum size of a cell: after the cell is deleted, a freeblock must fit into its space. */
const CELL_BYTES_MIN = 4;
const FREEBLOCK_HEADER_BYTES = 4;
const INDEX_INTERIOR = 2;
const TABLE_INTERIOR = 5;
const INDEX_LEAF = 10;
const TABLE_LEAF = 13;

/**
 * Reads the header of a database file.
 * @throws FormatFault for another format, or one with pointer maps, which this program never creates
 */
export function readFileHeader(header: Buffer, fileBytes: number): FileHeader {
  if (header.toString('latin1', 0, MAGIC.length) !== MAGIC) throw new FormatFault('it is no SQLite database');
  if (header.readUInt32BE(52) !== 0) throw new FormatFault('it has pointer maps');
  const written = header.readUInt16BE(16);
  const pageBytes = written === 1 ? LARGEST_PAGE : written;
  const counted = header.readUInt32BE(28);
  const isCounted = counted > 0 && header.readUInt32BE(24) === header.readUInt32BE(92);
  return {
    pageBytes,
    usableBytes: pageBytes - header.readUInt8(20),
    pages: isCounted ? counted : Math.floor(fileBytes / pageBytes),
    firstTrunk: header.readUInt32BE(32),
  };
}

/**
 * The layout of a b-tree page.
 * @param begin the offset of the page's header, which follows the file's header on the first page
 * @throws FormatFault
 */
export function readTreePage(page: Buffer, begin: number, usableBytes: number): TreePage {
  const type = page.readUInt8(begin);
  if (![INDEX_INTERIOR, TABLE_INTERIOR, INDEX_LEAF, TABLE_LEAF].includes(type))
    throw new FormatFault(`a page of a tree has the type ${type}`);
  const isInterior = type === INDEX_INTERIOR || type === TABLE_INTERIOR;
  const headerBytes = isInterior ? 12 : 8;
  const count = page.readUInt16BE(begin + 3);
  const contentAt = page.readUInt16BE(begin + 5) || LARGEST_PAGE;
  const pointersEnd = begin + headerBytes + 2 * count;
  if (pointersEnd > contentAt || contentAt > usableBytes)
    throw new FormatFault('a page of a tree has its cells in its header');
  const cells: Cell[] = [];
  for (let pointer = begin + headerBytes; pointer < pointersEnd; pointer += 2) {
    const offset = page.readUInt16BE(pointer);
    cells.push(inside(readCell(page, offset, type, usableBytes), contentAt, usableBytes));
  }
  const freeblocks = readFreeblocks(page, page.readUInt16BE(begin + 1), contentAt, usableBytes);
  const fragments = between([...cells, ...freeblocks], contentAt, usableBytes);
  if (sumOf(fragments) !== page.readUInt8(begin + 7))
    throw new FormatFault('a page of a tree has other fragments than it says');
  const rightmost = isInterior ? page.readUInt32BE(begin + 8) : 0;
  return {
    gap: { offset: pointersEnd, bytes: contentAt - pointersEnd },
    cells,
    freeblocks,
    fragments,
    rightmost,
  };
}

/** What the parts of a page leave free in its content. @throws FormatFault if two parts overlap */
function between(parts: Span[], from: number, to: number): Span[] {
  const found: Span[] = [];
  let end = from;
  for (const { offset, bytes } of parts.sort((part, other) => part.offset - other.offset)) {
    if (offset < end) throw new FormatFault('two parts of a page overlap');
    if (offset > end) found.push({ offset: end, bytes: offset - end });
    end = offset + bytes;
  }
  if (end < to) found.push({ offset: end, bytes: to - end });
  return found;
}

function sumOf(spans: readonly Span[]): number {
  return spans.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The first values of a record. Values other than texts and whole numbers are undefined. */
export function readRecord(payload: Buffer, values: number): (string | number | undefined)[] {
  const header = readVarint(payload, 0);
  let typeAt = header.bytes;
  let offset = header.value;
  return Array.from({ length: values }, () => {
    const type = readVarint(payload, typeAt);
    typeAt += type.bytes;
    const bytes = valueBytes(type.value);
    const value = payload.subarray(offset, offset + bytes);
    offset += bytes;
    if (type.value >= 13 && type.value % 2 === 1) return value.toString('utf8');
    if (type.value === 8 || type.value === 9) return type.value - 8;
    return type.value >= 1 && type.value <= 6 ? value.readIntBE(0, bytes) : undefined;
  });
}

function valueBytes(type: number): number {
  if (type >= 12) return Math.floor((type - 12) / 2);
  return [0, 1, 2, 3, 4, 6, 8, 8, 0, 0][type] ?? 0;
}

function readCell(page: Buffer, offset: number, type: number, usableBytes: number): Cell {
  const isInterior = type === INDEX_INTERIOR || type === TABLE_INTERIOR;
  const child = isInterior ? page.readUInt32BE(offset) : 0;
  let end = offset + (isInterior ? 4 : 0);
  const first = readVarint(page, end);
  end += first.bytes;
  if (type === TABLE_INTERIOR)
    return { offset, bytes: end - offset, child, local: { offset: end, bytes: 0 }, overflow: undefined };
  if (type === TABLE_LEAF) end += readVarint(page, end).bytes;
  const bytes = localBytes(first.value, type === TABLE_LEAF, usableBytes);
  const local = { offset: end, bytes };
  const beyond = first.value - bytes;
  if (beyond === 0)
    return {
      offset,
      bytes: Math.max(end + bytes - offset, CELL_BYTES_MIN),
      child,
      local,
      overflow: undefined,
    };
  const overflow = { page: page.readUInt32BE(end + bytes), bytes: beyond };
  return { offset, bytes: end + bytes + 4 - offset, child, local, overflow };
}

/** The number of payload bytes that are stored inside of the cell, by the formula of SQLite's file format. */
function localBytes(payload: number, isTable: boolean, usable: number): number {
  const most = isTable ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23;
  if (payload <= most) return payload;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const fitting = least + ((payload - least) % (usable - 4));
  return fitting <= most ? fitting : least;
}

function readFreeblocks(page: Buffer, first: number, contentAt: number, usableBytes: number): Span[] {
  const found: Span[] = [];
  for (let offset = first; offset !== 0; offset = page.readUInt16BE(offset)) {
    const last = found.at(-1);
    if (last !== undefined && offset < last.offset + last.bytes)
      throw new FormatFault('freeblocks are out of order');
    const span = inside({ offset, bytes: page.readUInt16BE(offset + 2) }, contentAt, usableBytes);
    if (span.bytes < FREEBLOCK_HEADER_BYTES) throw new FormatFault('a freeblock is too small');
    found.push(span);
  }
  return found;
}

function inside<Kind extends Span>(span: Kind, from: number, to: number): Kind {
  if (span.offset < from || span.offset + span.bytes > to)
    throw new FormatFault('a part of a page lies outside it');
  return span;
}

/**
 * Reads a variable-length integer of up to nine bytes, big-endian: each of the first eight bytes contains seven bits,
 * and the ninth byte contains eight bits.
 */
function readVarint(bytes: Buffer, offset: number): { value: number; bytes: number } {
  let value = 0;
  for (let index = 0; index < 8; index++) {
    const byte = bytes.readUInt8(offset + index);
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, bytes: index + 1 };
  }
  return { value: value * 256 + bytes.readUInt8(offset + 8), bytes: 9 };
}
