/** The answer to a request that shows what is stored. Its link leads to the values themselves, so no copy is kept. */

import { dayOf, type Day } from '../kernel/day.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { PartAsked } from '../kernel/page.ts';
import type { Call, Vault } from '../kernel/ports.ts';
import { refuse } from '../kernel/refusal.ts';
import { readPersonalData, type PersonalData } from '../privacy/personal-data.ts';
import { requestQueries } from './request.ts';

export interface Answer extends PersonalData {
  /** The last day on which the link is valid. */
  endsDay: Day;
}

/** A part of what is stored about the person who asked. @throws Refusal `link_unknown` */
export function* showAnswer(
  { token, ...asked }: PartAsked & { token: string },
  call: Call,
  vault: Vault,
): Operation<Answer> {
  const today = dayOf(call.now);
  const [row] = yield* ask(
    requestQueries.findRequestByAnswer({ answer: vault.codeDigest(['answer', token]), today }),
  );
  if (row === undefined) return refuse('link_unknown');
  const data = yield* readPersonalData({ scope: 'request', owner: row.id, ...asked }, vault);
  return { ...data, endsDay: row.answerEndsDay };
}
