/**
 * The SQL of products. A product is never deleted, since its licenses refer to it. `server/domain/licensing/product.ts`
 * defines the meaning of a product's terms.
 */

import { productQueries } from '../../server/domain/licensing/product.ts';
import { pagesOf } from '../dialect/pages.ts';
import { assignments, columns, insertInto, sqlFor } from '../dialect/statements.ts';

const PRODUCT = `SELECT ${columns('products')} FROM products`;

export const PRODUCTS = sqlFor(productQueries, {
  findProduct: { remembers: 'products', sql: `${PRODUCT} WHERE id = :product` },
  lockProduct: { lock: true, sql: `${PRODUCT} WHERE id = :product` },
  findProductByActivation: {
    sql: `
      ${PRODUCT} WHERE id = (
        SELECT product FROM licenses WHERE id = (SELECT license FROM activations WHERE id = :activation)
      )`,
  },
  pageProducts: { sql: pagesOf({ columns: columns('products'), from: 'products', key: ['id'] }) },
  listProductNames: { sql: 'SELECT id, name, demo FROM products ORDER BY id LIMIT :rows' },
  countProducts: { sql: 'SELECT COUNT(*) AS held FROM products' },
  addProduct: { sql: `${insertInto('products')} ON CONFLICT (id) DO NOTHING` },
  changeProduct: {
    sql: `
      UPDATE products SET ${assignments('products', ['id', 'created_day', 'revision'])}, revision = revision + 1
      WHERE id = :id`,
  },
});
