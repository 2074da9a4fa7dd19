/**
 * Tokens in cookies that show without a look-up that this installation has made them: random characters, and a MAC over
 * them. A mark does not prove who sends the token: that is looked up. It keeps made-up cookies from costing a look-up.
 */

import type { Generation } from '../kernel/generation.ts';
import type { Vault } from '../kernel/ports.ts';

/** The cookies that have a marked token. */
export type Marked = 'session' | 'known browser';

/** The characters of base64url in a token: those that are random, and all. */
const CHARACTERS: Readonly<Record<Marked, { readonly random: number; readonly all: number }>> = {
  session: { random: 22, all: 43 },
  'known browser': { random: 11, all: 22 },
};

/** @param random at least as many random characters of base64url as the token has */
export function markToken(use: Marked, random: string, generation: Generation): string {
  const beginning = random.slice(0, CHARACTERS[use].random);
  return beginning + macOf(use, beginning, generation);
}

/** Whether a token was made by {@link markToken} under a live generation of the secret. */
export function hasMark(use: Marked, token: string, { live, same }: Pick<Vault, 'live' | 'same'>): boolean {
  const beginning = token.slice(0, CHARACTERS[use].random);
  return live.some((generation) => same(beginning + macOf(use, beginning, generation), token));
}

function macOf(use: Marked, beginning: string, generation: Generation): string {
  const { random, all } = CHARACTERS[use];
  return generation.digest(`${use} mark`, [beginning]).slice(0, all - random);
}
