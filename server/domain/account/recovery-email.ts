/**
 * The email by which an account is recovered, given by its owner and proved by what is mailed to it: a link, or a code,
 * in the session that asked. What is kept meanwhile and afterwards is its keyed index; the address itself is in the mail
 * alone.
 */

import { currentIndex, type StoredIndex } from '../licensing/email-index.ts';
import { requireEmail } from '../licensing/issue.ts';
import { LINK_SECONDS, linkQueries, makeLink, type Shown, takeLink } from './one-time-link.ts';
import { postMail } from '../mail/outbox.ts';
import type { MailInLanguage } from '../kernel/letter.ts';
import type { Call, Vault } from '../kernel/ports.ts';
import { accountEmailQueries } from './email.ts';
import { accountQueries } from './account.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Who } from './session.ts';
import { notifyOwner } from './notify-owner.ts';

/** Of an index that stands in a link until it is proved. */
const ABOUT = 'recovery email';

export interface AskRecoveryEmail extends MailInLanguage {
  who: Who;
  email: string;
  /** Where a link is followed: an address without a query. */
  at: string;
}

/** Mails a link and a code to an address that shall recover the account. */
export function* askRecoveryEmail(
  { who, at, language, ...input }: AskRecoveryEmail,
  call: Call,
  vault: Vault,
): Operation<Record<never, never>> {
  const email = requireEmail(input.email, vault);
  const { account, family: browser } = who;
  const about = JSON.stringify([ABOUT, currentIndex(email, vault.current)]);
  const { link, code, add } = makeLink({ purpose: 'email', account, browser, about }, 0, call, vault);
  const letter = { kind: 'proof', of: 'recovery', link: `${at}?link=${link}`, code } as const;
  const mail = { to: { email }, until: call.now + LINK_SECONDS, letter, language };
  yield* ask(add, postMail(mail, call, vault));
  return {};
}

/** `wrong`: the code is of no link; after five of them the links are over. */
export interface Proved {
  is: 'done' | 'elsewhere' | 'over' | 'wrong';
}

/** The account is recovered by the address from now on. An address for notices is told, if there is one. */
export function* proveRecoveryEmail(
  { who, shown, language }: { who: Who; shown: Shown } & MailInLanguage,
  call: Call,
  vault: Vault,
): Operation<Proved> {
  const taken = yield* takeLink(shown, { purpose: 'email', browser: who.family }, call, vault);
  if (taken.is !== 'good') return { is: taken.is };
  const { account, about } = taken.row;
  const [kind, index] = JSON.parse(about ?? '[]') as [string?, StoredIndex?];
  if (kind !== ABOUT || index === undefined) return { is: 'over' };
  const [row] = yield* ask(accountQueries.lockAccount({ account }));
  if (row === undefined) return refuse('account_unknown');
  yield* ask(
    accountEmailQueries.setAccountEmail({ account, ...index }),
    linkQueries.dropLinks({ account }),
    ...notifyOwner(
      { ...row, language },
      { kind: 'changed', what: 'email', username: row.username },
      call,
      vault,
    ),
  );
  return { is: 'done' };
}

/** No email recovers the account any more. */
export function* removeRecoveryEmail({ who: { account } }: { who: Who }): Operation<Record<never, never>> {
  const none = { emailIndex: null, emailGeneration: 1, emailWrapped: 1 };
  yield* ask(accountEmailQueries.setAccountEmail({ account, ...none }), linkQueries.dropLinks({ account }));
  return {};
}
