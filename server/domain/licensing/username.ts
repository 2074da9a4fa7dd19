/**
 * Refuses a text that is not a username, whether a person typed it for an account or an app sent it with an activation.
 */

import { canonicalUsername } from '../../../client-sdk/typescript/contract/username.ts';
import { contentFault } from '../kernel/free-text.ts';
import { refuse } from '../kernel/refusal.ts';

/** The username in lower case; null where no username is given. */
export function readUsername(typed: string | undefined): string | null {
  if (typed === undefined) return null;
  const username = canonicalUsername(typed);
  const message = username === undefined ? 'is not a valid username' : contentFault('username', username);
  if (username !== undefined && message === undefined) return username;
  return refuse('username_malformed', { fields: [{ pointer: '/username', message: message ?? '' }] });
}
