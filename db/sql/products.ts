/**
 * The SQL of products. A product is never deleted, since its licenses refer to it. `server/domain/licensing/product.ts`
 * defines the meaning of the terms.
 */

import { productQueries } from '../../server/domain/licensing/product.ts';
import { columns, insertInto, sqlFor } from './statements.ts';

const PRODUCT = `SELECT ${columns('products')} FROM products`;

export const PRODUCTS = sqlFor(productQueries, {
  findProduct: { sql: `${PRODUCT} WHERE id = :product` },
  lockProduct: { lock: true, sql: `${PRODUCT} WHERE id = :product` },
  findProductByActivation: {
    sql: `
      ${PRODUCT} WHERE id = (
        SELECT product FROM licenses WHERE id = (SELECT license FROM activations WHERE id = :activation)
      )`,
  },
  listProducts: { sql: `${PRODUCT} ORDER BY id` },
  addProduct: { sql: `${insertInto('products')} ON CONFLICT (id) DO NOTHING` },
  changeProduct: {
    sql: `
      UPDATE products SET
        name = :name, prefix = :prefix, seats = :seats, duration_days = :durationDays, updates_days = :updatesDays,
        lease_days = :leaseDays, refresh_days = :refreshDays, grace_days = :graceDays, entitlements = :entitlements,
        username_required = :usernameRequired, forks = :forks, release_cooldown_days = :releaseCooldownDays,
        releases_per_year = :releasesPerYear, revision = revision + 1
      WHERE id = :id`,
  },
});
