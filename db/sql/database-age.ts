/** The SQL of the day on which the database was created: that of its first schema change. */

import { databaseAgeQueries } from '../../server/domain/cluster/database-age.ts';
import { sqlFor } from '../dialect/statements.ts';

export const DATABASE_AGE = sqlFor(databaseAgeQueries, {
  findFirstDay: { sql: 'SELECT MIN(day) AS day FROM schema_migrations' },
});
