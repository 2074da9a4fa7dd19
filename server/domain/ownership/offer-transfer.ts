/**
 * The owner's side of a transfer: the owner offers the license to a username, sees what would follow, and can take the
 * offer back until it is accepted. Every username gets the same answer after the same work, so an offer says nothing
 * about accounts.
 */

import { accountQueries, type AccountRow } from '../account/account.ts';
import { notifyOwner } from '../account/notify-owner.ts';
import { requireUsername } from '../account/sign-up.ts';
import type { MailInLanguage } from '../kernel/letter.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Call, Vault } from '../kernel/ports.ts';
import type { Query } from '../kernel/query.ts';
import { hasHold } from '../kernel/restriction.ts';
import { refuse } from '../kernel/refusal.ts';
import { decoy, postSealed } from '../mail/outbox.ts';
import { accessTo, type OfLicense } from './access.ts';
import { beginTransfer, judgeTransfer, transferQueries } from './transfers.ts';

export interface OfferTransfer extends OfLicense, MailInLanguage {
  /** The typed username of the receiver. */
  username: string;
  /** Whether both accounts get a mail. */
  isMailed: boolean;
}

/** Offers a license to another account. A second offer replaces the first one, and its wait begins again. */
export function* offerTransfer(
  { username: typed, isMailed, language, ...asked }: OfferTransfer,
  call: Call,
  vault: Vault,
): Operation<Record<never, never>> {
  const username = requireUsername(typed);
  const { account, license } = asked;
  const { row } = yield* accessTo(asked, 'lock', 'transfer');
  const [owner, giving, found] = yield* ask(
    accountQueries.findOwner({ license }),
    accountQueries.findAccount({ account }),
    accountQueries.findAccountByUsername({ username }),
  );
  const isHeld = yield* hasHold(license);
  if (judgeTransfer(row, owner, isHeld) !== 'free' || giving === undefined) return refuse('transfer_barred');
  const receiving = found?.id === account ? undefined : found;
  yield* ask(
    transferQueries.putTransfer(beginTransfer(license, receiving?.id ?? null, call)),
    ...(isMailed ? notices({ ...giving, language }, receiving, call, vault) : []),
  );
  return {};
}

/** Mails about an offer. A receiver without an address for notices, or no receiver, gets a mail that is discarded. */
function notices(
  giving: AccountRow & MailInLanguage,
  receiving: AccountRow | undefined,
  call: Call,
  vault: Vault,
): Query<number>[] {
  const { username } = giving;
  const given = notifyOwner(giving, { kind: 'changed', what: 'transfer', username }, call, vault);
  if (receiving !== undefined && receiving.noticeAddress !== null) {
    const letter = { kind: 'offer', username: receiving.username } as const;
    return [...given, ...notifyOwner(receiving, letter, call, vault, 1)];
  }
  const sealed = vault.sealMail(decoy(call));
  return sealed === undefined ? given : [...given, postSealed(sealed, call, vault, 1)];
}

/** Takes an offer back. Changes nothing if there is none. */
export function* withdrawTransfer(asked: OfLicense): Operation<Record<never, never>> {
  yield* accessTo(asked, 'lock', 'transfer');
  yield* ask(transferQueries.dropTransfer({ license: asked.license }));
  return {};
}
