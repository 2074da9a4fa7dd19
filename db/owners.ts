/**
 * The SQL of what an account owns: its licenses, and what their machines are called. Whose a license is stands in each
 * statement, so that nothing of another account can be read or changed by its id.
 */

import type { OwnerQueries } from '../server/domain/owned.ts';
import { columns, type SqlFor } from './statements.ts';

const LICENSE = `SELECT ${columns('licenses')} FROM licenses`;
const OWNED = 'SELECT license FROM owners WHERE account = :account';

export const OWNERS: SqlFor<OwnerQueries> = {
  listOwned: { gives: 'all', sql: `${LICENSE} WHERE id IN (${OWNED}) ORDER BY created_day, id` },
  listOwnedProducts: {
    gives: 'all',
    sql: `
      SELECT ${columns('products')} FROM products
      WHERE id IN (SELECT product FROM licenses WHERE id IN (${OWNED}))
      ORDER BY id`,
  },
  findOwned: { gives: 'one', sql: `${LICENSE} WHERE id = (${OWNED} AND license = :license)` },
  lockOwned: { gives: 'one', lock: true, sql: `${LICENSE} WHERE id = (${OWNED} AND license = :license)` },
  listNicknames: {
    gives: 'all',
    sql: `
      SELECT ${columns('nicknames')} FROM nicknames
      WHERE activation IN (SELECT id FROM activations WHERE license = :license)
      ORDER BY activation`,
  },
  putNickname: {
    gives: 'count',
    sql: `
      INSERT INTO nicknames (activation, nickname)
      SELECT id, :nickname FROM activations
      WHERE id = :activation AND released_day IS NULL AND license = (${OWNED} AND license = :license)
      ON CONFLICT (activation) DO UPDATE SET nickname = excluded.nickname`,
  },
  dropNickname: { gives: 'count', sql: 'DELETE FROM nicknames WHERE activation = :activation' },
};
