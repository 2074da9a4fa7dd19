/**
 * What a restored backup must not take up again: whatever was given out before it may have been ended since, and a mail
 * that waited then was sent. So its customers log in anew, and ask anew for what they waited for.
 */

import { defineQueries, type NoParams, rowCount } from '../kernel/query.ts';
import { ask, type Operation } from '../kernel/operation.ts';

export const restoredQueries = defineQueries({
  endAllSessions: rowCount<NoParams>(),
  endAllLinks: rowCount<NoParams>(),
  dropAllMails: rowCount<NoParams>(),
});

/** Ends all sessions, links and waiting mails; answers how many. */
export function* endGivenOut(): Operation<number> {
  const ended = yield* ask(
    restoredQueries.endAllSessions({}),
    restoredQueries.endAllLinks({}),
    restoredQueries.dropAllMails({}),
  );
  return ended.reduce((sum: number, rows) => sum + rows, 0);
}
