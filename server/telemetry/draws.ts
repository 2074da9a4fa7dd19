/**
 * The randomness of published noise: the system's cryptographic generator, and no other. It takes nothing, so that nobody
 * can give it a seed.
 */

import { randomInt } from 'node:crypto';
import { discreteLaplace, drawsOver } from '../domain/statistics/noise.ts';
import { NOISE_SCALE } from '../domain/statistics/telemetry.ts';

/** Noise for one figure. */
export function drawNoise(): number {
  return discreteLaplace(NOISE_SCALE, drawsOver(randomInt));
}
