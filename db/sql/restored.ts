/**
 * The SQL that deletes what a restored database must not keep; `server/domain/privacy/after-restore.ts` gives the
 * reasons.
 */

import { restoredQueries } from '../../server/domain/privacy/after-restore.ts';
import { sqlFor } from '../dialect/statements.ts';

export const RESTORED = sqlFor(restoredQueries, {
  endAllSessions: { sql: 'DELETE FROM sessions' },
  endAllLinks: { sql: 'DELETE FROM links' },
  dropAllBundles: { sql: 'DELETE FROM support_bundles' },
  endAllSignIns: { sql: 'DELETE FROM sign_ins' },
  endAllOffers: { sql: 'DELETE FROM member_offers' },
  endAllTransfers: { sql: 'DELETE FROM transfers' },
  endAllTakeovers: { sql: 'DELETE FROM takeovers' },
  dropWaitingKeyMails: { sql: 'DELETE FROM key_mails WHERE mail IN (SELECT id FROM mails)' },
  dropAllMails: { sql: 'DELETE FROM mails' },
  endAllAnswers: {
    sql: 'UPDATE rights_requests SET answer = NULL, answer_ends_day = NULL WHERE answer IS NOT NULL',
  },
});
