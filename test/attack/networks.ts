/**
 * The addresses of the parties: each attacking network and each honest one is a /24 of its own, and no two parties share
 * one. The load of activations (`test/bench/machines.ts`) comes from addresses that begin with 20 to 79.
 */

/** The networks of the floods, as many as in the attack that they repeat. */
export const FLOODING = 104;
const BYTE = 256;

export function attackerAt(index: number): string {
  return `150.${Math.floor(index / BYTE)}.${index % BYTE}.7`;
}

export function visitorAt(index: number): string {
  return `90.${Math.floor(index / BYTE) % BYTE}.${index % BYTE}.7`;
}

/** The network of customers who are logged in, or whose browser is known. */
export const HOME = '91.1.1.7';
