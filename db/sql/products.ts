/**
 * The SQL of products. Only the purge of a retired product deletes one. `server/domain/licensing/product.ts`
 * defines the meaning of a product's terms.
 */

import { farewellQueries } from '../../server/domain/licensing/farewell.ts';
import { productQueries } from '../../server/domain/licensing/product.ts';
import { pagesOf } from '../dialect/pages.ts';
import { assignments, columns, insertInto, sqlFor } from '../dialect/statements.ts';

const PRODUCT = `SELECT ${columns('products')} FROM products`;
const ID_BY_ACTIVATION =
  'SELECT product FROM licenses WHERE id = (SELECT license FROM activations WHERE id = :activation)';

export const PRODUCTS = sqlFor(productQueries, {
  findProduct: { remembers: { parameter: 'product' }, sql: `${PRODUCT} WHERE id = :product` },
  lockProduct: { lock: true, sql: `${PRODUCT} WHERE id = :product` },
  findProductByActivation: {
    remembers: { select: ID_BY_ACTIVATION },
    sql: `${PRODUCT} WHERE id = (${ID_BY_ACTIVATION})`,
  },
  pageProducts: { sql: pagesOf({ columns: columns('products'), from: 'products', key: ['id'] }) },
  listProductNames: {
    sql: `
      SELECT id, name, demo, farewell_root, farewell FROM products ORDER BY id LIMIT :rows`,
  },
  countProducts: { sql: 'SELECT COUNT(*) AS held FROM products' },
  addProduct: { sql: `${insertInto('products')} ON CONFLICT (id) DO NOTHING` },
  changeProduct: {
    sql: `
      UPDATE products SET ${assignments('products', ['id', 'created_day', 'revision', 'farewell_root', 'farewell', 'last_data_day'])}, revision = revision + 1
      WHERE id = :id`,
  },
});

export const FAREWELLS = sqlFor(farewellQueries, {
  noteFarewell: { sql: 'UPDATE products SET farewell_root = :root WHERE id = :product' },
  // the revision changes, so that no memory of the row outlives the publication
  publishFarewell: {
    sql: `
      UPDATE products SET farewell_root = :root, farewell = :farewell, revision = revision + 1
      WHERE id = :product`,
  },
  countMachines: {
    sql: `
      SELECT COUNT(*) AS machines FROM activations
      WHERE license IN (SELECT id FROM licenses WHERE product = :product)`,
  },
});
