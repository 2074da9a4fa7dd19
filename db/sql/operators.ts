/**
 * The SQL of operators: their tokens, stored only as a digest, and the log of their actions.
 * `server/domain/operator/operator.ts` decides about permissions.
 */

import { operatorQueries } from '../../server/domain/operator/operator.ts';
import { columns, insertInto, sqlFor } from '../dialect/statements.ts';

const TOKEN = `SELECT ${columns('operator_tokens')} FROM operator_tokens`;

export const OPERATORS = sqlFor(operatorQueries, {
  addOperatorToken: { sql: insertInto('operator_tokens') },
  findOperatorToken: { sql: `${TOKEN} WHERE id = :id` },
  listOperatorTokens: { sql: `${TOKEN} ORDER BY created_day, id` },
  revokeOperatorToken: {
    sql: 'UPDATE operator_tokens SET revoked_day = :day WHERE id = :id AND revoked_day IS NULL',
  },
  // an operator's action is logged once, even if its operation is retried
  addOperatorAction: {
    sql: `${insertInto('operator_actions')} ON CONFLICT (id) DO NOTHING`,
  },
  listOperatorActions: {
    sql: `
      SELECT ${columns('operator_actions')} FROM operator_actions WHERE license = :license
      ORDER BY hour, id`,
  },
});
