/**
 * What a restored backup must not take up again: whatever was given out before it may have been ended since, and a mail
 * that waited then was sent. So its customers log in anew, and ask anew for what they waited for.
 */

import { ask, query, type Operation } from './query.ts';

export interface RestoredQueries {
  endAllSessions(of: Record<never, never>): number;
  endAllLinks(of: Record<never, never>): number;
  dropAllMails(of: Record<never, never>): number;
}

/** Ends all sessions, links and waiting mails; answers how many. */
export function* endGivenOut(): Operation<number> {
  const ended = yield* ask(query('endAllSessions', {}), query('endAllLinks', {}), query('dropAllMails', {}));
  return ended.reduce((sum: number, rows) => sum + rows, 0);
}
