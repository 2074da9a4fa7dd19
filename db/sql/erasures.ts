/**
 * The SQL of an erasure, generated from the inventory: for each class of data, it erases the rows of one license, a
 * bounded number at a time. The generated text contains only names that the inventory declares. The inventory and
 * `server/domain/privacy/erasure.ts` decide what is erased, and in which order.
 */

import { erasureQueries } from '../../server/domain/privacy/erasure-rows.ts';
import type { Erasure } from '../../server/domain/inventory/declaration.ts';
import { ERASURES as RULES, INVENTORY } from '../../server/domain/inventory/inventory.ts';
import { isOwners, OWNERS_MACHINE } from './account/owners-machine.ts';
import { declaredColumns, sqlFor } from '../dialect/statements.ts';

export const ERASURES = sqlFor(erasureQueries, {
  countErasable: {
    sql: byClass((rule) => `SELECT COUNT(*) AS rows FROM ${rule.table} WHERE ${rowsToErase(rule)}`),
  },
  eraseRows: {
    sql: byClass(
      (rule) => `
        ${exitOf(rule)} WHERE ${rowsToErase(rule)} AND ${rule.key} IN (
          SELECT ${rule.key} FROM ${rule.table} WHERE ${rowsToErase(rule)} LIMIT :rows
        )`,
    ),
  },
  endActivations: {
    sql: `
      DELETE FROM activations
      WHERE id IN (SELECT id FROM activations WHERE license = :license LIMIT :rows)`,
  },
  endLicense: { sql: 'DELETE FROM licenses WHERE id = :license' },
});

function byClass(write: (rule: Erasure) => string): ReadonlyMap<string, string> {
  return new Map(RULES.map((rule) => [rule.class, write(declared(rule))]));
}

/** Returns the erasure rule, after checking that the inventory declares every name in the rule for its table. */
function declared(rule: Erasure): Erasure {
  const known = declaredColumns(rule.table);
  const stranger = [rule.by, rule.key, ...nulled(rule)].find((name) => !known.includes(name));
  if (stranger !== undefined) throw new Error(`${rule.table} has no declared column ${stranger}`);
  return rule;
}

function nulled({ exit }: Erasure): readonly string[] {
  return exit === 'delete' ? [] : exit.null;
}

/** The SQL that selects the rows of a license with something to erase. The machines of members are not the owner's. */
function rowsToErase(rule: Erasure): string {
  const machine = `license = :license AND ${OWNERS_MACHINE}`;
  const whose = INVENTORY[rule.table]?.whose;
  const own =
    typeof whose === 'object' && whose.machine !== undefined ? `${rule.table}.${whose.machine}` : undefined;
  const link =
    rule.table === 'activations'
      ? machine
      : rule.names === 'license'
        ? `${rule.by} = :license${own === undefined ? '' : ` AND ${isOwners(own)}`}`
        : `${rule.by} IN (SELECT id FROM activations WHERE ${machine})`;
  const nonNull = nulled(rule).map((column) => `${column} IS NOT NULL`);
  return nonNull.length === 0 ? link : `${link} AND (${nonNull.join(' OR ')})`;
}

function exitOf(rule: Erasure): string {
  if (rule.exit === 'delete') return `DELETE FROM ${rule.table}`;
  return `UPDATE ${rule.table} SET ${rule.exit.null.map((column) => `${column} = NULL`).join(', ')}`;
}
