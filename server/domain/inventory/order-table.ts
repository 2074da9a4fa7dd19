/**
 * The inventory of orders. An order stays after its person, without a link: for its ten years, or as long as the vendor keeps
 * accounts (`privacy/accounting.ts`).
 */

import { hidden, none, person, type Table } from './declaration.ts';

const ORDER_DAYS = 3_650;

export const ORDERS = {
  basis: 'legalObligation',
  category: 'commercial',
  held: 'license',
  sources: ['seller'],
  whose: { by: 'license', names: 'license' },
  life: {
    rules: [
      {
        class: 'orders',
        restrictable: true,
        key: 'reference',
        from: 'day',
        unit: 'day',
        keep: ORDER_DAYS,
        least: 0,
        unless: 'severed_day',
        exit: 'delete',
      },
      {
        class: 'orders for accounting',
        key: 'reference',
        from: 'severed_day',
        unit: 'day',
        keep: 0,
        least: 0,
        most: ORDER_DAYS,
        exit: 'delete',
      },
    ],
  },
  erasures: [
    {
      class: 'orders severed',
      by: 'license',
      names: 'license',
      key: 'reference',
      exit: { null: ['license'] },
    },
  ],
  columns: {
    reference: person('orderReference', 'plain'),
    product: person('orderedProduct', 'plain'),
    license: person('orderedLicense', 'random'),
    day: person('orderDay', 'day'),
    terms: person('orderedTerms', 'plain'),
    former_license: hidden('formerLicense', 'random'),
    seats: none('seatCount', 'count'),
    severed_day: none('accountedSince', 'day'),
  },
} satisfies Table;
