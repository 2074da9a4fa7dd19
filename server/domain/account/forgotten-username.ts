/**
 * A forgotten username, found by a proof: a license key of the account with one of its recovery codes, or a mail to the
 * address that recovers the account. A wrong proof says nothing about what was wrong, and an unknown address causes the
 * same work as a known one. Nothing is changed: the code stays valid.
 */

import { accountsOfEmail } from './email.ts';
import { findTypedAccount } from './find-account.ts';
import { findRecoveryCode } from './recovery-code.ts';
import { readLicenseKey } from '../../../client-sdk/typescript/contract/license-key.ts';
import { requireEmail } from '../licensing/issue.ts';
import { decoy, postMail, usefulUntil } from '../mail/outbox.ts';
import type { MailInLanguage } from '../kernel/letter.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Call, Vault } from '../kernel/ports.ts';

/** The maximum number of usernames of one email in one mail. */
const USERNAMES_MAX = 20;

/** The username of the account that owns the license of the key, if the code is one of its recovery codes; or null. */
export function* findUsername(
  { licenseKey, code }: { licenseKey: string; code: string },
  _call: Call,
  vault: Vault,
): Operation<{ username: string | null }> {
  // a username in place of the key would only prove that the code is its own
  const row = readLicenseKey(licenseKey).ok ? yield* findTypedAccount(licenseKey, vault) : undefined;
  const [found] = yield* ask(findRecoveryCode(row?.id ?? '', code, vault));
  return { username: found === undefined ? null : (row?.username ?? null) };
}

export interface AskUsername extends MailInLanguage {
  email: string;
}

/** Mails the usernames of the accounts that an email recovers. For an unknown address, a decoy is queued. */
export function* askUsername(
  { language, ...input }: AskUsername,
  call: Call,
  vault: Vault,
): Operation<Record<never, never>> {
  const email = requireEmail(input.email, vault);
  const accounts = (yield* accountsOfEmail(email, vault)).slice(0, USERNAMES_MAX);
  const letter = { kind: 'usernames', usernames: accounts.map(({ username }) => username) } as const;
  const mail =
    accounts.length === 0 ? decoy(call) : { to: { email }, until: usefulUntil(call), letter, language };
  yield* ask(postMail(mail, call, vault));
  return {};
}
