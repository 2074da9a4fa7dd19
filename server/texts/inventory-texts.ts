/**
 * The inventory in the words of a catalogue: what a table is, what a column is for, how long a table's rows are kept,
 * and what an operator did. For pages, the command line and documents alike.
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

/** Undefined where a rule, or the life of another table, ends the rows. */
export function keptText(
  { life }: Pick<Table, 'life'>,
  { kept }: Pick<InventoryTexts, 'kept'>,
): string | undefined {
  return 'kept' in life ? kept[life.kept](life.days ?? 0) : undefined;
}

/** An action that another version of the server has recorded may have no words here: it is shown as stored. */
export function actionText(action: string, { actions }: Pick<InventoryTexts, 'actions'>): string {
  return (actions as Readonly<Record<string, string>>)[action] ?? action;
}
