/**
 * What the attacked server process is asked besides HTTP, and what it answers (`in-server.ts`).
 */

/** What the parent asks. Before the answer the clocks move. */
export interface Asked {
  /** Seconds that pass, by the wall clock and since the start. */
  readonly ahead?: number;
  /** Seconds by which the wall clock alone jumps. */
  readonly jump?: number;
}

/** The runs of argon2 since the start. */
export interface Runs {
  readonly all: number;
  /** Those for a password of an attacker, by the words before its last one. */
  readonly attackers: Readonly<Record<string, number>>;
}

/** Seconds by which the clock is ahead when the process starts. */
export const AHEAD_VARIABLE = 'ATTACK_CLOCK_AHEAD';
/** How every password of an attacker begins. */
export const ATTACKER = 'attack ';
