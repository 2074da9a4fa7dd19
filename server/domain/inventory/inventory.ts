/**
 * The inventory: every stored column with its purpose, form, data subject and retention. Several readers use this one
 * declaration: the schema test compares it with the database in both directions, and the purge follows its rules. A
 * column that is not declared in the inventory fails the tests.
 */

import { ACCOUNT_TABLES } from './account-tables.ts';
import { COUNT_TABLES } from './statistics-tables.ts';
import { CUSTOMER_TABLES } from './licensing-tables.ts';
import type { Column, Erasure, Rule, Table } from './declaration.ts';
import { HOLD_TABLES } from './hold-tables.ts';
import { DISCLOSURE_TABLES } from './disclosure-tables.ts';
import { MEMBER_TABLES } from './member-tables.ts';
import { RENEWAL_TABLES } from './renewal-tables.ts';
import { RIGHTS_TABLES } from './rights-tables.ts';
import { SUPPORT_TABLES } from './support-tables.ts';
import { VENDOR_TABLES } from './operator-tables.ts';
import type { TERM_PURPOSE } from './term-columns.ts';

const TABLES = {
  ...CUSTOMER_TABLES,
  ...SUPPORT_TABLES,
  ...ACCOUNT_TABLES,
  ...MEMBER_TABLES,
  ...DISCLOSURE_TABLES,
  ...RENEWAL_TABLES,
  ...HOLD_TABLES,
  ...RIGHTS_TABLES,
  ...VENDOR_TABLES,
  ...COUNT_TABLES,
};

export type TableName = keyof typeof TABLES;

type PurposeOf<Declared> = Declared extends { columns: infer Columns }
  ? Columns[keyof Columns] extends Column<infer Key>
    ? Key
    : never
  : never;

/** Every purpose with which a column is declared. */
export type Purpose = PurposeOf<(typeof TABLES)[TableName]> | typeof TERM_PURPOSE;

export const INVENTORY: Readonly<Record<string, Table<Purpose>>> = TABLES;

/** Every retention rule with its table, in the order in which the purge runs the rules. */
export const RULES: readonly Rule[] = Object.entries(INVENTORY).flatMap(([table, { life }]) =>
  'rules' in life ? life.rules.map((rule) => ({ ...rule, table })) : [],
);

/**
 * The version of the data policy. It is incremented whenever a retention, a form or an erasure in the inventory
 * changes, and is part of every receipt.
 */
export const POLICY_VERSION = 9;

/**
 * The tables by which an erasure finds a license, through its buyer's email or its owner's account. These tables are
 * erased after all other tables.
 */
const ERASED_LAST = ['owners', 'licenses'];

/** The steps of an erasure, in the order in which they run. */
export const ERASURES: readonly Erasure[] = Object.entries(INVENTORY)
  .toSorted(([first], [second]) => ERASED_LAST.indexOf(first) - ERASED_LAST.indexOf(second))
  .flatMap(([table, { erasures = [] }]) => erasures.map((erasure) => ({ ...erasure, table })));
