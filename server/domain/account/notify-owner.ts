/**
 * Mail to the owner of an account about a change, to the address that they gave for notices. Nothing is written where
 * there is no such address, or no mailer.
 */

import type { AccountRow } from './account.ts';
import type { Letter } from '../kernel/letter.ts';
import { postSealed, usefulUntil } from '../mail/outbox.ts';
import type { Call, Vault } from '../kernel/ports.ts';
import type { Query } from '../kernel/query.ts';

/** Tells the owner of an account, where they have given an address for notices and there is a mailer. */
export function notifyOwner(
  { noticeAddress }: Pick<AccountRow, 'noticeAddress'>,
  letter: Letter,
  call: Call,
  vault: Vault,
  nth = 0,
): Query<number>[] {
  if (noticeAddress === null) return [];
  const sealed = vault.sealMail({ to: { sealed: noticeAddress }, until: usefulUntil(call), letter });
  return sealed === undefined ? [] : [postSealed(sealed, call, vault, nth)];
}
