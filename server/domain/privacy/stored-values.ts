/**
 * The stored personal data of a license's customer: every value that relates to the person, exactly as stored, with its
 * purpose, its form and the last day on which it is kept; also who viewed the data. The list follows from the
 * inventory, so that every stored column is shown. An operator's view is recorded.
 */

import { dayOf, writeDate, toHour, toDay, startOfHour, earlier, type Day } from '../kernel/day.ts';
import type { Column, Rule } from '../inventory/declaration.ts';
import { INVENTORY, type Purpose, type TableName } from '../inventory/inventory.ts';
import { rulesWith, type Lives } from '../inventory/lives.ts';
import { requireLicense } from '../licensing/license.ts';
import { recordAction } from '../operator/operator.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { defineQueries, rows } from '../kernel/query.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import { showLives } from './retention.ts';
import { toWeek, firstDayOf } from '../kernel/week.ts';

export interface Holding {
  table: TableName;
  column: string;
  /** The value as stored. A keyed, sealed or random value says nothing by itself. */
  value: string | number;
  form: Column['form'];
  /** The purpose of the value, as a key of the catalogues. */
  purpose: Purpose;
  /**
   * The last day on which the value is kept, `YYYY-MM-DD`, if no later event renews the value; null: the value is kept
   * as long as the row that it belongs to.
   */
  keptUntil: string | null;
}

export type Row = Readonly<Record<string, unknown>>;

/** The rows of a customer in one table. */
export type RowsOf = readonly [table: TableName, rows: readonly Row[]];

export const storedRowQueries = defineQueries({
  /**
   * The rows of the table `rule` that belong to an account or, for a table of licenses or activations, to a license, as
   * the inventory declares.
   */
  listStoredRows: rows<{ rule: string; id: Id }, Row>(),
});

/** Which tables are listed: those of an account, or those of a license and its activations. */
type Scope = 'account' | 'license';

/** All stored rows of an account or of a license, by the tables of the inventory. */
export function* storedRowsOf(scope: Scope, id: Id): Operation<RowsOf[]> {
  const tables = (Object.keys(INVENTORY) as TableName[]).filter((table) => {
    const whose = INVENTORY[table]?.whose;
    return typeof whose === 'object' && (whose.names === 'account') === (scope === 'account');
  });
  const found = yield* ask(...tables.map((table) => storedRowQueries.listStoredRows({ rule: table, id })));
  return tables.map((table, index) => [table, found[index] ?? []]);
}

export function* listHoldings(input: { license: Id }, call: Call, vault: Vault): Operation<Holding[]> {
  const { id } = yield* requireLicense(input.license);
  const all = yield* storedRowsOf('license', id);
  yield* ask(recordAction(call, vault, { action: 'license holdings', license: id }));
  const { present } = yield* showLives();
  return all.flatMap(([table, stored]) => stored.flatMap((row) => holdingsOf(table, row, present)));
}

/** The values of a row that relate to a person. */
export function holdingsOf(name: TableName, row: Row, lives: Lives): Holding[] {
  const table = INVENTORY[name];
  if (table === undefined) throw new Error(`no table ${name} in the inventory`);
  return Object.entries(table.columns).flatMap(([column, { subject, exported, form, purpose }]) => {
    const value = row[camel(column)];
    const concernsPerson = subject === 'person' || exported;
    if (!concernsPerson || (typeof value !== 'string' && typeof value !== 'number')) return [];
    const until = keptUntil({ table: name, column }, row, lives);
    return [{ table: name, column, value, form, purpose, keptUntil: until }];
  });
}

/** The earliest day on which a rule deletes the value, as of today. */
function keptUntil(
  { table, column }: Pick<Holding, 'table' | 'column'>,
  row: Row,
  lives: Lives,
): string | null {
  const rules = rulesWith(lives).filter((rule) => rule.table === table && concerns(rule, column));
  const ends = rules.flatMap((rule) => {
    const from = row[camel(rule.from)];
    const applies = rule.when === undefined || row[camel(rule.when)] !== null;
    if (typeof from !== 'number' || !applies) return [];
    return [dayOfCount(rule.unit, from + rule.keep)];
  });
  return ends.length === 0 ? null : writeDate(ends.reduce((first, second) => earlier(first, second)));
}

/** The day on which a stored count of hours, days or weeks begins. */
export function dayOfCount(unit: Rule['unit'], count: number): Day {
  if (unit === 'hour') return dayOf(startOfHour(toHour(count)));
  return unit === 'week' ? firstDayOf(toWeek(count)) : toDay(count);
}

function concerns({ exit }: Rule, column: string): boolean {
  return exit === 'delete' || exit.null.includes(column);
}

function camel(column: string): string {
  return column.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}
