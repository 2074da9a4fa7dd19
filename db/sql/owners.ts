/**
 * The SQL of what an account owns: its licenses, and the nicknames of their machines. Each statement checks the owner,
 * so that no row of another account can be read or changed by its id.
 */

import { ownerQueries } from '../../server/domain/ownership/owned-licenses.ts';
import { columns, sqlFor } from '../dialect/statements.ts';

const LICENSE = `SELECT ${columns('licenses')} FROM licenses`;
const OWNED = 'SELECT license FROM owners WHERE account = :account';

export const OWNERS = sqlFor(ownerQueries, {
  listOwned: { sql: `${LICENSE} WHERE id IN (${OWNED}) ORDER BY created_day, id` },
  listOwnedProducts: {
    sql: `
      SELECT ${columns('products')} FROM products
      WHERE id IN (SELECT product FROM licenses WHERE id IN (${OWNED}))
      ORDER BY id`,
  },
  findOwned: { sql: `${LICENSE} WHERE id = (${OWNED} AND license = :license)` },
  lockOwned: { lock: true, sql: `${LICENSE} WHERE id = (${OWNED} AND license = :license)` },
  putNickname: {
    sql: `
      INSERT INTO nicknames (activation, nickname)
      SELECT id, :nickname FROM activations
      WHERE id = :activation AND released_day IS NULL AND license = (${OWNED} AND license = :license)
      ON CONFLICT (activation) DO UPDATE SET nickname = excluded.nickname`,
  },
});
