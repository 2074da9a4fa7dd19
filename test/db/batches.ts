/**
 * Small operations for tests of the store: each takes named queries as its input and yields them as one batch, then
 * answers, refuses or fails. Over them every store can be asked any query.
 */

import type { Call, Signer, Vault } from '../../server/domain/ports.ts';
import {
  lookForDue,
  type PurgeLook,
  purgeQueries,
  purgeSlice,
  type PurgeSliceAnswer,
} from '../../server/domain/purge.ts';
import type { Query } from '../../server/domain/query.ts';
import { refuse } from '../../server/domain/refusal.ts';
import type { Operation } from '../../server/domain/operation.ts';

/** Each result in a member of its own, so that an absent row survives JSON. */
type Results = { result?: unknown }[];

function* batch(queries: readonly Query[]): Operation<Results> {
  const results = yield queries;
  return results.map((result) => (result === undefined ? {} : { result }));
}

function* refusal(queries: readonly Query[]): Operation<never> {
  yield queries;
  return refuse('seats_taken', { detail: 'as the test asked' });
}

function* bug(queries: readonly Query[]): Operation<never> {
  yield queries;
  throw new TypeError('cannot read "alice@example.com" of undefined');
}

const same = (answer: Results): Results => answer;
const nothing = (): undefined => undefined;

export const BATCHES = {
  write: { mode: 'write', operate: batch, conclude: same },
  read: { mode: 'read', operate: batch, conclude: same },
  refuse: { mode: 'write', operate: refusal, conclude: nothing },
  fail: { mode: 'write', operate: bug, conclude: nothing },
  failToConclude: {
    mode: 'write',
    operate: batch,
    conclude: (): never => {
      throw new Error('no key');
    },
  },
  nothing: {
    mode: 'write',
    operate: function* (_input: null): Operation<undefined> {
      yield [];
    },
    conclude: nothing,
  },
  /** Ends the thread that runs it, as a crash would. */
  die: {
    mode: 'write',
    operate: function* (_input: null): Operation<void> {
      yield [putTask('half')];
      process.exit(9);
    },
    conclude: nothing,
  },
  lookForDue: { mode: 'read', operate: lookForDue, conclude: (answer: PurgeLook) => answer },
  purgeSlice: { mode: 'write', operate: purgeSlice, conclude: (answer: PurgeSliceAnswer) => answer },
} as const;

export const CALL: Call = { now: 20_000 * 86_400, id: 'call', random: 'random', actor: 'terminal:test' };

export const NO_PORTS = { vault: {} as Vault, signer: {} as Signer };

/** A put of a task: the smallest write there is. */
export function putTask(task: string, day = 1): Query {
  return purgeQueries.putTask({ task, day });
}
