/**
 * The rows of the route table for counting: the SDK's reports and what is published of them, on paths of their own and
 * under no credential, and the server's own counts, for operators.
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
    summary: 'Add a report of telemetry to the sums; it is neither kept nor logged',
    body: telemetry.telemetryReport,
    answer: telemetry.reportAnswer,
  }),
  open({
    method: 'get',
    path: TELEMETRY_PATHS.public,
    local: 'publicTelemetry',
    summary: 'What is published of telemetry, with its vocabulary',
    answer: telemetry.publicTelemetry,
  }),
  open({
    method: 'get',
    path: TELEMETRY_PATHS.schema,
    local: 'telemetrySchema',
    summary: 'The JSON Schema of what is published',
    answer: telemetry.schemaAnswer,
  }),
  route({
    method: 'get',
    path: PATHS.counts,
    enter: 'products:read',
    summary: `How requests ended in the last ${COUNT_DAYS} days, by product and day`,
    operation: operations.statistics.listCounts,
    input: () => ({ days: COUNT_DAYS }),
    answer: telemetry.countList,
  }),
];
