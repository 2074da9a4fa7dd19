/**
 * Keyset pages: a long list is read a page at a time along the key that orders its rows. A cursor names the last row of
 * a page, so that rows which are added or removed meanwhile move no other row to another page. A cursor is opaque and is
 * not signed: it names a place in a list, and the list decides whose rows it has. `db/dialect/pages.ts` writes the SQL.
 */

import type { Query } from './query.ts';
import { refuse } from './refusal.ts';
import { ask, type Operation } from './operation.ts';

/** The number of items of a page if the request names none, and the maximum. */
export const PAGE_ITEMS = 100;
export const PAGE_ITEMS_MAX = 1_000;
/** The number of lines of a list on a page of the portal. */
export const PORTAL_LINES = 50;

/** The place of a row in its list: the number and the text of the key. A key without a number has 0. */
export interface Place {
  readonly order: number;
  readonly id: string;
}

/** Before the first row of every list. PostgreSQL reads it as an integer of four bytes. */
export const START: Place = { order: -(2 ** 31), id: '' };

/** After the last row of every list. */
export const END: Place = { order: 2 ** 31 - 1, id: '\x7f' };

/** The parameters of a query that returns a page. `rule` names the direction. */
export interface PageParams extends Place {
  rule: 'after' | 'before';
  rows: number;
}

/** A row of a page, with the number of rows from the beginning of the page to the end of the list. */
export type InPage<Row> = Row & { ahead: number };

/** Which page is asked for: that after a cursor, with at most `limit` items; absent: the first, of {@link PAGE_ITEMS}. */
export interface PageAsked {
  after?: string | undefined;
  limit?: number | undefined;
}

/** One page. `next`: the cursor of the next page; null: this is the last. `more`: the number of items after this page. */
export interface Page<Item> {
  items: Item[];
  next: string | null;
  more: number;
}

/** Which page the portal shows: that after a cursor, or that before one; absent: the first. */
export interface PartAsked {
  after?: string | undefined;
  before?: string | undefined;
}

/** A page with the cursors of its neighbours; null: there is none. */
export interface Part<Item> {
  items: Item[];
  previous: string | null;
  next: string | null;
}

/** A list that is read by pages: its query, or an operation that makes several, and the place of a row. */
export interface Listed<Row> {
  query: (params: PageParams) => Query<InPage<Row>[]> | Operation<InPage<Row>[]>;
  placeOf: (row: Row) => Place;
}

/** The page that was asked for. @throws Refusal if the cursor or the limit is malformed */
export function* readPage<Row>(asked: PageAsked, { query, placeOf }: Listed<Row>): Operation<Page<Row>> {
  const rows = requireLimit(asked.limit);
  const from = asked.after === undefined ? START : requireCursor(asked.after, '/after');
  const items = yield* rowsOf(query({ rule: 'after', ...from, rows }));
  return pageOf(items, items[0]?.ahead ?? 0, placeOf);
}

function* rowsOf<Row>(asked: Query<Row[]> | Operation<Row[]>): Operation<Row[]> {
  if (!('name' in asked)) return yield* asked;
  const [rows] = yield* ask(asked);
  return rows;
}

/** A page of the first items of a list. @param ahead the number of all items from the first of these on */
export function pageOf<Row>(items: Row[], ahead: number, placeOf: (row: Row) => Place): Page<Row> {
  const [more, last] = [ahead - items.length, items.at(-1)];
  return { items, next: more > 0 && last !== undefined ? writeCursor(placeOf(last)) : null, more };
}

/** The part that a page of the portal shows. A cursor that leads nowhere shows the first part. */
export function* readPart<Row>(asked: PartAsked, { query, placeOf }: Listed<Row>): Operation<Part<Row>> {
  const [after, before] = [readCursor(asked.after ?? ''), readCursor(asked.before ?? '')];
  const rule = before === undefined ? 'after' : 'before';
  const from = before ?? after ?? START;
  const found = yield* rowsOf(query({ rule, ...from, rows: PORTAL_LINES }));
  if (found.length === 0 && from !== START) return yield* readPart({}, { query, placeOf });
  const items = rule === 'after' ? found : found.toReversed();
  const hasMore = (found[0]?.ahead ?? 0) > found.length;
  const [hasPrevious, hasNext] = rule === 'after' ? [from !== START, hasMore] : [hasMore, true];
  const cursor = (row: Row | undefined) => (row === undefined ? null : writeCursor(placeOf(row)));
  return {
    items,
    previous: hasPrevious ? cursor(items[0]) : null,
    next: hasNext ? cursor(items.at(-1)) : null,
  };
}

/** The items of a page or a part, as they are shown. */
export function mapItems<Row, Item, Rest>(
  page: Rest & { items: Row[] },
  view: (row: Row) => Item,
): Omit<Rest, 'items'> & { items: Item[] } {
  return { ...page, items: page.items.map(view) };
}

function writeCursor({ order, id }: Place): string {
  return Buffer.from(`${order}:${id}`).toString('base64url');
}

/** The place that a cursor names; undefined: the text is no cursor. */
function readCursor(text: string): Place | undefined {
  const written = /^[\w-]{1,400}$/.test(text) ? Buffer.from(text, 'base64url').toString() : '';
  const [, order, id] = /^(-?\d{1,15}):([\x20-\x7e]{0,200})$/.exec(written) ?? [];
  return order === undefined || id === undefined ? undefined : { order: Number(order), id };
}

/** The place that a cursor names. @param pointer the field of the cursor, for the refusal */
export function requireCursor(text: string, pointer: string): Place {
  const place = readCursor(text);
  return (
    place ?? refuse('request_malformed', { fields: [{ pointer, message: 'must be the next of a page' }] })
  );
}

export function requireLimit(limit = PAGE_ITEMS): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= PAGE_ITEMS_MAX) return limit;
  const message = `must be 1 to ${PAGE_ITEMS_MAX}`;
  return refuse('request_malformed', { fields: [{ pointer: '/limit', message }] });
}
