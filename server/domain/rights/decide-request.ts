/**
 * What an operator does with a request: answer it, give it more time, refuse it, or close it without an answer. The person
 * is notified by mail at the address that was proved, which only the mailer can read. A closed request loses its address, and
 * what it is about once the link to its answer has ended. Each step is recorded with each license that it concerns.
 */

import { addDays, dayOf, writeDate, type Day } from '../kernel/day.ts';
import type { Letter } from '../kernel/letter.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import type { Query } from '../kernel/query.ts';
import { refuse } from '../kernel/refusal.ts';
import type { CloseReason, ExtensionReason, RefusalReason, RequestKind } from '../kernel/rights.ts';
import { postMail, usefulUntil } from '../mail/outbox.ts';
import { recordActions, type Action } from '../operator/action.ts';
import { dueDay, KNOWS_A_YEAR, standingOf } from './clocks.ts';
import { putInForce } from './restrict.ts';
import { reasonsFor } from './reasons.ts';
import {
  requestQueries,
  subjectsOfRequest,
  viewRequest,
  type RequestRow,
  type RequestView,
  type SubjectRow,
} from './request.ts';

/** The days for which the link to an answer is valid. */
export const ANSWER_DAYS = 7;
/** The days for which an answered request to know counts. */
const KNOW_DAYS = 365;
/** The kinds whose answer shows what is stored. */
const SHOWING: readonly RequestKind[] = ['access', 'portability', 'know'];

/** How an answer reaches the person: by its mail alone, in the portal after a login, or by a link in the mail. */
export type Way = 'mail' | 'portal' | 'link';

/**
 * Decides how an answer reaches the person.
 * @param found the accounts of the request, and its licenses that none of these owns
 */
export function wayOf(
  kind: RequestKind,
  found: { licenses: number; accounts: number; strangers: number },
): Way {
  if (!SHOWING.includes(kind) || found.licenses + found.accounts === 0) return 'mail';
  return found.accounts > 0 && found.strangers === 0 ? 'portal' : 'link';
}

export interface AnswerRequest {
  request: Id;
  /** Whether nothing was found that the request could be about. */
  nothing: boolean;
  /** The pages that an answer leads to, as URLs without a slash at the end. */
  answerUrl: string;
  dataUrl: string;
}

/** Answers a request: what was asked for is done, or can be seen. */
export function* answerRequest(input: AnswerRequest, call: Call, vault: Vault): Operation<RequestView> {
  const row = yield* lockOpen(input.request);
  const [found] = yield* ask(requestQueries.countSubjects({ request: row.id }));
  const isNothing = input.nothing || (SHOWING.includes(row.kind) && found.licenses + found.accounts === 0);
  const way = isNothing ? 'mail' : wayOf(row.kind, found);
  const today = dayOf(call.now);
  const endsDay = addDays(today, ANSWER_DAYS);
  const subjects = yield* subjectsOfRequest(row.id);
  const closed = {
    ...row,
    closedDay: today,
    outcome: isNothing ? ('nothing' as const) : ('granted' as const),
    answer: way === 'link' ? vault.codeDigest(['answer', call.random]) : null,
    answerEndsDay: way === 'link' ? endsDay : null,
  };
  const link = way === 'link' ? `${input.answerUrl}/${call.random}` : way === 'portal' ? input.dataUrl : null;
  const letter: Letter = {
    kind: 'request answered',
    ...namesOf(row),
    isNothing,
    way,
    link,
    endsOn: writeDate(endsDay),
  };
  yield* ask(
    tell(row, letter, call, vault),
    ...(row.kind === 'know' ? subjects.map((subject, nth) => counted(subject, nth, today, call, vault)) : []),
    ...closing(closed),
  );
  if (!isNothing) yield* putInForce(row.kind, subjects, call, vault);
  yield* record('request answer', subjects, call, vault);
  return viewRequest(closed, today);
}

/** Gives a request its second period. @throws Refusal `request_extended`, `extension_late` */
export function* extendRequest(
  { request, reason }: { request: Id; reason: ExtensionReason },
  call: Call,
  vault: Vault,
): Operation<RequestView> {
  const row = yield* lockOpen(request);
  const today = dayOf(call.now);
  if (row.extension !== null) refuse('request_extended');
  if (standingOf(row, today) === 'overdue') refuse('extension_late');
  const extended = { ...row, extension: reason, dueDay: dueDay(row.kind, row.receivedDay, true) };
  const letter: Letter = {
    kind: 'request extended',
    ...namesOf(row),
    why: reason,
    dueOn: writeDate(extended.dueDay),
  };
  yield* ask(
    tell(row, letter, call, vault),
    requestQueries.extendRequest({ id: row.id, extension: reason, dueDay: extended.dueDay }),
  );
  yield* record('request extend', yield* subjectsOfRequest(row.id), call, vault);
  return viewRequest(extended, today);
}

/** Refuses a request. The mail says why, and to whom the person can complain. @throws Refusal `request_malformed` */
export function* refuseRequest(
  { request, reason }: { request: Id; reason: RefusalReason },
  call: Call,
  vault: Vault,
): Operation<RequestView> {
  const row = yield* lockOpen(request);
  const today = dayOf(call.now);
  yield* requireReason(row, reason, today);
  const closed = { ...row, closedDay: today, outcome: 'refused' as const, reason };
  const letter: Letter = { kind: 'request refused', ...namesOf(row), why: reason };
  const subjects = yield* subjectsOfRequest(row.id);
  yield* ask(tell(row, letter, call, vault), ...closing(closed));
  yield* record('request refuse', subjects, call, vault);
  return viewRequest(closed, today);
}

/** Closes a request that needs no answer. Nothing is mailed. */
export function* closeRequest(
  { request, reason }: { request: Id; reason: CloseReason },
  call: Call,
  vault: Vault,
): Operation<RequestView> {
  const row = yield* lockOpen(request);
  const today = dayOf(call.now);
  const closed = { ...row, closedDay: today, outcome: 'closed' as const, reason };
  const subjects = yield* subjectsOfRequest(row.id);
  yield* ask(...closing(closed));
  yield* record('request close', subjects, call, vault);
  return viewRequest(closed, today);
}

/** Records a step with each license that a request is about, or once if there is none. */
export function* record(
  action: Action,
  subjects: readonly SubjectRow[],
  call: Call,
  vault: Vault,
): Operation<void> {
  const licenses = subjects.flatMap(({ license }) => license ?? []);
  const concerned = licenses.length === 0 ? [null] : licenses;
  yield* recordActions(
    call,
    vault,
    concerned.map((license) => ({ action, license })),
  );
}

function* lockOpen(id: Id): Operation<RequestRow & { address: string }> {
  const [found] = yield* ask(requestQueries.lockRequest({ id }));
  if (found === undefined) return refuse('request_unknown');
  const { address } = found;
  return address === null ? refuse('request_closed') : { ...found, address };
}

function* requireReason(row: RequestRow, reason: RefusalReason, today: Day): Operation<void> {
  const known = reasonsFor(row.kind);
  const fault = (message: string): never =>
    refuse('request_malformed', { fields: [{ pointer: '/reason', message }] });
  if (!known.includes(reason)) fault(`must be one of ${known.join(', ')} for this kind`);
  if (reason !== 'twice') return;
  const [{ held }] = yield* ask(requestQueries.countKnows({ request: row.id, today }));
  if (held < KNOWS_A_YEAR) fault('is only for a third request to know in twelve months');
}

function namesOf({ kind, id }: RequestRow): { asked: RequestKind; number: Id } {
  return { asked: kind, number: id };
}

function tell({ address }: { address: string }, letter: Letter, call: Call, vault: Vault): Query<number> {
  return postMail({ to: { sealed: address }, until: usefulUntil(call), letter }, call, vault);
}

/** The queries that close a request. What it is about stays as long as the link to its answer. */
function closing({ id, closedDay, outcome, reason, answer, answerEndsDay }: RequestRow): Query<number>[] {
  return [
    requestQueries.closeRequest({ id, closedDay, outcome, reason, answer, answerEndsDay }),
    answerEndsDay === null
      ? requestQueries.dropSubjects({ request: id })
      : requestQueries.endSubjects({ request: id, endsDay: answerEndsDay }),
  ];
}

/** Counts an answered request to know, without the request. */
function counted(subject: SubjectRow, nth: number, today: Day, call: Call, vault: Vault): Query<number> {
  const id = vault.current.digest('counted request', [call.random, String(nth)]);
  return requestQueries.addSubject({ ...subject, id, request: null, endsDay: addDays(today, KNOW_DAYS) });
}
