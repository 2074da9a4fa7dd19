/**
 * The mail queue. A mail is sealed for the mailer when it is written, so that neither the server nor a thief of the
 * server's database can read the mail. Mailers take mails from the queue, and no two mailers take one mail.
 * `server/mail` writes the text of a mail and sends the mail.
 */

import {
  HOUR_SECONDS,
  addSeconds,
  hourOf,
  type Seconds,
  type Instant,
  type Hour,
  startOfMinute,
} from '../kernel/day.ts';
import { endingTime } from '../kernel/confirmed-day.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { defineQueries, optionalRow, type Query, rowCount, rows } from '../kernel/query.ts';
import { refuse } from '../kernel/refusal.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Mail } from '../kernel/letter.ts';

/** A queued mail, sealed for the mailer. */
export interface WaitingMail {
  mail: Id;
  /** The mail as a JWE that only the mailer can open. */
  sealed: string;
  /** The number of times that the mail was taken from the queue before. */
  tries: number;
  /**
   * The time by which the mail may have expired, in seconds since 1970: that of the queue's clock when the mail was
   * taken, and no later than the confirmed day.
   */
  takenSecond: number;
}

interface MailRow {
  id: Id;
  sealed: string;
  tries: number;
  dueSecond: Instant;
  hour: Hour;
  /** The mail server's latest answer, as codes; null: the mail was not tried yet, or is being tried now. */
  answer: string | null;
}

export const mailQueries = defineQueries({
  addMail: rowCount<Omit<MailRow, 'answer'>>(),
  countDueMails: optionalRow<{ now: Instant }, { due: number }>(),
  listDueMails: rows<{ now: Instant; rows: number }, MailRow>(),
  /** Postpones a queued mail; returns 0 if another mailer has taken the mail, or the mail is gone. */
  takeMail: rowCount<{ id: Id; dueSecond: Instant; nextSecond: Instant }>(),
  deleteMail: rowCount<{ mail: Id }>(),
});

/** The hours after which a mail is no longer sent, and is deleted by the purge. */
const MAIL_HOURS = 48;
/** The maximum number of mails that are taken from the queue together, to be sent in parallel. */
const TAKEN_MAX = 5;
/**
 * The seconds for which a taken mail is postponed at first: longer than any attempt to send, so that no mailer takes a
 * mail that another mailer is sending.
 */
const FIRST_PAUSE_SECONDS = 120;
const LAST_PAUSE_SECONDS = 3_600;

/** Puts a mail in the queue. @param nth index among the mails of the operation */
export function postMail(mail: Mail, call: Call, vault: Vault, nth = 0): Query<number> {
  return postSealed(sealMail(mail, vault), call, vault, nth);
}

/** Seals a mail for the mailer. @throws Refusal `mail_absent` if no mailer exists */
export function sealMail(mail: Mail, vault: Vault): string {
  return vault.sealMail(mail) ?? refuse('mail_absent');
}

/**
 * Puts a mail that is already sealed in the queue. The parameter `nth` is the index among the mails of the operation.
 */
export function postSealed(sealed: string, { now, id }: Call, vault: Vault, nth = 0): Query<number> {
  const row = { sealed, tries: 0, dueSecond: startOfMinute(now), hour: hourOf(now) };
  return mailQueries.addMail({ id: mailId({ id }, vault, nth), ...row });
}

/** The id of a mail of an operation. @param nth index among the mails of the operation */
export function mailId({ id }: Pick<Call, 'id'>, vault: Vault, nth = 0): Id {
  return vault.current.digest('mail', [id, String(nth)]);
}

/** A mail for an unknown address, which the mailer discards. */
export function decoy({ now }: Call): Mail {
  return { to: null, until: now, letter: { kind: 'decoy' } };
}

/** The expiry of a mail that is useful for as long as a mail may wait in the queue. */
export function usefulUntil({ now }: Call): Instant {
  return addSeconds(now, MAIL_HOURS * HOUR_SECONDS);
}

/** The number of queued mails that are due. */
export function* countMails(_input: Record<never, never>, { now }: Call): Operation<{ due: number }> {
  const [found] = yield* ask(mailQueries.countDueMails({ now }));
  return { due: found?.due ?? 0 };
}

/**
 * Takes some of the due mails from the queue. Each taken mail is postponed immediately, for longer after each attempt.
 * A mail that could not be sent, or whose sender died, is thus taken again later, and failed attempts need no report.
 */
export function* takeMails(_input: Record<never, never>, call: Call): Operation<WaitingMail[]> {
  const { now, random } = call;
  const [due] = yield* ask(mailQueries.listDueMails({ now, rows: TAKEN_MAX }));
  const taken = yield* ask(
    ...due.map(({ id, dueSecond, tries }, index) =>
      mailQueries.takeMail({
        id,
        dueSecond,
        nextSecond: addSeconds(now, pauseOf(tries, random.charCodeAt(index))),
      }),
    ),
  );
  return due
    .filter((_mail, index) => taken[index] === 1)
    .map(({ id, sealed, tries }) => ({ mail: id, sealed, tries, takenSecond: endingTime(call) }));
}

/**
 * The pause before the next attempt to send a mail. The pause is doubled each time, up to an hour, with a jitter of a
 * quarter, so that a mail server that recovers does not get all mails at once.
 */
function pauseOf(tries: number, drawn: number): Seconds {
  const pause = Math.min(LAST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** tries);
  return Math.round(pause * (0.75 + (drawn % 32) / 64));
}
