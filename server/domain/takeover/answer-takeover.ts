/**
 * What the owner of a license and the account that takes it over do about a take-over: both see it, the owner refuses,
 * and the account withdraws or, after the wait, becomes the owner. The new owner has proved the email, which stays with
 * the license; all keys end, and the next key is derived from a new nonce. The earlier owner and the members lose the
 * license as after a transfer. Anyone else gets the answer of a license that does not exist.
 */

import type { LicenseView } from '../../../client-sdk/typescript/contract/license-view.ts';
import { accountQueries, type AccountRow, type OwnerRow } from '../account/account.ts';
import { beginOwnership } from '../account/new-owner.ts';
import { notifyOwner } from '../account/notify-owner.ts';
import { dayOf } from '../kernel/day.ts';
import type { Letter } from '../kernel/letter.ts';
import { ask, mustAffect, type Operation } from '../kernel/operation.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import type { Query } from '../kernel/query.ts';
import { hasHold } from '../kernel/restriction.ts';
import { refuse } from '../kernel/refusal.ts';
import { licenseQueries, viewLicense, type LicenseRow } from '../licensing/license.ts';
import { requireProduct } from '../licensing/product.ts';
import { recordAction } from '../operator/action.ts';
import { accessTo, type OfLicense } from '../ownership/access.ts';
import { endOwnership } from '../ownership/accept-transfer.ts';
import { requireRoomFor } from '../ownership/owned-licenses.ts';
import {
  endOfRest,
  isOpen,
  stageOfTakeover,
  takeoverQueries,
  type TakeoverRow,
  type TakeoverStage,
} from '../ownership/takeovers.ts';

/**
 * Whether the license can change its owner. `barred`: it is suspended or revoked, its owner has proved the email, or a
 * legal hold keeps it.
 */
type Takeable = 'free' | 'barred';

export interface TakeoverShown {
  license: LicenseView;
  productName: string;
  to: 'owner' | 'claimant';
  stage: TakeoverStage;
  takeable: Takeable;
  /** The take-over; null: there is none. */
  open: TakeoverRow | null;
}

/** @throws Refusal `license_unknown` unless the account owns the license or takes it over */
export function* showTakeover(asked: OfLicense, call: Call): Operation<TakeoverShown> {
  const { license, account } = asked;
  const { row, owner, open, stage } = yield* loadTakeover(license, 'find', call);
  if (row === undefined) return refuse('license_unknown');
  const isClaimant = isOpen(stage) && open?.account === account;
  if (!isClaimant) yield* accessTo(asked, 'find', 'transfer');
  const { name: productName } = yield* requireProduct(row.product);
  return {
    license: viewLicense(row, dayOf(call.now)),
    productName,
    to: isClaimant ? 'claimant' : 'owner',
    stage: stageFor(stage, owner),
    takeable: judgeTakeover(row, owner, yield* hasHold(license)),
    open: open ?? null,
  };
}

/** Refuses a take-over, by the owner. Changes nothing if there is none, or it was refused before. */
export function* refuseTakeover(asked: OfLicense, call: Call, vault: Vault): Operation<Record<never, never>> {
  const { license } = asked;
  yield* accessTo(asked, 'lock', 'transfer');
  const [open] = yield* ask(takeoverQueries.findTakeover({ license }));
  const stage = stageOfTakeover(open, call);
  if (open === undefined || (stage !== 'waiting' && stage !== 'ready')) return {};
  const [claimant] = yield* ask(accountQueries.findAccount({ account: open.account ?? '' }));
  yield* ask(
    takeoverQueries.refuseTakeover({ ...open, refusedDay: dayOf(call.now), endsDay: endOfRest(call) }),
    ...tellClaimant(claimant, 'takeover refused', call, vault),
  );
  return {};
}

/** Withdraws a take-over, by the account that has begun it. After a refusal the rest goes on. */
export function* withdrawTakeover(
  { license, account }: OfLicense,
  call: Call,
): Operation<Record<never, never>> {
  const { open, stage } = yield* loadTakeover(license, 'lock', call);
  if (open?.account !== account || !isOpen(stage)) return refuse('license_unknown');
  const { refusedDay, endsDay } = open;
  yield* ask(
    refusedDay === null
      ? takeoverQueries.dropTakeover({ license })
      : takeoverQueries.refuseTakeover({ license, account: null, refusedDay, endsDay }),
  );
  return {};
}

/**
 * Makes the account the owner, when the wait is over or nobody owns the license any more. An account that is the owner
 * already stays it, so a form that is sent twice is answered twice.
 * @throws Refusal `license_unknown` if the account has begun no take-over; `takeover_early`, `takeover_barred`,
 * `list_full`
 */
export function* completeTakeover(
  { license, account }: OfLicense,
  call: Call,
  vault: Vault,
): Operation<{ license: Id }> {
  yield* ask(accountQueries.lockAccount({ account }));
  const { row, owner, open, stage } = yield* loadTakeover(license, 'lock', call);
  if (row === undefined) return refuse('license_unknown');
  if (owner?.account === account) return { license };
  if (open?.account !== account || !isOpen(stage)) return refuse('license_unknown');
  const reached = stageFor(stage, owner);
  if (reached === 'contested' || judgeTakeover(row, owner, yield* hasHold(license)) === 'barred')
    return refuse('takeover_barred');
  if (reached === 'waiting') return refuse('takeover_early');
  yield* giveTo(account, { row, owner }, call, vault);
  yield* recordAction(call, vault, { action: 'license takeover', license });
  return { license };
}

/** A license, its owner and its take-over, which a call finds after it has waited for the lock. */
export function* loadTakeover(license: Id, how: 'find' | 'lock', call: Call): Operation<LoadedTakeover> {
  const [row, owner, open] = yield* ask(
    how === 'lock' ? licenseQueries.lockLicense({ license }) : licenseQueries.findLicense({ license }),
    accountQueries.findOwner({ license }),
    takeoverQueries.findTakeover({ license }),
  );
  return { row, owner, open, stage: stageOfTakeover(open, call) };
}

interface LoadedTakeover {
  row: LicenseRow | undefined;
  owner: OwnerRow | undefined;
  open: TakeoverRow | undefined;
  stage: TakeoverStage;
}

/** Nobody waits for an owner who has left. */
function stageFor(stage: TakeoverStage, owner: OwnerRow | undefined): TakeoverStage {
  return isOpen(stage) && owner === undefined ? 'ready' : stage;
}

export function judgeTakeover(
  { revokedDay, suspendedDay }: Pick<LicenseRow, 'revokedDay' | 'suspendedDay'>,
  owner: Pick<OwnerRow, 'provedDay'> | undefined,
  isHeld: boolean,
): Takeable {
  const hasProved = owner !== undefined && owner.provedDay !== null;
  return revokedDay !== null || suspendedDay !== null || hasProved || isHeld ? 'barred' : 'free';
}

/** Gives the license to an account that has proved its email. Its machines keep running. */
export function* giveTo(
  account: Id,
  { row: { id: license, emailIndex }, owner }: { row: LicenseRow; owner: OwnerRow | undefined },
  call: Call,
  vault: Vault,
): Operation<void> {
  yield* requireRoomFor(account);
  const [earlier] =
    owner === undefined ? [] : yield* ask(accountQueries.findAccount({ account: owner.account }));
  const sinceDay = dayOf(call.now);
  // without an email there is nothing that was proved
  const provedDay = emailIndex === null ? null : sinceDay;
  yield* ask(
    mustAffect(licenseQueries.replaceNonce({ id: license, nonce: call.random })),
    ...endOwnership(license),
    ...beginOwnership({ license, account, sinceDay, provedDay }),
    ...(earlier === undefined
      ? []
      : notifyOwner(
          earlier,
          { kind: 'changed', what: 'taken over', username: earlier.username },
          call,
          vault,
        )),
  );
}

type Answered = Extract<Extract<Letter, { kind: 'changed' }>['what'], `takeover ${string}`>;

/** A mail to the account that takes a license over; it follows the mail to the owner. */
export function tellClaimant(
  claimant: AccountRow | undefined,
  what: Answered,
  call: Call,
  vault: Vault,
): Query<number>[] {
  if (claimant === undefined) return [];
  return notifyOwner(claimant, { kind: 'changed', what, username: claimant.username }, call, vault, 1);
}
