/** The inventory of what people send to the vendor's support. `inventory.ts` explains how the inventory is used. */

import { hidden, none, person, type Table } from './declaration.ts';

const BUNDLE_DAYS = 30;

export const SUPPORT_TABLES = {
  support_bundles: {
    basis: 'legitimateInterest',
    category: 'activity',
    sources: ['app', 'customer'],
    whose: { by: 'license', names: 'license', machine: 'activation' },
    life: {
      rules: [
        {
          class: 'support bundles',
          restrictable: true,
          key: 'id',
          from: 'received_day',
          unit: 'day',
          keep: BUNDLE_DAYS,
          least: 1,
          wide: true,
          exit: 'delete',
        },
      ],
    },
    erasures: [
      { class: 'support bundles of a license', by: 'license', names: 'license', key: 'id', exit: 'delete' },
    ],
    columns: {
      id: person('bundleId', 'random'),
      request: none('bundleRequest', 'hashed'),
      license: person('bundleLicense', 'random'),
      activation: person('bundleActivation', 'random'),
      received_day: person('bundleReceived', 'day'),
      bytes: person('bundleBytes', 'count'),
      sealed: hidden('bundleContent', 'sealed', { category: 'activity', opener: 'supportKey' }),
    },
  },
} satisfies Readonly<Record<string, Table>>;
