/**
 * The stored personal data of a license's customer: every value that relates to the person, exactly as stored, with its
 * purpose, its form and the last day on which it is kept; also who viewed the data. The list follows from the
 * inventory, so that every stored column is shown. An operator's view is recorded.
 */

import { dayOf, writeDate, toHour, toDay, startOfHour, earlier, type Day } from '../kernel/day.ts';
import type { Column, Rule } from '../inventory/declaration.ts';
import { INVENTORY, RULES, type Purpose, type TableName } from '../inventory/inventory.ts';
import { isOff, rulesWith, type Lives } from '../inventory/lives.ts';
import { requireLicense } from '../licensing/license.ts';
import { recordAction } from '../operator/action.ts';
import { believedDay, type CallTime } from '../kernel/confirmed-day.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { defineQueries, rows } from '../kernel/query.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import { requireShown } from '../kernel/restriction.ts';
import {
  END,
  readPage,
  START,
  type InPage,
  type Listed,
  type Page,
  type PageAsked,
  type PageParams,
  type Place,
} from '../kernel/page.ts';
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

/** A stored row of a customer, with its table and its place in the order of that table. */
export interface StoredRow {
  table: TableName;
  row: Row;
  place: Place;
}

export const storedRowQueries = defineQueries({
  /**
   * A page of the rows that the inventory declares to be those of the owner. `rule`: the scope, the table and the
   * direction.
   */
  pageStoredRows: rows<
    Omit<PageParams, 'rule'> & { rule: `${Scope} ${TableName} ${PageParams['rule']}`; owner: Id; today: Day },
    InPage<Row & { placeOrder: number; placeId: string }>
  >(),
});

/**
 * Whose rows are listed: those of an account and of all its licenses, those of one license, or those of the person of a
 * request.
 */
export type Scope = 'account' | 'license' | 'request';

/** The scope whose rows are counted. Of the others nobody reads how many rows follow a page. */
export const COUNTED: Scope = 'license';

/** The table of operators' actions, which is the last of the list. */
export const LOOKS: TableName = 'operator_actions';

/** The tables that have rows of an account or of a license, in the order of the inventory. */
export function storedTables(scope: Scope): TableName[] {
  const tables = (Object.keys(INVENTORY) as TableName[]).filter((table) => {
    const whose = INVENTORY[table]?.whose;
    return typeof whose === 'object' && (scope !== 'license' || whose.names !== 'account');
  });
  return [...tables.filter((table) => table !== LOOKS), LOOKS];
}

/** The list of all stored rows of an account or of a license, table after table. */
export function storedRowsOf(scope: Scope, owner: Id, time: CallTime): Listed<StoredRow> {
  return {
    query: (params) => readStored({ scope, owner, today: believedDay(time) }, params),
    placeOf: ({ table, place }) => ({ order: place.order, id: `${table} ${place.id}` }),
  };
}

/**
 * Reads the rows from a place on. Where they are counted, all tables are read in one batch. Otherwise the first table is
 * read alone, and the following ones in batches of twice as many, until the page is full: a part of a long table reads no
 * other table, and a short list needs few batches. `ahead` is then one row more than the page, if one follows.
 */
function* readStored(
  { scope, owner, today }: { scope: Scope; owner: Id; today: Day },
  { rule, order, id, rows: most }: PageParams,
): Operation<InPage<StoredRow>[]> {
  const tables = rule === 'after' ? storedTables(scope) : storedTables(scope).toReversed();
  const [from = '', ...rest] = id.split(' ');
  const left = tables.slice(Math.max(0, tables.indexOf(from as TableName)));
  const edge = rule === 'after' ? START : END;
  const found: StoredRow[] = [];
  let counted = 0;
  let width = scope === COUNTED ? left.length : 1;
  for (let first = 0; first < left.length && found.length <= most; first += width, width *= 2) {
    const batch = left.slice(first, first + width);
    const pages = yield* ask(
      ...batch.map((table) => {
        const place = table === from ? { order, id: rest.join(' ') } : edge;
        return storedRowQueries.pageStoredRows({
          ...place,
          rule: `${scope} ${table} ${rule}`,
          owner,
          today,
          rows: most + 1,
        });
      }),
    );
    for (const [index, table] of batch.entries()) {
      for (const row of pages[index] ?? [])
        found.push({ table, row, place: { order: row.placeOrder, id: row.placeId } });
    }
    counted += pages.reduce((sum, [top]) => sum + (top?.ahead ?? 0), 0);
  }
  const ahead = scope === COUNTED ? counted : Math.min(found.length, most + 1);
  return found.slice(0, most).map((row) => ({ ...row, ahead }));
}

/** A page of the stored values of a license's customer. A page is counted in rows. */
export function* listHoldings(
  { license, ...asked }: PageAsked & { license: Id },
  call: Call,
  vault: Vault,
): Operation<Page<Holding>> {
  yield* requireLicense(license);
  yield* requireShown(license, call);
  const page = yield* readPage(asked, storedRowsOf('license', license, call));
  const { present } = yield* showLives();
  yield* recordAction(call, vault, { action: 'license holdings', license });
  return { ...page, items: page.items.flatMap(({ table, row }) => holdingsOf(table, row, present)) };
}

/** The values of a row that relate to a person, and in the record of an operator's action who the operator was. */
export function holdingsOf(name: TableName, row: Row, lives: Lives): Holding[] {
  const table = INVENTORY[name];
  if (table === undefined) throw new Error(`no table ${name} in the inventory`);
  return Object.entries(table.columns).flatMap(([column, { subject, exported, form, purpose }]) => {
    const value = row[camel(column)];
    const concernsPerson = subject === 'person' || subject === 'operator' || exported;
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
  const own = RULES.filter((rule) => rule.table === table && concerns(rule, column));
  const rules = rulesWith(lives, own).filter((rule) => !isOff(rule));
  const ends = rules.flatMap((rule) => {
    const from = row[camel(rule.from)];
    const isDated = rule.when === undefined || row[camel(rule.when)] !== null;
    const applies = isDated && (rule.unless === undefined || row[camel(rule.unless)] === null);
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
