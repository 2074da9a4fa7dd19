/**
 * The SQL of accounts and the licenses that they own. The primary keys guarantee one account per username and one owner
 * per license. Decisions are made in `server/domain/account/account.ts`.
 */

import { accountQueries } from '../../../server/domain/account/account.ts';
import { columns, insertInto, sqlFor } from '../../dialect/statements.ts';

const ACCOUNT = `SELECT ${columns('accounts')} FROM accounts`;
const OWNER = `SELECT ${columns('owners')} FROM owners`;

export const ACCOUNTS = sqlFor(accountQueries, {
  addAccount: { sql: `${insertInto('accounts')} ON CONFLICT (username) DO NOTHING` },
  findAccount: { sql: `${ACCOUNT} WHERE id = :account` },
  lockAccount: { lock: true, sql: `${ACCOUNT} WHERE id = :account` },
  findAccountByUsername: { sql: `${ACCOUNT} WHERE username = :username` },
  noteLogin: {
    sql: `
      UPDATE accounts SET login_day = :day, warnings = 0, warned_day = NULL
      WHERE id = :account AND (login_day <> :day OR warnings > 0)`,
  },
  changeUsername: {
    sql: `
      UPDATE accounts SET username = :username
      WHERE id = :account AND NOT EXISTS (SELECT 1 FROM accounts WHERE username = :username)`,
  },
  changePassword: { sql: 'UPDATE accounts SET password = :password WHERE id = :account' },
  deleteAccount: { sql: 'DELETE FROM accounts WHERE id = :account' },
  accountWindow: {
    sql: `
      SELECT id AS last
      FROM (SELECT id FROM accounts WHERE id > :after ORDER BY id LIMIT :rows) AS ahead
      ORDER BY id DESC LIMIT 1`,
  },
  dropEnding: {
    sql: `
      DELETE FROM expiry_notices
      WHERE license = :license AND NOT EXISTS (SELECT 1 FROM owners WHERE owners.license = expiry_notices.license)`,
  },
  addOwner: { sql: `${insertInto('owners', ['notified_last_day'])} ON CONFLICT (license) DO NOTHING` },
  proveOwner: {
    sql: 'UPDATE owners SET proved_day = :day WHERE license = :license AND account = :account',
  },
  unproveOwner: { sql: 'UPDATE owners SET proved_day = NULL WHERE license = :license' },
  dropOwner: { sql: 'DELETE FROM owners WHERE license = :license' },
  findOwner: { sql: `${OWNER} WHERE license = :license` },
  listOwners: { sql: `${OWNER} WHERE account = :account ORDER BY since_day, license` },
});
