/**
 * What the page shows to which an app links: the account's licenses of the app's product, and whether the address to come
 * back to is one that the vendor has listed for the product. Addresses are compared character by character.
 */

import { ask, type Operation } from '../kernel/operation.ts';
import type { Id } from '../kernel/ports.ts';
import { readWords } from '../kernel/words.ts';
import { productQueries } from '../licensing/product.ts';
import { ownerQueries } from '../ownership/owned-licenses.ts';

/** The most licenses that the page shows; the list of licenses has the others. */
const LICENSES_MAX = 5;

export interface FromApp {
  account: Id;
  /** The product and the address as the link names them. */
  product: string;
  returnAddress: string;
}

export interface FromAppShown {
  /** Null: there is no such product. */
  productName: string | null;
  /** The earliest licenses of the product that the account owns or uses. */
  licenses: Id[];
  /** Whether the page may link to the address. */
  isListed: boolean;
}

export function* showFromApp({ account, product, returnAddress }: FromApp): Operation<FromAppShown> {
  const [row, licenses] = yield* ask(
    productQueries.findProduct({ product }),
    ownerQueries.listOfProduct({ account, product, rows: LICENSES_MAX }),
  );
  const listed = readWords(row?.returnAddresses ?? '');
  return {
    productName: row?.name ?? null,
    licenses: licenses.map(({ id }) => id),
    isListed: listed.includes(returnAddress),
  };
}
