/** The SQL that compares the usernames of activations with that of the account that owns the license. */

import { usernameQueries } from '../../server/domain/licensing/username.ts';
import { sqlFor } from '../dialect/statements.ts';

export const USERNAMES = sqlFor(usernameQueries, {
  findOwnersUsername: {
    sql: `
      SELECT username FROM accounts
      WHERE id = (SELECT account FROM owners WHERE license = :license)`,
  },
  dropOtherUsernames: {
    sql: 'UPDATE activations SET username = NULL WHERE license = :license AND username <> :username',
  },
  dropUnaskedUsernames: {
    sql: `
      UPDATE activations SET username = NULL
      WHERE license = :license AND username IS NOT NULL AND license IN (
        SELECT licenses.id FROM licenses JOIN products ON products.id = licenses.product
        WHERE licenses.id = :license AND products.username_required = 0
      )`,
  },
});
