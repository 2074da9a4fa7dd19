/**
 * Random bytes for many small draws. The bytes for many draws are fetched at once, since each fetch costs more than its
 * bytes. No byte is used twice.
 */

import { randomBytes } from 'node:crypto';

/** A source of randomness: a function that returns the given number of random bytes. */
export type Random = (bytes: number) => Uint8Array;

const DRAWS_PER_FETCH = 128;

/** Creates a function that returns `size` random bytes with each call. */
export function randomDraws(size: number, random: Random = randomBytes): () => Buffer {
  let pool = Buffer.alloc(0);
  let offset = 0;
  return () => {
    if (offset === pool.length) {
      pool = Buffer.from(random(size * DRAWS_PER_FETCH));
      offset = 0;
    }
    offset += size;
    return pool.subarray(offset - size, offset);
  };
}
