/**
 * The inventory: every stored column, what it is for, in which form it is kept, whose it is, and how long it lives.
 * One declaration, many readers: the schema test holds it against the database in both directions, and the purge's
 * rules are its rules. A column that is not declared here fails the tests.
 */

import { ACCOUNT_TABLES } from './account-tables.ts';
import { COUNT_TABLES } from './statistics-tables.ts';
import { CUSTOMER_TABLES } from './licensing-tables.ts';
import type { Column, Erasure, Rule, Table } from './declaration.ts';
import { VENDOR_TABLES } from './operator-tables.ts';

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
export type Purpose = PurposeOf<(typeof TABLES)[TableName]>;

export const INVENTORY: Readonly<Record<string, Table<Purpose>>> = TABLES;

/** Every rule with its table, in the order in which the purge runs them. */
export const RULES: readonly Rule[] = Object.entries(INVENTORY).flatMap(([table, { life }]) =>
  'rules' in life ? life.rules.map((rule) => ({ ...rule, table })) : [],
);

/** Raised whenever a life, a form or an erasure in the inventory changes; every receipt says it. */
export const POLICY_VERSION = 2;

/** By these a license is found, by its buyer's email or its owner's account, until all else is done. */
const FINDING = ['owners', 'licenses'];

/** What an erasure does, in its order. */
export const ERASURES: readonly Erasure[] = Object.entries(INVENTORY)
  .toSorted(([one], [other]) => FINDING.indexOf(one) - FINDING.indexOf(other))
  .flatMap(([table, { erasures = [] }]) => erasures.map((erasure) => ({ ...erasure, table })));
