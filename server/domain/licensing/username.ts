/**
 * The username of an account, and the username that an app sends with an activation. A username is ASCII only, so that
 * no two usernames look alike, and has no @, so that a username is never an address.
 */

import { contentFault } from '../kernel/free-text.ts';
import { refuse } from '../kernel/refusal.ts';

const USERNAME = /^[a-z0-9][a-z0-9._-]{1,31}$/;

/** The typed text in the form in which usernames are compared, whether or not the text is a valid username. */
export function foldUsername(typed: string): string {
  return typed.trim().toLowerCase();
}

/** The username in lower case; null where no username is given. */
export function readUsername(typed: string | undefined): string | null {
  if (typed === undefined) return null;
  const username = foldUsername(typed);
  const message = USERNAME.test(username) ? contentFault('username', username) : 'is not a valid username';
  if (message !== undefined) refuse('username_malformed', { fields: [{ pointer: '/username', message }] });
  return username;
}
