/**
 * Writes a zip file (APPNOTE 6.3.10) without compression, so that every program opens it and a person can search it. All
 * entries have the same time, and no other metadata.
 */
import { crc32 } from 'node:zlib';

/** A file of the zip: its name, in ASCII, and its text. */
export type ZipEntry = readonly [name: string, text: string];

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END = 0x06054b50;
/** The version that a reader needs: 1.0, for files without compression. */
const VERSION = 10;
/** 1980-01-01, the first day that a zip can name. */
const FIRST_DAY = 0x21;

/** Writes a zip with these files, in their order. */
export function writeZip(entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of entries) {
    const [path, content] = [Buffer.from(name), Buffer.from(text)];
    // flags, method, time, day, checksum, sizes, and the lengths of the name and of no extra field
    const common = Buffer.concat([
      numbers(2, 0, 0, 0, FIRST_DAY),
      numbers(4, crc32(content), content.length, content.length),
      numbers(2, path.length, 0),
    ]);
    const local = Buffer.concat([numbers(4, LOCAL_HEADER), numbers(2, VERSION), common, path, content]);
    locals.push(local);
    central.push(
      numbers(4, CENTRAL_HEADER),
      numbers(2, VERSION, VERSION),
      common,
      // no comment, first disk, no attributes
      numbers(2, 0, 0, 0),
      numbers(4, 0, offset),
      path,
    );
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const count = entries.length;
  const end = [
    numbers(4, END),
    numbers(2, 0, 0, count, count),
    numbers(4, directory.length, offset),
    numbers(2, 0),
  ];
  return Buffer.concat([...locals, directory, ...end]);
}

/** Little-endian numbers of one size, in bytes. */
function numbers(bytes: 2 | 4, ...values: number[]): Buffer {
  const written = Buffer.alloc(bytes * values.length);
  for (const [index, value] of values.entries()) written.writeUIntLE(value, index * bytes, bytes);
  return written;
}
