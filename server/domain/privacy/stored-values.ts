/**
 * What is stored about a license's customer: every value that relates to the person, and who looked at it, as it is in
 * the database, with its purpose, its form and the last day on which it is kept. The inventory says which columns those
 * are, so none can be stored without being shown. An operator's look is recorded.
 */

import { dayOf, HOUR_SECONDS, writeDate } from '../kernel/day.ts';
import type { Column, Rule } from '../inventory/declaration.ts';
import { INVENTORY, RULES, type Purpose, type TableName } from '../inventory/inventory.ts';
import { licenseQueries, requireLicense } from '../licensing/license.ts';
import { operatorQueries, recordAction } from '../operator/operator.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { activationQueries } from '../activation/activation.ts';
import { ask, type Operation } from '../kernel/operation.ts';

export interface Holding {
  table: TableName;
  column: string;
  /** As stored: a keyed, sealed or random value says nothing by itself. */
  value: string | number;
  form: Column['form'];
  /** A key of the catalogues. */
  purpose: Purpose;
  /** Last day, `YYYY-MM-DD`, if nothing renews it; null: as long as what it belongs to. */
  keptUntil: string | null;
}

type Row = Readonly<Record<string, unknown>>;

export function* listHoldings(input: { license: Id }, call: Call, vault: Vault): Operation<Holding[]> {
  const license = yield* requireLicense(input.license);
  const { id } = license;
  const [keys, orders, activations, tags, actions] = yield* ask(
    licenseQueries.listLicenseKeys({ license: id }),
    licenseQueries.listOrders({ license: id }),
    activationQueries.listActivations({ license: id }),
    activationQueries.listLicenseTags({ license: id }),
    operatorQueries.listOperatorActions({ license: id }),
    recordAction(call, vault, { action: 'license holdings', license: id }),
  );
  const rows: [TableName, readonly Row[]][] = [
    ['licenses', [{ ...license }]],
    ['license_keys', keys.map(spread)],
    ['orders', orders.map(spread)],
    ['activations', activations.map(spread)],
    ['device_tags', tags.map(spread)],
    ['operator_actions', actions.map(spread)],
  ];
  return rows.flatMap(([table, held]) => held.flatMap((row) => holdingsOf(table, row)));
}

export function spread(row: object): Row {
  return { ...row };
}

/** What a row holds that relates to a person. */
export function holdingsOf(name: TableName, row: Row): Holding[] {
  const table = INVENTORY[name];
  if (table === undefined) throw new Error(`no table ${name} in the inventory`);
  return Object.entries(table.columns).flatMap(([column, { subject, exported, form, purpose }]) => {
    const value = row[camel(column)];
    const concernsPerson = subject === 'person' || exported;
    if (!concernsPerson || (typeof value !== 'string' && typeof value !== 'number')) return [];
    return [{ table: name, column, value, form, purpose, keptUntil: keptUntil(name, column, row) }];
  });
}

/** The earliest end that a rule sets for this value today. */
function keptUntil(table: string, column: string, row: Row): string | null {
  const ends = RULES.filter((rule) => rule.table === table && concerns(rule, column)).flatMap((rule) => {
    const from = row[camel(rule.from)];
    const applies = rule.when === undefined || row[camel(rule.when)] !== null;
    if (typeof from !== 'number' || !applies) return [];
    return [rule.unit === 'hour' ? dayOf((from + rule.keep) * HOUR_SECONDS) : from + rule.keep];
  });
  return ends.length === 0 ? null : writeDate(Math.min(...ends));
}

function concerns({ exit }: Rule, column: string): boolean {
  return exit === 'delete' || exit.null.includes(column);
}

function camel(column: string): string {
  return column.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}
