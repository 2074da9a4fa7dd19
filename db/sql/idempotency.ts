/**
 * The SQL of idempotency records. An expired record is replaced in place, so it need not be purged first.
 * `server/domain/kernel/idempotency.ts` decides when a record has expired.
 */

import { IDEMPOTENCY_HOURS, idempotencyQueries } from '../../server/domain/kernel/idempotency.ts';
import { columns, insertInto, sqlFor } from '../dialect/statements.ts';

export const IDEMPOTENCY = sqlFor(idempotencyQueries, {
  findIdempotency: {
    sql: `SELECT ${columns('idempotency')} FROM idempotency WHERE digest = :digest`,
  },
  putIdempotency: {
    sql: `
      ${insertInto('idempotency')}
      ON CONFLICT (digest) DO UPDATE SET
        generation = excluded.generation, request = excluded.request, result = excluded.result, hour = excluded.hour
      WHERE idempotency.hour < excluded.hour - ${IDEMPOTENCY_HOURS}`,
  },
  setIdempotencyResult: {
    sql: 'UPDATE idempotency SET result = :result WHERE digest = :digest',
  },
});
