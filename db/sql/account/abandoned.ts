/**
 * The SQL of abandoned accounts. An account is kept while a lease runs of one of its licenses, or of its machine as a
 * member.
 * `server/domain/privacy/abandoned-accounts.ts` decides when an account is abandoned.
 */

import { abandonedQueries } from '../../../server/domain/privacy/abandoned-accounts.ts';
import { OWNERS_MACHINE } from './owners-machine.ts';
import { accountHas } from './restrictions.ts';
import { heldLicenses } from '../../dialect/held.ts';
import { sqlFor } from '../../dialect/statements.ts';

const IDLE = `
  NOT ${accountHas('purge', 'accounts.id')} AND
  NOT EXISTS (
    SELECT 1 FROM owners JOIN activations ON activations.license = owners.license
    WHERE owners.account = accounts.id AND activations.released_day IS NULL AND activations.lease_ends_day >= :today
  )
  AND NOT EXISTS (
    SELECT 1
    FROM members
    JOIN member_machines ON member_machines.member = members.id
    JOIN activations ON activations.id = member_machines.activation
    WHERE members.account = accounts.id AND activations.released_day IS NULL AND activations.lease_ends_day >= :today
  )`;

const ABANDONED = `
  login_day < :before
  AND (
    notice_address IS NULL OR login_day < :lateBefore OR (warnings >= :warnings AND warned_day < :warnedBefore)
  )
  AND ${IDLE}`;

const IN_WINDOW = 'accounts.id > :after AND accounts.id <= :last';

export const ABANDONED_ACCOUNTS = sqlFor(abandonedQueries, {
  countAbandoned: {
    sql: `SELECT COUNT(CASE WHEN ${ABANDONED} THEN 1 END) AS due, COUNT(*) AS held FROM accounts`,
  },
  findAbandoned: {
    sql: `SELECT id FROM accounts WHERE ${IN_WINDOW} AND ${ABANDONED} LIMIT 1`,
  },
  lockAbandoned: {
    lock: true,
    sql: `SELECT id FROM accounts WHERE ${IN_WINDOW} AND ${ABANDONED} ORDER BY id`,
  },
  dropAbandonedNicknames: {
    sql: `
      DELETE FROM nicknames WHERE activation IN (
        SELECT activations.id
        FROM accounts
        JOIN owners ON owners.account = accounts.id
        JOIN activations ON activations.license = owners.license
        WHERE ${IN_WINDOW} AND ${ABANDONED} AND ${OWNERS_MACHINE}
          AND activations.license NOT IN ${heldLicenses('machines')}
      )`,
  },
  eraseAbandoned: { sql: `DELETE FROM accounts WHERE ${IN_WINDOW} AND ${ABANDONED}` },
  listIdle: {
    sql: `
      SELECT id, username, notice_address, login_day, warnings, warned_day FROM accounts
      WHERE ${IN_WINDOW}
        AND login_day < :before AND notice_address IS NOT NULL AND warnings < :warnings AND ${IDLE}
      ORDER BY id`,
  },
  noteWarning: {
    sql: `
      UPDATE accounts SET warnings = :warnings, warned_day = :day
      WHERE id = :account AND login_day = :loginDay AND warnings = :old`,
  },
});
