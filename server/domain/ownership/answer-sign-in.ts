/**
 * The customer's side of a sign-in: find it by its code, approve it for a license of the account, or deny it. A code
 * works once. A code that is wrong, over, or answered gets one answer.
 */

import { readUserCode } from '../../../client-sdk/typescript/contract/sign-in.ts';
import { accountQueries } from '../account/account.ts';
import { notifyOwner } from '../account/notify-owner.ts';
import { dayOf } from '../kernel/day.ts';
import type { MailInLanguage } from '../kernel/letter.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { refuse } from '../kernel/refusal.ts';
import { standing, viewLicense, type LicenseRow } from '../licensing/license.ts';
import { requireProduct } from '../licensing/product.ts';
import { findAccess } from './access.ts';
import { readNickname } from './nickname.ts';
import { ownerQueries, type OwnedLicense } from './owned-licenses.ts';
import { codeDigest, isOpen, signInQueries, wordsOf, type SignInRow } from './sign-in.ts';

/** The licenses that a customer can choose among: those with free seats come first. */
const LICENSES_MAX = 50;

/** A sign-in as the customer sees it. */
export interface SignInShown {
  signIn: Id;
  words: string;
  productName: string;
  /** The active licenses of the account for the product. */
  licenses: OwnedLicense[];
}

interface ByCode extends MailInLanguage {
  account: Id;
  /** The code as the customer typed it. */
  code: string;
}

export function* lookUpSignIn({ account, code }: ByCode, call: Call, vault: Vault): Operation<SignInShown> {
  const { id, product } = yield* requireOpen(code, call, vault);
  const { name: productName, lastDataDay } = yield* requireProduct(product);
  const today = dayOf(call.now);
  const [owned] = yield* ask(ownerQueries.listUsable({ account, product, today, rows: LICENSES_MAX }));
  const licenses = owned.map((row) => ({
    ...viewLicense(row, today),
    productName,
    lastDataDay,
    member: null,
  }));
  return { signIn: id, words: wordsOf(id), productName, licenses };
}

export type AnswerSignIn = ByCode &
  ({ deed: 'deny' } | { deed: 'approve'; license: Id; /** Empty: none. */ nickname: string });

/** The license is null if the app was denied. */
export interface SignInAnswered {
  signIn: Id;
  license: Id | null;
}

/**
 * Approves or denies. The app learns it with its next poll. An approval is mailed to an address for notices, if
 * `isMailed` is set.
 */
export function* answerSignIn(
  input: AnswerSignIn & { isMailed: boolean },
  call: Call,
  vault: Vault,
): Operation<SignInAnswered> {
  const { id, product } = yield* requireOpen(input.code, call, vault);
  const chosen = input.deed === 'approve' ? yield* chooseLicense(input, product, call) : DENIED;
  const [decided, owner] = yield* ask(
    signInQueries.decideSignIn({ id, ...chosen, now: call.now }),
    accountQueries.findAccount({ account: input.account }),
  );
  if (decided === 0) refuse('sign_in_code_unknown');
  if (input.isMailed && owner !== undefined) {
    const { username, noticeAddress } = owner;
    const letter = { kind: 'changed', what: 'sign-in', username } as const;
    yield* ask(...notifyOwner({ noticeAddress, language: input.language }, letter, call, vault));
  }
  return { signIn: id, license: chosen.license };
}

const DENIED = { decision: 'denied', account: null, license: null, nickname: null } as const;

function* chooseLicense(
  { account, license, nickname }: AnswerSignIn & { deed: 'approve' },
  product: string,
  call: Call,
): Operation<Pick<SignInRow, 'decision' | 'account' | 'license' | 'nickname'>> {
  const access = yield* findAccess({ account, license }, 'find', 'use');
  if (access === undefined || !canActivate(access.row, product, call)) {
    refuse('request_malformed', { fields: [{ pointer: '/license', message: 'is not one of the licenses' }] });
  }
  return { decision: 'approved', account, license, nickname: readNickname(nickname) };
}

function canActivate(row: LicenseRow, product: string, call: Call): boolean {
  return row.product === product && standing(row, dayOf(call.now)) === 'active';
}

function* requireOpen(typed: string, call: Call, vault: Vault): Operation<SignInRow> {
  // a text that cannot be a code is looked up like one, so that its answer takes as long
  const code = readUserCode(typed) ?? '';
  const found = yield* ask(
    ...vault.live.map((generation) => signInQueries.findSignInByCode({ code: codeDigest(code, generation) })),
  );
  return found.find((row) => isOpen(row, call.now)) ?? refuse('sign_in_code_unknown');
}

/** Whether an app still has to fetch the activation that this account approved for a license. */
export function* isSignInWaiting(
  { account, license, signIn }: { account: Id; license: Id; signIn: Id },
  call: Call,
): Operation<boolean> {
  const [row] = yield* ask(signInQueries.findSignIn({ id: signIn }));
  return row?.account === account && row.license === license && row.endsSecond >= call.now;
}
