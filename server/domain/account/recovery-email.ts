/**
 * Adding the email that recovers an account. The owner of the account proves the address by a mailed link or code, in
 * the session that asked for the mail. Before and after the proof only the keyed index of the address is stored; the
 * address itself is only in the mail.
 */

import { currentIndex, type StoredIndex } from '../licensing/email-index.ts';
import { requireEmail } from '../licensing/issue.ts';
import { LINK_SECONDS, linkQueries, makeLink, readAbout, type Shown, takeLink } from './one-time-link.ts';
import { postMail } from '../mail/outbox.ts';
import type { MailInLanguage } from '../kernel/letter.ts';
import type { Call, Vault } from '../kernel/ports.ts';
import { accountEmailQueries } from './email.ts';
import { accountQueries } from './account.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Who } from './session.ts';
import { notifyOwner } from './notify-owner.ts';
import { addSeconds } from '../kernel/day.ts';

/** What a link stores until the address is proved. */
interface About {
  kind: 'recovery email';
  index: StoredIndex;
}

export interface AskRecoveryEmail extends MailInLanguage {
  who: Who;
  email: string;
  /** The page that the mailed link opens: a URL without a query. */
  pageUrl: string;
}

/** Mails a link and a code to the address that is to recover the account. */
export function* askRecoveryEmail(
  { who, pageUrl, language, ...input }: AskRecoveryEmail,
  call: Call,
  vault: Vault,
): Operation<Record<never, never>> {
  const email = requireEmail(input.email, vault);
  const { account, family: browser } = who;
  const about: About = { kind: 'recovery email', index: currentIndex(email, vault.current) };
  const made = { purpose: 'email', account, browser, about: JSON.stringify(about) } as const;
  const { link, code, add } = makeLink(made, 0, call, vault);
  const letter = { kind: 'proof', of: 'recovery', link: `${pageUrl}?link=${link}`, code } as const;
  const mail = { to: { email }, until: addSeconds(call.now, LINK_SECONDS), letter, language };
  yield* ask(add, postMail(mail, call, vault));
  return {};
}

/**
 * The result of proving a recovery email. `wrong`: the code matches no link. After five wrong codes the links are
 * invalid.
 */
export interface Proved {
  is: 'done' | 'elsewhere' | 'over' | 'wrong';
}

/**
 * Stores the proved address as the recovery email of the account. A mail goes to the address for notices, if one is
 * stored.
 */
export function* proveRecoveryEmail(
  { who, shown, language }: { who: Who; shown: Shown } & MailInLanguage,
  call: Call,
  vault: Vault,
): Operation<Proved> {
  const taken = yield* takeLink(shown, { purpose: 'email', browser: who.family }, call, vault);
  if (taken.is !== 'good') return { is: taken.is };
  const { account } = taken.row;
  const about = readAbout<About>('recovery email', taken.row.about);
  if (about === undefined) return { is: 'over' };
  const [row] = yield* ask(accountQueries.lockAccount({ account }));
  if (row === undefined) return refuse('account_unknown');
  yield* ask(
    accountEmailQueries.setAccountEmail({ account, ...about.index }),
    row.emailIndex === about.index.emailIndex ? undefined : accountEmailQueries.dropFromRequests({ account }),
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

/** Removes the recovery email of the account. */
export function* removeRecoveryEmail({ who: { account } }: { who: Who }): Operation<Record<never, never>> {
  const none = { emailIndex: null, emailGeneration: 1, emailWrapped: 1 };
  yield* ask(
    accountEmailQueries.setAccountEmail({ account, ...none }),
    accountEmailQueries.dropFromRequests({ account }),
    linkQueries.dropLinks({ account }),
  );
  return {};
}
