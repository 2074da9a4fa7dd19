/**
 * Discrete Laplace noise, exactly: Algorithms 1 and 2 of Canonne, Kamath and Steinke, "The Discrete Gaussian for
 * Differential Privacy" (2020), with whole numbers only. A floating-point Laplace would leak in its last bits.
 * `server/telemetry/draws.ts` is the source of randomness.
 */

/** The only randomness that is used. */
export interface Draws {
  /** 0 … n − 1, each equally likely. */
  below(n: number): number;
  /** True in `numerator` of `denominator` cases. */
  chance(numerator: number, denominator: number): boolean;
}

/** @param below gives 0 … n − 1, each equally likely */
export function drawsOver(below: (n: number) => number): Draws {
  return { below, chance: (numerator, denominator) => below(denominator) < numerator };
}

/** A whole number x with probability proportional to exp(−|x| / scale): ε = 1 / scale for a count of which one person is 1. */
export function discreteLaplace(scale: number, draws: Draws): number {
  for (;;) {
    const remainder = draws.below(scale);
    if (!expChance(remainder, scale, draws)) continue;
    let whole = 0;
    while (expChance(1, 1, draws)) whole += 1;
    const size = remainder + scale * whole;
    const isNegative = draws.chance(1, 2);
    // otherwise 0 would be drawn twice as often
    if (isNegative && size === 0) continue;
    return isNegative ? -size : size;
  }
}

/** True with probability exp(−numerator / denominator), for a fraction from 0 to 1. */
function expChance(numerator: number, denominator: number, draws: Draws): boolean {
  let turn = 1;
  while (draws.chance(numerator, denominator * turn)) turn += 1;
  return turn % 2 === 1;
}
