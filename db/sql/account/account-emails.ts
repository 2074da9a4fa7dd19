/**
 * The SQL of the recovery emails of accounts. They are found by an index, and replaced only if the old one is still
 * stored, so that a removed email does not come back. The forms of an index are left to the domain.
 */

import { accountEmailQueries } from '../../../server/domain/account/email.ts';
import { columns, sqlFor } from '../../dialect/statements.ts';

const SET =
  'UPDATE accounts SET email_index = :emailIndex, email_generation = :emailGeneration, email_wrapped = :emailWrapped';

export const ACCOUNT_EMAILS = sqlFor(accountEmailQueries, {
  listAccountsByEmail: {
    sql: `SELECT ${columns('accounts')} FROM accounts WHERE email_index = :emailIndex ORDER BY id`,
  },
  setAccountEmail: { sql: `${SET} WHERE id = :account` },
  moveAccountEmail: { sql: `${SET} WHERE id = :id AND email_index = :old` },
});
