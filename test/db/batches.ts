/**
 * Small operations for tests of the store. Each takes named queries as its input, yields them as one batch, and then
 * answers, refuses or fails. With them any query can be run on every store.
 */

import type { Call, Signer, Vault } from '../../server/domain/kernel/ports.ts';
import { beginPurge, lookForDue, purgeQueries, purgeSlice } from '../../server/domain/privacy/purge.ts';
import { seeLives, showLives } from '../../server/domain/privacy/retention.ts';
import { nameOperations, read, signed, write } from '../../server/domain/kernel/named-operation.ts';
import type { Query } from '../../server/domain/kernel/query.ts';
import { refuse } from '../../server/domain/kernel/refusal.ts';
import type { Operation } from '../../server/domain/kernel/operation.ts';
import { toInstant, toDay } from '../../server/domain/kernel/day.ts';

/** Each result in its own member, so that an absent row survives JSON. */
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

export const BATCHES = nameOperations({
  write: write(batch),
  read: read(batch),
  refuse: write(refusal),
  fail: write(bug),
  failToConclude: signed(batch, (): never => {
    throw new Error('no key');
  }),
  nothing: write(function* (_input: null): Operation<undefined> {
    yield [];
  }),
  /** Ends the thread that runs it, as a crash would. */
  die: write(function* (_input: null): Operation<void> {
    yield [putTask('half')];
    process.exit(9);
  }),
  showLives: read(showLives),
  seeLives: write(seeLives),
  beginPurge: write(beginPurge),
  lookForDue: read(lookForDue),
  purgeSlice: write(purgeSlice),
});

export const CALL: Call = {
  now: toInstant(20_000 * 86_400),
  confirmedDay: toDay(20_000),
  id: 'call',
  random: 'random',
  salt: 'salt',
  actor: 'terminal:test',
  purpose: 'support',
};

export const NO_PORTS = { vault: {} as Vault, signer: {} as Signer };

/** Saves the day of a task: the smallest write there is. */
export function putTask(task: string, day = 1): Query {
  return purgeQueries.putTask({ task, day: toDay(day) });
}
