/**
 * The leader lock: recurring work that one node does at a time. The holder raises a heartbeat during the work; a node
 * that sees the same heartbeat for too long takes the lock over. Of several nodes that try at once, one gets it. No
 * clocks are compared: each node measures with its own clock how long a heartbeat is unchanged.
 */

import type { Id } from '../kernel/ports.ts';
import { defineQueries, optionalRow, rowCount } from '../kernel/query.ts';
import { ask, type Operation } from '../kernel/operation.ts';

/** A row of `duties`. */
export interface LeaderLockRow {
  task: string;
  /** The node that holds the lock; '' for none. */
  holder: Id;
  /** The heartbeat: unique, whichever node holds the lock. */
  beat: number;
}

export const leaderQueries = defineQueries({
  /** Raises the heartbeat for `holder`, if it holds the lock, no node does, or the heartbeat is still `silent`. */
  acquireLeaderLock: rowCount<{ task: string; holder: Id; silent: number | null }>(),
  findLeaderLock: optionalRow<{ task: string }, LeaderLockRow>(),
  releaseLeaderLock: rowCount<{ task: string; holder: Id }>(),
});

export interface AcquireLeaderLock {
  task: string;
  /** The node that tries. */
  holder: Id;
  /** The heartbeat that the node saw unchanged until it declared the holder dead; null: none. */
  silent: number | null;
}

/** Acquires or renews the lock; returns the holder. */
export function* acquireLeaderLock(input: AcquireLeaderLock): Operation<LeaderLockRow | undefined> {
  const [, lock] = yield* ask(
    leaderQueries.acquireLeaderLock({ ...input }),
    leaderQueries.findLeaderLock({ task: input.task }),
  );
  return lock;
}

/** Releases the lock of this node, so that the next need not wait. Changes nothing where another node holds it. */
export function* releaseLeaderLock(input: { task: string; holder: Id }): Operation<number> {
  const [released] = yield* ask(leaderQueries.releaseLeaderLock(input));
  return released;
}
