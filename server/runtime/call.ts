/**
 * The context of one call: the time, an id and unique randomness. `composition/world.ts` provides the time and the
 * randomness.
 */

import type { Clock } from './clock.ts';
import type { Day } from '../domain/kernel/day.ts';
import { writeId } from './id.ts';
import type { Call, DelayedNotice } from '../domain/kernel/ports.ts';

const ID_BYTES = 16;
const RANDOM_BYTES = 32;
const SALT_BYTES = 16;
/** The number of random bytes that are drawn for each call. */
export const CALL_BYTES = ID_BYTES + RANDOM_BYTES + SALT_BYTES;

/**
 * Returns a function that makes the context of a call.
 * @param draw returns `CALL_BYTES` fresh random bytes
 * @param confirmedDay the confirmed day that this process knows
 */
export function callMaker(
  clock: Clock,
  draw: () => Buffer,
  confirmedDay: () => Day,
): (actor: string, purpose?: string, heldBack?: DelayedNotice) => Call {
  return (actor, purpose, heldBack) => {
    const bytes = draw();
    const id = writeId(bytes.subarray(0, ID_BYTES));
    return {
      now: clock.now(),
      confirmedDay: confirmedDay(),
      id,
      random: bytes.toString('base64url', ID_BYTES, ID_BYTES + RANDOM_BYTES),
      salt: bytes.toString('base64url', ID_BYTES + RANDOM_BYTES),
      actor,
      purpose,
      heldBack,
    };
  };
}
