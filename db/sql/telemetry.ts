/**
 * The SQL of telemetry: the sums of reports, kept until their week is published, and the published figures. A published
 * figure never changes, even if another node draws its noise again. `server/domain/statistics/weekly-figures.ts`
 * decides what may be published.
 */

import { telemetryQueries } from '../../server/domain/statistics/weekly-figures.ts';
import { columns, insertInto, sqlFor } from '../dialect/statements.ts';

const FIGURE = `SELECT ${columns('telemetry_figures')} FROM telemetry_figures`;

export const TELEMETRY = sqlFor(telemetryQueries, {
  raiseTelemetryCount: {
    sql: `
      ${insertInto('telemetry_counts')}
      ON CONFLICT (cell, week) DO UPDATE SET n = telemetry_counts.n + excluded.n`,
  },
  listTelemetryCounts: {
    sql: `
      SELECT ${columns('telemetry_counts')} FROM telemetry_counts WHERE week < :before
      ORDER BY week, cell`,
  },
  deleteTelemetryCounts: { sql: 'DELETE FROM telemetry_counts WHERE week = :week' },
  deleteAllTelemetryCounts: { sql: 'DELETE FROM telemetry_counts' },
  addFigure: {
    sql: `${insertInto('telemetry_figures')} ON CONFLICT (cell, week) DO NOTHING`,
  },
  findFigure: { sql: `${FIGURE} WHERE cell = :cell AND week = :week` },
  listFigures: { sql: `${FIGURE} ORDER BY week, cell` },
});
