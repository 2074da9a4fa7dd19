/** The SQL of legal holds. `db/dialect/held.ts` has what a hold keeps, for the statements that delete. */

import { holdQueries } from '../../../server/domain/privacy/hold-record.ts';
import { pagesOf } from '../../dialect/pages.ts';
import { columns, insertInto, sqlFor } from '../../dialect/statements.ts';

const HOLD = `SELECT ${columns('holds')} FROM holds`;
const ON_LICENSE = `
  hold IN (SELECT hold FROM holds WHERE held_license = :license)
  OR hold IN (
    SELECT hold FROM holds
    WHERE held_account = (SELECT account FROM owners WHERE license = :license) AND held_class IN ('all', 'account')
  )`;

export const HOLDS = sqlFor(holdQueries, {
  addHold: { sql: insertInto('holds') },
  findHold: { sql: `${HOLD} WHERE hold = :hold` },
  reviewHold: { sql: 'UPDATE holds SET reviewed_day = :day WHERE hold = :hold AND lifted_day IS NULL' },
  liftHold: { sql: 'UPDATE holds SET lifted_day = :day WHERE hold = :hold AND lifted_day IS NULL' },
  pageHolds: { sql: pagesOf({ columns: columns('holds'), from: 'holds', key: ['placed_day', 'hold'] }) },
  countHolds: {
    sql: `
      SELECT
        COUNT(*) AS held,
        COUNT(CASE WHEN reviewed_day < :overdueBefore THEN 1 END) AS overdue,
        COUNT(CASE WHEN reviewed_day < :nearBefore THEN 1 END) AS near
      FROM holds WHERE lifted_day IS NULL`,
  },
  countHoldsOf: {
    sql: `
      SELECT COUNT(*) AS holds FROM holds
      WHERE lifted_day IS NULL AND hold IN (
        SELECT hold FROM holds WHERE held_account = :account
        UNION ALL
        SELECT holds.hold FROM owners JOIN holds ON holds.held_license = owners.license WHERE owners.account = :account
      )`,
  },
  listLicenseHolds: {
    sql: `SELECT held_class, held_account FROM holds WHERE lifted_day IS NULL AND (${ON_LICENSE}) ORDER BY hold`,
  },
  findAccountHold: {
    sql: `
      SELECT hold, held_class FROM holds
      WHERE held_account = :account AND lifted_day IS NULL AND held_class IN ('all', 'account')
      ORDER BY CASE WHEN held_class = 'all' THEN 0 ELSE 1 END, hold LIMIT 1`,
  },
  putOffLicense: {
    sql: `
      UPDATE holds SET put_off = CASE WHEN put_off = 'end' THEN put_off ELSE :putOff END
      WHERE lifted_day IS NULL AND (${ON_LICENSE})`,
  },
  putOffAccount: {
    sql: `
      UPDATE holds SET put_off = CASE WHEN put_off = 'end' THEN put_off ELSE :putOff END
      WHERE held_account = :account AND lifted_day IS NULL`,
  },
  findPutOff: {
    sql: `${HOLD} WHERE put_off > '' AND lifted_day IS NOT NULL ORDER BY put_off, hold LIMIT 1`,
  },
  countPutOff: {
    sql: `SELECT COUNT(*) AS due FROM holds WHERE put_off > '' AND lifted_day IS NOT NULL`,
  },
  dropPutOff: { sql: 'UPDATE holds SET put_off = NULL WHERE hold = :hold' },
});
