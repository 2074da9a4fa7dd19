/**
 * Mail to the owner of an account about a change, to the address that they gave for notices, in the language of the
 * request that made the change. Nothing is written where there is no such address, or no mailer.
 */

import type { AccountRow } from './account.ts';
import type { Letter, MailInLanguage } from '../kernel/letter.ts';
import { postSealed, usefulUntil } from '../mail/outbox.ts';
import type { Call, Vault } from '../kernel/ports.ts';
import type { Query } from '../kernel/query.ts';

/** Tells the owner of an account, where they have given an address for notices and there is a mailer. */
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
