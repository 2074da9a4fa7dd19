/**
 * Changes of an input, determined by a seed: bits, bytes, parts of itself and of another input, and texts in which
 * readers differ.
 */

export type Draw = (below: number) => number;

const PLAIN =
  '" \\ \\u0000 \\ud800 { } [ ] , : 0 -1 1e999 null __proto__ = + @ ; :: / %2d % . &#45; - </b> ﬁ Ｏ';
const ADDRESSES = '::ffff:10.0.0.1 10.0.0.1 127.0.0.1 [::1]:80 unknown';
const SPECIAL = [...`${PLAIN} ${ADDRESSES}`.split(' '), '', '\t', '\r\n', '\n', '\0', '\ufeff', '\u200b'].map(
  (text) => Buffer.from(text),
);
const BYTES = 256;
const LENGTH_MAX = 4_096;
const CHANGES_MAX = 4;

/** Whole numbers below a bound, determined by the seed (mulberry32). */
export function drawer(seed: number): Draw {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const CHANGES: readonly ((input: Buffer, other: Buffer, draw: Draw) => Buffer)[] = [
  (input, _other, draw) => replaced(input, draw, (part) => part.map((byte) => byte ^ (1 << draw(8)))),
  (input, _other, draw) => replaced(input, draw, () => Buffer.of(draw(BYTES))),
  (input, _other, draw) => replaced(input, draw, () => Buffer.alloc(0)),
  (input, _other, draw) => replaced(input, draw, () => SPECIAL[draw(SPECIAL.length)] ?? input),
  (input, _other, draw) => replaced(input, draw, (part) => Buffer.concat([part, part])),
  (input, other, draw) => replaced(input, draw, () => partOf(other, draw)),
  (input, _other, draw) => Buffer.concat([input, partOf(input, draw)]),
];

/** A changed copy of an input. */
export function mutate(input: Buffer, other: Buffer, draw: Draw): Buffer {
  let changed = input;
  for (let left = 1 + draw(CHANGES_MAX); left > 0; left--)
    changed = CHANGES[draw(CHANGES.length)]?.(changed, other, draw) ?? changed;
  return changed.subarray(0, LENGTH_MAX);
}

/** An input in which a part, usually a short one, is replaced. */
function replaced(input: Buffer, draw: Draw, by: (part: Buffer) => Uint8Array): Buffer {
  const start = draw(input.length + 1);
  const end = Math.min(input.length, start + draw(draw(4) === 0 ? input.length + 1 : 3));
  return Buffer.concat([input.subarray(0, start), by(input.subarray(start, end)), input.subarray(end)]);
}

function partOf(input: Buffer, draw: Draw): Buffer {
  const start = draw(input.length + 1);
  return input.subarray(start, start + draw(input.length - start + 1));
}
