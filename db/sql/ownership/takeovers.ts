/** The SQL of take-overs of licenses. `server/domain/ownership/takeovers.ts` decides about them. */

import { takeoverQueries } from '../../../server/domain/ownership/takeovers.ts';
import { pagesOf } from '../../dialect/pages.ts';
import { columns, insertInto, sqlFor } from '../../dialect/statements.ts';

/** The open take-overs of which a condition holds, with the names of their products. */
const listed = (condition: string): string => `
  SELECT takeovers.license, takeovers.account, ready_day, refused_day, takeovers.ends_day, products.name AS product_name
  FROM takeovers
  JOIN licenses ON licenses.id = takeovers.license
  JOIN products ON products.id = licenses.product
  WHERE ${condition} AND takeovers.ends_day >= :today AND revoked_day IS NULL
  ORDER BY ready_day, takeovers.license LIMIT :rows`;

export const TAKEOVERS = sqlFor(takeoverQueries, {
  findTakeover: { sql: `SELECT ${columns('takeovers')} FROM takeovers WHERE license = :license` },
  putTakeover: {
    sql: `
      ${insertInto('takeovers')}
      ON CONFLICT (license) DO UPDATE SET
        account = excluded.account, ready_day = excluded.ready_day, refused_day = excluded.refused_day,
        ends_day = excluded.ends_day`,
  },
  refuseTakeover: {
    sql: `
      UPDATE takeovers SET account = :account, refused_day = :refusedDay, ends_day = :endsDay
      WHERE license = :license`,
  },
  dropTakeover: { sql: 'DELETE FROM takeovers WHERE license = :license' },
  listTakeoversBy: { sql: listed('takeovers.account = :account') },
  listTakeoversOf: {
    sql: listed(
      'takeovers.license IN (SELECT license FROM owners WHERE account = :account) AND takeovers.account IS NOT NULL',
    ),
  },
  countTakeovers: {
    sql: `
      SELECT
        COUNT(*) AS open,
        COUNT(refused_day) AS contested,
        MIN(CASE WHEN refused_day IS NOT NULL THEN ends_day END) AS first_day
      FROM takeovers WHERE account IS NOT NULL AND ends_day >= :today`,
  },
  pageTakeovers: {
    sql: pagesOf({
      columns: columns('takeovers'),
      from: 'takeovers',
      where: 'account IS NOT NULL AND ends_day >= :today',
      key: ['ends_day', 'license'],
    }),
  },
});
