/**
 * The SQL of the leader locks, which have one row for each kind of recurring job. A lock is taken by a guarded
 * statement, so that on both engines only one of several concurrent nodes gets it. `server/domain/cluster/leader.ts`
 * decides which node should have the lock.
 */

import { leaderQueries } from '../../server/domain/cluster/leader.ts';
import { columns, sqlFor } from '../dialect/statements.ts';

export const LEADER_LOCK = sqlFor(leaderQueries, {
  acquireLeaderLock: {
    sql: `
      INSERT INTO duties (task, holder, beat) VALUES (:task, :holder, 1)
      ON CONFLICT (task) DO UPDATE SET holder = excluded.holder, beat = duties.beat + 1
      WHERE duties.holder IN ('', excluded.holder) OR duties.beat = :silent`,
  },
  findLeaderLock: { sql: `SELECT ${columns('duties')} FROM duties WHERE task = :task` },
  releaseLeaderLock: {
    sql: `UPDATE duties SET holder = '', beat = beat + 1 WHERE task = :task AND holder = :holder`,
  },
});
