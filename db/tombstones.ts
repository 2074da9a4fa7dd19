/**
 * The SQL of a replay of tombstones: the walk over activations, and what is taken from a license or an activation whose
 * tombstone stands. Which ones those are stands in `server/domain/tombstone.ts`.
 */

import type { TombstoneQueries } from '../server/domain/tombstone.ts';
import type { SqlFor } from './statements.ts';

export const TOMBSTONES: SqlFor<TombstoneQueries> = {
  listActivationsAfter: {
    gives: 'all',
    sql: 'SELECT id FROM activations WHERE id > :after ORDER BY id LIMIT :rows',
  },
  bareActivation: {
    gives: 'count',
    sql: `
      UPDATE activations SET username = NULL, network = NULL, network_day = NULL, request_digest = NULL
      WHERE id = :activation`,
  },
  severLicense: {
    gives: 'count',
    sql: 'UPDATE licenses SET email_index = NULL, nonce = NULL WHERE id = :license',
  },
  severOrders: { gives: 'count', sql: 'UPDATE orders SET license = NULL WHERE license = :license' },
};
