/** The SQL of what a restored database does not take up again; why, stands in `server/domain/restored.ts`. */

import type { RestoredQueries } from '../server/domain/restored.ts';
import type { SqlFor } from './statements.ts';

export const RESTORED: SqlFor<RestoredQueries> = {
  endAllSessions: { gives: 'count', sql: 'DELETE FROM sessions' },
  endAllLinks: { gives: 'count', sql: 'DELETE FROM links' },
  dropAllMails: { gives: 'count', sql: 'DELETE FROM mails' },
};
