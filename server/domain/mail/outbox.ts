/**
 * The mail queue. A mail is sealed for the mailer when it is written, so that neither the server nor a thief of its
 * database can read it. Mailers take mails from the queue, and no two take the same. `server/mail` writes the text and
 * sends.
 */

import { HOUR_SECONDS, addSeconds, hourOf, type Seconds, type Instant, type Hour } from '../kernel/day.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { defineQueries, optionalRow, type Query, rowCount, rows } from '../kernel/query.ts';
import { refuse } from '../kernel/refusal.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Mail } from '../kernel/letter.ts';

/** A queued mail, sealed for the mailer. */
export interface WaitingMail {
  mail: Id;
  /** JWE, which only the mailer can open. */
  sealed: string;
  /** How often it was taken before. */
  tries: number;
}

interface MailRow {
  id: Id;
  sealed: string;
  tries: number;
  dueSecond: Instant;
  hour: Hour;
}

export const mailQueries = defineQueries({
  addMail: rowCount<MailRow>(),
  countDueMails: optionalRow<{ now: Instant }, { due: number }>(),
  listDueMails: rows<{ now: Instant; rows: number }, MailRow>(),
  /** Postpones it; 0 where another mailer has taken it, or it is gone. */
  takeMail: rowCount<{ id: Id; dueSecond: Instant; nextSecond: Instant }>(),
  deleteMail: rowCount<{ mail: Id }>(),
});

/** A mail is not sent after this, and the purge deletes it. */
const MAIL_HOURS = 48;
/** Taken together, to be sent in parallel. */
const TAKEN_MAX = 5;
/** Longer than one attempt may take, so that no mailer takes a mail that another is sending. */
const FIRST_PAUSE_SECONDS = 120;
const LAST_PAUSE_SECONDS = 3_600;

/** Puts a mail in the queue. @param nth index among the mails of the operation */
export function postMail(mail: Mail, call: Call, vault: Vault, nth = 0): Query<number> {
  return postSealed(sealMail(mail, vault), call, vault, nth);
}

/** @throws Refusal `mail_absent` where there is no mailer */
export function sealMail(mail: Mail, vault: Vault): string {
  return vault.sealMail(mail) ?? refuse('mail_absent');
}

/** The same for a mail that is sealed already. */
export function postSealed(sealed: string, { now, id }: Call, vault: Vault, nth = 0): Query<number> {
  const row = { sealed, tries: 0, dueSecond: now, hour: hourOf(now) };
  return mailQueries.addMail({ id: vault.current.digest('mail', [id, String(nth)]), ...row });
}

/** A mail for an address that is not known; the mailer discards it. */
export function decoy({ now }: Call): Mail {
  return { to: null, until: now, letter: { kind: 'decoy' } };
}

/** The expiry of a mail that is useful as long as it may wait in the queue. */
export function usefulUntil({ now }: Call): Instant {
  return addSeconds(now, MAIL_HOURS * HOUR_SECONDS);
}

/** How many mails are due. */
export function* countMails(_input: Record<never, never>, { now }: Call): Operation<{ due: number }> {
  const [found] = yield* ask(mailQueries.countDueMails({ now }));
  return { due: found?.due ?? 0 };
}

/**
 * Takes some of the due mails. Each is postponed immediately, longer after each attempt: a mail that could not be
 * sent, or whose sender died, is taken again later, and failures need no report.
 */
export function* takeMails(_input: Record<never, never>, { now, random }: Call): Operation<WaitingMail[]> {
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
    .map(({ id, sealed, tries }) => ({ mail: id, sealed, tries }));
}

/** Deletes a mail that was delivered, or that needs no further attempt. */
export function* deleteMail(input: { mail: Id }): Operation<{ deleted: number }> {
  const [deleted] = yield* ask(mailQueries.deleteMail(input));
  return { deleted };
}

/**
 * Doubled each time, up to an hour, with a jitter of a quarter: a server that recovers does not get all mails at once.
 */
function pauseOf(tries: number, drawn: number): Seconds {
  const pause = Math.min(LAST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** tries);
  return Math.round(pause * (0.75 + (drawn % 32) / 64));
}
