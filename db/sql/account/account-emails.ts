/**
 * The SQL of the recovery emails of accounts. An email is found by its keyed index, and is replaced only if the old
 * email is still stored, so that a removed email does not come back. The domain computes the index.
 */

import { accountEmailQueries } from '../../../server/domain/account/email.ts';
import { columns, sqlFor } from '../../dialect/statements.ts';

const SET =
  'UPDATE accounts SET email_index = :emailIndex, email_generation = :emailGeneration, email_wrapped = :emailWrapped';

export const ACCOUNT_EMAILS = sqlFor(accountEmailQueries, {
  listAccountsByEmail: {
    sql: `SELECT ${columns('accounts')} FROM accounts WHERE email_index = :emailIndex ORDER BY id`,
  },
  listFirstByEmail: {
    sql: `SELECT ${columns('accounts')} FROM accounts WHERE email_index = :emailIndex ORDER BY id LIMIT :rows`,
  },
  setAccountEmail: { sql: `${SET} WHERE id = :account` },
  dropFromRequests: {
    sql: 'DELETE FROM rights_subjects WHERE account = :account AND request IS NOT NULL',
  },
  moveAccountEmail: { sql: `${SET} WHERE id = :id AND email_index = :old` },
});
