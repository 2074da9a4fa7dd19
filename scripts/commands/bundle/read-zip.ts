/**
 * Reads the texts of a zip that a stranger may have made: by its central directory, with bounds on the number of files
 * and on what they unpack to. A name is only shown; no path is made from it. What is not text is left out, with the
 * reason. Never throws.
 */

import { crc32, inflateRawSync } from 'node:zlib';

/** The maximum number of files that are read, and of bytes that all of them may unpack to. */
export const ENTRIES_MAX = 50;
export const UNPACKED_BYTES_MAX = 2_000_000;
const NAME_BYTES_MAX = 200;

/** Why a file of a zip is not shown. */
type LeftOut = 'encrypted' | 'compressed in another way' | 'damaged' | 'too large' | 'not text' | 'a folder';

export interface ReadEntry {
  name: string;
  /** The size that the zip states. */
  bytes: number;
  /** Null: it is left out. */
  text: string | null;
  leftOut: LeftOut | null;
}

export interface ReadZip {
  entries: ReadEntry[];
  /** Why not every file is listed; null: all are. */
  fault: string | null;
}

const CENTRAL_HEADER = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;
const END = 0x06054b50;
const [CENTRAL_BYTES, LOCAL_BYTES, END_BYTES] = [46, 30, 22];
const COMMENT_BYTES_MAX = 65_535;
const [STORED, DEFLATED] = [0, 8];
const ENCRYPTED_FLAG = 1;

const TEXT = new TextDecoder('utf-8', { fatal: true });

export function readZip(zip: Uint8Array): ReadZip {
  const bytes = Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength);
  const entries: ReadEntry[] = [];
  try {
    const end = findEnd(bytes);
    if (end === undefined) return { entries, fault: 'it has no directory' };
    let left = UNPACKED_BYTES_MAX;
    let place = bytes.readUInt32LE(end + 16);
    for (let index = bytes.readUInt16LE(end + 10); index > 0; index -= 1) {
      if (entries.length >= ENTRIES_MAX) return { entries, fault: `it has more than ${ENTRIES_MAX} files` };
      if (bytes.readUInt32LE(place) !== CENTRAL_HEADER) return { entries, fault: 'its directory is damaged' };
      const { entry, next } = readEntry(bytes, place, left);
      left -= entry.text === null ? 0 : Buffer.byteLength(entry.text);
      entries.push(entry);
      place = next;
    }
    return { entries, fault: null };
  } catch (error) {
    // a position outside of the file
    if (error instanceof RangeError) return { entries, fault: 'its directory is damaged' };
    throw error;
  }
}

function findEnd(bytes: Buffer): number | undefined {
  const first = Math.max(0, bytes.length - END_BYTES - COMMENT_BYTES_MAX);
  for (let place = bytes.length - END_BYTES; place >= first; place -= 1)
    if (bytes.readUInt32LE(place) === END) return place;
  return undefined;
}

function readEntry(bytes: Buffer, place: number, left: number): { entry: ReadEntry; next: number } {
  const [nameBytes, extra, comment] = [28, 30, 32].map((field) => bytes.readUInt16LE(place + field)) as [
    number,
    number,
    number,
  ];
  const begin = place + CENTRAL_BYTES;
  const name = bytes.toString('utf8', begin, begin + Math.min(nameBytes, NAME_BYTES_MAX));
  const size = bytes.readUInt32LE(place + 24);
  const content = name.endsWith('/') ? 'a folder' : contentOf(bytes, place, left);
  const entry: ReadEntry = {
    name,
    bytes: size,
    ...(typeof content === 'string'
      ? { text: null, leftOut: content }
      : { text: content.text, leftOut: null }),
  };
  return { entry, next: begin + nameBytes + extra + comment };
}

function contentOf(bytes: Buffer, place: number, left: number): LeftOut | { text: string } {
  if ((bytes.readUInt16LE(place + 8) & ENCRYPTED_FLAG) !== 0) return 'encrypted';
  const method = bytes.readUInt16LE(place + 10);
  if (method !== STORED && method !== DEFLATED) return 'compressed in another way';
  const [checksum, packedBytes, size] = [16, 20, 24].map((field) => bytes.readUInt32LE(place + field)) as [
    number,
    number,
    number,
  ];
  if (size > left) return 'too large';
  const local = bytes.readUInt32LE(place + 42);
  if (local + LOCAL_BYTES > bytes.length || bytes.readUInt32LE(local) !== LOCAL_HEADER) return 'damaged';
  const begin = local + LOCAL_BYTES + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  if (begin + packedBytes > bytes.length) return 'damaged';
  const packed = bytes.subarray(begin, begin + packedBytes);
  const unpacked = method === STORED ? packed : inflated(packed, size);
  if (unpacked?.length !== size || crc32(unpacked) !== checksum) return 'damaged';
  const text = textOf(unpacked);
  return text === undefined ? 'not text' : { text };
}

/** Undefined if the bytes are damaged, or unpack to more than the zip states. */
function inflated(packed: Buffer, size: number): Buffer | undefined {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
  } catch {
    return undefined;
  }
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    const text = TEXT.decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}
