/**
 * The SQL of the licenses that an account owns or uses as a member, and of the nicknames of their machines. Each
 * statement checks the account, so that no row of another account can be read or changed by its id.
 */

import { accessQueries } from '../../server/domain/ownership/access.ts';
import { ownerQueries } from '../../server/domain/ownership/owned-licenses.ts';
import { OWNERS_MACHINE } from './account/owners-machine.ts';
import { pagesOf } from '../dialect/pages.ts';
import { columns, sqlFor } from '../dialect/statements.ts';

const LICENSE = `SELECT ${columns('licenses')} FROM licenses`;
const OWNED = 'SELECT license FROM owners WHERE account = :account';
const SHARED = `${OWNED} UNION ALL SELECT license FROM members WHERE account = :account`;
const ONE_SHARED = `
  ${LICENSE} WHERE id IN (
    ${OWNED} AND license = :license
    UNION ALL SELECT license FROM members WHERE account = :account AND license = :license
  )`;

export const OWNERS = sqlFor(ownerQueries, {
  pageOwned: {
    sql: pagesOf({
      columns: `
        ${columns('licenses')}, (SELECT name FROM products WHERE products.id = product) AS product_name,
        (SELECT last_data_day FROM products WHERE products.id = product) AS last_data_day,
        (
          SELECT members.name FROM members WHERE members.license = licenses.id AND members.account = :account
        ) AS member`,
      from: 'licenses',
      where: `id IN (${SHARED})`,
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
      WHERE id IN (${SHARED}) AND product = :product AND revoked_day IS NULL AND suspended_day IS NULL
        AND (ends_day IS NULL OR ends_day >= :today)
      ORDER BY CASE WHEN used < seats THEN 0 ELSE 1 END, created_day, id LIMIT :rows`,
  },
  listOfProduct: {
    sql: `${LICENSE} WHERE id IN (${SHARED}) AND product = :product ORDER BY created_day, id LIMIT :rows`,
  },
  findOwned: { sql: `${LICENSE} WHERE id = (${OWNED} AND license = :license)` },
  putNickname: {
    sql: `
      INSERT INTO nicknames (activation, nickname)
      SELECT id, :nickname FROM activations
      WHERE id = :activation AND released_day IS NULL AND license = :license AND (
        license = (${OWNED} AND license = :license) AND ${OWNERS_MACHINE}
        OR id IN (
          SELECT activation FROM member_machines JOIN members ON members.id = member WHERE account = :account
        )
      )
      ON CONFLICT (activation) DO UPDATE SET nickname = excluded.nickname`,
  },
});

export const ACCESS = sqlFor(accessQueries, {
  findShared: { sql: ONE_SHARED },
  lockShared: { lock: true, sql: ONE_SHARED },
});
