/**
 * Runs an operator's request once, however often it arrives under one `Idempotency-Key`. Stored are a keyed digest of
 * the request and the id of its result, never an answer, a license key or a lease. A repeated request is answered by a
 * lookup of that id; secrets are derived again or refused with `already_shown`.
 */

import { hourOf, type Hour } from './day.ts';
import type { Call, Vault } from './ports.ts';
import { defineQueries, optionalRow, rowCount } from './query.ts';
import { refuse } from './refusal.ts';
import { ask, commitWith, mustAffect, type Operation } from './operation.ts';
import type { Generation } from './generation.ts';

interface IdempotencyRow {
  /** Keyed digest of actor and Idempotency-Key. */
  digest: string;
  /** Generation of the secret that keyed both digests. */
  generation: number;
  /** Keyed digest of the verb and its input. */
  request: string;
  result: string;
  /** Hour of the request; the record lives 24 h. */
  hour: Hour;
}

export const idempotencyQueries = defineQueries({
  findIdempotency: optionalRow<{ digest: string }, IdempotencyRow>(),
  /** Adds the record, or replaces one that has expired; 0 where a live one exists. */
  putIdempotency: rowCount<IdempotencyRow>(),
  setIdempotencyResult: rowCount<{ digest: string; result: string }>(),
});

export const IDEMPOTENCY_HOURS = 24;

/** Input of an operation that an operator may repeat. */
export interface Repeatable {
  idempotencyKey?: string | undefined;
}

interface Once<Input extends Repeatable, Answer> {
  input: Input;
  call: Call;
  vault: Vault;
  verb: string;
  first: () => Operation<Answer>;
  again: (resultId: string) => Operation<Answer>;
  resultId: (answer: Answer) => string;
}

/** Runs `first`, or `again` where the same key has made the same request. Another input under the key is refused. */
export function* once<Input extends Repeatable, Answer>({
  input,
  call,
  vault,
  verb,
  first,
  again,
  resultId,
}: Once<Input, Answer>): Operation<Answer> {
  const { idempotencyKey, ...rest } = input;
  if (idempotencyKey === undefined) return yield* first();
  const { current, live } = vault;
  const hour = hourOf(call.now);
  const digestBy = (maker: Generation) => maker.digest('idempotency key', [call.actor, idempotencyKey]);
  const requestBy = (maker: Generation) => maker.digest('idempotent request', [verb, canonical(rest)]);
  const found = yield* ask(
    ...live.map((maker) => idempotencyQueries.findIdempotency({ digest: digestBy(maker) })),
  );
  for (const [index, maker] of live.entries()) {
    const known = found[index];
    if (known === undefined || hour - known.hour > IDEMPOTENCY_HOURS) continue;
    if (!vault.same(known.request, requestBy(maker))) refuse('idempotency_key_reused');
    return yield* again(known.result);
  }
  // the record is written first: the same request on another node waits for it, and then finds the result
  const [digest, request, generation] = [digestBy(current), requestBy(current), current.number];
  yield* ask(
    mustAffect(idempotencyQueries.putIdempotency({ digest, generation, request, result: '', hour })),
  );
  const answer = yield* first();
  yield* commitWith(idempotencyQueries.setIdempotencyResult({ digest, result: resultId(answer) }));
  return answer;
}

/** JSON with sorted members, so that equal inputs have equal texts. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) =>
    member !== null && typeof member === 'object' && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
