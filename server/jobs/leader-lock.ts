/**
 * This node's side of a duty: takes it, raises its beat while the work goes on, and watches the beat of another node.
 * What is compared is only how long this process has seen a beat stand still, so the clocks of the nodes may differ by
 * any amount; assumed is that their seconds are equally long. A node that dies is thereby followed within a minute.
 */

import { sinceStart } from '../runtime/clock.ts';
import type { World } from '../runtime/world.ts';
import { operations } from '../domain/operations.ts';

const BEAT_SECONDS = 10;
/** A beat that has stood still for so long is that of a dead node. A node that only slept finds itself replaced. */
const SILENCE_SECONDS = 30;
const ACTOR = 'server';

export interface Duty {
  /** Takes the duty, or shows that the work goes on: to be called before each step. False: another node has it. */
  keep(): Promise<boolean>;
  /** Leaves it to whoever asks next. */
  leave(): Promise<void>;
}

export interface DutyOptions {
  readonly task: string;
  /** A random name of this process. */
  readonly holder: string;
  /** Seconds that never run backwards; by default those since the process began. */
  readonly uptime?: () => number;
}

/** A duty that this node may take. `keep` and `leave` throw what the store throws. */
export function openDuty(
  world: Pick<World, 'run'>,
  { task, holder, uptime = sinceStart }: DutyOptions,
): Duty {
  let keptAt: number | undefined;
  let seen: { readonly beat: number; readonly since: number } | undefined;

  function silentBeat(now: number): number | null {
    return seen !== undefined && now - seen.since >= SILENCE_SECONDS ? seen.beat : null;
  }

  return {
    keep: async () => {
      const asked = uptime();
      if (keptAt !== undefined && asked - keptAt < BEAT_SECONDS) return true;
      const duty = await world.run(
        operations.cluster.keepDuty,
        { task, holder, silent: silentBeat(asked) },
        ACTOR,
      );
      keptAt = duty?.holder === holder ? asked : undefined;
      if (duty !== undefined && duty.beat !== seen?.beat) seen = { beat: duty.beat, since: uptime() };
      return keptAt !== undefined;
    },
    leave: async () => {
      if (keptAt === undefined) return;
      keptAt = undefined;
      await world.run(operations.cluster.leaveDuty, { task, holder }, ACTOR);
    },
  };
}
