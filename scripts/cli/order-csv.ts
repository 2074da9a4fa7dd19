/**
 * The CSV file of a bulk issue: a header with the column names, and one order in each row. An unknown column refuses the
 * whole file, because a misspelt name would silently lose its values. A malformed row refuses only that row. The domain
 * decides whether an order can be fulfilled.
 */

import type { IssueLicense } from '../../server/domain/licensing/issue.ts';
import { isOrder } from '../../server/domain/licensing/issue.ts';
import type { RefusalCode, RefusalParts } from '../../server/domain/kernel/refusal.ts';
import { rowOfCode } from '../../server/domain/kernel/refusal-table.ts';
import { readCsv, refuseCsv, type CsvRow } from './csv.ts';

const NEEDED = ['product', 'email', 'order'] as const;
const COLUMNS: readonly string[] = [...NEEDED, 'seats', 'ends_on'];

/** Why a row of the CSV file got no license. The description repeats no cell, since cells may contain personal data. */
export interface RowRefusal {
  readonly code: RefusalCode | 'order_repeated';
  readonly description: string;
}

export interface OrderRow {
  readonly row: number;
  /**
   * The order id of the refused row. It is '' if the cell is not a valid order, because such a cell may be an email,
   * which no report may contain.
   */
  readonly order: string;
  readonly asked: IssueLicense | RowRefusal;
}

/**
 * Reads the whole CSV file once and counts its orders.
 * @throws Refusal if the file as a whole is not valid
 */
export async function countOrders(path: string): Promise<number> {
  let rows = 0;
  for await (const _order of readOrders(path)) rows++;
  return rows;
}

/** Reads the orders of a CSV file. An order that the file repeats for the same product is refused. */
export async function* readOrders(path: string): AsyncGenerator<OrderRow> {
  const seen = new Map<string, number>();
  let header: readonly string[] | undefined;
  for await (const line of readCsv(path)) {
    if (header === undefined) {
      header = readHeader(line);
      continue;
    }
    yield readOrder(line, header, seen);
  }
  if (header === undefined) refuseCsv(`is empty: its first row must be ${NEEDED.join()}`);
}

/** Turns the refusal of an operation into a row refusal, described in one line. */
export function rowRefusal({ code, detail, fields = [] }: RefusalParts): RowRefusal {
  const whole = code === 'request_malformed' && fields.length > 0 ? [] : [detail ?? rowOfCode(code).sentence];
  const parts = fields.map(({ pointer, message }) => `${columnOf(pointer)} ${message}.`);
  return { code, description: [...whole, ...parts].join(' ') };
}

function readHeader({ cells }: CsvRow): readonly string[] {
  const names = cells.map((cell) => cell.toLowerCase());
  if (names.length === 1 && /[;\t]/.test(names[0] ?? ''))
    refuseCsv('does not separate its columns with commas');
  const missing = NEEDED.filter((name) => !names.includes(name));
  if (missing.length > 0) refuseCsv(`has no column ${missing.join(', ')} in its first row`);
  const wrong = names.findIndex((name, index) => !COLUMNS.includes(name) || names.indexOf(name) !== index);
  if (wrong !== -1)
    refuseCsv(`has an unknown or repeated column ${wrong + 1}: use ${COLUMNS.join(', ')}, each once`);
  return names;
}

function readOrder({ row, cells }: CsvRow, header: readonly string[], seen: Map<string, number>): OrderRow {
  const cell = (name: string): string => cells[header.indexOf(name)] ?? '';
  const [product, email, order] = [cell('product'), cell('email'), cell('order')];
  const refused = (asked: RowRefusal): OrderRow => ({ row, order: isOrder(order) ? order : '', asked });
  if (cells.length !== header.length) {
    return {
      ...refused(malformed(`The row has ${cells.length} cells, the header ${header.length}.`)),
      order: '',
    };
  }
  const seats = cell('seats');
  if (!/^\d{0,9}$/.test(seats)) return refused(malformed('seats must be a whole number.'));
  const first = seen.get(`${product}\n${order}`);
  if (first !== undefined) return refused(repeated(first));
  if (isOrder(order)) seen.set(`${product}\n${order}`, row);
  const asked = { product, email, order, seats: seats === '' ? undefined : Number(seats) };
  return { ...refused(malformed('')), asked: { ...asked, endsOn: endOf(cell('ends_on')) } };
}

function endOf(cell: string): string | null | undefined {
  if (cell === '') return undefined;
  return cell.toLowerCase() === 'never' ? null : cell;
}

function malformed(description: string): RowRefusal {
  return { code: 'request_malformed', description };
}

function repeated(first: number): RowRefusal {
  return {
    code: 'order_repeated',
    description: `Row ${first} has the same product and order. For another license use another order; for more machines set seats.`,
  };
}

/** Names the CSV column of a request field: `/endsOn` becomes `ends_on`. */
function columnOf(pointer: string): string {
  return pointer.slice(1).replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
