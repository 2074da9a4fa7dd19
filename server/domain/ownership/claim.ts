/**
 * Claims: a customer who reads mail at the address with which licenses were bought becomes their owner, where nobody is,
 * or where the owner has proved nothing and shares nothing. Where such an owner shares the license, a take-over begins
 * (`takeovers.ts`). So a leaked key does not lock the buyer out. The address is typed twice, and only keyed digests of it
 * are stored for ten minutes; a code goes to any address, so that the answer says nothing about the address.
 */

import { accountQueries, type AccountRow, type OwnerRow } from '../account/account.ts';
import { beginOwnership } from '../account/new-owner.ts';
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
import { addSeconds, dayOf, type Day } from '../kernel/day.ts';
import type { MailInLanguage } from '../kernel/letter.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import type { Query } from '../kernel/query.ts';
import { hasHold } from '../kernel/restriction.ts';
import { refuse } from '../kernel/refusal.ts';
import { currentIndex, formsOf, licensesOfEmail } from '../licensing/email-index.ts';
import { requireEmail } from '../licensing/issue.ts';
import { licenseQueries, type LicenseRow } from '../licensing/license.ts';
import { usernameQueries } from '../licensing/username.ts';
import { postMail } from '../mail/outbox.ts';
import { memberQueries } from './members.ts';
import { countNames } from './offers.ts';
import { refuseFull, roomOf } from './owned-licenses.ts';
import {
  beginTakeover,
  stageOfTakeover,
  takeoverQueries,
  type TakeoverRow,
  type TakeoverStage,
} from './takeovers.ts';

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
  /** Whether a take-over begins of licenses whose owners have proved nothing, and share them. */
  takeOver?: boolean | undefined;
}

/**
 * The result of a claim. `licenses`: how many the account now owns by this address. `takeovers`: of how many its take-over
 * is open. `left`: how many others wait for an account with room. `wrong`: the code matches no claim of this address. After
 * five wrong codes the links are invalid.
 */
export type Claimed =
  { is: 'done'; licenses: number; takeovers: number; left: number } | { is: 'over' | 'wrong' };

/**
 * Makes the account the owner of the licenses that were bought with an address, or begins to. Licenses that keep their
 * owner stay.
 * @throws Refusal `email_mismatch`, `license_owned`: the account would become the owner of none; `takeover_possible`: it
 * would, by a take-over
 */
export function* proveClaim(
  { who, email: typed, code, takeOver = false, language }: ProveClaim,
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
  const verdicts: (Verdict['is'] | 'full')[] = [];
  let { room } = yield* roomOf(account);
  for (const license of yield* licensesOfEmail(email, vault)) {
    const claiming = { ...row, language, takeOver, room };
    const verdict = yield* claim(license, claiming, verdicts.length, call, vault);
    if (verdict === 'taken') room -= 1;
    verdicts.push(verdict);
  }
  const licenses = verdicts.filter((is) => is === 'taken' || is === 'own').length;
  const takeovers = verdicts.filter((is) => is === 'begun' || (is === 'shared' && takeOver)).length;
  const left = verdicts.filter((is) => is === 'full').length;
  if (licenses + takeovers > 0) return { is: 'done', licenses, takeovers, left };
  if (left > 0) return refuseFull();
  if (verdicts.includes('shared')) return refuse('takeover_possible');
  return refuse(verdicts.includes('kept') ? 'license_owned' : 'email_mismatch');
}

function isClaimOf(email: string, about: string | null, vault: Vault): boolean {
  const claimed = readAbout<About>('claim', about);
  return formsOf(email, vault).some(({ emailIndex }) => emailIndex === claimed?.index);
}

/**
 * `kept`: the present owner stays. `shared`: a take-over can begin. `begun`: the account has begun one. `ended`: the
 * license is revoked, and nobody needs it.
 */
type Verdict = { is: 'taken'; from: Id | null } | { is: 'own' | 'kept' | 'shared' | 'begun' | 'ended' };

/** Verdicts by which a license leaves its present owner. */
const LEAVES: readonly Verdict['is'][] = ['taken', 'shared'];

/** The owner of a license, and what the owner has proved: the license's email, or an address of the account. */
export interface PresentOwner
  extends Pick<OwnerRow, 'account' | 'provedDay'>, Pick<AccountRow, 'emailIndex'> {
  /** Whether the license has members or offers. */
  shares: boolean;
}

/** A take-over of the license, and the account that has begun it. */
export interface PresentTakeover extends Pick<TakeoverRow, 'account'> {
  stage: TakeoverStage;
}

/**
 * Decides what becomes of a license whose email the claiming account has proved. One take-over at a time: another
 * account's stays, and after a refusal the owner stays until an operator decides or the rest is over.
 */
export function judgeClaim(
  { revokedDay }: Pick<LicenseRow, 'revokedDay'>,
  owner: PresentOwner | undefined,
  account: Id,
  takeover: PresentTakeover = NO_TAKEOVER,
): Verdict {
  if (revokedDay !== null) return { is: 'ended' };
  if (owner === undefined) return { is: 'taken', from: null };
  if (owner.account === account) return { is: 'own' };
  if (owner.provedDay !== null || owner.emailIndex !== null) return { is: 'kept' };
  const { stage } = takeover;
  const isRefused = stage === 'contested' || stage === 'resting';
  if (!owner.shares && !isRefused) return { is: 'taken', from: owner.account };
  if (stage === 'none') return { is: 'shared' };
  return { is: takeover.account === account ? 'begun' : 'kept' };
}

const NO_TAKEOVER: PresentTakeover = { stage: 'none', account: null };

interface Claiming extends AccountRow, MailInLanguage {
  takeOver: boolean;
  /** How many more licenses the account may own. */
  room: number;
}

/** Judges one license. The earlier owner's nicknames and usernames go, and a mail tells the earlier owner. */
function* claim(
  license: Id,
  claiming: Claiming,
  nth: number,
  call: Call,
  vault: Vault,
): Operation<Verdict['is'] | 'full'> {
  const { id: account, username, language } = claiming;
  const [row, present, open] = yield* ask(
    licenseQueries.lockLicense({ license }),
    accountQueries.findOwner({ license }),
    takeoverQueries.findTakeover({ license }),
  );
  const names = yield* countNames(license);
  if (row === undefined) return 'ended';
  const [earlier] =
    present === undefined ? [] : yield* ask(accountQueries.findAccount({ account: present.account }));
  const owner = present && earlier && { ...present, emailIndex: earlier.emailIndex, shares: names.held > 0 };
  const stage = stageOfTakeover(open, call);
  const verdict = judgeClaim(row, owner, account, { stage, account: open?.account ?? null });
  const today = dayOf(call.now);
  if (verdict.is === 'own') yield* ask(...proved(license, account, today));
  if (present !== undefined && LEAVES.includes(verdict.is) && (yield* hasHold(license))) return 'kept';
  if (verdict.is === 'shared' && claiming.takeOver && earlier !== undefined)
    yield* ask(
      takeoverQueries.putTakeover(beginTakeover(license, account, call)),
      ...told({ ...earlier, language }, 'takeover', nth, call, vault),
    );
  if (verdict.is !== 'taken') return verdict.is;
  if (claiming.room <= 0) return 'full';
  const [activations] = yield* ask(
    activationQueries.listOwnersActivationIds({ license }),
    accountQueries.dropOwner({ license }),
    ...beginOwnership({ license, account, sinceDay: today, provedDay: today }),
    memberQueries.dropMembership({ license, account }),
    usernameQueries.dropOtherUsernames({ license, username }),
    takeoverQueries.dropTakeover({ license }),
  );
  const dropped = verdict.from === null ? [] : activations;
  yield* ask(...dropped.map(({ id }) => activationQueries.dropNickname({ activation: id })));
  if (earlier !== undefined) yield* ask(...told({ ...earlier, language }, 'owner', nth, call, vault));
  return verdict.is;
}

/** An owner who has proved the email keeps the license, so a take-over of it ends. */
function proved(license: Id, account: Id, day: Day): Query<number>[] {
  return [accountQueries.proveOwner({ license, account, day }), takeoverQueries.dropTakeover({ license })];
}

/** A mail to the owner: somebody has begun to take the license over, or is its owner now. */
function told(
  owner: AccountRow & MailInLanguage,
  what: 'owner' | 'takeover',
  nth: number,
  call: Call,
  vault: Vault,
): Query<number>[] {
  return notifyOwner(owner, { kind: 'changed', what, username: owner.username }, call, vault, nth);
}
