/**
 * The SQL that lists the stored rows of one customer, generated from the inventory for each table that declares whose
 * rows it has. So a table that is added to the inventory is listed without another edit.
 */

import { storedRowQueries } from '../../server/domain/privacy/stored-values.ts';
import type { Whose } from '../../server/domain/inventory/declaration.ts';
import { INVENTORY } from '../../server/domain/inventory/inventory.ts';
import { columns, declaredColumns, sqlFor } from '../dialect/statements.ts';

export const STORED_ROWS = sqlFor(storedRowQueries, { listStoredRows: { sql: byTable() } });

function byTable(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(INVENTORY).flatMap(([table, { whose }]) =>
      typeof whose === 'object' ? [[table, select(table, whose)]] : [],
    ),
  );
}

function select(table: string, { by, names }: Whose): string {
  if (!declaredColumns(table).includes(by)) throw new Error(`${table} has no declared column ${by}`);
  const link =
    names === 'activation' ? `${by} IN (SELECT id FROM activations WHERE license = :id)` : `${by} = :id`;
  return `SELECT ${columns(table)} FROM ${table} WHERE ${link} ORDER BY 1`;
}
