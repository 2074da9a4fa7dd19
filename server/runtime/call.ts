/**
 * The context of one call: the time, an id and unique randomness. `composition/world.ts` provides the time and the
 * randomness.
 */

import type { Clock } from './clock.ts';
import type { Call } from '../domain/kernel/ports.ts';

const ID_BYTES = 16;
const RANDOM_BYTES = 32;
/** The number of random bytes that are drawn for each call. */
export const CALL_BYTES = ID_BYTES + RANDOM_BYTES;

/** Returns a function that makes the context of a call. @param draw returns `CALL_BYTES` fresh random bytes */
export function callMaker(clock: Clock, draw: () => Buffer): (actor: string) => Call {
  return (actor) => {
    const bytes = draw();
    const id = writeId(bytes.subarray(0, ID_BYTES));
    return { now: clock.now(), id, random: bytes.toString('base64url', ID_BYTES), actor };
  };
}

/**
 * An id as base64url that begins with a letter, since a command line treats an argument that begins with a dash as an
 * option. The top bit of the first byte is cleared: of 128 random bits 127 remain, and all ids stay equally likely.
 */
export function writeId(random: Buffer): string {
  const bytes = Buffer.from(random);
  bytes.writeUInt8(bytes.readUInt8() & 0x7f);
  return bytes.toString('base64url');
}
