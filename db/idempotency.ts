/**
 * The SQL of idempotency records. A record that has expired is replaced in place, so that the purge need not have run.
 * When a record has expired stands in `server/domain/idempotency.ts`.
 */

import type { IdempotencyQueries } from '../server/domain/idempotency.ts';
import { columns, insertInto, type SqlFor } from './statements.ts';

export const IDEMPOTENCY: SqlFor<IdempotencyQueries> = {
  findIdempotency: {
    gives: 'one',
    sql: `SELECT ${columns('idempotency')} FROM idempotency WHERE digest = :digest`,
  },
  putIdempotency: {
    gives: 'count',
    sql: `
      ${insertInto('idempotency')}
      ON CONFLICT (digest) DO UPDATE SET request = excluded.request, result = excluded.result, hour = excluded.hour`,
  },
};
