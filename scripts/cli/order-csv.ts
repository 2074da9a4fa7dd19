/**
 * The CSV file of a bulk issue: a header, and one order in each row. Without a mapping, a file with an unknown column
 * is refused as a whole, because the values of a misspelt column would be lost silently. A malformed row is refused
 * alone. The domain decides whether an order can be fulfilled.
 */

import type { IssueLicense } from '../../server/domain/licensing/issue.ts';
import { orderFault } from '../../server/domain/licensing/order.ts';
import { messageOf, type RefusalCode, type RefusalParts } from '../../server/domain/kernel/refusal.ts';
import { textFor } from '../../server/domain/kernel/refusal-table.ts';
import type { CsvForm } from './csv-form.ts';
import { readCsv, refuseCsv, type CsvRow } from './csv.ts';
import { FIELDS, type Field, type OrderMapping } from './order-mapping.ts';

const NEEDED = ['product', 'email', 'order'] as const;

/** Why a row of the CSV file got no license. The description repeats no cell, since cells may contain personal data. */
export interface RowRefusal {
  readonly code: RefusalCode | 'order_repeated';
  readonly description: string;
  /** The license of an order that was fulfilled before, if the license's key no longer activates anything. */
  readonly license?: string;
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

/** A file that was examined: how it was written, and how its columns are read. */
export interface OrderFile {
  readonly path: string;
  readonly form: CsvForm;
  readonly mapping: OrderMapping;
}

/** Where the fields of an order are in a row, and which rows are orders. */
interface Layout {
  /** The number of cells of the header. */
  readonly width: number;
  readonly fields: ReadonlyMap<Field, readonly number[]>;
  readonly only: readonly { readonly column: number; readonly values: readonly string[] }[];
}

/**
 * Reads the whole CSV file once and counts its orders.
 * @throws Refusal if the file as a whole is not valid
 */
export async function countOrders(file: OrderFile): Promise<{ orders: number; leftOut: number }> {
  let [orders, leftOut] = [0, 0];
  for await (const order of readOrders(file)) {
    if (order === 'left out') leftOut++;
    else orders++;
  }
  return { orders, leftOut };
}

/** Reads the rows of a CSV file. An order that the file repeats is refused. */
export async function* readOrders(file: OrderFile): AsyncGenerator<OrderRow | 'left out'> {
  const { mapping } = file;
  const seen = new Map<string, number>();
  let layout: Layout | undefined;
  for await (const line of readCsv(file.path, file.form)) {
    if (layout === undefined) layout = readHeader(line, mapping);
    else yield isLeftOut(line, layout) ? 'left out' : readOrder(line, layout, mapping, seen);
  }
  if (layout === undefined) refuseCsv(`is empty: its first row must be ${NEEDED.join()}`);
}

/** Turns the refusal of an operation into a row refusal, described in one line. */
export function rowRefusal({ code, detail, fields = [], license }: RefusalParts): RowRefusal {
  const whole =
    code === 'request_malformed' && fields.length > 0
      ? []
      : [detail ?? textFor('operator', code)?.sentence ?? code];
  const parts = fields.map((field) => `${columnOf(field.pointer)} ${messageOf(field, 'person')}.`);
  const description = [...whole, ...parts].join(' ');
  return license === undefined ? { code, description } : { code, description, license };
}

function readHeader({ cells }: CsvRow, { columns, only, product }: OrderMapping): Layout {
  const names = cells.map((cell) => cell.toLowerCase());
  const place = (column: string): number => {
    const index = names.indexOf(column.toLowerCase());
    if (index === -1) refuseCsv(`has no column "${column}", which the mapping names`);
    if (names.lastIndexOf(column.toLowerCase()) !== index) refuseCsv(`has the column "${column}" twice`);
    return index;
  };
  // a product that was typed applies to every row, even if the file has a column of products
  const read = FIELDS.filter((field) => field !== 'product' || product === undefined);
  const columnsOf = (field: Field): readonly string[] =>
    columns.get(field) ?? (names.includes(field) ? [field] : []);
  const missing = NEEDED.filter((field) => read.includes(field) && columnsOf(field).length === 0);
  if (missing.length > 0)
    refuseCsv(
      `has no column ${missing.join(', ')} in its first row: name the shop's columns with --map or --shop`,
    );
  if (columns.size + only.size === 0) requireOurNames(names);
  return {
    width: cells.length,
    fields: new Map(read.map((field) => [field, columnsOf(field).map(place)])),
    only: [...only].map(([column, values]) => ({ column: place(column), values })),
  };
}

/** Requires that each column has one of Quietkey's names, without repetition. This is the rule without a mapping. */
function requireOurNames(names: readonly string[]): void {
  const known: readonly string[] = FIELDS;
  const wrong = names.findIndex((name, index) => !known.includes(name) || names.indexOf(name) !== index);
  if (wrong !== -1)
    refuseCsv(
      `has an unknown or repeated column ${wrong + 1}: use ${FIELDS.join(', ')}, each once, or --map`,
    );
}

function isLeftOut({ cells }: CsvRow, { only }: Layout): boolean {
  return only.some(
    ({ column, values }) =>
      !values.some((value) => value.toLowerCase() === (cells[column] ?? '').toLowerCase()),
  );
}

function readOrder(
  { row, cells }: CsvRow,
  { width, fields }: Layout,
  mapping: OrderMapping,
  seen: Map<string, number>,
): OrderRow {
  const cell = (field: Field): string =>
    (fields.get(field) ?? [])
      .map((index) => cells[index] ?? '')
      .filter((part) => part !== '')
      .join('/');
  const [order, email, seats] = [cell('order'), cell('email'), cell('seats')];
  const refused = (asked: RowRefusal): OrderRow => ({
    row,
    order: orderFault(order) === undefined ? order : '',
    asked,
  });
  if (cells.length !== width) {
    return { ...refused(malformed(`The row has ${cells.length} cells, the header ${width}.`)), order: '' };
  }
  const product = productOf(cell('product'), mapping);
  if (product === undefined)
    return refused({
      code: 'product_unknown',
      description: 'The product is not one of those that --item names.',
    });
  if (!/^(?:\d{1,9}(?:\.0+)?)?$/.test(seats)) return refused(malformed('seats must be a whole number.'));
  const first = seen.get(order);
  if (first !== undefined) return refused(repeated(first));
  if (order !== '') seen.set(order, row);
  const asked = { product, email, order, seats: seats === '' ? undefined : Number(seats) };
  return { ...refused(malformed('')), asked: { ...asked, endsOn: endOf(cell('ends_on')) } };
}

function productOf(cell: string, { product, items }: OrderMapping): string | undefined {
  if (product !== undefined) return product;
  return items.size === 0 ? cell : items.get(cell)?.[0];
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
    description: `Row ${first} has the same order. For more machines, set seats. For several items of one order, give each item its own reference, such as 1017/2.`,
  };
}

/** Names the CSV column of a request field: `/endsOn` becomes `ends_on`. */
function columnOf(pointer: string): string {
  return pointer.slice(1).replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
