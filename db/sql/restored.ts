/** The SQL of what a restored database does not take up again; why, stands in `server/domain/privacy/after-restore.ts`. */

import { restoredQueries } from '../../server/domain/privacy/after-restore.ts';
import { sqlFor } from './statements.ts';

export const RESTORED = sqlFor(restoredQueries, {
  endAllSessions: { sql: 'DELETE FROM sessions' },
  endAllLinks: { sql: 'DELETE FROM links' },
  dropAllMails: { sql: 'DELETE FROM mails' },
});
