/**
 * Plays a plan: a year of an app on one or two machines and on the copies of their state, against the real SDK and the
 * real server, under the eyes of the oracle.
 */

import { ACTS } from './acts.ts';
import { History } from './history.ts';
import type { EventName } from './model/events.ts';
import { Undecidable, Violation, type Oracle } from './model/oracle.ts';
import type { Plan } from './model/plan.ts';
import { randomOf } from './model/random.ts';
import type { Workplace } from './vendor.ts';

/** How a history ended. */
export interface Played {
  readonly events: readonly EventName[];
  readonly violation: Violation | undefined;
  /** Whether it ended early because nobody could know which of two machines is the copy. */
  readonly isUndecidable: boolean;
  readonly judged: Oracle['judged'];
}

export async function play(plan: Plan, workplace: Workplace): Promise<Played> {
  const vendor = await workplace.open(plan.number, plan.terms);
  const history = new History(plan, vendor);
  const events: EventName[] = [];
  const end = (rest: Partial<Played> = {}): Played => ({
    events,
    violation: undefined,
    isUndecidable: false,
    judged: history.oracle.judged,
    ...rest,
  });
  try {
    await history.begin();
    for (const { event, afterDays, machine, seed } of plan.steps) {
      await history.pass(afterDays);
      if (history.isOver) break;
      events.push(event);
      await ACTS[event](history, history.ownerApp(machine), randomOf(seed));
    }
    await history.finish();
    return end();
  } catch (error) {
    if (error instanceof Violation) return end({ violation: error });
    if (error instanceof Undecidable) return end({ isUndecidable: true });
    throw error;
  } finally {
    await vendor.close();
  }
}

/** The plan without the steps that its violation does not need. */
export async function shortest(plan: Plan, workplace: Workplace): Promise<Plan> {
  const rule = (await play(plan, workplace)).violation?.rule;
  let kept = plan;
  for (const step of plan.steps) {
    const shorter = { ...kept, steps: kept.steps.filter((other) => other !== step) };
    const { violation } = await play(shorter, workplace);
    if (violation?.rule === rule) kept = shorter;
  }
  return kept;
}
