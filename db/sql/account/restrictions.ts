/**
 * The SQL of restrictions and objections, and the conditions by which other statements leave out whose right is in force.
 * Which kinds a condition has is decided by the table of effects.
 */

import { isChangedByHold, kindsWith, type Effect } from '../../../server/domain/kernel/effects.ts';
import { restrictionQueries } from '../../../server/domain/kernel/restriction.ts';
import { HELD_ACCOUNTS, heldLicenses } from '../../dialect/held.ts';
import { insertInto, sqlFor } from '../../dialect/statements.ts';

/** The SQL condition that a kind is one for which an effect is not the usual one. */
function isOneWith(effect: Effect, kind = 'kind'): string {
  return `${kind} IN (${kindsWith(effect)
    .map((name) => `'${name}'`)
    .join(', ')})`;
}

/**
 * The SQL condition that an effect is not the usual one for an account.
 * @param account the column of the outer statement, with its table
 */
export function accountHas(effect: Effect, account: string): string {
  const restricted = `EXISTS (SELECT 1 FROM restrictions WHERE restrictions.account = ${account} AND ${isOneWith(effect)})`;
  return isChangedByHold(effect) ? `(${restricted} OR ${account} IN ${HELD_ACCOUNTS})` : restricted;
}

/**
 * The SQL condition that an effect is not the usual one for a license: for itself, or for the account that owns it. The inner
 * columns have names that no table has, so that the column of the outer statement needs no table. What a hold keeps from
 * the purge depends on its class: `db/sql/purge.ts`.
 */
export function licenseHas(effect: Effect, license: string): string {
  const isHeld = isChangedByHold(effect) && effect !== 'purge';
  const named = 'SELECT license AS named_license, kind AS named_kind FROM restrictions';
  const owned = `
    SELECT owners.license AS owned_license, restrictions.kind AS owned_kind
    FROM owners JOIN restrictions ON restrictions.account = owners.account`;
  return `(
    EXISTS (SELECT 1 FROM (${named}) AS named WHERE named_license = ${license} AND ${isOneWith(effect, 'named_kind')})
    OR EXISTS (SELECT 1 FROM (${owned}) AS owned WHERE owned_license = ${license} AND ${isOneWith(effect, 'owned_kind')})
    ${isHeld ? `OR ${license} IN ${heldLicenses('all')}` : ''}
  )`;
}

/** The restrictions of an account, and of the licenses that it owns. */
const OF_ACCOUNT = `
  SELECT id, kind, since_day FROM restrictions WHERE account = :account
  UNION ALL
  SELECT restrictions.id, restrictions.kind, restrictions.since_day
  FROM owners JOIN restrictions ON restrictions.license = owners.license WHERE owners.account = :account`;

export const RESTRICTIONS = sqlFor(restrictionQueries, {
  addRestriction: { sql: `${insertInto('restrictions')} ON CONFLICT DO NOTHING` },
  listRestrictions: { sql: OF_ACCOUNT },
  liftRestrictions: {
    sql: `DELETE FROM restrictions WHERE id IN (SELECT id FROM (${OF_ACCOUNT}) AS own WHERE own.kind = :kind)`,
  },
  dropRestrictionsOf: { sql: 'DELETE FROM restrictions WHERE license = :license' },
  countRestricted: { sql: `SELECT COUNT(*) AS held FROM restrictions WHERE ${isOneWith('purge')}` },
  findHidden: { sql: `SELECT id FROM licenses WHERE id = :license AND ${licenseHas('staff', 'id')}` },
  findHolding: {
    sql: `
      SELECT hold FROM holds
      WHERE lifted_day IS NULL AND hold IN (
        SELECT hold FROM holds WHERE held_license = :license
        UNION ALL
        SELECT holds.hold FROM owners JOIN holds ON holds.held_account = owners.account WHERE owners.license = :license
      )
      ORDER BY hold LIMIT 1`,
  },
  listUncounted: {
    sql: `
      SELECT ahead.id AS place, COALESCE(ahead.license, owners.license) AS license
      FROM (
        SELECT id, account, license FROM (
          SELECT id, account, license FROM restrictions WHERE id > :after AND ${isOneWith('counts')}
          UNION ALL
          SELECT hold, held_account, held_license FROM holds
          WHERE hold > :after AND lifted_day IS NULL AND held_class = 'all'
        ) AS uncounted
        ORDER BY id LIMIT :rows
      ) AS ahead
      LEFT JOIN owners ON owners.account = ahead.account
      ORDER BY place`,
  },
});
