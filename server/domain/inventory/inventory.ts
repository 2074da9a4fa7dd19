/**
 * The inventory: every stored column with its purpose, form, data subject and retention. One declaration, many
 * readers: the schema test compares it with the database in both directions, and the purge follows its rules. A column
 * that is not declared here fails the tests.
 */

import { ACCOUNT_TABLES } from './account-tables.ts';
import { COUNT_TABLES } from './statistics-tables.ts';
import { CUSTOMER_TABLES } from './licensing-tables.ts';
import type { Column, Erasure, Rule, Table } from './declaration.ts';
import { type TERM_PURPOSE, VENDOR_TABLES } from './operator-tables.ts';

const TABLES = {
  ...CUSTOMER_TABLES,
  ...ACCOUNT_TABLES,
  ...VENDOR_TABLES,
  ...COUNT_TABLES,
};

export type TableName = keyof typeof TABLES;

type PurposeOf<Declared> = Declared extends { columns: infer Columns }
  ? Columns[keyof Columns] extends Column<infer Key>
    ? Key
    : never
  : never;

/** Every purpose that a column is declared with. */
export type Purpose = PurposeOf<(typeof TABLES)[TableName]> | typeof TERM_PURPOSE;

export const INVENTORY: Readonly<Record<string, Table<Purpose>>> = TABLES;

/** Every rule with its table, in the order in which the purge runs them. */
export const RULES: readonly Rule[] = Object.entries(INVENTORY).flatMap(([table, { life }]) =>
  'rules' in life ? life.rules.map((rule) => ({ ...rule, table })) : [],
);

/** Incremented whenever a retention, a form or an erasure in the inventory changes; it is part of every receipt. */
export const POLICY_VERSION = 2;

/** A license is found by these, through its buyer's email or its owner's account, until everything else is done. */
const FINDING = ['owners', 'licenses'];

/** The steps of an erasure, in order. */
export const ERASURES: readonly Erasure[] = Object.entries(INVENTORY)
  .toSorted(([first], [second]) => FINDING.indexOf(first) - FINDING.indexOf(second))
  .flatMap(([table, { erasures = [] }]) => erasures.map((erasure) => ({ ...erasure, table })));
