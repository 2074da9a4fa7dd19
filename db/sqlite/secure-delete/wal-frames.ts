/**
 * Reads from the WAL which pages were written: the page numbers in the headers of its frames (sqlite.org/fileformat2.html,
 * section 4). Each read continues behind the last commit that was read, or at the beginning if the WAL was begun again.
 * The caller holds the write lock, so no frame is written meanwhile.
 */

import { openSync, readSync } from 'node:fs';

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
/** Both headers have the salts, which change whenever the WAL begins again. */
const SALT_BYTES = 8;
const SALTS_AT = 16;
const FRAME_SALTS_AT = 8;

export class WalFrames {
  readonly #file: number;
  #salts = '';
  /** The number of frames up to the last commit that was read. */
  #frames = 0;

  /** @param path the WAL of a database that is open */
  constructor(path: string) {
    this.#file = openSync(path, 'r');
  }

  /**
   * Calls `note` with the number of each page that was written since the last read. Returns the number of frames in the
   * WAL.
   */
  read(note: (page: number) => void): number {
    const header = this.#bytes(0, HEADER_BYTES);
    const salts = header.toString('latin1', SALTS_AT, SALTS_AT + SALT_BYTES);
    if (salts !== this.#salts) this.#frames = 0;
    this.#salts = salts;
    if (header.length < HEADER_BYTES) return 0;
    const frameBytes = FRAME_HEADER_BYTES + header.readUInt32BE(8);
    for (let index = this.#frames; ; index++) {
      const frame = this.#bytes(HEADER_BYTES + index * frameBytes, FRAME_HEADER_BYTES);
      if (frame.toString('latin1', FRAME_SALTS_AT, FRAME_SALTS_AT + SALT_BYTES) !== salts)
        return this.#frames;
      note(frame.readUInt32BE(0));
      // the last frame of a commit states the size of the database
      if (frame.readUInt32BE(4) !== 0) this.#frames = index + 1;
    }
  }

  #bytes(offset: number, bytes: number): Buffer {
    const read = Buffer.alloc(bytes);
    return read.subarray(0, readSync(this.#file, read, 0, bytes, offset));
  }
}
