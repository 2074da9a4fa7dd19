/**
 * Seeded randomness for the simulation: the same seed always gives the same history. Each purpose draws from its own
 * stream, so that a history stays the same when one of its steps is left out.
 */

export interface Random {
  /** A whole number from 0 to `below` - 1. */
  int(below: number): number;
  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number;
  pick<Value>(values: readonly Value[]): Value;
  /** True in `percent` of 100 cases. */
  chance(percent: number): boolean;
  bytes(count: number): Uint8Array;
}

/** A stream of random numbers (mulberry32) that is determined by its parts, such as a seed and a purpose. */
export function randomOf(...parts: readonly (string | number)[]): Random {
  let state = hashOf(parts.join('/'));
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const int = (below: number): number => next() % below;
  return {
    int,
    between: (from, to) => from + int(to - from + 1),
    pick: <Value>(values: readonly Value[]) => values[int(values.length)] as Value,
    chance: (percent) => int(100) < percent,
    bytes: (count) => Uint8Array.from({ length: count }, () => int(256)),
  };
}

/** FNV-1a of a text, as the first state of a stream. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash | 0;
}
