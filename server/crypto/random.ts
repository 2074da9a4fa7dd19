/**
 * Randomness for many small draws: it is fetched for many at once, since each fetch costs more than its bytes. No byte
 * is given out twice.
 */

import { randomBytes } from 'node:crypto';

/** The source of randomness: that many random bytes. */
export type Random = (bytes: number) => Uint8Array;

const DRAWS_PER_FETCH = 128;

/** Draws of `size` bytes each. */
export function randomDraws(size: number, random: Random = randomBytes): () => Buffer {
  let pool = Buffer.alloc(0);
  let at = 0;
  return () => {
    if (at === pool.length) {
      pool = Buffer.from(random(size * DRAWS_PER_FETCH));
      at = 0;
    }
    at += size;
    return pool.subarray(at - size, at);
  };
}
