/**
 * Products and their terms: what is sold, and what a license of a product allows. Seats, durations and entitlements are
 * copied into each license at issue. Lease, refresh, grace and release rules are read from the product, so that a
 * vendor can change these rules for all licenses. Minimum values prevent a short outage from stopping apps.
 */

import { PRODUCT_ID, PRODUCT_ID_FORM } from '../../../client-sdk/typescript/contract/product-id.ts';
import {
  isReturnAddress,
  RETURN_ADDRESS_CHARACTERS_MAX,
} from '../../../client-sdk/typescript/contract/portal-link.ts';
import {
  DEFAULT_TERMS,
  mapTerms,
  termEntries,
  type ProductView,
  type Terms,
} from '../../../client-sdk/typescript/contract/product-terms.ts';
import type { Term } from '../../../client-sdk/typescript/contract/term-kinds.ts';
import { dayOf, writeDate, type Day } from '../kernel/day.ts';
import { once, type Repeatable } from '../kernel/idempotency.ts';
import type { Call, Vault } from '../kernel/ports.ts';
import { defineQueries, type NoParams, optionalRow, rowCount, rows } from '../kernel/query.ts';
import { DEMO_TERMS, isDemo } from './demo.ts';
import { productEntitlementsFault } from './entitlements.ts';
import { contentFault, freeTextFault } from '../kernel/free-text.ts';
import { readWords } from '../kernel/words.ts';
import { refuse, type FieldFault } from '../kernel/refusal.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import {
  mapItems,
  readPage,
  type InPage,
  type Page,
  type PageAsked,
  type PageParams,
} from '../kernel/page.ts';

type StoredTerm<Value> = Value extends boolean ? number : Value extends string[] ? string : Value;

/** The terms of a product as database columns. A boolean is stored as 0 or 1, and a list as words between spaces. */
export type StoredTerms = { [Name in keyof Terms]: StoredTerm<Terms[Name]> };

/** A row of `products`. */
export interface ProductRow extends StoredTerms {
  id: string;
  name: string;
  prefix: string | null;
  /** 1: a demo product; see `demo.ts`. */
  demo: number;
  /** The kid of the root that has signed a farewell; null: none is prepared. See `farewell.ts`. */
  farewellRoot: string | null;
  /** The published farewell, a token; null: license checks go on. */
  farewell: string | null;
  /** The last day on which data of the product is kept; null: it is sold. See `retire.ts`. */
  lastDataDay: Day | null;
  revision: number;
  createdDay: Day;
}

/** What a list of all products shows of one. */
type ProductName = Pick<ProductRow, 'id' | 'name' | 'demo' | 'farewellRoot' | 'farewell'>;

/** The columns that a change of the terms does not write. */
type Unwritten = 'createdDay' | 'revision' | 'farewell' | 'farewellRoot' | 'lastDataDay';

export const productQueries = defineQueries({
  findProduct: optionalRow<{ product: string }, ProductRow>(),
  lockProduct: optionalRow<{ product: string }, ProductRow>(),
  findProductByActivation: optionalRow<{ activation: string }, ProductRow>(),
  pageProducts: rows<PageParams, InPage<ProductRow>>(),
  listProductNames: rows<{ rows: number }, ProductName>(),
  countProducts: optionalRow<NoParams, { held: number }>(),
  /** Adds a product; returns 0 if the id is already used. */
  addProduct: rowCount<ProductRow>(),
  /** Writes the columns of a product that its terms and names are in, and raises its revision. */
  changeProduct: rowCount<Omit<ProductRow, Unwritten>>(),
});

/** The maximum number of products. */
export const PRODUCTS_MAX = 1_000;

export interface AddProduct extends Repeatable {
  product: string;
  name: string;
  prefix?: string | null | undefined;
  terms: { [Name in keyof Terms]?: Terms[Name] | undefined };
  /** Whether the product is a demo, whose terms are fixed. */
  demo?: boolean | undefined;
}

export function* addProduct(input: AddProduct, call: Call, vault: Vault): Operation<ProductView> {
  return yield* once({
    input,
    call,
    vault,
    verb: 'addProduct',
    first: () => insertProduct(input, call),
    again: (product) => showProduct({ product }),
    resultId: (view) => view.product,
  });
}

function* insertProduct(input: AddProduct, call: Call): Operation<ProductView> {
  const row: ProductRow = {
    ...storeTerms({ ...DEFAULT_TERMS, ...(input.demo ? DEMO_TERMS : {}), ...given(input.terms) }),
    id: input.product,
    name: input.name,
    prefix: input.prefix ?? null,
    demo: Number(input.demo ?? false),
    farewellRoot: null,
    farewell: null,
    lastDataDay: null,
    revision: 1,
    createdDay: dayOf(call.now),
  };
  checkProduct(row);
  const [stored] = yield* ask(productQueries.countProducts({}));
  if ((stored?.held ?? 0) >= PRODUCTS_MAX)
    refuse('list_full', { detail: `There are ${PRODUCTS_MAX} products at most.` });
  const [added] = yield* ask(productQueries.addProduct(row));
  if (added === 0) refuse('product_exists', { fields: [{ pointer: '/product', message: 'is taken' }] });
  return viewProduct(row);
}

export function* listProducts(asked: PageAsked): Operation<Page<ProductView>> {
  const page = yield* readPage(asked, {
    query: productQueries.pageProducts,
    placeOf: ({ id }) => ({ order: 0, id }),
  });
  return mapItems(page, viewProduct);
}

/** The ids and names of all products. */
export function* listProductNames(): Operation<ProductName[]> {
  const [names] = yield* ask(productQueries.listProductNames({ rows: PRODUCTS_MAX }));
  return names;
}

export function* showProduct(input: { product: string }): Operation<ProductView> {
  return viewProduct(yield* requireProduct(input.product));
}

export interface ChangeProduct extends Repeatable {
  product: string;
  name?: string | undefined;
  prefix?: string | null | undefined;
  terms: { [Name in keyof Terms]?: Terms[Name] | undefined };
  /** Members that a program may send back as it read them. A changed value is refused. */
  unchanged?: Partial<Pick<ProductView, 'product' | 'demo' | 'createdOn' | 'keptUntil'>> | undefined;
}

/** Changes the named terms of a product. Existing licenses keep their seats, end and entitlements. */
export function* changeProduct(input: ChangeProduct, call: Call, vault: Vault): Operation<ProductView> {
  return yield* once({
    input,
    call,
    vault,
    verb: 'changeProduct',
    first: () => updateProduct(input),
    again: (product) => showProduct({ product }),
    resultId: (view) => view.product,
  });
}

function* updateProduct(input: ChangeProduct): Operation<ProductView> {
  const [found] = yield* ask(productQueries.lockProduct({ product: input.product }));
  const old = found ?? refuseProduct();
  requireUnchanged(input.unchanged ?? {}, viewProduct(old));
  const {
    createdDay: _day,
    revision: _revision,
    farewell: _farewell,
    farewellRoot: _root,
    lastDataDay: _last,
    ...row
  } = {
    ...old,
    ...storeTerms({ ...termsOf(old), ...given(input.terms) }),
    name: input.name ?? old.name,
    prefix: input.prefix === undefined ? old.prefix : input.prefix,
  };
  checkProduct({ ...old, ...row }, old);
  yield* ask(productQueries.changeProduct(row));
  return viewProduct({ ...old, ...row });
}

export function* requireProduct(product: string): Operation<ProductRow> {
  // PostgreSQL accepts no text with a NUL
  if (!PRODUCT_ID.test(product)) refuseProduct();
  const [row] = yield* ask(productQueries.findProduct({ product }));
  return row ?? refuseProduct();
}

/** Refuses a new license of a retired product. A repeated order gets its license as before. */
export function requireSold({ id, lastDataDay }: ProductRow): void {
  if (lastDataDay === null) return;
  const detail = `The data of ${id} is deleted after ${writeDate(lastDataDay)}.`;
  refuse('product_retired', { detail });
}

function refuseProduct(): never {
  return refuse('product_unknown', {
    fields: [{ pointer: '/product', message: 'is not the id of a product' }],
  });
}

/** @param old the row before a change: an unchanged text is not checked again */
function checkProduct(row: ProductRow, old?: ProductRow): void {
  const faults: FieldFault[] = [];
  const check = (pointer: string, message: string | undefined, none?: string): void => {
    if (message !== undefined) faults.push({ pointer, message, ...(none === undefined ? {} : { none }) });
  };
  check('/product', row.id === old?.id ? undefined : idFault(row.id));
  check('/name', row.name === old?.name ? undefined : freeTextFault('productName', row.name));
  check('/prefix', prefixFault(row.prefix), 'none');
  for (const [name, term] of termEntries()) {
    const none = term.type === 'integer' ? term.none : undefined;
    const isKept = term.type === 'words' && row[name] === old?.[name];
    const fault = isDemo(row) ? demoFault(row[name], name) : termFault(term, row[name], row);
    check(`/terms/${name}`, isKept ? undefined : fault, none);
  }
  if (faults.length > 0) refuse('terms_malformed', { fields: faults });
}

function requireUnchanged(sent: NonNullable<ChangeProduct['unchanged']>, view: ProductView): void {
  const faults = (['product', 'demo', 'createdOn', 'keptUntil'] as const)
    .filter((name) => sent[name] !== undefined && sent[name] !== view[name])
    .map((name) => ({ pointer: `/${name}`, message: 'cannot be changed' }));
  if (faults.length > 0) refuse('terms_malformed', { fields: faults });
}

function idFault(id: string): string | undefined {
  if (!PRODUCT_ID.test(id)) return `must have ${PRODUCT_ID_FORM}`;
  return contentFault('productId', id);
}

function prefixFault(prefix: string | null): string | undefined {
  return prefix === null || /^[A-Z]{2,8}$/.test(prefix)
    ? undefined
    : 'must have 2 to 8 capital letters, A to Z';
}

function termFault(term: Term, value: string | number | null, row: ProductRow): string | undefined {
  if (term.type === 'words') return productEntitlementsFault(readWords(String(value)));
  if (term.type === 'addresses') return addressesFault(readWords(String(value)), term);
  if (term.type !== 'integer' || value === null) return undefined;
  const most = typeof term.most === 'number' ? term.most : term.most(row);
  if (Number.isInteger(value) && Number(value) >= term.least && Number(value) <= most) return undefined;
  return `must be ${term.takes ?? `${term.least} to ${most}${term.unit === undefined ? '' : ' days'}`}`;
}

function addressesFault(
  addresses: readonly string[],
  { addressesMax }: { readonly addressesMax: number },
): string | undefined {
  if (addresses.length <= addressesMax && addresses.every(isReturnAddress)) return undefined;
  return `must be at most ${addressesMax} addresses such as https://example.com/done or com.example.app:/done, of ${RETURN_ADDRESS_CHARACTERS_MAX} characters, without # and @`;
}

/** The terms of a demo are fixed. */
function demoFault(value: string | number | null, name: keyof Terms): string | undefined {
  return value === STORED_DEMO_TERMS[name] ? undefined : 'is fixed for a demo product';
}

/**
 * The terms that are given with a value. An absent term and an undefined term are left out, since each means
 * "unchanged".
 */
function given(terms: AddProduct['terms']): Partial<Terms> {
  return Object.fromEntries(Object.entries(terms).filter(([, value]) => value !== undefined));
}

export function storeTerms(terms: Terms): StoredTerms {
  return mapTerms((_term, name) => {
    const value = terms[name];
    // a word with a space stays one word, and is refused as such
    if (Array.isArray(value))
      return [...new Set(value)].map((word) => word.replaceAll(' ', '\u00a0')).join(' ');
    return typeof value === 'boolean' ? Number(value) : value;
  }) as StoredTerms;
}

function termsOf(row: ProductRow): Terms {
  return mapTerms(({ type }, name) => {
    const value = row[name];
    if (type === 'words' || type === 'addresses') return readWords(String(value));
    return type === 'boolean' ? value === 1 : value;
  }) as Terms;
}

function viewProduct(row: ProductRow): ProductView {
  const { id: product, name, prefix } = row;
  const createdOn = writeDate(row.createdDay);
  const keptUntil = row.lastDataDay === null ? null : writeDate(row.lastDataDay);
  return { product, name, prefix, terms: termsOf(row), demo: isDemo(row), createdOn, keptUntil };
}

const STORED_DEMO_TERMS = storeTerms({ ...DEFAULT_TERMS, ...DEMO_TERMS });
