/**
 * The process that scans a database file for residue: given the path, it prints what it found as JSON. It never opens
 * the database through SQLite, and whoever has it open never reads the file: closing such a descriptor would drop
 * SQLite's locks (DESIGN 6). Ends with 65 where the bytes are no whole database. Started by `spawn-scan.ts`.
 */

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { findResidue, type FileBytes } from './scan.ts';
import { FormatFault } from './file-format.ts';

const EXIT_NOT_WHOLE = 65;
/** Read at once: pages mostly follow each other in a file that was just written anew. */
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
  const load = (at: number, bytes: number): Buffer => {
    const read = Buffer.alloc(Math.min(bytes, Math.max(0, size - at)));
    let done = 0;
    while (done < read.length) {
      const got = readSync(file, read, done, read.length - done, at + done);
      if (got === 0) throw new FormatFault('it became shorter while it was read');
      done += got;
    }
    return read;
  };
  return {
    size,
    read: (at, bytes) => {
      if (at < begin || at + bytes > begin + window.length) {
        window = load(at, Math.max(bytes, WINDOW_BYTES));
        begin = at;
      }
      if (at + bytes > begin + window.length) throw new FormatFault('a page lies behind its end');
      return window.subarray(at - begin, at - begin + bytes);
    },
  };
}
