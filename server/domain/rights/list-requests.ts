/** How operators see the requests about personal data: those that are overdue come first. */

import { addDays, dayOf } from '../kernel/day.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import { mapItems, readPage, type Page, type PageAsked } from '../kernel/page.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { refuse } from '../kernel/refusal.ts';
import type { RefusalReason } from '../kernel/rights.ts';
import { KNOWS_A_YEAR, NEAR_DAYS } from './clocks.ts';
import { record } from './decide-request.ts';
import { reasonsFor } from './reasons.ts';
import { requestQueries, subjectsOfRequest, viewRequest, type RequestView } from './request.ts';

/** A page of the open requests by the day on which they are due, or of the closed ones, the latest last. */
export function* listRequests(
  { closed, ...asked }: PageAsked & { closed: boolean },
  call: Call,
): Operation<Page<RequestView>> {
  const today = dayOf(call.now);
  const page = yield* readPage(asked, {
    query: closed ? requestQueries.pageClosedRequests : requestQueries.pageOpenRequests,
    placeOf: ({ dueDay, closedDay, id }) => ({ order: closedDay ?? dueDay, id }),
  });
  return mapItems(page, (row) => viewRequest(row, today));
}

export interface RequestShown extends RequestView {
  /** What the person has proved; empty: nothing is known of the person, or the request is closed. */
  licenses: Id[];
  accounts: Id[];
  /** The reasons for which it can be refused. */
  reasons: RefusalReason[];
}

/** A request with what it is about. The look is recorded with each license. */
export function* showRequest(
  { request }: { request: Id },
  call: Call,
  vault: Vault,
): Operation<RequestShown> {
  const [row] = yield* ask(requestQueries.findRequest({ id: request }));
  if (row === undefined) return refuse('request_unknown');
  const today = dayOf(call.now);
  const subjects = yield* subjectsOfRequest(request);
  const [{ held }] = yield* ask(requestQueries.countKnows({ request, today }));
  if (subjects.length > 0) yield* record('request show', subjects, call, vault);
  return {
    ...viewRequest(row, today),
    licenses: subjects.flatMap(({ license }) => license ?? []),
    accounts: subjects.flatMap(({ account }) => account ?? []),
    reasons:
      row.closedDay === null
        ? reasonsFor(row.kind).filter((reason) => reason !== 'twice' || held >= KNOWS_A_YEAR)
        : [],
  };
}

/** How many requests are open, overdue, and near their day. */
export function* countRequests(
  _input: Record<never, never>,
  call: Call,
): Operation<{ held: number; overdue: number; near: number }> {
  const today = dayOf(call.now);
  const near = addDays(today, NEAR_DAYS);
  const [counts] = yield* ask(requestQueries.countOpenRequests({ today, near }));
  return counts;
}
