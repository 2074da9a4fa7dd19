/**
 * Mail to the owner of an account about a change of the account. The mail goes to the address for notices, in the
 * language that was chosen where the change was made. No mail is written without such an address or without a mailer.
 */

import type { AccountRow } from './account.ts';
import type { Letter, MailInLanguage } from '../kernel/letter.ts';
import { postSealed, usefulUntil } from '../mail/outbox.ts';
import type { Call, Vault } from '../kernel/ports.ts';
import type { Query } from '../kernel/query.ts';

/** Writes a mail to the owner of an account, if an address for notices and a mailer exist. */
export function notifyOwner(
  { noticeAddress, language }: Pick<AccountRow, 'noticeAddress'> & MailInLanguage,
  letter: Letter,
  call: Call,
  vault: Vault,
  nth = 0,
): Query<number>[] {
  if (noticeAddress === null) return [];
  const to = { sealed: noticeAddress };
  const sealed = vault.sealMail({ to, until: usefulUntil(call), letter, language });
  return sealed === undefined ? [] : [postSealed(sealed, call, vault, nth)];
}
