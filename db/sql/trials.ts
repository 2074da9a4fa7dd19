/** The SQL of trials. The statement that stores a tag keeps the day of another request that was first. */

import { trialQueries } from '../../server/domain/activation/trial.ts';
import { columns, insertInto, sqlFor } from '../dialect/statements.ts';

export const TRIALS = sqlFor(trialQueries, {
  listTrials: { sql: `SELECT ${columns('trials')} FROM trials WHERE tag IN (:tag1, :tag2, :tag3, :tag4)` },
  putTrial: {
    sql: `
      ${insertInto('trials')}
      ON CONFLICT (tag) DO UPDATE SET day = excluded.day WHERE trials.day < :since`,
  },
});
