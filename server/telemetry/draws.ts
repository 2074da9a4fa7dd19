/**
 * The randomness of published noise: always the system's cryptographic generator. It takes no argument, so no caller
 * can seed it.
 */

import { randomInt } from 'node:crypto';
import { discreteLaplace, drawsOver } from '../domain/statistics/noise.ts';
import { NOISE_SCALE } from '../domain/statistics/telemetry.ts';

/** Noise for one figure. */
export function drawNoise(): number {
  return discreteLaplace(NOISE_SCALE, drawsOver(randomInt));
}
