/**
 * The SQL of notices to owners of licenses. Licenses that end soon are found by walking the accounts in the order of
 * their primary key, and only for owners who want such notices. `server/domain/account/notices.ts` decides which
 * notices are sent.
 */

import { sentNoticeQueries } from '../../../server/domain/account/announcement.ts';
import { lookNoticeQueries } from '../../../server/domain/account/look-notices.ts';
import { retirementNoticeQueries } from '../../../server/domain/account/retirement-notices.ts';
import { noticeQueries } from '../../../server/domain/account/notices.ts';
import { accountHas } from './restrictions.ts';
import { sqlFor } from '../../dialect/statements.ts';
import { SINCE_TRANSFER } from './owners-actions.ts';

/** The accounts that no mail to the address for notices goes to. */
const STOPPED = accountHas('notices', 'accounts.id');
const WANTING = `
  notice_address IS NOT NULL AND notices LIKE :pattern AND NOT (${STOPPED})
  AND NOT (:pattern = '%news%' AND ${accountHas('news', 'accounts.id')})`;

/** The looks at licenses, with the addresses of their owners. */
const LOOKS = `
      SELECT
        accounts.id AS account, accounts.notice_address, products.name AS product, action, purpose,
        operator_actions.reason, hour
      FROM audit_leaves
      JOIN operator_actions ON leaf = number
      JOIN licenses ON licenses.id = operator_actions.license
      JOIN products ON products.id = licenses.product
      JOIN owners ON owners.license = licenses.id
      JOIN accounts ON accounts.id = owners.account`;
const TO_OWNER = `audit_leaves.kind = 'look'
        AND accounts.notice_address IS NOT NULL AND ${SINCE_TRANSFER} AND NOT (${STOPPED})`;

export const NOTICES = sqlFor(
  { ...noticeQueries, ...sentNoticeQueries, ...lookNoticeQueries, ...retirementNoticeQueries },
  {
    setNotices: {
      sql: 'UPDATE accounts SET notice_address = :noticeAddress, notices = :notices WHERE id = :account',
    },
    countWanting: { sql: `SELECT COUNT(*) AS held FROM accounts WHERE ${WANTING}` },
    listWanting: {
      sql: `
      SELECT id, notice_address FROM accounts WHERE id > :after AND id <= :last AND ${WANTING}
      ORDER BY id`,
    },
    listEnding: {
      sql: `
      SELECT
        accounts.id AS account, accounts.notice_address, licenses.id AS license, products.name AS product,
        licenses.ends_day
      FROM accounts
      JOIN owners ON owners.account = accounts.id
      JOIN licenses ON licenses.id = owners.license
      JOIN products ON products.id = licenses.product
      LEFT JOIN expiry_notices ON expiry_notices.license = licenses.id
      WHERE accounts.id > :after AND accounts.id <= :last AND accounts.notice_address IS NOT NULL
        AND accounts.notices LIKE '%expiry%' AND NOT (${STOPPED})
        AND licenses.ends_day >= :today AND licenses.ends_day <= :until
        AND licenses.suspended_day IS NULL AND licenses.revoked_day IS NULL
        AND (expiry_notices.ends_day IS NULL OR expiry_notices.ends_day <> licenses.ends_day)
      ORDER BY accounts.id, licenses.ends_day, licenses.id`,
    },
    listRetiring: {
      sql: `
      SELECT
        accounts.id AS account, accounts.notice_address, owners.license, products.name AS product,
        products.last_data_day AS last_day
      FROM accounts
      JOIN owners ON owners.account = accounts.id
      JOIN licenses ON licenses.id = owners.license
      JOIN products ON products.id = licenses.product
      WHERE accounts.id > :after AND accounts.id <= :last AND accounts.notice_address IS NOT NULL
        AND COALESCE(products.last_data_day, -1) <> COALESCE(owners.notified_last_day, -1)
      ORDER BY accounts.id, products.name, owners.license`,
    },
    noteRetiring: { sql: 'UPDATE owners SET notified_last_day = :lastDay WHERE license = :license' },
    findReported: { sql: `SELECT leaves, reported FROM audit_head WHERE chain = 'actions'` },
    listUnreported: {
      sql: `
      ${LOOKS} WHERE number > :after AND number <= :last AND held_until_day IS NULL AND ${TO_OWNER}
      ORDER BY number`,
    },
    findHeldReported: { sql: `SELECT day AS held_reported FROM tasks WHERE task = 'looks held back'` },
    listHeldEnded: {
      sql: `
      ${LOOKS} WHERE held_until_day >= :from AND held_until_day < :today AND ${TO_OWNER}
      ORDER BY number`,
    },
    noteHeldReported: {
      sql: `
      INSERT INTO tasks (task, day) VALUES ('looks held back', :today)
      ON CONFLICT (task) DO UPDATE SET day = excluded.day WHERE tasks.day = :expected`,
    },
    countHeldLooks: {
      sql: `
      SELECT
        COUNT(CASE WHEN held_until_day >= :today THEN 1 END) AS held,
        COUNT(CASE WHEN held_until_day < :today THEN 1 END) AS ended
      FROM operator_actions WHERE held_until_day IS NOT NULL`,
    },
    noteReported: {
      sql: `UPDATE audit_head SET reported = :reported WHERE chain = 'actions' AND reported = :expected`,
    },
    noteEnding: {
      sql: `
      INSERT INTO expiry_notices (license, ends_day) VALUES (:license, :endsDay)
      ON CONFLICT (license) DO UPDATE SET ends_day = excluded.ends_day`,
    },
  },
);
