/**
 * Reads the inventory's texts from a catalogue: what a table is, what a column is for, how long a table's rows are
 * kept, and what an operator did. Pages, the command line and documents use these functions.
 */

import type { Table } from '../domain/inventory/declaration.ts';
import type { Purpose, TableName } from '../domain/inventory/inventory.ts';
import type { Texts } from './texts.ts';

type InventoryTexts = Texts['inventory'];

export function purposeText(purpose: Purpose, { purposes }: Pick<InventoryTexts, 'purposes'>): string {
  return purposes[purpose];
}

export function tableText(table: TableName, { tables }: Pick<InventoryTexts, 'tables'>): string {
  return tables[table];
}

/**
 * The words for how long a table's rows are kept; undefined if a retention rule, or the life of another table, ends the
 * rows.
 */
export function keptText(
  { life }: Pick<Table, 'life'>,
  { kept }: Pick<InventoryTexts, 'kept'>,
): string | undefined {
  return 'kept' in life ? kept[life.kept](life.days ?? 0) : undefined;
}

/**
 * The words for an operator's action. If another version of the server recorded an action that has no words in this
 * version, the action is shown as stored.
 */
export function actionText(action: string, { actions }: Pick<InventoryTexts, 'actions'>): string {
  return (actions as Readonly<Record<string, string>>)[action] ?? action;
}
