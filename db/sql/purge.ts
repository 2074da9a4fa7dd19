/**
 * The SQL of the purge, generated from the rules of the inventory. A rule becomes three statements: one looks at a
 * window of the table in key order, one deletes or nulls the due rows in that window, and one counts. The generated
 * text contains only names that the inventory declares. `server/domain/privacy/purge.ts` computes today's limit of a
 * rule.
 */

import type { Rule } from '../../server/domain/inventory/declaration.ts';
import { INVENTORY, RULES } from '../../server/domain/inventory/inventory.ts';
import { farewellPurgeQueries } from '../../server/domain/privacy/farewell-purge.ts';
import { purgeQueries } from '../../server/domain/privacy/purge.ts';
import { licenseHas } from './account/restrictions.ts';
import { LAPSE, LAPSING } from './activations.ts';
import { ACCOUNT } from './privacy/accounting.ts';
import { heldLicenses, IS_FREE_MACHINE } from '../dialect/held.ts';
import { declaredColumns, sqlFor } from '../dialect/statements.ts';
import { inWindow, lookAt, windowOf } from '../dialect/windows.ts';

export const PURGE = sqlFor(purgeQueries, {
  lookAhead: {
    sql: byRule((rule) => lookAt(rule.table, rule.key, dueRows(rule))),
  },
  lookForLapsing: { sql: lookAt('activations', 'id', LAPSING) },
  purgeWindow: {
    sql: byRule((rule) => windowOf(rule.table, rule.key, dueRows(rule))),
  },
  purgeSlice: {
    sql: byRule((rule) => `${exitOf(rule)} WHERE ${inWindow(rule.key)} AND ${dueRows(rule)}`),
  },
  accountPurged: {
    sql: byRule((rule) =>
      rule.table === 'licenses' && rule.exit === 'delete'
        ? `${ACCOUNT} WHERE severed_day IS NULL AND license IN (
            SELECT id FROM licenses WHERE ${inWindow(rule.key)} AND ${dueRows(rule)}
          )`
        : undefined,
    ),
  },
  countDue: {
    sql: byRule(
      (rule) => `
        SELECT
          COUNT(CASE WHEN ${dueOf(rule)} THEN 1 END) AS due,
          COUNT(CASE WHEN ${rule.from} < :overdueBefore AND ${dueOf(rule)} THEN 1 END) AS overdue,
          COUNT(*) AS held
        FROM ${rule.table} WHERE ${datedOf(rule)}`,
    ),
  },
  lapseWindow: { sql: windowOf('activations', 'id', LAPSING) },
  // licenses are locked before seats, as in an activation, so that the purge and an activation cannot deadlock
  lockLapsingLicenses: {
    lock: true,
    sql: `
      SELECT id FROM licenses
      WHERE id IN (SELECT license FROM activations WHERE ${inWindow('id')} AND ${LAPSING})
      ORDER BY id`,
  },
  lockLapsingSlice: {
    lock: true,
    sql: `SELECT id FROM activations WHERE ${inWindow('id')} AND ${LAPSING} ORDER BY id`,
  },
  lapseSeatCounts: {
    sql: `
      UPDATE licenses SET
        used = used - lapsing.held,
        idle_day = CASE WHEN used = lapsing.held THEN CAST(:today AS BIGINT) ELSE idle_day END
      FROM (
        SELECT license, COUNT(*) AS held FROM activations WHERE ${inWindow('id')} AND ${LAPSING} GROUP BY license
      ) AS lapsing
      WHERE licenses.id = lapsing.license`,
  },
  countLapsing: {
    sql: `
      SELECT
        COUNT(CASE WHEN seat_ends_day < :today THEN 1 END) AS due,
        COUNT(CASE WHEN seat_ends_day < :yesterday THEN 1 END) AS overdue,
        COUNT(*) AS held
      FROM activations WHERE released_day IS NULL AND lapsed_day IS NULL`,
  },
  lapseSlice: { sql: `${LAPSE} WHERE ${inWindow('id')} AND ${LAPSING}` },
  countPerpetual: {
    sql: `
      SELECT
        COUNT(*) AS licenses,
        COUNT(CASE WHEN idle_day IS NULL THEN email_index END) AS email_indexes
      FROM licenses WHERE ends_day IS NULL AND revoked_day IS NULL`,
  },
  findTask: { sql: 'SELECT day FROM tasks WHERE task = :task' },
  putTask: {
    sql: `
      INSERT INTO tasks (task, day) VALUES (:task, :day)
      ON CONFLICT (task) DO UPDATE SET day = excluded.day`,
  },
});

/** Whether an activation is of a product whose license checks have ended. */
const AFTER_FAREWELL = `EXISTS (
  SELECT 1 FROM licenses JOIN products ON products.id = licenses.product
  WHERE licenses.id = license AND products.farewell IS NOT NULL
) AND ${IS_FREE_MACHINE}`;

const HOLDS_SEAT = 'released_day IS NULL AND lapsed_day IS NULL';

export const FAREWELL_PURGE = sqlFor(farewellPurgeQueries, {
  findFarewell: { sql: 'SELECT id FROM products WHERE farewell IS NOT NULL LIMIT 1' },
  lookAfterFarewell: { sql: lookAt('activations', 'id', AFTER_FAREWELL) },
  farewellWindow: { sql: windowOf('activations', 'id', AFTER_FAREWELL) },
  countAfterFarewell: { sql: `SELECT COUNT(*) AS held FROM activations WHERE ${AFTER_FAREWELL}` },
  lockFarewellLicenses: {
    lock: true,
    sql: `
      SELECT id FROM licenses
      WHERE id IN (SELECT license FROM activations WHERE ${inWindow('id')} AND ${AFTER_FAREWELL})
      ORDER BY id`,
  },
  lockFarewellSlice: {
    lock: true,
    sql: `SELECT id FROM activations WHERE ${inWindow('id')} AND ${AFTER_FAREWELL} ORDER BY id`,
  },
  farewellSeatCounts: {
    sql: `
      UPDATE licenses SET used = used - ending.held
      FROM (
        SELECT license, COUNT(*) AS held FROM activations
        WHERE ${inWindow('id')} AND ${HOLDS_SEAT} AND ${AFTER_FAREWELL} GROUP BY license
      ) AS ending
      WHERE licenses.id = ending.license`,
  },
  purgeFarewellSlice: { sql: `DELETE FROM activations WHERE ${inWindow('id')} AND ${AFTER_FAREWELL}` },
});

function byRule(write: (rule: Rule) => string | undefined): ReadonlyMap<string, string> {
  return new Map(
    RULES.flatMap((rule) => {
      const sql = write(declared(rule));
      return sql === undefined ? [] : [[rule.class, sql]];
    }),
  );
}

/** Returns the retention rule, after checking that the inventory declares every name in the rule for its table. */
function declared(rule: Rule): Rule {
  const known = declaredColumns(rule.table);
  const nulled = rule.exit === 'delete' ? [] : rule.exit.null;
  const stranger = [rule.key, rule.from, rule.when ?? rule.key, ...nulled].find(
    (name) => !known.includes(name),
  );
  if (stranger !== undefined) throw new Error(`${rule.table} has no declared column ${stranger}`);
  return rule;
}

function exitOf(rule: Rule): string {
  if (rule.exit === 'delete') return `DELETE FROM ${rule.table}`;
  return `UPDATE ${rule.table} SET ${rule.exit.null.map((column) => `${column} = NULL`).join(', ')}`;
}

/** The SQL condition of the rows to which the rule applies now. */
function dueRows(rule: Rule): string {
  return `${datedOf(rule)} AND ${dueOf(rule)}`;
}

/** The SQL condition of the rows to which the rule will apply at some time. */
function datedOf(rule: Rule): string {
  const when = rule.when === undefined ? '' : ` AND ${rule.when} IS NOT NULL`;
  const unless = rule.unless === undefined ? '' : ` AND ${rule.unless} IS NULL`;
  return `${rule.from} IS NOT NULL${when}${unless}`;
}

function dueOf(rule: Rule): string {
  const free = rule.restrictable === true ? ` AND ${isFree(rule.table)}` : '';
  return `${rule.from} < :before${free}${notHeld(rule)}`;
}

/** The SQL condition of rows that no restriction keeps. */
function isFree(table: string): string {
  const whose = INVENTORY[table]?.whose;
  if (typeof whose !== 'object' || whose.names !== 'license')
    throw new Error(`no license has the rows of ${table}`);
  return `NOT ${licenseHas('purge', whose.by)}`;
}

/** The SQL condition that no legal hold keeps the row. Accounts have no rule, and their rows end with them. */
function notHeld({ table, exit }: Rule): string {
  const held = INVENTORY[table]?.held;
  if (held === undefined || held === 'account') return '';
  if (table === 'activations') return ` AND ${IS_FREE_MACHINE}`;
  if (table === 'licenses') return ` AND id NOT IN ${heldLicenses(exit === 'delete' ? 'any' : held)}`;
  return ` AND (license IS NULL OR license NOT IN ${heldLicenses(held)})`;
}
