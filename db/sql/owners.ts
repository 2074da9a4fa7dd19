/**
 * The SQL of what an account owns: its licenses, and the nicknames of their machines. Each statement checks the owner,
 * so that no row of another account can be read or changed by its id.
 */

import { ownerQueries } from '../../server/domain/ownership/owned-licenses.ts';
import { pagesOf } from '../dialect/pages.ts';
import { columns, sqlFor } from '../dialect/statements.ts';

const LICENSE = `SELECT ${columns('licenses')} FROM licenses`;
const OWNED = 'SELECT license FROM owners WHERE account = :account';

export const OWNERS = sqlFor(ownerQueries, {
  pageOwned: {
    sql: pagesOf({
      columns: `${columns('licenses')}, (SELECT name FROM products WHERE products.id = product) AS product_name`,
      from: 'licenses',
      where: `id IN (${OWNED})`,
      key: ['created_day', 'id'],
    }),
  },
  listDerivable: {
    sql: `
      ${LICENSE} WHERE id IN (${OWNED}) AND nonce IS NOT NULL AND email_index IS NOT NULL
      ORDER BY created_day, id LIMIT :rows`,
  },
  countOwned: {
    sql: `SELECT COUNT(*) AS licenses, COALESCE(SUM(used), 0) AS used FROM licenses WHERE id IN (${OWNED})`,
  },
  listUsable: {
    sql: `
      ${LICENSE}
      WHERE id IN (${OWNED}) AND product = :product AND revoked_day IS NULL AND suspended_day IS NULL
        AND (ends_day IS NULL OR ends_day >= :today)
      ORDER BY CASE WHEN used < seats THEN 0 ELSE 1 END, created_day, id LIMIT :rows`,
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
