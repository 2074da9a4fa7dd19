/**
 * A duty: recurring work that one node does at a time. Whoever is on duty raises a beat while the work goes on; a node
 * that has seen the same beat for too long takes the duty over. Guarantees that of several nodes which ask at once one
 * gets it. Compares no clocks: how long a beat has stood still is for each node to say by its own.
 */

import type { Id } from '../kernel/ports.ts';
import { defineQueries, optionalRow, rowCount } from '../kernel/query.ts';
import { ask, type Operation } from '../kernel/operation.ts';

export interface DutyRow {
  task: string;
  /** The node that is on duty; '' for nobody. */
  holder: Id;
  /** Never the same twice, whoever holds it. */
  beat: number;
}

export const dutyQueries = defineQueries({
  /** Raises the beat for `holder`, where it is on duty, nobody is, or the beat is still the `silent` one. */
  takeDuty: rowCount<{ task: string; holder: Id; silent: number | null }>(),
  findDuty: optionalRow<{ task: string }, DutyRow>(),
  leaveDuty: rowCount<{ task: string; holder: Id }>(),
});

export interface KeepDuty {
  task: string;
  /** The node that asks. */
  holder: Id;
  /** The beat that it has seen stand still for so long that it takes the holder for dead; null: none. */
  silent: number | null;
}

/** Takes the duty or keeps it; answers who is on it now. */
export function* keepDuty(input: KeepDuty): Operation<DutyRow | undefined> {
  const [, duty] = yield* ask(dutyQueries.takeDuty({ ...input }), dutyQueries.findDuty({ task: input.task }));
  return duty;
}

/** Ends the duty of this node, so that the next need not wait. Of a duty that another node has, nothing. */
export function* leaveDuty(input: { task: string; holder: Id }): Operation<number> {
  const [left] = yield* ask(dutyQueries.leaveDuty(input));
  return left;
}
