/**
 * The leader lock of a recurring job, from the view of one node. The node acquires the lock, sends heartbeats while the
 * work continues, and watches the heartbeats of another node. It measures only how long its own process has seen a
 * heartbeat unchanged. So the clocks of the nodes may differ by any amount, if they run at the same speed. A node that
 * dies is replaced within a minute.
 */

import { sinceStart } from '../runtime/clock.ts';
import type { World } from '../runtime/world.ts';
import { operations } from '../domain/operations.ts';

const HEARTBEAT_SECONDS = 10;
/**
 * A node whose heartbeat is unchanged for this number of seconds counts as dead. A node that was suspended for as long
 * loses the leader lock too.
 */
const SILENCE_SECONDS = 30;
const ACTOR = 'server';

export interface LeaderLock {
  /**
   * Acquires or renews the leader lock. Call this function before each step of the work. False: another node holds the
   * lock.
   */
  acquire(): Promise<boolean>;
  /** Releases the leader lock, so that the next node need not wait. */
  release(): Promise<void>;
}

export interface LeaderLockOptions {
  readonly task: string;
  /** A random name of this process, under which it holds the leader lock. */
  readonly holder: string;
  /** A monotonic clock in seconds; by default the seconds since the process began. */
  readonly uptime?: () => number;
}

/**
 * Opens a leader lock that this node may acquire. The functions `acquire` and `release` throw what the store throws.
 */
export function openLeaderLock(
  world: Pick<World, 'run'>,
  { task, holder, uptime = sinceStart }: LeaderLockOptions,
): LeaderLock {
  let renewedAt: number | undefined;
  let seen: { readonly beat: number; readonly since: number } | undefined;

  function silentHeartbeat(now: number): number | null {
    return seen !== undefined && now - seen.since >= SILENCE_SECONDS ? seen.beat : null;
  }

  return {
    acquire: async () => {
      const asked = uptime();
      if (renewedAt !== undefined && asked - renewedAt < HEARTBEAT_SECONDS) return true;
      const lock = await world.run(
        operations.cluster.acquireLeaderLock,
        { task, holder, silent: silentHeartbeat(asked) },
        ACTOR,
      );
      renewedAt = lock?.holder === holder ? asked : undefined;
      if (lock !== undefined && lock.beat !== seen?.beat) seen = { beat: lock.beat, since: uptime() };
      return renewedAt !== undefined;
    },
    release: async () => {
      if (renewedAt === undefined) return;
      renewedAt = undefined;
      await world.run(operations.cluster.releaseLeaderLock, { task, holder }, ACTOR);
    },
  };
}
