/**
 * The inventory of statistics: the server's own counts, and the SDK's telemetry. Only sums, which identify no person,
 * license or machine; `inventory.ts` explains their use.
 */

import { none, type Table } from './declaration.ts';

/** Five years. */
const COUNT_DAYS = 1_826;
const FIGURE_WEEKS = 261;
/** Deleted when their week is published, or shortly after where nobody publishes. */
const UNPUBLISHED_WEEKS = 8;

export const COUNT_TABLES: Readonly<Record<string, Table>> = {
  counts: {
    what: 'how requests ended, by product and day: sums, and no row for a request',
    basis: 'no personal data',
    life: {
      rules: [{ class: 'counts', key: 'cell', from: 'day', unit: 'day', keep: COUNT_DAYS, exit: 'delete' }],
    },
    columns: {
      cell: none('what is counted: activations, refusals by code, …, of which product', 'plain'),
      day: none('the day', 'day'),
      n: none('how many', 'count'),
    },
  },
  telemetry_counts: {
    what: 'reports of the SDK in weeks that are not published yet: sums of at least 20 reports, or of a week',
    basis: 'no personal data',
    life: {
      rules: [
        {
          class: 'unpublished telemetry',
          key: 'cell',
          from: 'week',
          unit: 'week',
          keep: UNPUBLISHED_WEEKS,
          exit: 'delete',
        },
      ],
    },
    columns: {
      cell: none('a cell of the closed vocabulary', 'plain'),
      week: none('the week', 'week'),
      n: none('how many', 'count'),
    },
  },
  telemetry_figures: {
    what: 'published figures of telemetry, with noise; small ones are not known; and weeks that a restore lost',
    basis: 'no personal data',
    life: {
      rules: [
        {
          class: 'published telemetry',
          key: 'cell',
          from: 'week',
          unit: 'week',
          keep: FIGURE_WEEKS,
          exit: 'delete',
        },
      ],
    },
    columns: {
      cell: none('a cell of the closed vocabulary', 'plain'),
      week: none('the week', 'week'),
      n: none('how many, with noise; null: fewer than 20', 'count'),
    },
  },
};
