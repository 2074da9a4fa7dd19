/** The SQL of sessions. How long one lasts stands in `server/domain/session.ts`. */

import type { SessionQueries } from '../server/domain/session.ts';
import { insertInto, type SqlFor } from './statements.ts';

export const SESSIONS: SqlFor<SessionQueries> = {
  addSession: { gives: 'count', sql: insertInto('sessions') },
};
