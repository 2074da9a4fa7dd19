/**
 * The particulars of one call: the time, an id and randomness that nobody else has. Leaves to `composition/world.ts` where time and
 * randomness come from.
 */

import type { Clock } from './clock.ts';
import type { Call } from '../domain/kernel/ports.ts';

const ID_BYTES = 16;
const RANDOM_BYTES = 32;
/** Drawn for each call. */
export const CALL_BYTES = ID_BYTES + RANDOM_BYTES;

/** @param draw gives `CALL_BYTES` random bytes, others each time */
export function callMaker(clock: Clock, draw: () => Buffer): (actor: string) => Call {
  return (actor) => {
    const bytes = draw();
    const id = writeId(bytes.subarray(0, ID_BYTES));
    return { now: clock.now(), id, random: bytes.toString('base64url', ID_BYTES), actor };
  };
}

/**
 * An id as base64url that begins with a letter, since a command line takes what begins with a dash for an option. The top
 * bit of the first byte is cleared: of 128 random bits 127 remain, and all ids stay equally likely.
 */
export function writeId(random: Buffer): string {
  const bytes = Buffer.from(random);
  bytes.writeUInt8(bytes.readUInt8() & 0x7f);
  return bytes.toString('base64url');
}
