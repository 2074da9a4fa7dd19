/**
 * The SQL of an erasure, generated from the inventory: for each class the rows of one license, a bounded number at a
 * time. Only names that the inventory declares reach the text. What goes, and in which order, stands there and in
 * `server/domain/privacy/erasure.ts`.
 */

import { erasureQueries } from '../../server/domain/privacy/erasure.ts';
import type { Erasure } from '../../server/domain/inventory/declaration.ts';
import { ERASURES as RULES } from '../../server/domain/inventory/inventory.ts';
import { declaredColumns, sqlFor } from './statements.ts';

export const ERASURES = sqlFor(erasureQueries, {
  countErasable: {
    sql: byClass((rule) => `SELECT COUNT(*) AS rows FROM ${rule.table} WHERE ${concerned(rule)}`),
  },
  eraseRows: {
    sql: byClass(
      (rule) => `
        ${exitOf(rule)} WHERE ${concerned(rule)} AND ${rule.key} IN (
          SELECT ${rule.key} FROM ${rule.table} WHERE ${concerned(rule)} LIMIT :rows
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

/** The rule, when every name in it is one that the inventory declares for its table. */
function declared(rule: Erasure): Erasure {
  const known = declaredColumns(rule.table);
  const stranger = [rule.by, rule.key, ...nulled(rule)].find((name) => !known.includes(name));
  if (stranger !== undefined) throw new Error(`${rule.table} has no declared column ${stranger}`);
  return rule;
}

function nulled({ exit }: Erasure): readonly string[] {
  return exit === 'delete' ? [] : exit.null;
}

/** Rows of the license that hold something which goes. */
function concerned(rule: Erasure): string {
  const link =
    rule.names === 'license'
      ? `${rule.by} = :license`
      : `${rule.by} IN (SELECT id FROM activations WHERE license = :license)`;
  const held = nulled(rule).map((column) => `${column} IS NOT NULL`);
  return held.length === 0 ? link : `${link} AND (${held.join(' OR ')})`;
}

function exitOf(rule: Erasure): string {
  if (rule.exit === 'delete') return `DELETE FROM ${rule.table}`;
  return `UPDATE ${rule.table} SET ${rule.exit.null.map((column) => `${column} = NULL`).join(', ')}`;
}
