/**
 * Mail on its way: what is to be said to whom, sealed for the mailer the moment it is written, so that neither the
 * server nor a thief of its database can read it again. Whoever sends takes some, and none is taken by two at once.
 * Leaves to `server/mail` how it is worded and carried.
 */

import { HOUR_SECONDS, addSeconds, hourOf, type Seconds, type Instant, type Hour } from '../kernel/day.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { defineQueries, optionalRow, type Query, rowCount, rows } from '../kernel/query.ts';
import { refuse } from '../kernel/refusal.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Mail } from '../kernel/letter.ts';

/** A mail that waits, sealed for the mailer. */
export interface WaitingMail {
  mail: Id;
  /** JWE, which the mailer alone can open. */
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
  /** Puts it off; 0 where another has taken it, or it is gone. */
  takeMail: rowCount<{ id: Id; dueSecond: Instant; nextSecond: Instant }>(),
  deleteMail: rowCount<{ mail: Id }>(),
});

/** After this a mail is not sent any more, and the purge takes it. */
const MAIL_HOURS = 48;
/** Given out at once, to be sent side by side. */
const TAKEN_MAX = 5;
/** Longer than one attempt may take, so that nobody is given a mail that another is just sending. */
const FIRST_PAUSE_SECONDS = 120;
const LAST_PAUSE_SECONDS = 3_600;

/** Puts a mail in the queue. @param nth of those that this operation writes */
export function postMail(mail: Mail, call: Call, vault: Vault, nth = 0): Query<number> {
  return postSealed(sealMail(mail, vault), call, vault, nth);
}

/** @throws Refusal `mail_absent` where there is no mailer */
export function sealMail(mail: Mail, vault: Vault): string {
  return vault.sealMail(mail) ?? refuse('mail_absent');
}

/** Likewise one that was sealed before. */
export function postSealed(sealed: string, { now, id }: Call, vault: Vault, nth = 0): Query<number> {
  const row = { sealed, tries: 0, dueSecond: now, hour: hourOf(now) };
  return mailQueries.addMail({ id: vault.current.digest('mail', [id, String(nth)]), ...row });
}

/** For an address that is not known. */
export function decoy({ now }: Call): Mail {
  return { to: null, until: now, letter: { kind: 'decoy' } };
}

/** The last second of a mail that is of use as long as it may wait. */
export function usefulUntil({ now }: Call): Instant {
  return addSeconds(now, MAIL_HOURS * HOUR_SECONDS);
}

/** How many mails could be sent now. */
export function* countMails(_input: Record<never, never>, { now }: Call): Operation<{ due: number }> {
  const [found] = yield* ask(mailQueries.countDueMails({ now }));
  return { due: found?.due ?? 0 };
}

/**
 * Some of those that are due. Each is put off at once, for longer the more often it was taken: so one that could not be
 * sent, or whose sender died, is given out again later, and nothing need be said of a failure.
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

/** It was delivered, or is not worth another attempt. */
export function* deleteMail(input: { mail: Id }): Operation<{ deleted: number }> {
  const [deleted] = yield* ask(mailQueries.deleteMail(input));
  return { deleted };
}

/** Doubled each time, up to an hour, and spread by a quarter either way: a server that comes back is not met by all at once. */
function pauseOf(tries: number, drawn: number): Seconds {
  const pause = Math.min(LAST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** tries);
  return Math.round(pause * (0.75 + (drawn % 32) / 64));
}
