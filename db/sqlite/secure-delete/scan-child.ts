/**
 * The process that scans a database file for residue: it gets the path of the file and prints what it finds as JSON.
 * This process never opens the database through SQLite. A process that has the database open must never read the file
 * itself, since closing the file's descriptor would drop SQLite's POSIX locks. The scanning process exits with 65 if
 * the bytes are not a complete database. `spawn-scan.ts` starts it.
 */

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { findResidue, type FileBytes } from './scan.ts';
import { FormatFault } from './file-format.ts';

const EXIT_NOT_WHOLE = 65;
/**
 * The number of bytes of one read of the file. Reads are large because the pages mostly follow each other in a file
 * that was just rewritten.
 */
const WINDOW_BYTES = 1 << 20;

scan(process.argv[2] ?? '');

function scan(path: string): void {
  const file = openSync(path, 'r');
  try {
    process.stdout.write(JSON.stringify(findResidue(bytesOf(file))));
  } catch (error) {
    if (!(error instanceof FormatFault)) throw error;
    process.stderr.write(error.message);
    process.exitCode = EXIT_NOT_WHOLE;
  } finally {
    closeSync(file);
  }
}

function bytesOf(file: number): FileBytes {
  const { size } = fstatSync(file);
  let window: Buffer = Buffer.alloc(0);
  let begin = 0;
  const load = (offset: number, bytes: number): Buffer => {
    const read = Buffer.alloc(Math.min(bytes, Math.max(0, size - offset)));
    let done = 0;
    while (done < read.length) {
      const got = readSync(file, read, done, read.length - done, offset + done);
      if (got === 0) throw new FormatFault('it became shorter while it was read');
      done += got;
    }
    return read;
  };
  return {
    size,
    read: (offset, bytes) => {
      if (offset < begin || offset + bytes > begin + window.length) {
        window = load(offset, Math.max(bytes, WINDOW_BYTES));
        begin = offset;
      }
      if (offset + bytes > begin + window.length) throw new FormatFault('a page lies behind its end');
      return window.subarray(offset - begin, offset - begin + bytes);
    },
  };
}
