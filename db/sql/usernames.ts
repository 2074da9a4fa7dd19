/** The SQL that compares the usernames of activations with those of the accounts that have the license. */

import { usernameQueries } from '../../server/domain/licensing/username.ts';
import { OWNERS_MACHINE } from './account/owners-machine.ts';
import { sqlFor } from '../dialect/statements.ts';

export const USERNAMES = sqlFor(usernameQueries, {
  findUsername: {
    sql: `
      SELECT username FROM accounts
      WHERE id = COALESCE(
        (
          SELECT members.account FROM members JOIN accounts AS named ON named.id = members.account
          WHERE members.license = :license AND named.username = :username
        ),
        (SELECT account FROM owners WHERE license = :license)
      )`,
  },
  dropOtherUsernames: {
    sql: `
      UPDATE activations SET username = NULL
      WHERE license = :license AND username <> :username AND ${OWNERS_MACHINE}`,
  },
  dropFormerUsername: {
    sql: `
      UPDATE activations SET username = NULL
      WHERE username = :username AND license IN (
        SELECT license FROM owners WHERE account = :account
        UNION ALL SELECT license FROM members WHERE account = :account
      )`,
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
