/**
 * The inventory of statistics: the server's own counts, and the SDK's telemetry. Only sums are stored, which identify
 * no person, license or machine. `inventory.ts` explains how the inventory is used.
 */

import { none, type Table } from './declaration.ts';

/** The days for which the server's counts are kept: five years. */
const COUNT_DAYS = 1_826;
const FIGURE_WEEKS = 261;
/**
 * The weeks for which unpublished telemetry is kept. Telemetry is deleted when its week is published, or shortly after
 * these weeks if nobody publishes.
 */
const UNPUBLISHED_WEEKS = 8;

export const COUNT_TABLES = {
  counts: {
    basis: 'noPersonalData',
    life: {
      rules: [
        {
          class: 'counts',
          key: 'cell',
          from: 'day',
          unit: 'day',
          keep: COUNT_DAYS,
          least: 30,
          exit: 'delete',
        },
      ],
    },
    columns: {
      cell: none('countedCell', 'plain'),
      day: none('countedDay', 'day'),
      n: none('countedNumber', 'count'),
    },
  },
  telemetry_counts: {
    basis: 'noPersonalData',
    life: {
      rules: [
        {
          class: 'unpublished telemetry',
          key: 'cell',
          from: 'week',
          unit: 'week',
          keep: UNPUBLISHED_WEEKS,
          least: 14,
          exit: 'delete',
        },
      ],
    },
    columns: {
      cell: none('telemetryCell', 'plain'),
      week: none('telemetryWeek', 'week'),
      n: none('reportsCounted', 'count'),
    },
  },
  telemetry_figures: {
    basis: 'noPersonalData',
    life: {
      rules: [
        {
          class: 'published telemetry',
          key: 'cell',
          from: 'week',
          unit: 'week',
          keep: FIGURE_WEEKS,
          least: 28,
          exit: 'delete',
        },
      ],
    },
    columns: {
      cell: none('telemetryCell', 'plain'),
      week: none('telemetryWeek', 'week'),
      n: none('publishedFigure', 'count'),
    },
  },
} satisfies Readonly<Record<string, Table>>;
