/**
 * Notices: mail that a customer subscribed to, at a sealed address that only the mailer can read. Nothing is subscribed
 * by default. Each notice has a link that ends all notices of the customer without a login (RFC 8058). The end of a
 * license is announced once, thirty days before that end. `server/mail` writes the text.
 */

import { accountQueries, type AccountRow } from './account.ts';
import { dayOf, writeDate, addDays, type Day } from '../kernel/day.ts';
import { requireEmail } from '../licensing/issue.ts';
import { postMail, usefulUntil } from '../mail/outbox.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { defineQueries, type Query, rowCount, rows } from '../kernel/query.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Who } from './session.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Letter, Mail, MailInLanguage } from '../kernel/letter.ts';
import type { Generation } from '../kernel/generation.ts';

/**
 * The kinds of notices. `expiry`: a license ends soon. `policy`: the data policy or the terms change. `news`: news
 * about the products.
 */
export const NOTICE_KINDS = ['expiry', 'policy', 'news'] as const;
type NoticeKind = (typeof NOTICE_KINDS)[number];

/** A license that ends soon, and whose owner subscribed to `expiry` notices. */
interface EndingLicense extends Noticed {
  license: Id;
  /** The name of the license's product. */
  product: string;
  endsDay: Day;
}

export const noticeQueries = defineQueries({
  setNotices: rowCount<{ account: Id; noticeAddress: string | null; notices: string }>(),
  /**
   * The licenses that end in the days from `today` to `until`, and whose owner has had no notice of that end yet,
   * ordered by account.
   */
  listEnding: rows<{ after: Id; last: Id; today: Day; until: Day }, EndingLicense>(),
  noteEnding: rowCount<{ license: Id; endsDay: Day }>(),
});

/** The number of days before the end of a license at which its owner gets a notice. */
const EXPIRY_DAYS = 30;
const SLICE_ROWS = 100;
/**
 * The maximum number of licenses that one mail lists. They fit into a mail with product names of any allowed length.
 * The mail says how many more licenses end.
 */
const LICENSES_MAX = 20;

interface NoticesView {
  wanted: NoticeKind[];
  /** Whether an address for notices is stored. */
  sealed: boolean;
  /** Whether the account can be recovered by email. */
  recoverable: boolean;
}

export function* showNotices({ who }: { who: Who }): Operation<NoticesView> {
  const [row] = yield* ask(accountQueries.findAccount({ account: who.account }));
  if (row === undefined) return refuse('account_unknown');
  const sealed = row.noticeAddress !== null;
  return { wanted: wantedOf(row), sealed, recoverable: row.emailIndex !== null };
}

export interface SetNotices extends MailInLanguage {
  who: Who;
  wanted: readonly NoticeKind[];
  /** The typed address for notices; absent: the stored address is used. */
  email?: string | undefined;
  /** The URL of the page that ends notices, without a slash at the end. */
  unsubscribeUrl: string;
}

/**
 * Sets which kinds of notices a customer wants. If no kind is left after the change, the address for notices is deleted
 * too. A new address gets a greeting, with the link that ends all notices.
 */
export function* setNotices(input: SetNotices, call: Call, vault: Vault): Operation<NoticesView> {
  const { account } = input.who;
  const [row] = yield* ask(accountQueries.lockAccount({ account }));
  if (row === undefined) return refuse('account_unknown');
  const wanted = NOTICE_KINDS.filter((kind) => input.wanted.includes(kind));
  const noticeAddress = wanted.length === 0 ? null : addressOf(row, input, vault);
  const isNew = noticeAddress !== null && noticeAddress !== row.noticeAddress;
  const greeting = { id: account, noticeAddress: noticeAddress ?? '' };
  yield* ask(
    noticeQueries.setNotices({ account, noticeAddress, notices: wanted.join(' ') }),
    ...(isNew
      ? [
          notify(greeting, { kind: 'welcome' }, input.unsubscribeUrl, {
            call,
            vault,
            language: input.language,
          }),
        ]
      : []),
  );
  return { wanted, sealed: noticeAddress !== null, recoverable: row.emailIndex !== null };
}

/** The sealed address: the typed one with the language that was chosen where it was typed, or the stored one. */
function addressOf(row: AccountRow, { email: typed, language }: SetNotices, vault: Vault): string {
  if (typed !== undefined) {
    return vault.sealAddress({ email: requireEmail(typed, vault), language }) ?? refuse('mail_absent');
  }
  const message = 'is required: no address is stored';
  return row.noticeAddress ?? refuse('request_malformed', { fields: [{ pointer: '/email', message }] });
}

/** Ends all notices of a customer, by the link at the end of each notice. Idempotent. @throws Refusal `link_unknown` */
export function* unsubscribe(
  { token }: { token: string },
  _call: Call,
  vault: Vault,
): Operation<Record<never, never>> {
  const [account = '', digest = ''] = token.split('.');
  if (!vault.live.some((generation) => vault.same(digest, digestOf(account, generation))))
    return refuse('link_unknown');
  yield* ask(noticeQueries.setNotices({ account, noticeAddress: null, notices: '' }));
  return {};
}

export interface NoticeSlice {
  /** The account after which the window of accounts begins; '' at the start. */
  after: Id;
  unsubscribeUrl: string;
}

/** The answer for one window of notices. `next` is the account to continue after; null: that was the last account. */
export interface NoticeSliceAnswer {
  written: number;
  next: Id | null;
}

/** A row that a notice is about, with the address of its account. */
export interface Noticed {
  account: Id;
  noticeAddress: string;
}

/** What the notices of one kind say, and of which rows. */
export interface NoticeOf<Row extends Noticed> {
  /** The rows of a window of accounts of which no mail was written yet. */
  readonly list: (window: { after: Id; last: Id }) => Query<Row[]>;
  /** The mail about all rows of one account. */
  readonly letter: (own: readonly Row[]) => Letter;
  /** Notes that the mail about a row is written. */
  readonly note: (row: Row) => Query<number>;
}

/** Writes one mail to each account of the window that has rows. A repeated call writes no second mail. */
export function* noticeWindow<Row extends Noticed>(
  { after, unsubscribeUrl }: NoticeSlice,
  { list, letter, note }: NoticeOf<Row>,
  call: Call,
  vault: Vault,
): Operation<NoticeSliceAnswer> {
  const [window] = yield* ask(accountQueries.accountWindow({ after, rows: SLICE_ROWS }));
  if (window === undefined) return { written: 0, next: null };
  const { last } = window;
  const [all] = yield* ask(list({ after, last }));
  const owners = [...new Map(all.map((row) => [row.account, row.noticeAddress]))];
  yield* ask(
    ...owners.map(([id, noticeAddress], nth) => {
      const own = all.filter(({ account }) => account === id);
      return notify({ id, noticeAddress }, letter(own), unsubscribeUrl, { call, vault, nth });
    }),
    ...all.map(note),
  );
  return { written: owners.length, next: last };
}

/** Writes one mail to each owner of licenses that end soon, for one window of accounts. */
export function noticeEnding(slice: NoticeSlice, call: Call, vault: Vault): Operation<NoticeSliceAnswer> {
  const today = dayOf(call.now);
  const until = addDays(today, EXPIRY_DAYS);
  const ending: NoticeOf<EndingLicense> = {
    list: (window) => noticeQueries.listEnding({ ...window, today, until }),
    letter: (own) => {
      const named = own.slice(0, LICENSES_MAX);
      const licenses = named.map(({ product, endsDay }) => ({ product, endsOn: writeDate(endsDay) }));
      return { kind: 'ending', licenses, left: own.length - named.length };
    },
    note: ({ license, endsDay }) => noticeQueries.noteEnding({ license, endsDay }),
  };
  return noticeWindow(slice, ending, call, vault);
}

/** A notice to a customer, with the link that ends all notices. @param nth index among the mails of the operation */
export function notify(
  { id, noticeAddress }: { id: Id; noticeAddress: string },
  letter: Letter,
  unsubscribeUrl: string,
  { call, vault, nth = 0, language }: { call: Call; vault: Vault; nth?: number } & MailInLanguage,
): Query<number> {
  const unsubscribe = `${unsubscribeUrl}/${id}.${digestOf(id, vault.current)}`;
  const to = { sealed: noticeAddress };
  const mail: Mail = { to, until: usefulUntil(call), letter, unsubscribe, language };
  return postMail(mail, call, vault, nth);
}

function digestOf(account: Id, generation: Generation): string {
  return generation.digest('unsubscribe', [account]);
}

function wantedOf({ notices }: Pick<AccountRow, 'notices'>): NoticeKind[] {
  const words = notices.split(' ');
  return NOTICE_KINDS.filter((kind) => words.includes(kind));
}
