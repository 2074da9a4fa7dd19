/**
 * The leader lock of a recurring job, as this node holds it: it acquires the lock, sends heartbeats while the work goes
 * on, and watches the heartbeats of another node. It compares only how long this process has seen a heartbeat
 * unchanged, so the clocks of the nodes may differ by any amount; only their seconds must be equally long. A node that
 * dies is replaced within a minute.
 */

import { sinceStart } from '../runtime/clock.ts';
import type { World } from '../runtime/world.ts';
import { operations } from '../domain/operations.ts';

const HEARTBEAT_SECONDS = 10;
/** A holder whose heartbeat is unchanged for this time is dead. A node that only slept finds itself replaced. */
const SILENCE_SECONDS = 30;
const ACTOR = 'server';

export interface LeaderLock {
  /** Acquires or renews the lock: call it before each step of the work. False: another node holds it. */
  acquire(): Promise<boolean>;
  /** Gives the lock up, so that the next node need not wait. */
  release(): Promise<void>;
}

export interface LeaderLockOptions {
  readonly task: string;
  /** A random name of this process. */
  readonly holder: string;
  /** Monotonic seconds; by default those since the process began. */
  readonly uptime?: () => number;
}

/** A lock that this node may acquire. Both functions throw what the store throws. */
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
