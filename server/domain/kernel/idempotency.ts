/**
 * Runs an operator's request once, however often the request arrives under one `Idempotency-Key`. The server stores a
 * keyed digest of the request and the id of its result, and never an answer, a license key or a lease. A repeated
 * request is answered by a lookup of that id. Secrets are derived again or refused with `already_shown`.
 */

import { endingTime } from './confirmed-day.ts';
import { hourOf, type Hour } from './day.ts';
import type { Call, Vault } from './ports.ts';
import { defineQueries, optionalRow, rowCount } from './query.ts';
import { refuse } from './refusal.ts';
import { ask, commitWith, mustAffect, type Operation } from './operation.ts';
import type { Generation } from './generation.ts';

interface IdempotencyRow {
  /** The keyed digest of the actor and the `Idempotency-Key`. */
  digest: string;
  /** The generation of the secret that keyed the digest of the `Idempotency-Key` and the digest of the request. */
  generation: number;
  /** The keyed digest of the verb and its input. */
  request: string;
  result: string;
  /** The hour of the request; the record is valid for 24 h. */
  hour: Hour;
}

export const idempotencyQueries = defineQueries({
  findIdempotency: optionalRow<{ digest: string }, IdempotencyRow>(),
  /** Adds an idempotency record, or replaces an expired record; returns 0 if a valid record exists. */
  putIdempotency: rowCount<IdempotencyRow>(),
  setIdempotencyResult: rowCount<{ digest: string; result: string }>(),
});

export const IDEMPOTENCY_HOURS = 24;

/** The input of an operation that an operator may repeat. */
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

/**
 * Runs `first`, or runs `again` if the `Idempotency-Key` was used for an equal request before. A request with
 * another input under a used key is refused.
 */
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
  // a clock that jumped must not make an earlier request look forgotten, and do its work twice
  const hour = hourOf(endingTime(call));
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
  // the idempotency record is written first: an equal request on another node waits for this record, and then finds its
  // result
  const [digest, request, generation] = [digestBy(current), requestBy(current), current.number];
  yield* ask(
    mustAffect(idempotencyQueries.putIdempotency({ digest, generation, request, result: '', hour })),
  );
  const answer = yield* first();
  yield* commitWith(idempotencyQueries.setIdempotencyResult({ digest, result: resultId(answer) }));
  return answer;
}

/** The JSON of a value with sorted members, so that equal inputs have equal texts. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) =>
    member !== null && typeof member === 'object' && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
