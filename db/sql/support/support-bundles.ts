/** The SQL of support bundles. A list reads no sealed content. `server/domain/activation/support-bundle.ts` has the bounds. */

import { bundleQueries } from '../../../server/domain/activation/support-bundle.ts';
import { pagesOf } from '../../dialect/pages.ts';
import { columns, insertInto, sqlFor } from '../../dialect/statements.ts';

export const SUPPORT_BUNDLES = sqlFor(bundleQueries, {
  addBundle: { sql: `${insertInto('support_bundles')} ON CONFLICT (request) DO NOTHING` },
  findBundleByRequest: { sql: 'SELECT id FROM support_bundles WHERE request = :request' },
  findBundle: { sql: `SELECT ${columns('support_bundles')} FROM support_bundles WHERE id = :id` },
  countBundles: {
    sql: `
      SELECT
        COUNT(*) AS held,
        COUNT(*) FILTER (WHERE license IS NULL) AS unproven,
        COUNT(*) FILTER (WHERE license = :license) AS of_license
      FROM support_bundles`,
  },
  pageBundles: {
    sql: pagesOf({
      columns: 'id, license, activation, received_day, bytes',
      from: 'support_bundles',
      key: ['received_day', 'id'],
    }),
  },
  dropBundle: { sql: 'DELETE FROM support_bundles WHERE id = :id' },
  dropBundlesOf: { sql: 'DELETE FROM support_bundles WHERE license = :license' },
  dropBundlesOfMember: {
    sql: `
      DELETE FROM support_bundles
      WHERE license = :license AND activation IN (SELECT activation FROM member_machines WHERE member = :member)`,
  },
});
