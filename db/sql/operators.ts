/**
 * The SQL of operators: their tokens, stored only as a digest, the record of their actions, and the audit chain.
 * `server/domain/operator/operator.ts` decides about permissions.
 */

import { actionQueries } from '../../server/domain/operator/action.ts';
import { chainQueries } from '../../server/domain/operator/chain.ts';
import { operatorQueries } from '../../server/domain/operator/operator.ts';
import { SINCE_TRANSFER } from './account/owners-actions.ts';
import { pagesOf } from '../dialect/pages.ts';
import { columns, insertInto, sqlFor } from '../dialect/statements.ts';

const REASON =
  'SELECT action, reason, hour FROM operator_actions WHERE license = :license AND reason IS NOT NULL AND purpose IS NULL';
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
  setTokenPurpose: { sql: 'UPDATE operator_tokens SET purpose = :purpose WHERE id = :id' },
});

export const ACTIONS = sqlFor(actionQueries, {
  // an operator's action is logged once, even if its operation is retried
  addOperatorAction: {
    sql: `${insertInto('operator_actions')} ON CONFLICT (id) DO NOTHING`,
  },
  findOperatorAction: { sql: 'SELECT id FROM operator_actions WHERE id = :id' },
  findReason: { sql: `${REASON} AND action = :action ORDER BY hour DESC, id DESC LIMIT 1` },
  listReasons: {
    sql: `
      ${REASON} AND ${SINCE_TRANSFER} AND (action = :cause OR (hour >= :since AND action <> 'license disown'))
      ORDER BY hour DESC, id DESC LIMIT :rows`,
  },
});

const HEAD = `SELECT leaves, head FROM audit_head WHERE chain = 'actions'`;
const LEAF = `SELECT ${columns('audit_leaves')} FROM audit_leaves`;

export const CHAIN = sqlFor(chainQueries, {
  beginHead: {
    sql: `INSERT INTO audit_head (chain, leaves, head) VALUES ('actions', 0, '') ON CONFLICT (chain) DO NOTHING`,
  },
  lockHead: { lock: true, sql: HEAD },
  findHead: { sql: HEAD },
  moveHead: {
    sql: `UPDATE audit_head SET leaves = :leaves, head = :head WHERE chain = 'actions' AND leaves = :expected`,
  },
  addLeaf: { sql: insertInto('audit_leaves') },
  listLeaves: { sql: `${LEAF} WHERE number >= :from ORDER BY number LIMIT :rows` },
  findLeaf: { sql: `${LEAF} WHERE number = :number` },
  // the number makes it a search in the partial index
  listRestoredLeaves: { sql: `${LEAF} WHERE kind = 'restored' AND number >= 0 ORDER BY number` },
  listRecordedLeaves: {
    sql: `
      SELECT number, day, kind, commitment, hash, token,
        id, hour, actor, action, license, purpose, reason, salt
      FROM audit_leaves LEFT JOIN operator_actions ON leaf = number
      WHERE number >= :from AND number < :below
      ORDER BY number LIMIT :rows`,
  },
});
