/** The inventory of legal holds: which data is kept for a court or an authority. It is empty until an operator adds one. */

import { none, person, type Table } from './declaration.ts';

/** The days for which a hold is kept after it was lifted: three years, the limitation period of claims. */
const LIFTED_DAYS = 1_095;

export const HOLD_TABLES = {
  holds: {
    basis: 'legalObligation',
    category: 'commercial',
    sources: ['staff'],
    whose: { by: 'held_license', names: 'license', also: 'held_account' },
    life: {
      rules: [
        {
          class: 'lifted holds',
          key: 'hold',
          from: 'lifted_day',
          unit: 'day',
          keep: LIFTED_DAYS,
          exit: 'delete',
        },
      ],
    },
    columns: {
      hold: person('holdId', 'random'),
      held_license: person('heldSubject', 'random'),
      held_account: person('heldSubject', 'random'),
      held_class: person('heldClass', 'plain'),
      why: person('holdReason', 'plain'),
      authority: person('holdAuthority', 'plain'),
      placed_day: person('holdPlaced', 'day'),
      reviewed_day: person('holdReviewed', 'day'),
      lifted_day: person('holdLifted', 'day'),
      put_off: none('erasurePutOff', 'plain'),
    },
  },
} satisfies Readonly<Record<string, Table>>;
