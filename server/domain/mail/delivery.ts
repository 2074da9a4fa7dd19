/**
 * What becomes of a mail that was taken from the queue: delivered, refused for now, or given up. A waiting mail is
 * stored with the mail server's latest answer, as codes. If no mail has delivered a license key, only the id of the
 * license is remembered, so that the operator can have the key mailed again; neither the address nor the key is stored.
 */

import { addSeconds, HOUR_SECONDS, writeDate, type Day, type Instant } from '../kernel/day.ts';
import { keyMailQueries } from './key-mail.ts';
import { mailQueries } from './outbox.ts';
import type { Call, Id } from '../kernel/ports.ts';
import { defineQueries, optionalRow, rowCount, rows } from '../kernel/query.ts';
import { refuse } from '../kernel/refusal.ts';
import { idempotent, read } from '../kernel/named-operation.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import {
  mapItems,
  readPage,
  type InPage,
  type Page,
  type PageAsked,
  type PageParams,
} from '../kernel/page.ts';

/** The latest answer to some waiting mails; null: they were not tried yet, or are being tried now. */
interface AnswerCount {
  answer: string | null;
  mails: number;
}

interface UndeliveredRow {
  license: Id;
  /** The reference of an order of the license, by which the key can be issued again; null: no order exists. */
  reference: string | null;
  answer: string | null;
  day: Day;
}

export const deliveryQueries = defineQueries({
  noteAnswer: rowCount<{ mail: Id; answer: string }>(),
  /** Makes each waiting mail that a mail server has refused due at once. */
  makeDue: rowCount<{ now: Instant }>(),
  /** The most frequent answers to waiting mails, with the number of their mails and of all waiting mails. */
  countByAnswer: rows<{ rows: number }, AnswerCount & { waiting: number }>(),
  /** The licenses whose mailed key was not delivered, and is not waiting either. */
  pageUndelivered: rows<PageParams, InPage<UndeliveredRow>>(),
  countUndelivered: optionalRow<Record<never, never>, { keys: number }>(),
});

/** A code of Node, of RFC 5321 or of RFC 3463. An address in a mail server's text never matches. */
const CODE = /^(?:[A-Za-z][A-Za-z0-9_]{0,39}|\d{3}|[245]\.\d{1,3}\.\d{1,3})$/;
export const MAIL_ANSWER_CHARACTERS_MAX = 60;
/** A basic code of RFC 5321 for a permanent refusal, among the codes of an answer. */
const PERMANENT = /(?:^| )5\d\d(?: |$)/;
/** The time after which a due mail is overdue: the mailer looks for due mails every two seconds. */
const OVERDUE_SECONDS = HOUR_SECONDS;
/** The maximum number of different answers that are shown. */
const ANSWERS_MAX = 50;

/** Deletes a mail that was delivered or that has no recipient. */
function* deleteMail({ mail }: { mail: Id }): Operation<{ deleted: number }> {
  const [deleted] = yield* ask(mailQueries.deleteMail({ mail }), keyMailQueries.dropKeyMail({ mail }));
  return { deleted };
}

export interface FailedMail {
  mail: Id;
  answer: string;
  /** Whether the mail is given up. Otherwise it is tried again until it expires. */
  final: boolean;
}

/**
 * Notes why a mail was not delivered. A mail that is given up is deleted; the rows of `key_mails` that name it stay.
 */
function* failMail({ mail, answer, final }: FailedMail): Operation<{ deleted: number }> {
  if (answer !== mailAnswerOf(answer)) {
    refuse('request_malformed', { fields: [{ pointer: '/answer', message: 'must be codes' }] });
  }
  const [, deleted] = yield* ask(
    keyMailQueries.noteKeyAnswer({ mail, answer }),
    final ? mailQueries.deleteMail({ mail }) : deliveryQueries.noteAnswer({ mail, answer }),
  );
  return { deleted: final ? deleted : 0 };
}

/** The codes in a text, such as `EENVELOPE 550 5.7.1` or `expired`. */
export function mailAnswerOf(text: string): string {
  const codes = text.split(' ').filter((word) => CODE.test(word));
  return codes.join(' ').slice(0, MAIL_ANSWER_CHARACTERS_MAX).trim() || 'unknown';
}

export interface MailStatus {
  /** The number of mails in the queue. */
  waiting: number;
  /** The number of mails that have been due for more than an hour, which means that no mailer takes them. */
  overdue: number;
  /** The answers to waiting mails that were tried. `refused`: the mail server refused for good, and an operator can act. */
  answers: { answer: string; mails: number; refused: boolean }[];
  /** The number of license keys that were mailed and not delivered, and a page of them. */
  undelivered: number;
  keys: Page<{ license: Id; order: string | null; answer: string | null; mailedOn: string }>;
}

function* showMailStatus(asked: PageAsked, { now }: Call): Operation<MailStatus> {
  const keys = yield* readPage(asked, {
    query: deliveryQueries.pageUndelivered,
    placeOf: ({ license }) => ({ order: 0, id: license }),
  });
  const [counts, overdue, undelivered] = yield* ask(
    deliveryQueries.countByAnswer({ rows: ANSWERS_MAX }),
    mailQueries.countDueMails({ now: addSeconds(now, -OVERDUE_SECONDS) }),
    deliveryQueries.countUndelivered({}),
  );
  return {
    waiting: counts[0]?.waiting ?? 0,
    overdue: overdue?.due ?? 0,
    answers: counts.flatMap(({ answer, mails }) =>
      answer === null ? [] : [{ answer, mails, refused: PERMANENT.test(answer) }],
    ),
    undelivered: undelivered?.keys ?? 0,
    keys: mapItems(keys, ({ license, reference, answer, day }) => ({
      license,
      order: reference,
      answer,
      mailedOn: writeDate(day),
    })),
  };
}

/** Makes refused mails due at once. It is used after the cause of the refusal was corrected. */
function* retryMails(_input: Record<never, never>, { now }: Call): Operation<{ mails: number }> {
  const [mails] = yield* ask(deliveryQueries.makeDue({ now }));
  return { mails };
}

/** The operations on mails that were tried, by their names. */
export const deliveryOperations = {
  deleteMail: idempotent(deleteMail),
  failMail: idempotent(failMail),
  showMailStatus: read(showMailStatus),
  retryMails: idempotent(retryMails),
};
