/**
 * Recovery for a customer who lost a license key or a password, by an email that is not stored. An unknown address
 * causes the same work as a known address: a lookup, a key, and a mail of the same length. The mailer discards that
 * mail. Neither the answer nor its time therefore reveals whether the address is known. Mail goes to the canonical
 * address only.
 */

import { firstOfEmail } from './email.ts';
import { accountQueries, type AccountRow } from './account.ts';
import { replacePassword } from './credentials.ts';
import type { Asker } from './login-throttle.ts';
import { latestOfEmail } from '../licensing/email-index.ts';
import { keysMail, KEYS_MAX } from '../mail/key-mail.ts';
import { deriveAgain, requireIssueGeneration } from '../licensing/derived-key.ts';
import { requireEmail } from '../licensing/issue.ts';
import { licenseQueries, type LicenseRow } from '../licensing/license.ts';
import { findLink, LINK_SECONDS, makeLink, takeLink, type Shown } from './one-time-link.ts';
import { decoy, postMail } from '../mail/outbox.ts';
import type { Call, Vault } from '../kernel/ports.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import { productQueries } from '../licensing/product.ts';
import type { KeyLine, MailInLanguage } from '../kernel/letter.ts';
import { addSeconds } from '../kernel/day.ts';

export interface AskKey extends MailInLanguage {
  email: string;
}

/** Mails the keys of the latest licenses of an email, newest first. For an unknown address, a decoy is queued. */
export function* askKey(input: AskKey, call: Call, vault: Vault): Operation<Record<never, never>> {
  requireIssueGeneration(vault);
  const email = requireEmail(input.email, vault);
  const { licenses, earlier } = yield* latestOfEmail(email, KEYS_MAX, vault);
  const keys: KeyLine[] = [];
  for (const row of licenses) keys.push(...(yield* keyOf(row, email, call, vault)));
  if (licenses.length === 0) yield* keyOfNobody(email, call, vault);
  yield* ask(
    postMail(
      keys.length === 0
        ? decoy(call)
        : keysMail(email, keys, call, { language: input.language, left: earlier }),
      call,
      vault,
    ),
  );
  return {};
}

/** The license key to mail for one license; empty if the key was imported and cannot be derived. */
function* keyOf(row: LicenseRow, email: string, call: Call, vault: Vault): Operation<KeyLine[]> {
  const [product, [order]] = yield* ask(
    productQueries.findProduct({ product: row.product }),
    licenseQueries.listOrders({ license: row.id, rows: 1 }),
  );
  if (product === undefined || row.nonce === null) return [];
  const { licenseKey } = yield* deriveAgain({ row, product }, email, call, vault);
  return [{ product: product.name, licenseKey, order: order?.reference }];
}

function* keyOfNobody(email: string, call: Call, vault: Vault): Operation<void> {
  yield* ask(
    productQueries.findProduct({ product: '' }),
    licenseQueries.listOrders({ license: '', rows: 1 }),
  );
  const generation = requireIssueGeneration(vault);
  vault.licenseKey({ generation, product: '', email, nonce: call.random, prefix: null });
  yield* ask();
}

export interface AskPassword extends MailInLanguage {
  email: string;
  /** A random text that only the browser that asked for the link knows. */
  browser: string;
  /** The page that the mailed link opens: a URL without a query. */
  pageUrl: string;
}

/** Mails a link for each of the first accounts of an email. For an unknown address, a decoy is queued. */
export function* askPassword(
  { pageUrl, browser, language, ...input }: AskPassword,
  call: Call,
  vault: Vault,
): Operation<Record<never, never>> {
  const email = requireEmail(input.email, vault);
  const accounts = yield* firstOfEmail(email, vault);
  const asked: (AccountRow | undefined)[] = accounts.length === 0 ? [undefined] : accounts;
  const made = asked.map((account, nth) => ({
    username: account?.username ?? '',
    ...makeLink(
      { purpose: 'password', account: account?.id ?? null, browser, about: null },
      nth,
      call,
      vault,
    ),
  }));
  const links = made.map(({ username, link, code }) => ({ username, link: `${pageUrl}?link=${link}`, code }));
  const letter = { kind: 'password', links } as const;
  const mail =
    accounts.length === 0
      ? decoy(call)
      : { to: { email }, until: addSeconds(call.now, LINK_SECONDS), letter, language };
  yield* ask(...made.map(({ add }) => add), postMail(mail, call, vault));
  return {};
}

/**
 * The status of a followed link. `open`: the link can set the password of this account. `elsewhere`: the link is valid
 * only in the browser that asked for the link. `over`: the link is used up, expired or unknown.
 */
export type FollowedLink = { is: 'open'; username: string } | { is: 'elsewhere' | 'over' };

/** The status of a followed link, for its page. Writes nothing. */
export function* followLink(
  { link, browser }: { link: string; browser: string },
  call: Call,
  vault: Vault,
): Operation<FollowedLink> {
  const taken = yield* findLink({ link }, { purpose: 'password', browser }, call, vault);
  if (taken.is !== 'good') return { is: taken.is === 'elsewhere' ? 'elsewhere' : 'over' };
  const [account] = yield* ask(accountQueries.findAccount({ account: taken.row.account }));
  return account === undefined ? { is: 'over' } : { is: 'open', username: account.username };
}

/** The status of a typed code, which stays valid. A wrong code is counted as in `useLink`. */
export function* tryLinkCode(
  { code, browser }: { code: string; browser: string },
  call: Call,
  vault: Vault,
): Operation<{ is: 'good' | 'elsewhere' | 'over' | 'wrong' }> {
  const { is } = yield* takeLink({ code }, { purpose: 'password', browser }, call, vault);
  return { is };
}

export interface UseLink extends MailInLanguage {
  shown: Shown;
  browser: string;
  /** The encoded hash of the new password. */
  password: string;
  asker: Asker;
}

/**
 * The result of using a link or a code. `wrong`: the code matches no link. After five wrong codes the links are
 * invalid.
 */
export type UsedLink = { is: 'done'; username: string } | { is: 'elsewhere' | 'over' | 'wrong' };

/**
 * Sets the password of an account by a link or a code. Ends every session and every other link of the account. A mail
 * goes to the address for notices, if one is stored. The customer is not logged in by this operation.
 */
export function* useLink(input: UseLink, call: Call, vault: Vault): Operation<UsedLink> {
  const where = { purpose: 'password', browser: input.browser } as const;
  const taken = yield* takeLink(input.shown, where, call, vault);
  if (taken.is !== 'good') return taken;
  const { account } = taken.row;
  const [row] = yield* ask(accountQueries.lockAccount({ account }));
  if (row === undefined) return { is: 'over' };
  const { language, asker } = input;
  yield* ask(...replacePassword({ ...row, language, asker }, input.password, call, vault));
  return { is: 'done', username: row.username };
}
