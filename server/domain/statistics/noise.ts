/**
 * Discrete Laplace noise, computed exactly: Algorithms 1 and 2 of Canonne, Kamath and Steinke, "The Discrete Gaussian
 * for Differential Privacy" (2020), with whole numbers only. Floating-point Laplace noise would leak information in its
 * last bits. `server/telemetry/draw-noise.ts` is the source of randomness.
 */

/** The source of randomness for the noise. No other randomness is used. */
export interface Draws {
  /** A random whole number from 0 to n − 1, each number equally likely. */
  below(n: number): number;
  /** A random boolean: true in `numerator` of `denominator` cases. */
  chance(numerator: number, denominator: number): boolean;
}

/**
 * Makes the draws from a source of random numbers.
 * @param below gives a whole number from 0 to n − 1, each number equally likely
 */
export function drawsOver(below: (n: number) => number): Draws {
  return { below, chance: (numerator, denominator) => below(denominator) < numerator };
}

/**
 * A random whole number x with probability proportional to exp(−|x| / scale). As noise it gives ε = 1 / scale for a
 * count to which one person contributes 1.
 */
export function discreteLaplace(scale: number, draws: Draws): number {
  for (;;) {
    const remainder = draws.below(scale);
    if (!expChance(remainder, scale, draws)) continue;
    let whole = 0;
    while (expChance(1, 1, draws)) whole += 1;
    const size = remainder + scale * whole;
    const isNegative = draws.chance(1, 2);
    // without this rejection, 0 would be drawn twice as often
    if (isNegative && size === 0) continue;
    return isNegative ? -size : size;
  }
}

/** A random boolean that is true with probability exp(−numerator / denominator), for a fraction from 0 to 1. */
function expChance(numerator: number, denominator: number, draws: Draws): boolean {
  let turn = 1;
  while (draws.chance(numerator, denominator * turn)) turn += 1;
  return turn % 2 === 1;
}
