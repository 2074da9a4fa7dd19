/**
 * The SQL of sessions. A token is exchanged under the guard that it was not, so that of two who show it one is the
 * second. How long a session lasts stands in `server/domain/session.ts`.
 */

import type { SessionQueries } from '../server/domain/session.ts';
import { columns, declaredColumns, insertInto, type SqlFor } from './statements.ts';

const SESSION = `SELECT ${columns('sessions')} FROM sessions`;

export const SESSIONS: SqlFor<SessionQueries> = {
  addSession: { gives: 'count', sql: insertInto('sessions') },
  findSession: {
    gives: 'one',
    sql: `
      SELECT ${declaredColumns('sessions')
        .map((column) => `sessions.${column}`)
        .join(', ')}, accounts.username
      FROM sessions JOIN accounts ON accounts.id = sessions.account WHERE sessions.digest = :digest`,
  },
  lockSession: { gives: 'one', lock: true, sql: `${SESSION} WHERE digest = :digest` },
  rotateSession: {
    gives: 'count',
    sql: 'UPDATE sessions SET rotated_hour = :hour WHERE digest = :digest AND rotated_hour IS NULL',
  },
  listSessions: {
    gives: 'all',
    sql: `
      ${SESSION} WHERE account = :account AND rotated_hour IS NULL AND ends_hour > :hour
      ORDER BY begun_hour DESC, digest`,
  },
  endFamily: { gives: 'count', sql: 'DELETE FROM sessions WHERE account = :account AND family = :family' },
  endOtherFamilies: {
    gives: 'count',
    sql: 'DELETE FROM sessions WHERE account = :account AND family <> :family',
  },
  endSessions: { gives: 'count', sql: 'DELETE FROM sessions WHERE account = :account' },
};
