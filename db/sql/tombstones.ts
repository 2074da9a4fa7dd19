/**
 * The SQL that repeats erasures after a restore, by their tombstones: it walks over activations and accounts, and
 * deletes what a tombstone names. `server/domain/privacy/tombstone.ts` defines the tombstones.
 */

import { tombstoneQueries } from '../../server/domain/privacy/tombstone.ts';
import { sqlFor } from '../dialect/statements.ts';

export const TOMBSTONES = sqlFor(tombstoneQueries, {
  listActivationsAfter: {
    sql: 'SELECT id FROM activations WHERE id > :after ORDER BY id LIMIT :rows',
  },
  listAccountsAfter: {
    sql: 'SELECT id FROM accounts WHERE id > :after ORDER BY id LIMIT :rows',
  },
  bareActivation: {
    sql: `
      UPDATE activations SET username = NULL, network = NULL, network_day = NULL, request_digest = NULL
      WHERE id = :activation`,
  },
  severLicense: {
    sql: 'UPDATE licenses SET email_index = NULL, nonce = NULL WHERE id = :license',
  },
  severOrders: { sql: 'UPDATE orders SET license = NULL WHERE license = :license' },
});
