/**
 * The SQL of sessions. A token is exchanged only if it has not been exchanged before, so that one of two concurrent
 * exchanges fails. `server/domain/account/session.ts` decides how long a session lasts.
 */

import { sessionQueries } from '../../../server/domain/account/session.ts';
import { columns, declaredColumns, insertInto, sqlFor } from '../../dialect/statements.ts';

const SESSION = `SELECT ${columns('sessions')} FROM sessions`;

export const SESSIONS = sqlFor(sessionQueries, {
  addSession: { sql: insertInto('sessions') },
  findSession: {
    sql: `
      SELECT ${declaredColumns('sessions')
        .map((column) => `sessions.${column}`)
        .join(', ')}, accounts.username
      FROM sessions JOIN accounts ON accounts.id = sessions.account WHERE sessions.digest = :digest`,
  },
  lockSession: { lock: true, sql: `${SESSION} WHERE digest = :digest` },
  rotateSession: {
    sql: 'UPDATE sessions SET rotated_hour = :hour WHERE digest = :digest AND rotated_hour IS NULL',
  },
  listSessions: {
    sql: `
      ${SESSION} WHERE account = :account AND rotated_hour IS NULL AND ends_hour > :hour
      ORDER BY begun_hour DESC, digest`,
  },
  endFamily: { sql: 'DELETE FROM sessions WHERE account = :account AND family = :family' },
  endOtherFamilies: {
    sql: 'DELETE FROM sessions WHERE account = :account AND family <> :family',
  },
  endOldestFamilies: {
    sql: `
      DELETE FROM sessions
      WHERE account = :account AND family <> :family AND family NOT IN (
        SELECT family FROM sessions
        WHERE account = :account AND family <> :family AND ends_hour > :hour
        GROUP BY family
        ORDER BY MAX(begun_hour) DESC, family
        LIMIT :most
      )`,
  },
  endSessions: { sql: 'DELETE FROM sessions WHERE account = :account' },
});
