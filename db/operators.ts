/**
 * The SQL of operators: their tokens, of which only a digest is stored, and the record of what they did. Who may do
 * what stands in `server/domain/operator.ts`.
 */

import type { OperatorQueries } from '../server/domain/operator.ts';
import { columns, insertInto, type SqlFor } from './statements.ts';

const TOKEN = `SELECT ${columns('operator_tokens')} FROM operator_tokens`;

export const OPERATORS: SqlFor<OperatorQueries> = {
  addOperatorToken: { gives: 'count', sql: insertInto('operator_tokens') },
  findOperatorToken: { gives: 'one', sql: `${TOKEN} WHERE id = :id` },
  listOperatorTokens: { gives: 'all', sql: `${TOKEN} ORDER BY created_day, id` },
  revokeOperatorToken: {
    gives: 'count',
    sql: 'UPDATE operator_tokens SET revoked_day = :day WHERE id = :id AND revoked_day IS NULL',
  },
  // an act is recorded once, however often its operation is run again
  addOperatorAction: {
    gives: 'count',
    sql: `${insertInto('operator_actions')} ON CONFLICT (id) DO NOTHING`,
  },
  listOperatorActions: {
    gives: 'all',
    sql: `
      SELECT ${columns('operator_actions')} FROM operator_actions WHERE license = :license
      ORDER BY hour, id`,
  },
};
