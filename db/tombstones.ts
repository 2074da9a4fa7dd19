/**
 * The SQL of a replay of tombstones: the walks over activations and accounts, and what is taken where a tombstone
 * stands. Which ones those are stands in `server/domain/tombstone.ts`.
 */

import type { TombstoneQueries } from '../server/domain/tombstone.ts';
import type { SqlFor } from './statements.ts';

export const TOMBSTONES: SqlFor<TombstoneQueries> = {
  listActivationsAfter: {
    gives: 'all',
    sql: 'SELECT id FROM activations WHERE id > :after ORDER BY id LIMIT :rows',
  },
  listAccountsAfter: {
    gives: 'all',
    sql: 'SELECT id FROM accounts WHERE id > :after ORDER BY id LIMIT :rows',
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
  severOwner: { gives: 'count', sql: 'DELETE FROM owners WHERE license = :license' },
  severOrders: { gives: 'count', sql: 'UPDATE orders SET license = NULL WHERE license = :license' },
};
