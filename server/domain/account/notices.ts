/**
 * Notices: mail that a customer asked for, to an address that is sealed and that the mailer alone can read. Nothing is
 * wanted by default, and each notice carries a link that ends them all without a login (RFC 8058). The end of a license
 * is told once, thirty days before. Leaves the words to `server/mail`.
 */

import { accountQueries, type AccountRow } from './account.ts';
import { dayOf, writeDate, type Day } from '../kernel/day.ts';
import { requireEmail } from '../licensing/issue.ts';
import { postMail, usefulUntil } from '../mail/outbox.ts';
import type { Call, Generation, Id, Vault } from '../kernel/ports.ts';
import { defineQueries, type Query, rowCount, rows } from '../kernel/query.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Who } from './session.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Letter, Mail, MailInLanguage } from '../kernel/letter.ts';

/** `expiry`: a license ends soon. `policy`: what is kept, or the terms, change. `news`: of the products. */
export const NOTICE_KINDS = ['expiry', 'policy', 'news'] as const;
type NoticeKind = (typeof NOTICE_KINDS)[number];

/** Of a license with an owner who wants to be told. */
interface EndingLicense {
  account: Id;
  noticeAddress: string;
  license: Id;
  /** The name of its product. */
  product: string;
  endsDay: Day;
}

export const noticeQueries = defineQueries({
  setNotices: rowCount<{ account: Id; noticeAddress: string | null; notices: string }>(),
  /** Licenses that end in these days and whose owner was not told of that end, one account after the other. */
  listEnding: rows<{ after: Id; last: Id; today: Day; until: Day }, EndingLicense>(),
  noteEnding: rowCount<{ license: Id; endsDay: Day }>(),
});

/** Days before the end of a license. */
const EXPIRY_DAYS = 30;
const SLICE_ROWS = 100;
/** Licenses in one mail; they fit whatever their products are called. The customer is told how many are left. */
const LICENSES_MAX = 20;

interface NoticesView {
  wanted: NoticeKind[];
  /** Whether an address is kept. */
  sealed: boolean;
  /** Whether an email recovers the account. */
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
  /** Absent: the address that is kept. */
  email?: string | undefined;
  /** Where notices are ended: an address without a slash at the end. */
  at: string;
}

/** Where nothing is wanted any more, the address goes too. A new address is greeted, with the link that ends it all. */
export function* setNotices(input: SetNotices, call: Call, vault: Vault): Operation<NoticesView> {
  const { account } = input.who;
  const [row] = yield* ask(accountQueries.lockAccount({ account }));
  if (row === undefined) return refuse('account_unknown');
  const wanted = NOTICE_KINDS.filter((kind) => input.wanted.includes(kind));
  const noticeAddress = wanted.length === 0 ? null : addressOf(row, input.email, vault);
  const isNew = noticeAddress !== null && noticeAddress !== row.noticeAddress;
  const greeting = { id: account, noticeAddress: noticeAddress ?? '' };
  yield* ask(
    noticeQueries.setNotices({ account, noticeAddress, notices: wanted.join(' ') }),
    ...(isNew
      ? [notify(greeting, { kind: 'welcome' }, input.at, { call, vault, language: input.language })]
      : []),
  );
  return { wanted, sealed: noticeAddress !== null, recoverable: row.emailIndex !== null };
}

function addressOf(row: AccountRow, typed: string | undefined, vault: Vault): string {
  if (typed !== undefined) return vault.sealAddress(requireEmail(typed, vault)) ?? refuse('mail_absent');
  const message = 'is needed: none is kept';
  return row.noticeAddress ?? refuse('request_malformed', { fields: [{ pointer: '/email', message }] });
}

/** Ends all notices, by the link at the end of each. Repeated, it is as good. @throws Refusal `link_unknown` */
export function* unsubscribe(
  { token }: { token: string },
  _call: Call,
  vault: Vault,
): Operation<Record<never, never>> {
  const [account = '', digest = ''] = token.split('.');
  if (!vault.live.some((one) => vault.same(digest, digestOf(account, one)))) return refuse('link_unknown');
  yield* ask(noticeQueries.setNotices({ account, noticeAddress: null, notices: '' }));
  return {};
}

export interface NoticeSlice {
  /** Account after which the window begins; '' at first. */
  after: Id;
  at: string;
}

/** `next` is the account to go on after; null: that was the last. */
export interface NoticeSliceAnswer {
  written: number;
  next: Id | null;
}

/** Writes to the owners of a window whose licenses end soon, one mail to each. Repeated, it writes none twice. */
export function* noticeEnding(
  { after, at }: NoticeSlice,
  call: Call,
  vault: Vault,
): Operation<NoticeSliceAnswer> {
  const [window] = yield* ask(accountQueries.accountWindow({ after, rows: SLICE_ROWS }));
  if (window === undefined) return { written: 0, next: null };
  const { last } = window;
  const today = dayOf(call.now);
  const [ending] = yield* ask(noticeQueries.listEnding({ after, last, today, until: today + EXPIRY_DAYS }));
  const accounts = [...new Map(ending.map((one) => [one.account, one])).values()];
  yield* ask(
    ...accounts.map(({ account: id, noticeAddress }, nth) => {
      const all = ending.filter((one) => one.account === id);
      const named = all.slice(0, LICENSES_MAX);
      const licenses = named.map(({ product, endsDay }) => ({ product, endsOn: writeDate(endsDay) }));
      const letter = { kind: 'ending', licenses, left: all.length - named.length } as const;
      return notify({ id, noticeAddress }, letter, at, { call, vault, nth });
    }),
    ...ending.map(({ license, endsDay }) => noticeQueries.noteEnding({ license, endsDay })),
  );
  return { written: accounts.length, next: last };
}

/** A notice, with the link that ends them. @param nth of those that the operation writes */
export function notify(
  { id, noticeAddress }: { id: Id; noticeAddress: string },
  letter: Letter,
  at: string,
  { call, vault, nth = 0, language }: { call: Call; vault: Vault; nth?: number } & MailInLanguage,
): Query<number> {
  const unsubscribe = `${at}/${id}.${digestOf(id, vault.current)}`;
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
