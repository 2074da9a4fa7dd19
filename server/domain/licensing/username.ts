/**
 * The username of an account, and the username that an app sends with an activation. A username is ASCII only, so that
 * no two usernames look alike, and has no @, so that a username is never an address.
 */

import { defineQueries, optionalRow, rowCount } from '../kernel/query.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Id } from '../kernel/ports.ts';

export const usernameQueries = defineQueries({
  /** The username of the account that has the license. */
  findOwnersUsername: optionalRow<{ license: Id }, { username: string }>(),
  /** Deletes the usernames of the license's activations that are not the given one. */
  dropOtherUsernames: rowCount<{ license: Id; username: string }>(),
  /** Deletes the usernames of the license's activations, unless its terms ask for them. */
  dropUnaskedUsernames: rowCount<{ license: Id }>(),
});

const USERNAME = /^[a-z0-9][a-z0-9._-]{1,31}$/;

/** The typed text in the form in which usernames are compared, whether or not the text is a valid username. */
export function foldUsername(typed: string): string {
  return typed.trim().toLowerCase();
}

/** The username in lower case; null where no username is given. */
export function readUsername(typed: string | undefined): string | null {
  if (typed === undefined) return null;
  const username = foldUsername(typed);
  if (!USERNAME.test(username)) {
    refuse('username_malformed', { fields: [{ pointer: '/username', message: 'is not a valid username' }] });
  }
  return username;
}

/**
 * Whether a username that an app sent may be that of the license's owner. Without a username nothing is claimed; without
 * an account nothing can be compared.
 */
export function isUsernameOf(owner: string | null, username: string | null): boolean {
  return owner === null || username === null || owner === username;
}
