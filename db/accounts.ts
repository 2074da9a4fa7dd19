/**
 * The SQL of accounts and of the licenses that they own. That a username has one account and a license one owner is held
 * by the keys themselves. Deciding stands in `server/domain/account.ts`.
 */

import type { AccountQueries } from '../server/domain/account.ts';
import { columns, insertInto, type SqlFor } from './statements.ts';

const ACCOUNT = `SELECT ${columns('accounts')} FROM accounts`;
const OWNER = `SELECT ${columns('owners')} FROM owners`;

export const ACCOUNTS: SqlFor<AccountQueries> = {
  addAccount: { gives: 'count', sql: `${insertInto('accounts')} ON CONFLICT (username) DO NOTHING` },
  findAccount: { gives: 'one', sql: `${ACCOUNT} WHERE id = :account` },
  lockAccount: { gives: 'one', lock: true, sql: `${ACCOUNT} WHERE id = :account` },
  findAccountByUsername: { gives: 'one', sql: `${ACCOUNT} WHERE username = :username` },
  lockAccountByUsername: { gives: 'one', lock: true, sql: `${ACCOUNT} WHERE username = :username` },
  noteLogin: {
    gives: 'count',
    sql: `
      UPDATE accounts SET login_day = :day, warnings = 0, warned_day = NULL
      WHERE id = :account AND (login_day <> :day OR warnings > 0)`,
  },
  changePassword: { gives: 'count', sql: 'UPDATE accounts SET password = :password WHERE id = :account' },
  deleteAccount: { gives: 'count', sql: 'DELETE FROM accounts WHERE id = :account' },
  accountWindow: {
    gives: 'one',
    sql: `
      SELECT id AS last
      FROM (SELECT id FROM accounts WHERE id > :after ORDER BY id LIMIT :rows) AS ahead
      ORDER BY id DESC LIMIT 1`,
  },
  addOwner: { gives: 'count', sql: `${insertInto('owners')} ON CONFLICT (license) DO NOTHING` },
  findOwner: { gives: 'one', sql: `${OWNER} WHERE license = :license` },
  listOwners: { gives: 'all', sql: `${OWNER} WHERE account = :account ORDER BY since_day, license` },
};
