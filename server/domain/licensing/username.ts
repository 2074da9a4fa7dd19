/**
 * The username of an account, and the username that an app sends with an activation. ASCII only, so that no two look
 * alike, and without an @, so that it is never an address.
 */

import { refuse } from '../kernel/refusal.ts';

const USERNAME = /^[a-z0-9][a-z0-9._-]{1,31}$/;

/** The typed text in the form in which usernames are compared, whether or not it is a username. */
export function foldUsername(typed: string): string {
  return typed.trim().toLowerCase();
}

/** The username in lower case; null where none is given. */
export function readUsername(typed: string | undefined): string | null {
  if (typed === undefined) return null;
  const username = foldUsername(typed);
  if (!USERNAME.test(username)) {
    refuse('username_malformed', { fields: [{ pointer: '/username', message: 'is not a valid username' }] });
  }
  return username;
}
