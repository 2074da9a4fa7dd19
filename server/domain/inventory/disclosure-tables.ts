/** The inventory of disclosures: to whom personal data were given. `inventory.ts` explains how the inventory is used. */

import { none, person, type Table } from './declaration.ts';

/** The days for which a disclosure is kept after its last day: three years, the limitation period of claims. */
export const DISCLOSURE_DAYS = 1_095;

export const DISCLOSURE_TABLES = {
  disclosures: {
    basis: 'legalObligation',
    category: 'record',
    sources: ['staff'],
    whose: { by: 'license', names: 'license' },
    life: {
      rules: [
        {
          class: 'disclosures',
          restrictable: true,
          key: 'id',
          from: 'last_day',
          unit: 'day',
          keep: DISCLOSURE_DAYS,
          exit: 'delete',
        },
      ],
    },
    erasures: [
      {
        class: 'disclosures severed',
        by: 'license',
        names: 'license',
        key: 'id',
        exit: { null: ['license'] },
      },
    ],
    columns: {
      id: person('disclosureId', 'random'),
      license: person('disclosedLicense', 'random'),
      is_general: none('disclosureScope', 'count'),
      recipient: person('disclosureRecipient', 'plain'),
      classes: person('disclosedData', 'plain'),
      ground: person('disclosureGround', 'plain'),
      day: person('disclosedOn', 'day'),
      last_day: person('disclosureEnd', 'day'),
    },
  },
} satisfies Readonly<Record<string, Table>>;
