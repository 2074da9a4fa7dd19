/**
 * The CSV of a bulk issue: a header that names the columns, and an order on each row. A header that is not understood
 * refuses the file, since a misspelt column would silently lose what stands in it; a row that is not understood is one
 * that is refused. Whether an order can be fulfilled is left to the domain.
 */

import type { IssueLicense } from '../../server/domain/licensing/issue.ts';
import { isOrder } from '../../server/domain/licensing/issue.ts';
import type { RefusalCode, RefusalParts } from '../../server/domain/kernel/refusal.ts';
import { rowOfCode } from '../../server/domain/kernel/refusal-table.ts';
import { readCsv, refuseCsv, type CsvRow } from './csv.ts';

const NEEDED = ['product', 'email', 'order'] as const;
const COLUMNS: readonly string[] = [...NEEDED, 'seats', 'ends_on'];

/** Why a row got no license. The sentence repeats no cell. */
export interface RowRefusal {
  readonly code: RefusalCode | 'order_repeated';
  readonly says: string;
}

export interface OrderRow {
  readonly row: number;
  /** '' where the cell cannot be an order: it might be an address, which no report may hold. */
  readonly order: string;
  readonly asked: IssueLicense | RowRefusal;
}

/** Reads the whole file once and counts its rows. @throws Refusal where it cannot be used as a whole */
export async function countOrders(path: string): Promise<number> {
  let rows = 0;
  for await (const _order of readOrders(path)) rows++;
  return rows;
}

/** The orders of a file. One that stands twice for a product is refused the second time. */
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

/** What the product says no with, in one line. */
export function rowRefusal({ code, detail, fields = [] }: RefusalParts): RowRefusal {
  const whole = code === 'request_malformed' && fields.length > 0 ? [] : [detail ?? rowOfCode(code).sentence];
  const parts = fields.map(({ pointer, message }) => `${columnOf(pointer)} ${message}.`);
  return { code, says: [...whole, ...parts].join(' ') };
}

function readHeader({ cells }: CsvRow): readonly string[] {
  const names = cells.map((cell) => cell.toLowerCase());
  if (names.length === 1 && /[;\t]/.test(names[0] ?? ''))
    refuseCsv('separates its columns by something else than commas');
  const missing = NEEDED.filter((name) => !names.includes(name));
  if (missing.length > 0) refuseCsv(`has no column ${missing.join(', ')} in its first row`);
  const strange = names.findIndex((name, at) => !COLUMNS.includes(name) || names.indexOf(name) !== at);
  if (strange !== -1)
    refuseCsv(`has a column ${strange + 1} that is not one of ${COLUMNS.join(', ')}, each once`);
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

function malformed(says: string): RowRefusal {
  return { code: 'request_malformed', says };
}

function repeated(first: number): RowRefusal {
  return {
    code: 'order_repeated',
    says: `Row ${first} has the same product and order. Another license takes another order, more machines take seats.`,
  };
}

/** `/endsOn` stands in the column `ends_on`. */
function columnOf(pointer: string): string {
  return pointer.slice(1).replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
