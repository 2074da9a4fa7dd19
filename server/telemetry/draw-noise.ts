/**
 * The randomness of the noise in published figures. The source is always the system's cryptographic generator. The
 * function takes no argument, so no caller can seed the generator.
 */

import { randomInt } from 'node:crypto';
import { discreteLaplace, drawsOver } from '../domain/statistics/noise.ts';
import { NOISE_SCALE } from '../domain/statistics/weekly-figures.ts';

/** Draws the noise for one figure. */
export function drawNoise(): number {
  return discreteLaplace(NOISE_SCALE, drawsOver(randomInt));
}
