/**
 * The zod schemas of telemetry and of the server's own counts. The compiler checks the schemas against the contract.
 * The public figures also have a JSON Schema at a URL, for programs that read these figures.
 */

import { z } from 'zod';
import type {
  PublicTelemetry,
  TelemetryReport,
} from '../../client-sdk/typescript/contract/telemetry-vocabulary.ts';
import type { CountView } from '../domain/statistics/request-counts.ts';
import { REPORT_CELLS_MAX } from '../domain/statistics/weekly-figures.ts';
import { same } from './request-schemas.ts';
import { pageOf } from './response-schemas.ts';

const CELL_CHARACTERS_MAX = 64;

export const telemetryReport = same<TelemetryReport>()(
  z
    .strictObject({
      cells: z
        .record(z.string().max(CELL_CHARACTERS_MAX), z.union([z.literal(0), z.literal(1)]))
        .refine(
          (cells) => Object.keys(cells).length <= REPORT_CELLS_MAX,
          `must have at most ${REPORT_CELLS_MAX} cells`,
        )
        .meta({ maxProperties: REPORT_CELLS_MAX, description: 'Cells of the closed vocabulary.' }),
    })
    .meta({ id: 'TelemetryReport' }),
);
export const reportAnswer = z.strictObject({}).meta({
  id: 'ReportAnswer',
  description: 'Empty. The answer is the same whether the report was counted or not.',
});

const figure = z
  .union([z.int().min(20), z.literal('<20')])
  .meta({ description: 'With noise. Figures below 20 are not published.' });
const cell = z.string();

export const publicTelemetry = same<PublicTelemetry>()(
  z
    .strictObject({
      $schema: z.string(),
      epsilon: z
        .number()
        .meta({ description: 'The ε of differential privacy, for one report more or less in a week.' }),
      counters: z
        .array(
          z.strictObject({
            name: z.string(),
            owner: z.string(),
            question: z.string(),
            expires: z.string(),
            cells: z.array(cell),
          }),
        )
        .meta({ description: 'Everything that a report can contain now.' }),
      weeks: z.array(
        z.strictObject({
          week: z.string().meta({ description: 'ISO 8601.', examples: ['2026-W48'] }),
          total: figure,
          cells: z
            .record(cell, figure)
            .nullable()
            .meta({ description: 'Null if the total is below 200: then only the total is published.' }),
        }),
      ),
    })
    .meta({ id: 'PublicTelemetry' }),
);

/** The JSON Schema (2020-12) of the public telemetry figures, as text. */
export const PUBLIC_TELEMETRY_SCHEMA = JSON.stringify(z.toJSONSchema(publicTelemetry));
export const schemaAnswer = z.looseObject({ $schema: z.string() });

export const countList = pageOf(
  same<CountView>()(
    z
      .strictObject({
        kind: z.enum(['activations', 'renewals', 'releases', 'refusals', 'purges', 'downloads']),
        product: z.string().nullable().meta({ description: 'Null if the product is unknown.' }),
        code: z
          .string()
          .nullable()
          .meta({ description: 'The code of a refusal, or the kind of a statement.' }),
        on: z.string().meta({ description: 'A UTC day.', examples: ['2031-12-31'] }),
        n: z.int().min(0),
      })
      .meta({ id: 'CountView' }),
  ),
  'CountList',
);
