/**
 * Refuses a text that is not a username, whether a person typed it for an account or an app sent it with an activation.
 */

import { canonicalUsername } from '../../../client-sdk/typescript/contract/username.ts';
import { refuse } from '../kernel/refusal.ts';

/** The username in lower case; null where no username is given. */
export function readUsername(typed: string | undefined): string | null {
  if (typed === undefined) return null;
  return (
    canonicalUsername(typed) ??
    refuse('username_malformed', { fields: [{ pointer: '/username', message: 'is not a valid username' }] })
  );
}
