/**
 * Usernames that a person typed for an account, or that an app sent with an activation. A malformed username is
 * refused.
 */

import { canonicalUsername } from '../../../client-sdk/typescript/contract/username.ts';
import { contentFault } from '../kernel/free-text.ts';
import { defineQueries, optionalRow, rowCount } from '../kernel/query.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Id } from '../kernel/ports.ts';

export const usernameQueries = defineQueries({
  /** The username to compare with one that an app sent: that of a member who has it, otherwise the owner's. */
  findUsername: optionalRow<{ license: Id; username: string }, { username: string }>(),
  /** Deletes the usernames of the owner's activations, unless they equal the given username. */
  dropOtherUsernames: rowCount<{ license: Id; username: string }>(),
  /** Deletes an account's username from the activations of the licenses that it owns or is a member of. */
  dropFormerUsername: rowCount<{ account: Id; username: string }>(),
  /** Deletes the usernames of the license's activations, unless the terms require a username. */
  dropUnaskedUsernames: rowCount<{ license: Id }>(),
});

/** The username in lower case; null if no username is given. */
export function readUsername(typed: string | undefined): string | null {
  if (typed === undefined) return null;
  const username = canonicalUsername(typed);
  const message = username === undefined ? 'is not a valid username' : contentFault('username', username);
  if (username !== undefined && message === undefined) return username;
  return refuse('username_malformed', { fields: [{ pointer: '/username', message: message ?? '' }] });
}

/**
 * Whether a username that an app sent agrees with that of an account that has the license; true if no username is sent,
 * or no account has the license.
 */
export function isUsernameOf(owner: string | null, username: string | null): boolean {
  return owner === null || username === null || owner === username;
}
