/**
 * Products and their terms: what is sold, and what a license of it allows. Seats, durations and entitlements are
 * copied into each license at issue; lease, refresh, grace and release rules are read from the product, so that a
 * vendor can change them for all licenses. Minimum values prevent a short outage from stopping apps.
 */

import type { ProductView, Terms } from '../../../client-sdk/typescript/contract/wire.ts';
import { dayOf, writeDate, type Day } from '../kernel/day.ts';
import { once, type Repeatable } from '../kernel/idempotency.ts';
import type { Call, Vault } from '../kernel/ports.ts';
import { defineQueries, type NoParams, optionalRow, rowCount, rows } from '../kernel/query.ts';
import { refuse, type FieldFault } from '../kernel/refusal.ts';
import { ask, type Operation } from '../kernel/operation.ts';

/** A row of `products`. Flags are 0 or 1; `entitlements` are words separated by spaces. */
export interface ProductRow {
  id: string;
  name: string;
  prefix: string | null;
  seats: number;
  durationDays: number | null;
  updatesDays: number | null;
  leaseDays: number;
  refreshDays: number;
  graceDays: number;
  entitlements: string;
  usernameRequired: number;
  forks: 'refuse' | 'allow';
  releaseCooldownDays: number;
  releasesPerYear: number | null;
  revision: number;
  createdDay: Day;
}

export const productQueries = defineQueries({
  findProduct: optionalRow<{ product: string }, ProductRow>(),
  lockProduct: optionalRow<{ product: string }, ProductRow>(),
  findProductByActivation: optionalRow<{ activation: string }, ProductRow>(),
  listProducts: rows<NoParams, ProductRow>(),
  /** Adds the row; 0 where the id is taken. */
  addProduct: rowCount<ProductRow>(),
  /** Writes all columns but `id` and `createdDay`, and raises the revision. */
  changeProduct: rowCount<Omit<ProductRow, 'createdDay' | 'revision'>>(),
});

export const DEFAULT_TERMS: Terms = {
  seats: 1,
  durationDays: null,
  updatesDays: null,
  leaseDays: 30,
  refreshDays: 7,
  graceDays: 14,
  entitlements: [],
  usernameRequired: false,
  forks: 'refuse',
  releaseCooldownDays: 0,
  releasesPerYear: null,
};

const LEASE_DAYS_MIN = 7;
const LEASE_DAYS_MAX = 366;
const GRACE_DAYS_MIN = 7;
const GRACE_DAYS_MAX = 366;
/** A lease must outlast its refresh by this, so that nobody notices a short outage of the server. */
const REFRESH_MARGIN_DAYS = 3;
export const SEATS_MAX = 1_000_000;
/** The entitlements and tags of a lease must fit a token of 4 kB. */
export const ENTITLEMENTS_MAX = 32;
const PRODUCT_ID = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/;

export interface AddProduct extends Repeatable {
  product: string;
  name: string;
  prefix?: string | null | undefined;
  terms: { [Name in keyof Terms]?: Terms[Name] | undefined };
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
    ...rowOf({ ...DEFAULT_TERMS, ...given(input.terms) }),
    id: input.product,
    name: input.name,
    prefix: input.prefix ?? null,
    revision: 1,
    createdDay: dayOf(call.now),
  };
  checkProduct(row);
  const [added] = yield* ask(productQueries.addProduct(row));
  if (added === 0) refuse('product_exists', { fields: [{ pointer: '/product', message: 'is taken' }] });
  return viewProduct(row);
}

export function* listProducts(): Operation<ProductView[]> {
  const [rows] = yield* ask(productQueries.listProducts({}));
  return rows.map(viewProduct);
}

export function* showProduct(input: { product: string }): Operation<ProductView> {
  return viewProduct(yield* requireProduct(input.product));
}

export interface ChangeProduct extends Repeatable {
  product: string;
  name?: string | undefined;
  prefix?: string | null | undefined;
  terms: { [Name in keyof Terms]?: Terms[Name] | undefined };
}

/** Changes the named terms. Existing licenses keep their seats, end and entitlements. */
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
  const { createdDay, revision, ...row } = {
    ...old,
    ...rowOf({ ...termsOf(old), ...given(input.terms) }),
    name: input.name ?? old.name,
    prefix: input.prefix === undefined ? old.prefix : input.prefix,
  };
  checkProduct({ ...row, createdDay, revision });
  yield* ask(productQueries.changeProduct(row));
  return viewProduct({ ...row, createdDay, revision: revision + 1 });
}

export function* requireProduct(product: string): Operation<ProductRow> {
  // PostgreSQL accepts no text with a NUL
  if (!PRODUCT_ID.test(product)) refuseProduct();
  const [row] = yield* ask(productQueries.findProduct({ product }));
  return row ?? refuseProduct();
}

function refuseProduct(): never {
  return refuse('product_unknown', { fields: [{ pointer: '/product', message: 'is not a product' }] });
}

export function readEntitlements(stored: string): string[] {
  return stored === '' ? [] : stored.split(' ');
}

function checkProduct(row: ProductRow): void {
  const faults: FieldFault[] = [];
  const check = (holds: boolean, pointer: string, message: string): void => {
    if (!holds) faults.push({ pointer, message });
  };
  check(PRODUCT_ID.test(row.id), '/product', 'takes 1 to 32 small letters, digits and inner dashes');
  check(row.name.trim() !== '' && row.name.length <= 80, '/name', 'takes 1 to 80 characters');
  check(row.prefix === null || /^[A-Z]{2,8}$/.test(row.prefix), '/prefix', 'takes 2 to 8 capital letters');
  check(within(row.seats, 1, SEATS_MAX), '/terms/seats', `takes 1 to ${SEATS_MAX}`);
  check(within(row.durationDays ?? 1, 1, 36_600), '/terms/durationDays', 'takes 1 to 36600 days, or null');
  check(within(row.updatesDays ?? 1, 1, 36_600), '/terms/updatesDays', 'takes 1 to 36600 days, or null');
  check(
    within(row.leaseDays, LEASE_DAYS_MIN, LEASE_DAYS_MAX),
    '/terms/leaseDays',
    `takes ${LEASE_DAYS_MIN} to ${LEASE_DAYS_MAX} days: a shorter lease turns an outage into a stop`,
  );
  check(
    within(row.refreshDays, 1, row.leaseDays - REFRESH_MARGIN_DAYS),
    '/terms/refreshDays',
    `takes 1 day or more, and at least ${REFRESH_MARGIN_DAYS} days less than the lease`,
  );
  check(
    within(row.graceDays, GRACE_DAYS_MIN, GRACE_DAYS_MAX),
    '/terms/graceDays',
    `takes ${GRACE_DAYS_MIN} to ${GRACE_DAYS_MAX} days`,
  );
  const words = readEntitlements(row.entitlements);
  check(
    words.length <= ENTITLEMENTS_MAX && words.every((word) => /^[a-z0-9][a-z0-9._-]{0,31}$/.test(word)),
    '/terms/entitlements',
    `takes at most ${ENTITLEMENTS_MAX} words of small letters, digits, dots, dashes and underscores`,
  );
  check(within(row.releaseCooldownDays, 0, 366), '/terms/releaseCooldownDays', 'takes 0 to 366 days');
  check(within(row.releasesPerYear ?? 0, 0, 10_000), '/terms/releasesPerYear', 'takes 0 to 10000, or null');
  if (faults.length > 0) refuse('terms_malformed', { fields: faults });
}

function within(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

/** The named members only: absent and undefined both mean "unchanged". */
function given(terms: AddProduct['terms']): Partial<Terms> {
  return Object.fromEntries(Object.entries(terms).filter(([, value]) => value !== undefined));
}

function rowOf(terms: Terms): Omit<ProductRow, 'id' | 'name' | 'prefix' | 'revision' | 'createdDay'> {
  return {
    ...terms,
    entitlements: [...new Set(terms.entitlements)].join(' '),
    usernameRequired: terms.usernameRequired ? 1 : 0,
  };
}

function termsOf(row: ProductRow): Terms {
  const { id: _id, name: _name, prefix: _prefix, revision: _revision, createdDay: _day, ...terms } = row;
  return {
    ...terms,
    entitlements: readEntitlements(row.entitlements),
    usernameRequired: row.usernameRequired === 1,
  };
}

function viewProduct(row: ProductRow): ProductView {
  const { id: product, name, prefix } = row;
  return { product, name, prefix, ...termsOf(row), createdOn: writeDate(row.createdDay) };
}
