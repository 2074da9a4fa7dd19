/**
 * The SQL of operators: their tokens, stored only as a digest, and the log of their actions.
 * `server/domain/operator/operator.ts` decides about permissions.
 */

import { operatorQueries } from '../../server/domain/operator/operator.ts';
import { pagesOf } from '../dialect/pages.ts';
import { columns, insertInto, sqlFor } from '../dialect/statements.ts';

const REASON =
  'SELECT action, reason, hour FROM operator_actions WHERE license = :license AND reason IS NOT NULL';
const TOKEN = `SELECT ${columns('operator_tokens')} FROM operator_tokens`;

export const OPERATORS = sqlFor(operatorQueries, {
  addOperatorToken: { sql: insertInto('operator_tokens') },
  findOperatorToken: { sql: `${TOKEN} WHERE id = :id` },
  pageOperatorTokens: {
    sql: pagesOf({
      columns: columns('operator_tokens'),
      from: 'operator_tokens',
      key: ['created_day', 'id'],
    }),
  },
  countOperatorTokens: { sql: 'SELECT COUNT(*) AS held FROM operator_tokens' },
  revokeOperatorToken: {
    sql: 'UPDATE operator_tokens SET revoked_day = :day WHERE id = :id AND revoked_day IS NULL',
  },
  // an operator's action is logged once, even if its operation is retried
  addOperatorAction: {
    sql: `${insertInto('operator_actions')} ON CONFLICT (id) DO NOTHING`,
  },
  findReason: { sql: `${REASON} AND action = :action ORDER BY hour DESC, id DESC LIMIT 1` },
  listReasons: {
    sql: `
      ${REASON} AND (action = :cause OR (hour >= :since AND action <> 'license disown'))
      ORDER BY hour DESC, id DESC LIMIT :rows`,
  },
});
