/**
 * The SQL of the emails by which accounts are recovered: found by an index, and moved only where the old one still
 * stands, so that what was removed meanwhile does not come back. Leaves the forms of an index to the domain.
 */

import { accountEmailQueries } from '../../server/domain/account/email.ts';
import { columns, sqlFor } from './statements.ts';

const SET =
  'UPDATE accounts SET email_index = :emailIndex, email_generation = :emailGeneration, email_wrapped = :emailWrapped';

export const ACCOUNT_EMAILS = sqlFor(accountEmailQueries, {
  listAccountsByEmail: {
    sql: `SELECT ${columns('accounts')} FROM accounts WHERE email_index = :emailIndex ORDER BY id`,
  },
  setAccountEmail: { sql: `${SET} WHERE id = :account` },
  moveAccountEmail: { sql: `${SET} WHERE id = :id AND email_index = :old` },
});
