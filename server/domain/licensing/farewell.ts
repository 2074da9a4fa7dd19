/**
 * Farewells of products. The vendor prepares one while all is well, and publishes it on the day on which license checks
 * end. Every lease then brings it to its app, and the purge deletes the product's activations, which verify nothing any
 * more. Its licenses stay, so that a machine can still activate and get the farewell.
 */

import { dayOf, toInstant, writeDate } from '../kernel/day.ts';
import { endingDay } from '../kernel/confirmed-day.ts';
import { read, write } from '../kernel/named-operation.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Call, Vault } from '../kernel/ports.ts';
import { defineQueries, row, rowCount } from '../kernel/query.ts';
import { refuse } from '../kernel/refusal.ts';
import { recordAction } from '../operator/action.ts';
import { productQueries, PRODUCTS_MAX, requireProduct } from './product.ts';

export const farewellQueries = defineQueries({
  /** Notes the root that has signed a farewell of a product. */
  noteFarewell: rowCount<{ product: string; root: string }>(),
  publishFarewell: rowCount<{ product: string; root: string; farewell: string }>(),
  countMachines: row<{ product: string }, { machines: number }>(),
});

/** The farewell of one product. */
export interface FarewellView {
  product: string;
  name: string;
  state: 'none' | 'prepared' | 'published';
  /** The kid of the root that signed it; null: none was prepared. */
  root: string | null;
}

function* listFarewells(): Operation<FarewellView[]> {
  const [rows] = yield* ask(productQueries.listProductNames({ rows: PRODUCTS_MAX }));
  return rows.map(({ id, name, farewellRoot: root, farewell }) => {
    const prepared = root === null ? 'none' : 'prepared';
    return { product: id, name, state: farewell === null ? prepared : 'published', root };
  });
}

/** Notes that a farewell was signed, so that `doctor` can tell which products have none. */
function* noteFarewell(input: { product: string; root: string }): Operation<null> {
  yield* requireProduct(input.product);
  yield* ask(farewellQueries.noteFarewell(input));
  return null;
}

export interface PublishFarewell {
  product: string;
  /** The kid of the root that signed it. */
  root: string;
  farewell: string;
  /** The first second from which it is in force. */
  effective: number;
  /** Whether it is only judged, and nothing is published. */
  isTrial: boolean;
}

/** Publishes a farewell, whose signature the caller has verified. Returns how many machines the purge will forget. */
function* publishFarewell(input: PublishFarewell, call: Call, vault: Vault): Operation<{ machines: number }> {
  const { product, root, farewell } = input;
  yield* requireProduct(product);
  const day = dayOf(toInstant(input.effective));
  if (day > endingDay(call))
    refuse('request_malformed', {
      detail: 'The day of this farewell has not come.',
      fields: [{ pointer: '/file', message: `is in force from ${writeDate(day)} on` }],
    });
  const [counted] = yield* ask(farewellQueries.countMachines({ product }));
  if (!input.isTrial) {
    yield* ask(farewellQueries.publishFarewell({ product, root, farewell }));
    yield* recordAction(call, vault, { action: 'farewell publish', license: null });
  }
  return counted;
}

export const farewellOperations = {
  listFarewells: read(listFarewells),
  noteFarewell: write(noteFarewell),
  publishFarewell: write(publishFarewell),
};
