/**
 * The public view of telemetry: the current vocabulary, and every published week. The view is equal for every reader.
 */

import { QUESTIONS } from '../../../client-sdk/typescript/contract/telemetry-questions.ts';
import {
  cellsOf,
  TELEMETRY_PATHS,
  type Counter,
  type PublicTelemetry,
  type TelemetryWeek,
} from '../../../client-sdk/typescript/contract/telemetry-vocabulary.ts';
import { NOISE_SCALE, REPORT_CELLS_MAX } from './weekly-figures.ts';

export function presentTelemetry(
  counters: readonly Counter[],
  weeks: readonly TelemetryWeek[],
): PublicTelemetry {
  return {
    $schema: TELEMETRY_PATHS.schema,
    // a report contributes to REPORT_CELLS_MAX cells and to the total
    epsilon: (REPORT_CELLS_MAX + 1) / NOISE_SCALE,
    counters: counters.map((counter) => {
      const { name, expires } = counter;
      const { owner, question } = QUESTIONS[name];
      return { name, owner, question, expires, cells: cellsOf([counter]) };
    }),
    weeks: [...weeks],
  };
}
