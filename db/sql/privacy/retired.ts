/**
 * The SQL of retired products: the day, and the purge of everything of a product whose day has passed. Each step of the
 * purge has the statements of a rule of the inventory. `server/domain/privacy/retired-purge.ts` runs the steps.
 */

import { retireQueries } from '../../../server/domain/licensing/retire.ts';
import { RETIRED_STEPS, retiredPurgeQueries } from '../../../server/domain/privacy/retired-purge.ts';
import { sqlFor } from '../../dialect/statements.ts';
import { heldLicenses, IS_FREE_MACHINE } from '../../dialect/held.ts';
import { inWindow, lookAt, windowOf } from '../../dialect/windows.ts';

type Step = (typeof RETIRED_STEPS)[number];

const HOLDS_SEAT = 'released_day IS NULL AND lapsed_day IS NULL';
const OF_LICENSE = `EXISTS (
  SELECT 1 FROM licenses JOIN products ON products.id = licenses.product
  WHERE licenses.id = license AND products.last_data_day < :today
)`;
const OF_PRODUCT = 'EXISTS (SELECT 1 FROM products WHERE products.id = product AND last_data_day < :today)';

/** The orders that are due. What is kept for accounting is not. */
export const DUE_ORDERS = `${OF_PRODUCT} AND severed_day IS NULL AND (license IS NULL OR license NOT IN ${heldLicenses('license')})`;

/** Which rows of a table are due. */
const DUE: Readonly<Record<Step['table'], string>> = {
  activations: `${OF_LICENSE} AND ${IS_FREE_MACHINE}`,
  orders: DUE_ORDERS,
  licenses: `${OF_PRODUCT} AND id NOT IN ${heldLicenses('any')}`,
};

export const RETIRED_PRODUCTS = sqlFor(
  { ...retireQueries, ...retiredPurgeQueries },
  {
    // the revision changes, so that no memory of the row outlives the retirement
    putLastDataDay: {
      sql: 'UPDATE products SET last_data_day = :day, revision = revision + 1 WHERE id = :product',
    },
    countExtent: {
      sql: `
        SELECT
          (SELECT COUNT(*) FROM licenses WHERE product = :product) AS licenses,
          (
            SELECT COUNT(*) FROM activations JOIN licenses ON licenses.id = license WHERE product = :product
          ) AS machines,
          (
            SELECT COUNT(DISTINCT account) FROM owners JOIN licenses ON licenses.id = license
            WHERE product = :product
          ) AS owners`,
    },
    findRetired: {
      sql: 'SELECT id FROM products WHERE last_data_day < :today AND id > :after ORDER BY id LIMIT 1',
    },
    lookForRetired: { sql: byStep(({ table, key }) => lookAt(table, key, DUE[table])) },
    retiredWindow: { sql: byStep(({ table, key }) => windowOf(table, key, DUE[table])) },
    countRetired: { sql: byStep(({ table }) => `SELECT COUNT(*) AS due FROM ${table} WHERE ${DUE[table]}`) },
    // a license that a hold keeps also keeps its product, which is then no purge that was missed
    countRetiredProducts: {
      sql: `
        SELECT COUNT(*) AS due FROM products
        WHERE last_data_day < :today AND id NOT IN (
          SELECT product FROM licenses WHERE id IN ${heldLicenses('any')}
        )`,
    },
    lockRetiredLicenses: {
      lock: true,
      sql: `
        SELECT id FROM licenses
        WHERE id IN (SELECT license FROM activations WHERE ${inWindow('id')} AND ${DUE.activations})
        ORDER BY id`,
    },
    lockRetiredActivations: {
      lock: true,
      sql: `SELECT id FROM activations WHERE ${inWindow('id')} AND ${DUE.activations} ORDER BY id`,
    },
    retiredSeatCounts: {
      sql: `
        UPDATE licenses SET used = used - ending.held
        FROM (
          SELECT license, COUNT(*) AS held FROM activations
          WHERE ${inWindow('id')} AND ${HOLDS_SEAT} AND ${DUE.activations} GROUP BY license
        ) AS ending
        WHERE licenses.id = ending.license`,
    },
    purgeRetired: {
      sql: byStep(({ table, key }) => `DELETE FROM ${table} WHERE ${inWindow(key)} AND ${DUE[table]}`),
    },
    purgeRetiredSignIns: { sql: 'DELETE FROM sign_ins WHERE product = :product' },
    purgeRetiredCoupons: { sql: 'DELETE FROM coupons WHERE product = :product' },
    // the name of a cell has the id of its product between two slashes, and an id has neither % nor _
    purgeRetiredCounts: { sql: `DELETE FROM counts WHERE cell LIKE '%/' || :product || '/%'` },
    purgeRetiredProduct: {
      sql: `
        DELETE FROM products
        WHERE id = :product AND NOT EXISTS (SELECT 1 FROM licenses WHERE product = :product)`,
    },
  },
);

function byStep(write: (step: Step) => string): ReadonlyMap<string, string> {
  return new Map(RETIRED_STEPS.map((step) => [step.class, write(step)]));
}
