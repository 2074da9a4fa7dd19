/**
 * Claims: a customer who reads mail at the address with which licenses were bought becomes their owner, where nobody is,
 * or where the owner has proved nothing and shares nothing. So a leaked key does not lock the buyer out. The address is typed twice, and
 * only keyed digests of it are stored for ten minutes; a code goes to any address, so that the answer says nothing about
 * the address.
 */

import { accountQueries, type AccountRow, type OwnerRow } from '../account/account.ts';
import { notifyOwner } from '../account/notify-owner.ts';
import {
  countWrongCode,
  LINK_SECONDS,
  linkQueries,
  makeLink,
  readAbout,
  takeLink,
} from '../account/one-time-link.ts';
import type { Who } from '../account/session.ts';
import { activationQueries } from '../activation/activation.ts';
import { addSeconds, dayOf } from '../kernel/day.ts';
import type { MailInLanguage } from '../kernel/letter.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { refuse } from '../kernel/refusal.ts';
import { currentIndex, formsOf, licensesOfEmail } from '../licensing/email-index.ts';
import { requireEmail } from '../licensing/issue.ts';
import { licenseQueries, type LicenseRow } from '../licensing/license.ts';
import { usernameQueries } from '../licensing/username.ts';
import { postMail } from '../mail/outbox.ts';
import { memberQueries } from './members.ts';
import { countNames } from './offers.ts';
import { requireRoomFor } from './owned-licenses.ts';

/** What a link stores until the claim is proved: the index of the typed email. */
interface About {
  kind: 'claim';
  index: string;
}

export interface AskClaim extends MailInLanguage {
  who: Who;
  email: string;
}

/** Mails a code to an address, whether or not licenses were bought with it. */
export function* askClaim(
  { who, language, ...input }: AskClaim,
  call: Call,
  vault: Vault,
): Operation<Record<never, never>> {
  const email = requireEmail(input.email, vault);
  const { account, family: browser } = who;
  const about: About = { kind: 'claim', index: currentIndex(email, vault.current).emailIndex };
  const made = { purpose: 'email', account, browser, about: JSON.stringify(about) } as const;
  const { code, add } = makeLink(made, 0, call, vault);
  const letter = { kind: 'code', of: 'claim', code } as const;
  const mail = { to: { email }, until: addSeconds(call.now, LINK_SECONDS), letter, language };
  yield* ask(add, postMail(mail, call, vault));
  return {};
}

export interface ProveClaim extends AskClaim {
  code: string;
}

/**
 * The result of a claim. `licenses`: how many the account now owns by this address. `wrong`: the code matches no claim of
 * this address. After five wrong codes the links are invalid.
 */
export type Claimed = { is: 'done'; licenses: number } | { is: 'over' | 'wrong' };

/**
 * Makes the account the owner of the licenses that were bought with an address. Licenses that keep their owner stay.
 * @throws Refusal `email_mismatch`, `license_owned`: the account would become the owner of none
 */
export function* proveClaim(
  { who, email: typed, code, language }: ProveClaim,
  call: Call,
  vault: Vault,
): Operation<Claimed> {
  const email = requireEmail(typed, vault);
  const where = { purpose: 'email', browser: who.family } as const;
  const taken = yield* takeLink({ code }, where, call, vault);
  if (taken.is !== 'good') return { is: taken.is === 'wrong' ? 'wrong' : 'over' };
  if (!isClaimOf(email, taken.row.about, vault)) {
    yield* countWrongCode(where, vault);
    return { is: 'wrong' };
  }
  const { account } = who;
  const [row] = yield* ask(accountQueries.lockAccount({ account }), linkQueries.dropLinks({ account }));
  if (row === undefined) return refuse('account_unknown');
  const verdicts: Verdict['is'][] = [];
  for (const license of yield* licensesOfEmail(email, vault)) {
    verdicts.push(yield* claim(license, { ...row, language }, verdicts.length, call, vault));
  }
  const licenses = verdicts.filter((is) => is === 'taken' || is === 'own').length;
  if (licenses > 0) return { is: 'done', licenses };
  return refuse(verdicts.includes('kept') ? 'license_owned' : 'email_mismatch');
}

function isClaimOf(email: string, about: string | null, vault: Vault): boolean {
  const claimed = readAbout<About>('claim', about);
  return formsOf(email, vault).some(({ emailIndex }) => emailIndex === claimed?.index);
}

/** `kept`: the present owner stays. `ended`: the license is revoked, and nobody needs it. */
type Verdict = { is: 'taken'; from: Id | null } | { is: 'own' | 'kept' | 'ended' };

/** The owner of a license, and what the owner has proved: the license's email, or an address of the account. */
export interface PresentOwner
  extends Pick<OwnerRow, 'account' | 'provedDay'>, Pick<AccountRow, 'emailIndex'> {
  /** Whether the license has members or offers. */
  shares: boolean;
}

/** Decides what becomes of a license whose email the claiming account has proved. */
export function judgeClaim(
  { revokedDay }: Pick<LicenseRow, 'revokedDay'>,
  owner: PresentOwner | undefined,
  account: Id,
): Verdict {
  if (revokedDay !== null) return { is: 'ended' };
  if (owner === undefined) return { is: 'taken', from: null };
  if (owner.account === account) return { is: 'own' };
  const hasProved = owner.provedDay !== null || owner.emailIndex !== null;
  return hasProved || owner.shares ? { is: 'kept' } : { is: 'taken', from: owner.account };
}

/** Judges one license. The earlier owner's nicknames and usernames go, and a mail tells the earlier owner. */
function* claim(
  license: Id,
  { id: account, username, language }: AccountRow & MailInLanguage,
  nth: number,
  call: Call,
  vault: Vault,
): Operation<Verdict['is']> {
  const [row, present] = yield* ask(
    licenseQueries.lockLicense({ license }),
    accountQueries.findOwner({ license }),
  );
  const names = yield* countNames(license);
  if (row === undefined) return 'ended';
  const [earlier] =
    present === undefined ? [] : yield* ask(accountQueries.findAccount({ account: present.account }));
  const owner = present && earlier && { ...present, emailIndex: earlier.emailIndex, shares: names.held > 0 };
  const verdict = judgeClaim(row, owner, account);
  const provedDay = dayOf(call.now);
  if (verdict.is === 'own') yield* ask(accountQueries.proveOwner({ license, account, day: provedDay }));
  if (verdict.is !== 'taken') return verdict.is;
  yield* requireRoomFor(account);
  const [activations] = yield* ask(
    activationQueries.listOwnersActivationIds({ license }),
    accountQueries.dropOwner({ license }),
    accountQueries.addOwner({ license, account, sinceDay: provedDay, provedDay }),
    memberQueries.dropMembership({ license, account }),
    usernameQueries.dropOtherUsernames({ license, username }),
  );
  const dropped = verdict.from === null ? [] : activations;
  yield* ask(...dropped.map(({ id }) => activationQueries.dropNickname({ activation: id })));
  if (earlier !== undefined) {
    const letter = { kind: 'changed', what: 'owner', username: earlier.username } as const;
    yield* ask(...notifyOwner({ ...earlier, language }, letter, call, vault, nth));
  }
  return verdict.is;
}
