/**
 * What a restored backup must not bring back into use: sessions, links, sign-ins, and offers of membership and of
 * licenses that may have ended since the backup, support bundles that may have been deleted, and queued mails that were already sent. Customers
 * log in again and request links again.
 */

import { defineQueries, type NoParams, rowCount } from '../kernel/query.ts';
import { ask, type Operation } from '../kernel/operation.ts';

export const restoredQueries = defineQueries({
  endAllSessions: rowCount<NoParams>(),
  endAllLinks: rowCount<NoParams>(),
  endAllSignIns: rowCount<NoParams>(),
  endAllOffers: rowCount<NoParams>(),
  endAllTransfers: rowCount<NoParams>(),
  endAllTakeovers: rowCount<NoParams>(),
  /** Forgets all support bundles: one that was deleted since the backup must not come back. */
  dropAllBundles: rowCount<NoParams>(),
  /** Forgets the mailed keys whose mails wait: the mails were probably delivered since the backup. */
  dropWaitingKeyMails: rowCount<NoParams>(),
  dropAllMails: rowCount<NoParams>(),
  endAllAnswers: rowCount<NoParams>(),
});

/**
 * Deletes all sessions, links, sign-ins, offers, transfers, take-overs, support bundles and queued mails, and the rows of
 * `key_mails` for these mails; returns the number of deleted rows.
 */
export function* deleteSessionsLinksAndMails(): Operation<number> {
  const ended = yield* ask(
    restoredQueries.endAllSessions({}),
    restoredQueries.endAllLinks({}),
    restoredQueries.endAllSignIns({}),
    restoredQueries.endAllOffers({}),
    restoredQueries.endAllTransfers({}),
    restoredQueries.endAllTakeovers({}),
    restoredQueries.dropAllBundles({}),
    restoredQueries.dropWaitingKeyMails({}),
    restoredQueries.dropAllMails({}),
    restoredQueries.endAllAnswers({}),
  );
  return ended.reduce((sum: number, rows) => sum + rows, 0);
}
