/**
 * A request of a person about personal data: what is stored of it, and how it is shown to an operator. It is about the
 * licenses and accounts that its person has proved (`ask-request.ts`). A closed request keeps nothing of the person.
 */

import { daysBetween, writeDate, type Day } from '../kernel/day.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { InPage, PageParams } from '../kernel/page.ts';
import type { Id } from '../kernel/ports.ts';
import { defineQueries, optionalRow, row, rowCount, rows } from '../kernel/query.ts';
import type { Asker, ExtensionReason, RequestKind, RequestOutcome } from '../kernel/rights.ts';
import { standingOf, type Standing } from './clocks.ts';

/** A row of `rights_requests`. */
export interface RequestRow {
  id: Id;
  kind: RequestKind;
  asker: Asker;
  receivedDay: Day;
  acknowledgedDay: Day;
  /** The last day to answer, with the extension if there is one. */
  dueDay: Day;
  /** Why the answer takes longer; null: it does not. */
  extension: ExtensionReason | null;
  closedDay: Day | null;
  outcome: RequestOutcome | null;
  /** Why the request was refused, or closed without an answer. */
  reason: string | null;
  /** The digest of the mailed link and the kind, by which a form that is sent twice makes one request; null: closed. */
  link: string | null;
  /** The address, sealed to the mailer; null: the request is closed. */
  address: string | null;
  /** The digest of the link to the answer, and its last day; null: there is none. */
  answer: string | null;
  answerEndsDay: Day | null;
}

/**
 * A row of `rights_subjects`: a license or an account that a request is about. Without a request it is a request to know
 * that was answered, which counts for twelve months.
 */
export interface SubjectRow {
  id: Id;
  request: Id | null;
  license: Id | null;
  account: Id | null;
  /** The last day of the row; null: its request is open. */
  endsDay: Day | null;
}

export const requestQueries = defineQueries({
  /** Adds a request; returns 0 where the same link and kind have made one. */
  addRequest: rowCount<RequestRow>(),
  addSubject: rowCount<SubjectRow>(),
  findRequest: optionalRow<{ id: Id }, RequestRow>(),
  lockRequest: optionalRow<{ id: Id }, RequestRow>(),
  findRequestByLink: optionalRow<{ link: string }, RequestRow>(),
  findRequestByAnswer: optionalRow<{ answer: string; today: Day }, RequestRow & { answerEndsDay: Day }>(),
  countOpenRequests: row<{ today: Day; near: Day }, { held: number; overdue: number; near: number }>(),
  /** The open requests by the day on which they are due, so that those that are overdue come first. */
  pageOpenRequests: rows<PageParams, InPage<RequestRow>>(),
  pageClosedRequests: rows<PageParams, InPage<RequestRow>>(),
  /** The subjects of a request after an id, in the order of their ids. */
  listSubjects: rows<{ request: Id; after: Id; rows: number }, SubjectRow>(),
  /** The subjects of a request, and how many accounts and licenses without an owner among its accounts are in them. */
  countSubjects: row<{ request: Id }, { licenses: number; accounts: number; strangers: number }>(),
  /** The most answered requests to know of one subject of the request that count on a day. */
  countKnows: row<{ request: Id; today: Day }, { held: number }>(),
  extendRequest: rowCount<{ id: Id; extension: ExtensionReason; dueDay: Day }>(),
  /** Closes a request, and deletes its address and the digest of its mailed link. */
  closeRequest:
    rowCount<Pick<RequestRow, 'id' | 'closedDay' | 'outcome' | 'reason' | 'answer' | 'answerEndsDay'>>(),
  endSubjects: rowCount<{ request: Id; endsDay: Day }>(),
  dropSubjects: rowCount<{ request: Id }>(),
});

/** The number of subjects that are read at a time. */
const SUBJECTS_READ = 500;

/** All licenses and accounts that a request is about: those of one address. */
export function* subjectsOfRequest(request: Id): Operation<SubjectRow[]> {
  const all: SubjectRow[] = [];
  let read: SubjectRow[];
  do {
    const after = all.at(-1)?.id ?? '';
    [read] = yield* ask(requestQueries.listSubjects({ request, after, rows: SUBJECTS_READ }));
    all.push(...read);
  } while (read.length === SUBJECTS_READ);
  return all;
}

/** A request as an operator sees it. */
export interface RequestView {
  request: Id;
  kind: RequestKind;
  asker: Asker;
  receivedOn: string;
  acknowledgedOn: string;
  dueOn: string;
  extension: ExtensionReason | null;
  standing: Standing;
  /** How many days are left, negative if it is overdue; null: it is closed. */
  daysLeft: number | null;
  closedOn: string | null;
  outcome: RequestOutcome | null;
  reason: string | null;
}

export function viewRequest(shown: RequestRow, today: Day): RequestView {
  return {
    request: shown.id,
    kind: shown.kind,
    asker: shown.asker,
    receivedOn: writeDate(shown.receivedDay),
    acknowledgedOn: writeDate(shown.acknowledgedDay),
    dueOn: writeDate(shown.dueDay),
    extension: shown.extension,
    standing: standingOf(shown, today),
    daysLeft: shown.closedDay === null ? daysBetween(today, shown.dueDay) : null,
    closedOn: shown.closedDay === null ? null : writeDate(shown.closedDay),
    outcome: shown.outcome,
    reason: shown.reason,
  };
}
