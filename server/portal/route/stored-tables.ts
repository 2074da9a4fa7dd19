/** The tables of the inventory that have values of customers, for the pages that explain what is stored. */

import { INVENTORY, type TableName } from '../../domain/inventory/inventory.ts';
import { personalTables, type PersonalTable } from '../../domain/inventory/personal-tables.ts';

/** The tables with their columns that relate to a person. */
export function storedTables(): PersonalTable[] {
  return personalTables().filter(({ whose }) => whose !== undefined);
}

/** The tables in which the server cannot tell whose data a row has. */
export function unknowableTables(): TableName[] {
  const tables = Object.entries(INVENTORY).filter(([, { whose }]) => whose === 'unknowable');
  return tables.map(([table]) => table as TableName);
}
