/**
 * The export of personal data (GDPR Art. 15(3) and 20): the rows of the page of personal data, for a file. It is read part
 * by part, so that no reader of the database waits for a long one. A value that the inventory does not export is null. In
 * the record of an operator's action, the operator is `staff` or `program`.
 */

import type { CallTime } from '../kernel/confirmed-day.ts';
import { read, write } from '../kernel/named-operation.ts';
import type { Operation } from '../kernel/operation.ts';
import { readPage } from '../kernel/page.ts';
import type { Id, Vault } from '../kernel/ports.ts';
import { looking } from '../kernel/purpose.ts';
import { INVENTORY, type TableName } from '../inventory/inventory.ts';
import type { Lives } from '../inventory/lives.ts';
import { listGeneral, type Recipient } from './disclosure.ts';
import { listPersonalData, lookerOf, readable } from './personal-data.ts';
import { showLives } from './retention.ts';
import {
  holdingsOf,
  listHoldings,
  LOOKS,
  storedRowsOf,
  type Holding,
  type Scope,
  type StoredRow,
} from './stored-values.ts';

/** The rows that are read at a time. */
const ROWS = 500;

export type ExportedValue = Pick<Holding, 'column' | 'form' | 'keptUntil'> & {
  /** Null: a value is stored, and is not shown. */
  value: string | number | null;
};

export interface ExportedRow {
  table: TableName;
  values: ExportedValue[];
}

/** A part of an export. `next`: the cursor of the next part; null: this is the last. */
export interface ExportedPart {
  rows: ExportedRow[];
  /** The recipients of all customers' data. */
  recipients: Recipient[];
  /** The retention periods that are not the default. */
  lives: Lives;
  next: string | null;
}

/** A part of the export of an account, or of the person of a request. */
export function* exportPart(
  { scope, owner, after }: { scope: Exclude<Scope, 'license'>; owner: Id; after?: string | undefined },
  time: CallTime,
  vault: Vault,
): Operation<ExportedPart> {
  const { items, next } = yield* readPage({ after, limit: ROWS }, storedRowsOf(scope, owner, time));
  const { present: lives } = yield* showLives();
  return {
    rows: items.map((row) => exportedRow(row, lives, vault)),
    recipients: yield* listGeneral(),
    lives,
    next,
  };
}

function* exportPersonalData(
  { account, after }: { account: Id; after?: string | undefined },
  call: CallTime,
  vault: Vault,
): Operation<ExportedPart> {
  return yield* exportPart({ scope: 'account', owner: account, after }, call, vault);
}

/** The operations that show stored personal data, by their names. */
export const personalDataOperations = {
  listPersonalData: read(listPersonalData),
  exportPersonalData: read(exportPersonalData),
  listHoldings: looking(write(listHoldings)),
};

function exportedRow({ table, row }: StoredRow, lives: Lives, vault: Vault): ExportedRow {
  const values = holdingsOf(table, readable(table, row, vault), lives).map(
    ({ column, value, form, keptUntil }) => ({
      column,
      form,
      keptUntil,
      value: shownOf(table, column, value),
    }),
  );
  return { table, values };
}

function shownOf(table: TableName, column: string, value: string | number): ExportedValue['value'] {
  if (table === LOOKS && column === 'actor') return lookerOf(String(value));
  return INVENTORY[table]?.columns[column]?.exported === true ? value : null;
}
