/**
 * A sign-in: an app waits until a customer enters its code in the portal and chooses a license (RFC 8628). This file has
 * the stored row, how it begins, and the decision what a poll gets. The row has digests of the two codes, is valid for
 * ten minutes, and is deleted when the app uses it. An approval takes no seat: the app's next poll does.
 */

import { machineName } from '../../../client-sdk/typescript/contract/machine-name.ts';
import {
  POLL_SECONDS,
  showUserCode,
  SIGN_IN_PAGE,
  SIGN_IN_SECONDS,
  USER_CODES,
  userCodeOf,
  type SignInAnswer,
} from '../../../client-sdk/typescript/contract/sign-in.ts';
import { addSeconds, hourOf, upToMinute, type Hour, type Instant } from '../kernel/day.ts';
import type { Generation } from '../kernel/generation.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { defineQueries, optionalRow, rowCount } from '../kernel/query.ts';
import { refuse } from '../kernel/refusal.ts';
import { requireProduct } from '../licensing/product.ts';

/** A row of `sign_ins`. `decision` is null until the customer has answered. */
export interface SignInRow {
  /** Becomes the id of the activation, unless the machine keeps an activation that it has. */
  id: Id;
  product: string;
  /** The keyed digest of the code that the customer types. */
  code: string;
  /** The digest of the app's device code. */
  device: string;
  decision: 'approved' | 'denied' | null;
  /** Who approved, for which license, and the nickname for the machine; null unless approved. */
  account: Id | null;
  license: Id | null;
  nickname: string | null;
  /** The last second in which the codes are valid. */
  endsSecond: Instant;
  endsHour: Hour;
}

export const signInQueries = defineQueries({
  /** Adds a sign-in; returns 0 where another one has the same code. */
  addSignIn: rowCount<SignInRow>(),
  findSignIn: optionalRow<{ id: Id }, SignInRow>(),
  findSignInByCode: optionalRow<{ code: string }, SignInRow>(),
  /** Stores the customer's answer; returns 0 where the sign-in is answered, over or unknown. */
  decideSignIn: rowCount<
    Pick<SignInRow, 'id' | 'decision' | 'account' | 'license' | 'nickname'> & { now: Instant }
  >(),
  dropSignIn: rowCount<{ id: Id }>(),
  /** Deletes the approvals of an account for a license that it no longer has. */
  dropSignInsOf: rowCount<{ account: Id; license: Id }>(),
  /** Deletes the approvals of all accounts for a license. */
  dropSignInsFor: rowCount<{ license: Id }>(),
  /** Deletes the sign-ins that are over. */
  dropEndedSignIns: rowCount<{ now: Instant }>(),
});

/** Begins a sign-in. Nobody is known yet: only the product is stored. */
export function* beginSignIn(
  { product }: { product: string },
  call: Call,
  vault: Vault,
): Operation<SignInAnswer> {
  yield* requireProduct(product);
  const deviceCode = `${call.id}.${call.random}`;
  const code = userCodeOf(numberOf(vault.current.digest('sign-in number', [deviceCode])));
  // whole minutes, so that the second of the request is not stored
  const endsSecond = upToMinute(addSeconds(call.now, SIGN_IN_SECONDS));
  const [, added] = yield* ask(
    signInQueries.dropEndedSignIns({ now: call.now }),
    signInQueries.addSignIn({
      id: call.id,
      product,
      code: codeDigest(code, vault.current),
      device: deviceDigest(deviceCode, vault),
      decision: null,
      account: null,
      license: null,
      nickname: null,
      endsSecond,
      endsHour: hourOf(endsSecond),
    }),
  );
  // one in 25.6 billion for each sign-in that waits
  if (added === 0) refuse('busy');
  return {
    deviceCode,
    userCode: showUserCode(code),
    words: wordsOf(call.id),
    page: SIGN_IN_PAGE,
    expiresIn: SIGN_IN_SECONDS,
    interval: POLL_SECONDS,
  };
}

/** The two words that app and portal show. They are the name of the machine, if it gets the id of the sign-in. */
export function wordsOf(id: Id): string {
  return machineName(id);
}

/** The id of the sign-in that a device code belongs to, if there is one. */
export function signInOf(deviceCode: string): Id {
  return deviceCode.split('.')[0] ?? '';
}

/** A sign-in that a customer approved. */
export type Approved = SignInRow & { account: Id; license: Id };

/**
 * What a poll finds. `over`: the sign-in has expired, was used, or was never asked for; a wrong device code finds the
 * same.
 */
export type Polled = { is: 'waiting' | 'denied' | 'over' } | { is: 'approved'; row: Approved };

/** Decides what a poll gets. @param asked.device the digest of the device code that the app sent */
export function judgePoll(
  row: SignInRow | undefined,
  asked: { product: string; device: string },
  { now }: Pick<Call, 'now'>,
  vault: Pick<Vault, 'same'>,
): Polled {
  if (row === undefined || !vault.same(row.device, asked.device)) return { is: 'over' };
  if (row.product !== asked.product || row.endsSecond < now) return { is: 'over' };
  if (row.decision === 'denied') return { is: 'denied' };
  return isApproved(row) ? { is: 'approved', row } : { is: 'waiting' };
}

/** Whether a customer can answer a sign-in. */
export function isOpen(row: SignInRow | undefined, now: Instant): row is SignInRow {
  return row !== undefined && row.decision === null && row.endsSecond >= now;
}

function isApproved(row: SignInRow): row is Approved {
  return row.decision === 'approved' && row.account !== null && row.license !== null;
}

export function codeDigest(code: string, generation: Generation): string {
  return generation.digest('sign-in code', [code]);
}

/** The digest of a device code, which cannot be guessed, so it needs no key. */
export function deviceDigest(deviceCode: string, vault: Vault): string {
  return vault.codeDigest(['sign-in device', deviceCode]);
}

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** A number below {@link USER_CODES}, from 128 random bits in base64url. */
function numberOf(digest: string): number {
  return digest.split('').reduce((number, sign) => (number * 64 + BASE64URL.indexOf(sign)) % USER_CODES, 0);
}
