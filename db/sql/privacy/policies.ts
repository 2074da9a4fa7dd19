/** The SQL of released policies. `server/domain/privacy/policy.ts` decides from which day one applies. */

import { policyQueries } from '../../../server/domain/privacy/policy-rows.ts';
import { columns, insertInto, sqlFor } from '../../dialect/statements.ts';

const POLICY = `SELECT ${columns('policies')} FROM policies`;

export const POLICIES = sqlFor(policyQueries, {
  addPolicy: { sql: `${insertInto('policies')} ON CONFLICT (version) DO NOTHING` },
  findPolicy: { sql: `${POLICY} WHERE version = :version` },
  findLatestPolicy: { sql: `${POLICY} WHERE version > 0 ORDER BY version DESC LIMIT 1` },
  listStanding: {
    sql: `
      ${POLICY} WHERE version >= (SELECT MAX(version) FROM policies WHERE effective_day <= :today)
      ORDER BY version LIMIT :rows`,
  },
  listPolicies: {
    sql: `
      SELECT version, released_day, effective_day, changes, announced FROM policies
      WHERE version > 0 ORDER BY version DESC LIMIT :rows`,
  },
  noteAnnounced: {
    sql: 'UPDATE policies SET announced = :reached WHERE version = :version AND announced = :expected',
  },
  countCustomers: {
    sql: `
      SELECT CASE
        WHEN EXISTS (SELECT 1 FROM licenses WHERE id > '') OR EXISTS (SELECT 1 FROM accounts WHERE id > '')
        THEN 1 ELSE 0 END AS held`,
  },
});
