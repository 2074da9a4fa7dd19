/** Reads the username that a person typed, in the form that is sent. */
import { BadUsername } from '../primitives/errors.ts';
import { canonicalUsername } from '../contract/username.ts';

/** The username in the form that is sent; null if none was typed. @throws BadUsername */
export function requireUsername(typed: string | undefined): string | null {
  if (typed === undefined) return null;
  const username = canonicalUsername(typed);
  if (username === undefined) throw new BadUsername();
  return username;
}
