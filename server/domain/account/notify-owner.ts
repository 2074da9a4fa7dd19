/**
 * Mail to the owner of an account about a change, at the address for notices. Nothing is written without such an
 * address or without a mailer.
 */

import type { AccountRow } from './account.ts';
import type { Letter } from '../kernel/letter.ts';
import { postSealed, usefulUntil } from '../mail/outbox.ts';
import type { Call, Vault } from '../kernel/ports.ts';
import type { Query } from '../kernel/query.ts';

/** Writes to the owner of an account, if there is an address for notices and a mailer. */
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
