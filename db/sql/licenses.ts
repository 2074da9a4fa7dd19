/**
 * The SQL of licenses, their keys and their orders. `takeSeat` prevents overselling: it increments the count of taken
 * seats only if a seat is free. Decisions are made in `server/domain/licensing/license.ts`.
 */

import { licenseHas } from './account/restrictions.ts';
import { licenseQueries } from '../../server/domain/licensing/license.ts';
import { pagesOf } from '../dialect/pages.ts';
import { columns, insertInto, sqlFor } from '../dialect/statements.ts';

const LICENSE = `SELECT ${columns('licenses')} FROM licenses`;
const OF_KEY = 'id = (SELECT license FROM license_keys WHERE verifier = :verifier AND ended_day IS NULL)';

export const LICENSES = sqlFor(licenseQueries, {
  lockLicense: { lock: true, sql: `${LICENSE} WHERE id = :license` },
  findLicense: { sql: `${LICENSE} WHERE id = :license` },
  findLicenseByKey: { sql: `${LICENSE} WHERE ${OF_KEY}` },
  lockLicenseByKey: { lock: true, sql: `${LICENSE} WHERE ${OF_KEY}` },
  findLicenseByActivation: {
    sql: `${LICENSE} WHERE id = (SELECT license FROM activations WHERE id = :activation)`,
  },
  // a part of the same statement, so that a renewal has no more statements than before
  findRenewedLicense: {
    sql: `
      SELECT ${columns('licenses')}, NULLIF(TRIM(
        CASE WHEN EXISTS (
          SELECT 1 FROM takeovers
          WHERE takeovers.license = licenses.id AND account IS NOT NULL AND refused_day IS NULL
            AND takeovers.ends_day >= :today
        ) THEN 'takeover ' ELSE '' END ||
        CASE WHEN EXISTS (SELECT 1 FROM policies WHERE version > 0 AND effective_day > :today) THEN 'policy' ELSE '' END
      ), '') AS notices
      FROM licenses WHERE id = (SELECT license FROM activations WHERE id = :activation)`,
  },
  pageByEmail: {
    sql: pagesOf({
      columns: columns('licenses'),
      from: 'licenses',
      where: 'email_index = :emailIndex',
      key: ['created_day', 'id'],
    }),
  },
  listLicensesAfter: {
    sql: `
      SELECT
        id, product, seats, used, ends_day, updates_until_day, entitlements, created_day, suspended_day, revoked_day
      FROM licenses WHERE id > :after AND NOT ${licenseHas('licenseExport', 'id')} ORDER BY id LIMIT :rows`,
  },
  addLicense: { sql: insertInto('licenses') },
  addLicenseKey: {
    sql: `
      ${insertInto('license_keys', ['ended_day'])}
      ON CONFLICT (verifier) DO UPDATE SET ended_day = NULL WHERE license_keys.license = excluded.license`,
  },
  findLicenseKey: { sql: `SELECT ${columns('license_keys')} FROM license_keys WHERE verifier = :verifier` },
  endLicenseKeys: {
    sql: 'UPDATE license_keys SET ended_day = :day WHERE license = :license AND ended_day IS NULL',
  },
  dropLicenseFromRequests: { sql: 'DELETE FROM rights_subjects WHERE license = :license' },
  dropLicenseKeys: { sql: 'DELETE FROM license_keys WHERE license = :license' },
  replaceBuyer: { sql: 'UPDATE licenses SET email_index = NULL, nonce = :nonce WHERE id = :id' },
  replaceNonce: { sql: 'UPDATE licenses SET nonce = :nonce, issue_generation = 0 WHERE id = :id' },
  moveLicenseKey: {
    sql: 'UPDATE license_keys SET verifier = :verifier, generation = :generation WHERE verifier = :old',
  },
  moveEmailIndex: {
    sql: `
      UPDATE licenses SET
        email_index = :emailIndex, email_generation = :emailGeneration, email_wrapped = :emailWrapped
      WHERE id = :id AND COALESCE(email_index, '') = :old`,
  },
  changeIssueGeneration: {
    sql: 'UPDATE licenses SET issue_generation = :issueGeneration WHERE id = :id',
  },
  listOrders: {
    sql: `
      SELECT ${columns('orders')} FROM orders WHERE license = :license
      ORDER BY day DESC, reference DESC, product DESC LIMIT :rows`,
  },
  listAllOrders: {
    sql: `
      SELECT ${columns('orders')} FROM orders WHERE license = :license OR former_license = :license
      ORDER BY day DESC, reference DESC, product DESC LIMIT :rows`,
  },
  listOrdersOf: {
    sql: `SELECT ${columns('orders')} FROM orders WHERE reference = :reference ORDER BY day, product`,
  },
  keepOrderedTerms: {
    sql: 'UPDATE orders SET terms = :terms WHERE license = :license AND terms IS NULL',
  },
  moveOrders: { sql: 'UPDATE orders SET license = :to WHERE license = :from' },
  moveFormerOrders: { sql: 'UPDATE orders SET former_license = :to WHERE former_license = :from' },
  partFromOrders: {
    sql: 'UPDATE orders SET former_license = license, license = NULL WHERE license = :license',
  },
  addOrder: { sql: insertInto('orders', ['terms', 'former_license']) },
  changeLicense: {
    sql: `
      UPDATE licenses SET
        ends_day = :endsDay, updates_until_day = :updatesUntilDay, suspended_day = :suspendedDay,
        revoked_day = :revokedDay, seats = :seats, entitlements = :entitlements, revision = revision + 1
      WHERE id = :id`,
  },
  takeSeat: {
    sql: 'UPDATE licenses SET used = used + 1, idle_day = NULL WHERE id = :license AND used < seats',
  },
  giveSeatsBack: {
    sql: `
      UPDATE licenses SET
        used = used - :seats, idle_day = CASE WHEN used = CAST(:seats AS BIGINT) THEN CAST(:day AS BIGINT) ELSE idle_day END
      WHERE id = :license`,
  },
  countRelease: {
    sql: `
      UPDATE licenses SET released_day = :day, release_count = :count
      WHERE id = :license`,
  },
});
