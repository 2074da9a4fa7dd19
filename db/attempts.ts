/** The SQL of failed logins. What they delay stands in `server/domain/attempt.ts`. */

import type { AttemptQueries } from '../server/domain/attempt.ts';
import { insertInto, type SqlFor } from './statements.ts';

export const ATTEMPTS: SqlFor<AttemptQueries> = {
  addAttempt: { gives: 'count', sql: insertInto('attempts') },
};
