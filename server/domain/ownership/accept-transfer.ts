/**
 * The receiver's side of a transfer. Who accepts becomes the owner of a license without an email and without a key, and
 * nothing of the earlier owner opens it any more: no key, no membership, no offer, no link. The machines keep running; they
 * are the new owner's, who does not see their earlier networks, usernames and nicknames. The order stays with the license
 * for refunds, but a repetition of it gets no key.
 */

import { accountQueries, type AccountRow } from '../account/account.ts';
import { beginOwnership } from '../account/new-owner.ts';
import { notifyOwner } from '../account/notify-owner.ts';
import { activationQueries } from '../activation/activation.ts';
import { bundleQueries } from '../activation/support-bundle.ts';
import { memberMachineQueries } from '../activation/member-machine.ts';
import { dayOf } from '../kernel/day.ts';
import { ask, mustAffect, type Operation } from '../kernel/operation.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import type { Query } from '../kernel/query.ts';
import { hasHold, restrictionQueries } from '../kernel/restriction.ts';
import { refuse } from '../kernel/refusal.ts';
import { licenseQueries } from '../licensing/license.ts';
import { recordAction } from '../operator/action.ts';
import { disclosureQueries } from '../operator/disclosure.ts';
import type { OfLicense } from './access.ts';
import { memberQueries } from './members.ts';
import { offerQueries } from './offers.ts';
import { requireRoomFor } from './owned-licenses.ts';
import { signInQueries } from './sign-in.ts';
import { takeoverQueries } from './takeovers.ts';
import { judgeTransfer, stageOf, transferQueries } from './transfers.ts';

/**
 * Makes the account the owner. An account that is the owner already stays it, so a form that is sent twice is answered
 * twice.
 * @throws Refusal `license_unknown` if nothing is offered to the account; `transfer_early`, `transfer_barred`, `list_full`
 */
export function* acceptTransfer(
  { account, license }: OfLicense,
  call: Call,
  vault: Vault,
): Operation<{ license: Id }> {
  const [receiving, row, open, owner] = yield* ask(
    accountQueries.lockAccount({ account }),
    licenseQueries.lockLicense({ license }),
    // after the lock: it may have been taken back while this call waited
    transferQueries.findTransfer({ license }),
    accountQueries.findOwner({ license }),
  );
  if (receiving === undefined || row === undefined || owner === undefined) return refuse('license_unknown');
  if (owner.account === account) return { license };
  if (open?.account !== account) return refuse('license_unknown');
  const stage = stageOf(open, call);
  if (stage === 'over') return refuse('license_unknown');
  if (judgeTransfer(row, owner, yield* hasHold(license)) !== 'free') return refuse('transfer_barred');
  if (stage === 'early') return refuse('transfer_early');
  yield* requireRoomFor(account);
  const [earlier] = yield* ask(accountQueries.findAccount({ account: owner.account }));
  yield* ask(
    mustAffect(transferQueries.dropTransfer({ license })),
    ...endOfEarlier(license, call.random),
    ...beginOwnership({ license, account, sinceDay: dayOf(call.now), provedDay: null }),
    ...(earlier === undefined ? [] : told(earlier, call, vault)),
  );
  yield* recordAction(call, vault, { action: 'license transfer', license });
  return { license };
}

/**
 * Declines a transfer. Its owner learns nothing, as of a declined offer to a member.
 * @throws Refusal `license_unknown` if nothing is offered to the account
 */
export function* declineTransfer({ account, license }: OfLicense): Operation<Record<never, never>> {
  const [, open] = yield* ask(
    licenseQueries.lockLicense({ license }),
    transferQueries.findTransfer({ license }),
  );
  if (open?.account !== account) return refuse('license_unknown');
  yield* ask(transferQueries.closeTransfer({ license }));
  return {};
}

/**
 * Ends what leads from the earlier owner and the members to a license, its email included.
 * @param nonce replaces the one from which the earlier keys were derived
 */
function endOfEarlier(license: Id, nonce: string): Query<number>[] {
  return [
    mustAffect(licenseQueries.replaceBuyer({ id: license, nonce })),
    licenseQueries.partFromOrders({ license }),
    disclosureQueries.cutDisclosures({ license }),
    ...endOwnership(license),
  ];
}

/**
 * Ends what leads from the earlier owner and the members to a license, in a transfer or a take-over: keys, memberships,
 * offers, approvals. The machines stay, without their networks, usernames and nicknames.
 */
export function endOwnership(license: Id): Query<number>[] {
  return [
    licenseQueries.dropLicenseKeys({ license }),
    licenseQueries.dropLicenseFromRequests({ license }),
    restrictionQueries.dropRestrictionsOf({ license }),
    bundleQueries.dropBundlesOf({ license }),
    signInQueries.dropSignInsFor({ license }),
    memberMachineQueries.dropMemberMachines({ license }),
    memberQueries.dropMembers({ license }),
    offerQueries.dropOffers({ license }),
    activationQueries.dropNicknames({ license }),
    activationQueries.dropTracesOfPeople({ license }),
    transferQueries.dropTransfer({ license }),
    takeoverQueries.dropTakeover({ license }),
    accountQueries.dropOwner({ license }),
  ];
}

function told(earlier: AccountRow, call: Call, vault: Vault): Query<number>[] {
  const { username } = earlier;
  return notifyOwner(earlier, { kind: 'changed', what: 'transferred', username }, call, vault);
}
