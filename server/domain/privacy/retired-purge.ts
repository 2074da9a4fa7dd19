/**
 * The purge of retired products whose last day has passed: everything of the product, class by class, and at last the
 * product itself, with its request counts. Activations and orders go before their licenses, so that no license takes very many rows with it; the
 * keys, owners, members and all other rows of a license go with it. The tags of trials stay their twelve months: nothing stored
 * says of which product they are. `licensing/retire.ts` sets the day.
 */

import type { Day } from '../kernel/day.ts';
import { accountingQueries, keepsAccounts } from './accounting.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import { defineQueries, optionalRow, row, rowCount, rows, type Query } from '../kernel/query.ts';

/** The class of a step, and the table whose rows the step deletes in the order of `key`. */
export const RETIRED_STEPS = [
  { class: 'activations of retired products', table: 'activations', key: 'id' },
  { class: 'orders of retired products', table: 'orders', key: 'reference' },
  { class: 'licenses of retired products', table: 'licenses', key: 'id' },
] as const;

/** The class of the products themselves, with their request counts. */
const PRODUCTS = 'retired products';

/** The classes of retired products, in the order in which the purge deletes them. */
export const RETIRED_CLASSES: readonly string[] = [...RETIRED_STEPS.map(({ class: name }) => name), PRODUCTS];

/** The number of rows that one look reads, and the number that one slice deletes. */
const ROWS = 1_000;
const SLICE_ROWS = 100;

interface Window {
  after: string;
  last: string;
  today: Day;
}

export const retiredPurgeQueries = defineQueries({
  /** A product that is due; most days there is none, and then no other row is read. */
  findRetired: optionalRow<{ today: Day; after: string }, { id: string }>(),
  lookForRetired: row<
    { rule: string; after: string; rows: number; today: Day },
    { last: string | null; due: number }
  >(),
  retiredWindow: row<
    { rule: string; after: string; rows: number; due: number; today: Day },
    { last: string | null }
  >(),
  countRetired: row<{ rule: string; today: Day }, { due: number }>(),
  countRetiredProducts: row<{ today: Day }, { due: number }>(),
  /** Locks the licenses of due activations, and then these activations, so that no counted row can change. */
  lockRetiredLicenses: rows<Window, { id: string }>(),
  lockRetiredActivations: rows<Window, { id: string }>(),
  retiredSeatCounts: rowCount<Window>(),
  purgeRetired: rowCount<Window & { rule: string }>(),
  /** Deletes what names the product alone: sign-ins that wait, coupons, and request counts. */
  purgeRetiredSignIns: rowCount<{ product: string }>(),
  purgeRetiredCoupons: rowCount<{ product: string }>(),
  purgeRetiredCounts: rowCount<{ product: string }>(),
  purgeRetiredProduct: rowCount<{ product: string }>(),
});

export function* countRetired(
  name: string,
  { today, yesterday }: { today: Day; yesterday: Day },
): Operation<{ due: number; held: number; overdue: number }> {
  const [found] = yield* ask(retiredPurgeQueries.findRetired({ today, after: '' }));
  if (found === undefined) return { due: 0, held: 0, overdue: 0 };
  const count = (day: Day): Query<{ due: number }> =>
    name === PRODUCTS
      ? retiredPurgeQueries.countRetiredProducts({ today: day })
      : retiredPurgeQueries.countRetired({ rule: name, today: day });
  const [{ due }, { due: overdue }] = yield* ask(count(today), count(yesterday));
  return { due, held: due, overdue };
}

/** Whether a window has due rows; if not, `next` is the key to continue after. */
export function* lookForRetired(
  name: string,
  after: string,
  today: Day,
): Operation<{ isDue: true } | { isDue: false; next: string | null }> {
  const first = name === PRODUCTS ? after : '';
  const [found] = yield* ask(retiredPurgeQueries.findRetired({ today, after: first }));
  if (found === undefined) return { isDue: false, next: null };
  if (name === PRODUCTS) return { isDue: true };
  const [{ last, due }] = yield* ask(
    retiredPurgeQueries.lookForRetired({ rule: name, after, rows: ROWS, today }),
  );
  return due > 0 ? { isDue: true } : { isDue: false, next: last };
}

/** Deletes the due rows of one window, or the first product that is due. */
export function* purgeRetired(
  name: string,
  after: string,
  today: Day,
): Operation<{ purged: number; next: string | null }> {
  if (name === PRODUCTS) return yield* purgeProduct(after, today);
  const [{ last }] = yield* ask(
    retiredPurgeQueries.retiredWindow({ rule: name, after, rows: ROWS, due: SLICE_ROWS, today }),
  );
  if (last === null) return { purged: 0, next: null };
  const window = { after, last, today };
  const step = RETIRED_STEPS.find((each) => each.class === name);
  if (step?.table === 'activations')
    yield* ask(
      retiredPurgeQueries.lockRetiredLicenses(window),
      retiredPurgeQueries.lockRetiredActivations(window),
      retiredPurgeQueries.retiredSeatCounts(window),
    );
  if (step?.table === 'orders' && (yield* keepsAccounts())) {
    yield* ask(accountingQueries.accountRetired(window));
    return { purged: 0, next: last };
  }
  const [purged] = yield* ask(retiredPurgeQueries.purgeRetired({ rule: name, ...window }));
  return { purged, next: last };
}

function* purgeProduct(after: string, today: Day): Operation<{ purged: number; next: string | null }> {
  const [found] = yield* ask(retiredPurgeQueries.findRetired({ today, after }));
  if (found === undefined) return { purged: 0, next: null };
  const product = found.id;
  const [, , , purged] = yield* ask(
    retiredPurgeQueries.purgeRetiredSignIns({ product }),
    retiredPurgeQueries.purgeRetiredCoupons({ product }),
    retiredPurgeQueries.purgeRetiredCounts({ product }),
    retiredPurgeQueries.purgeRetiredProduct({ product }),
  );
  // a license that a hold keeps also keeps its product
  return { purged, next: product };
}
