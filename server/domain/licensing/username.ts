/**
 * Refuses a text that is not a username, whether a person typed it for an account or an app sent it with an activation.
 */

import { canonicalUsername } from '../../../client-sdk/typescript/contract/username.ts';
import { contentFault } from '../kernel/free-text.ts';
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

/** The username in lower case; null where no username is given. */
export function readUsername(typed: string | undefined): string | null {
  if (typed === undefined) return null;
  const username = canonicalUsername(typed);
  const message = username === undefined ? 'is not a valid username' : contentFault('username', username);
  if (username !== undefined && message === undefined) return username;
  return refuse('username_malformed', { fields: [{ pointer: '/username', message: message ?? '' }] });
}

/**
 * Whether a username that an app sent may be that of the license's owner. Without a username nothing is claimed; without
 * an account nothing can be compared.
 */
export function isUsernameOf(owner: string | null, username: string | null): boolean {
  return owner === null || username === null || owner === username;
}
