/**
 * The leader lock, for recurring work that one node does at a time. The holder of the lock raises a heartbeat during
 * the work. A node that sees an unchanged heartbeat for too long takes over the lock. Of several nodes that try to take
 * the lock at once, one node gets it. No clocks are compared: each node measures with its own clock how long a
 * heartbeat is unchanged.
 */

import type { Id } from '../kernel/ports.ts';
import { defineQueries, optionalRow, rowCount } from '../kernel/query.ts';
import { ask, type Operation } from '../kernel/operation.ts';

/** A row of `duties`. */
export interface LeaderLockRow {
  task: string;
  /** The node that has the lock; '' if no node has the lock. */
  holder: Id;
  /** The heartbeat: a number that is never repeated, regardless of which node has the lock. */
  beat: number;
}

export const leaderQueries = defineQueries({
  /**
   * Raises the heartbeat for `holder`, if `holder` has the lock, no node has the lock, or the heartbeat still equals
   * `silent`.
   */
  acquireLeaderLock: rowCount<{ task: string; holder: Id; silent: number | null }>(),
  findLeaderLock: optionalRow<{ task: string }, LeaderLockRow>(),
  releaseLeaderLock: rowCount<{ task: string; holder: Id }>(),
});

export interface AcquireLeaderLock {
  task: string;
  /** The node that tries to acquire the lock. */
  holder: Id;
  /** The last heartbeat of a holder that the node declared dead; null: the node declared no holder dead. */
  silent: number | null;
}

/** Acquires or renews the leader lock; returns the row with the holder of the lock. */
export function* acquireLeaderLock(input: AcquireLeaderLock): Operation<LeaderLockRow | undefined> {
  const [, lock] = yield* ask(
    leaderQueries.acquireLeaderLock({ ...input }),
    leaderQueries.findLeaderLock({ task: input.task }),
  );
  return lock;
}

/**
 * Releases the lock of this node, so that the next node need not wait. Changes nothing if another node has the lock.
 */
export function* releaseLeaderLock(input: { task: string; holder: Id }): Operation<number> {
  const [released] = yield* ask(leaderQueries.releaseLeaderLock(input));
  return released;
}
