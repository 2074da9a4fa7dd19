/**
 * The SQL of what is remembered of forks and found copies; most activations have no row.
 * `server/domain/activation/fork.ts` decides what a request shows.
 */

import { forkQueries } from '../../server/domain/activation/fork-record.ts';
import { copyQueries } from '../../server/domain/licensing/copies.ts';
import { assignments, columns, insertInto, sqlFor } from '../dialect/statements.ts';

const FORK = `SELECT ${columns('forks')} FROM forks`;
const OF_LICENSE = 'activation IN (SELECT id FROM activations WHERE license = :license)';

export const FORKS = sqlFor(forkQueries, {
  findFork: { sql: `${FORK} WHERE activation = :activation` },
  putFork: {
    sql: `
      ${insertInto('forks')}
      ON CONFLICT (activation) DO UPDATE SET ${assignments('forks', ['activation'])}`,
  },
  dropFork: { sql: 'DELETE FROM forks WHERE activation = :activation' },
  dropForks: { sql: `DELETE FROM forks WHERE ${OF_LICENSE}` },
});

export const COPIES = sqlFor(copyQueries, {
  listCopies: {
    sql: `
      SELECT activation, copies, found_day, latest_day FROM forks
      WHERE ${OF_LICENSE} AND copies > 0 ORDER BY latest_day DESC, activation LIMIT :rows`,
  },
});
