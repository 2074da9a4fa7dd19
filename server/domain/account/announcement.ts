/**
 * Notices from the vendor about policy changes or news, sent to the customers who subscribed to that kind of notice. A
 * notice is sent to one window of accounts at a time. Each mail has the link that ends all notices of its recipient.
 * After an interruption, the caller decides where to continue.
 */

import { notify, type NoticeSlice, type NoticeSliceAnswer } from './notices.ts';
import { recordAction } from '../operator/action.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { defineQueries, optionalRow, rows } from '../kernel/query.ts';
import { refuse } from '../kernel/refusal.ts';
import { accountQueries } from './account.ts';
import { ask, type Operation } from '../kernel/operation.ts';

/** The kinds of notices that the vendor may send. */
export const SENT_KINDS = ['policy', 'news'] as const;
type SentKind = (typeof SENT_KINDS)[number];

const SUBJECT = /^[^\p{Cc}\p{Zl}\p{Zp}]{1,100}$/u;
const TEXT_CHARACTERS_MAX = 2_000;
const SLICE_ROWS = 50;

export const sentNoticeQueries = defineQueries({
  countWanting: optionalRow<{ pattern: string }, { held: number }>(),
  listWanting: rows<{ after: Id; last: Id; pattern: string }, { id: Id; noticeAddress: string }>(),
});

/** The number of customers who subscribed to a kind of notice. */
export function* countWanting({ kind }: { kind: SentKind }): Operation<{ customers: number }> {
  const [found] = yield* ask(sentNoticeQueries.countWanting({ pattern: `%${kind}%` }));
  return { customers: found?.held ?? 0 };
}

export interface SendNotice extends NoticeSlice {
  kind: SentKind;
  subject: string;
  /** The text of the notice: paragraphs separated by empty lines. */
  text: string;
}

/**
 * Writes a notice to the subscribers in one window of accounts. The call for the first window records the operator's
 * action.
 */
export function* sendNotice(input: SendNotice, call: Call, vault: Vault): Operation<NoticeSliceAnswer> {
  const { kind, subject, after, unsubscribeUrl } = input;
  const paragraphs = requireText(input);
  const [window] = yield* ask(accountQueries.accountWindow({ after, rows: SLICE_ROWS }));
  const { last } = window ?? { last: null };
  const [wanting] =
    last === null ? [[]] : yield* ask(sentNoticeQueries.listWanting({ after, last, pattern: `%${kind}%` }));
  const letter = { kind: 'vendor', subject, paragraphs } as const;
  yield* ask(...wanting.map((account, nth) => notify(account, letter, unsubscribeUrl, { call, vault, nth })));
  if (after === '') yield* recordAction(call, vault, { action: `notice of ${kind}`, license: null });
  return { written: wanting.length, next: last };
}

function requireText({ subject, text }: SendNotice): string[] {
  const fields = [];
  if (!SUBJECT.test(subject))
    fields.push({ pointer: '/subject', message: 'must be one line of 1 to 100 characters' });
  const paragraphs = text.split(/\r?\n\s*\n/).map((paragraph) => paragraph.trim());
  const written = paragraphs.filter((paragraph) => paragraph !== '');
  if (written.length === 0 || text.length > TEXT_CHARACTERS_MAX) {
    fields.push({ pointer: '/text', message: `must have 1 to ${TEXT_CHARACTERS_MAX} characters` });
  }
  return fields.length === 0 ? written : refuse('request_malformed', { fields });
}
