/**
 * The SQL of licenses, their keys and their orders. The guard against overselling stands in `takeSeat` itself: it adds
 * one to the count only where a seat is free. Deciding stands in `server/domain/license.ts`.
 */

import type { LicenseQueries } from '../server/domain/license.ts';
import { columns, insertInto, type SqlFor } from './statements.ts';

const LICENSE = `SELECT ${columns('licenses')} FROM licenses`;
const OF_KEY = 'id = (SELECT license FROM license_keys WHERE verifier = :verifier)';

export const LICENSES: SqlFor<LicenseQueries> = {
  lockLicense: { gives: 'one', lock: true, sql: `${LICENSE} WHERE id = :license` },
  findLicense: { gives: 'one', sql: `${LICENSE} WHERE id = :license` },
  findLicenseByKey: { gives: 'one', sql: `${LICENSE} WHERE ${OF_KEY}` },
  lockLicenseByKey: { gives: 'one', lock: true, sql: `${LICENSE} WHERE ${OF_KEY}` },
  findLicenseByActivation: {
    gives: 'one',
    sql: `${LICENSE} WHERE id = (SELECT license FROM activations WHERE id = :activation)`,
  },
  listLicensesByEmail: {
    gives: 'all',
    sql: `${LICENSE} WHERE email_index = :emailIndex ORDER BY created_day, id`,
  },
  listLicensesAfter: {
    gives: 'all',
    sql: `
      SELECT
        id, product, seats, used, ends_day, updates_until_day, entitlements, created_day, suspended_day, revoked_day
      FROM licenses WHERE id > :after ORDER BY id LIMIT :rows`,
  },
  addLicense: { gives: 'count', sql: insertInto('licenses') },
  addLicenseKey: { gives: 'count', sql: insertInto('license_keys') },
  listLicenseKeys: {
    gives: 'all',
    sql: `
      SELECT ${columns('license_keys')} FROM license_keys WHERE license = :license
      ORDER BY created_day, verifier`,
  },
  moveLicenseKey: {
    gives: 'count',
    sql: 'UPDATE license_keys SET verifier = :verifier, generation = :generation WHERE verifier = :old',
  },
  moveEmailIndex: {
    gives: 'count',
    sql: `
      UPDATE licenses SET
        email_index = :emailIndex, email_generation = :emailGeneration, email_wrapped = :emailWrapped
      WHERE id = :id AND email_index = :old`,
  },
  changeIssueGeneration: {
    gives: 'count',
    sql: 'UPDATE licenses SET issue_generation = :issueGeneration WHERE id = :id',
  },
  listOrders: {
    gives: 'all',
    sql: `SELECT ${columns('orders')} FROM orders WHERE license = :license ORDER BY day, reference`,
  },
  findOrder: {
    gives: 'one',
    sql: `SELECT ${columns('orders')} FROM orders WHERE reference = :reference AND product = :product`,
  },
  addOrder: { gives: 'count', sql: insertInto('orders') },
  changeLicense: {
    gives: 'count',
    sql: `
      UPDATE licenses SET
        ends_day = :endsDay, updates_until_day = :updatesUntilDay, suspended_day = :suspendedDay,
        revoked_day = :revokedDay, seats = :seats, revision = revision + 1
      WHERE id = :id`,
  },
  takeSeat: {
    gives: 'count',
    sql: 'UPDATE licenses SET used = used + 1 WHERE id = :license AND used < seats',
  },
  giveSeatsBack: { gives: 'count', sql: 'UPDATE licenses SET used = used - :seats WHERE id = :license' },
  countRelease: {
    gives: 'count',
    sql: `
      UPDATE licenses SET released_day = :day, release_year = :year, release_count = :count
      WHERE id = :license`,
  },
};
