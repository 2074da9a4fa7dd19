/** The answer to a request that shows what is stored. Its link leads to the values themselves, so no copy is kept. */

import { dayOf, type Day } from '../kernel/day.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { PartAsked } from '../kernel/page.ts';
import type { Call, Vault } from '../kernel/ports.ts';
import { refuse } from '../kernel/refusal.ts';
import { exportPart, type ExportedPart } from '../privacy/personal-data-export.ts';
import { readPersonalData, type PersonalData } from '../privacy/personal-data.ts';
import { requestQueries } from './request.ts';

export interface Answer extends PersonalData {
  /** The last day on which the link is valid. */
  endsDay: Day;
}

/** A part of the file for the person who asked. @throws Refusal `link_unknown` */
export function* exportAnswer(
  { token, after }: { token: string; after?: string | undefined },
  call: Call,
  vault: Vault,
): Operation<ExportedPart> {
  const { id: owner } = yield* requireAnswered(token, call, vault);
  return yield* exportPart({ scope: 'request', owner, after }, call, vault);
}

/** A part of what is stored about the person who asked. @throws Refusal `link_unknown` */
export function* showAnswer(
  { token, ...asked }: PartAsked & { token: string },
  call: Call,
  vault: Vault,
): Operation<Answer> {
  const { id: owner, answerEndsDay: endsDay } = yield* requireAnswered(token, call, vault);
  const data = yield* readPersonalData({ scope: 'request', owner, ...asked }, call, vault);
  return { ...data, endsDay };
}

function* requireAnswered(token: string, call: Call, vault: Vault) {
  const answer = vault.codeDigest(['answer', token]);
  const [row] = yield* ask(requestQueries.findRequestByAnswer({ answer, today: dayOf(call.now) }));
  return row ?? refuse('link_unknown');
}
