/** The tables of the inventory that have values of customers, for the pages that explain what is stored. */

import { INVENTORY, type TableName } from '../../domain/inventory/inventory.ts';
import type { StoredTable } from '../pages/privacy.ts';

/**
 * The tables with their columns that relate to a customer. A table in which no customer can be found has all of its
 * columns.
 */
export function storedTables(): StoredTable[] {
  return Object.entries(INVENTORY).flatMap(([table, { basis, whose, columns }]) => {
    if (whose === undefined) return [];
    const shown = Object.entries(columns).filter(
      ([, { subject, exported }]) => subject === 'person' || exported || whose === 'unknowable',
    );
    const named = shown.map(([column, { purpose, form }]) => ({ column, purpose, form }));
    return [{ table: table as TableName, basis, columns: named }];
  });
}

/** The tables in which the server cannot tell whose data a row has. */
export function unknowableTables(): TableName[] {
  const tables = Object.entries(INVENTORY).filter(([, { whose }]) => whose === 'unknowable');
  return tables.map(([table]) => table as TableName);
}
