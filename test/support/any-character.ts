/**
 * Any character but a surrogate, as the unit of `fc.string`. It is the unit `binary` of fast-check, without the map of all
 * 1.1 million characters that the library makes to shrink its own: that takes a second of CPU in each process.
 */

import fc from 'fast-check';

const SURROGATES = { from: 0xd8_00, count: 0x8_00 };
const CHARACTERS = 0x11_00_00 - SURROGATES.count;

export const ANY_CHARACTER = fc
  .nat({ max: CHARACTERS - 1 })
  .map((nth) => String.fromCodePoint(nth < SURROGATES.from ? nth : nth + SURROGATES.count), nthOf);

/** @throws Error if it is not such a character, as fast-check expects it */
function nthOf(character: unknown): number {
  const point = typeof character === 'string' ? character.codePointAt(0) : undefined;
  if (point === undefined || String.fromCodePoint(point) !== character) throw new Error('not one character');
  if (point < SURROGATES.from) return point;
  if (point < SURROGATES.from + SURROGATES.count) throw new Error('a surrogate');
  return point - SURROGATES.count;
}
