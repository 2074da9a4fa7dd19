/**
 * The routes of telemetry and counts. The SDK's reports and the published figures need no credential. The server's own
 * counts are for operators.
 */

import { TELEMETRY_PATHS } from '../../client-sdk/typescript/contract/telemetry-vocabulary.ts';
import { PATHS } from '../../client-sdk/typescript/contract/wire.ts';
import { COUNT_DAYS } from '../domain/statistics/request-counts.ts';
import { route, type LocalRoute, type Route } from './route.ts';
import { operations } from '../domain/operations.ts';
import * as telemetry from './telemetry-schemas.ts';

const open = (row: Omit<LocalRoute, 'enter' | 'status' | 'refusals'>): LocalRoute => ({
  enter: 'anyone',
  status: 200,
  refusals: [],
  ...row,
});

export const TELEMETRY_ROUTES: readonly Route[] = [
  open({
    method: 'post',
    path: TELEMETRY_PATHS.report,
    local: 'report',
    summary: 'Add a telemetry report to the sums; the report is neither stored nor logged',
    body: telemetry.telemetryReport,
    answer: telemetry.reportAnswer,
  }),
  open({
    method: 'get',
    path: TELEMETRY_PATHS.public,
    local: 'publicTelemetry',
    summary: 'Get the published telemetry and its vocabulary',
    answer: telemetry.publicTelemetry,
  }),
  open({
    method: 'get',
    path: TELEMETRY_PATHS.schema,
    local: 'telemetrySchema',
    summary: 'Get the JSON Schema of the published telemetry',
    answer: telemetry.schemaAnswer,
  }),
  route({
    method: 'get',
    path: PATHS.counts,
    enter: 'products:read',
    summary: `Count how requests ended in the last ${COUNT_DAYS} days, by product and day`,
    paged: true,
    operation: operations.statistics.listCounts,
    input: ({ page }) => ({ days: COUNT_DAYS, ...page }),
    answer: telemetry.countList,
  }),
];
