/**
 * An account sees an offer, and accepts or declines it. Accepting makes the account a member and deletes the offer. The
 * answer is the same for an offer to another account, for an expired offer and for an offer that never existed.
 */

import { accountQueries } from '../account/account.ts';
import { dayOf, type Day } from '../kernel/day.ts';
import { ask, mustAffect, type Operation } from '../kernel/operation.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { refuse } from '../kernel/refusal.ts';
import { licenseQueries } from '../licensing/license.ts';
import { requireProduct } from '../licensing/product.ts';
import { memberQueries, MEMBERSHIPS_MAX } from './members.ts';
import { isOpenOffer, offerQueries, requireInvitation, type OfferRow } from './offers.ts';

/** The most offers that an account is shown. */
const OFFERS_MAX = 20;

/** An offer as the person sees it before accepting. */
export interface Offered {
  productName: string;
  endsDay: Day;
  /** Whether the owner and the managers see usernames of members. */
  showsUsernames: boolean;
}

/** An offer in the list of an account. */
export interface OfferToAccount extends Pick<Offered, 'productName' | 'endsDay'> {
  offer: Id;
}

export function* listOffers({ account }: { account: Id }, call: Call): Operation<OfferToAccount[]> {
  const today = dayOf(call.now);
  const [offers] = yield* ask(offerQueries.listOffersTo({ account, today, rows: OFFERS_MAX }));
  return offers.map(({ id, productName, endsDay }) => ({ offer: id, productName, endsDay }));
}

export interface OfferTo {
  account: Id;
  offer: Id;
}

export function* showOffer(input: OfferTo, call: Call): Operation<Offered> {
  return yield* viewOffer(yield* requireOffer(input, call));
}

export function* showInvitation({ token }: { token: string }, call: Call, vault: Vault): Operation<Offered> {
  return yield* viewOffer(yield* requireInvitation(token, call, vault));
}

export function* acceptOffer(input: OfferTo, call: Call): Operation<{ license: Id }> {
  return yield* join(yield* requireOffer(input, call), input.account, call);
}

/** Declines an offer. Its maker learns nothing: that an offer is gone would say that an account has the username. */
export function* declineOffer(input: OfferTo, call: Call): Operation<Record<never, never>> {
  const { id } = yield* requireOffer(input, call);
  yield* ask(offerQueries.closeOffer({ offer: id }));
  return {};
}

export function* acceptInvitation(
  { account, token }: { account: Id; token: string },
  call: Call,
  vault: Vault,
): Operation<{ license: Id }> {
  return yield* join(yield* requireInvitation(token, call, vault), account, call);
}

/**
 * Makes the account a member, and uses the offer up. An account that has the license already stays what it is, and
 * leaves an invitation to others.
 */
export function* join(offer: OfferRow, account: Id, call: Call): Operation<{ license: Id }> {
  const { license, id, name } = offer;
  const [joining, row, open, owner, member, memberships] = yield* ask(
    accountQueries.lockAccount({ account }),
    licenseQueries.lockLicense({ license }),
    // another account may have used the offer while this one waited for the lock
    offerQueries.findOffer({ offer: id }),
    accountQueries.findOwner({ license }),
    memberQueries.findMember({ license, account }),
    memberQueries.countMemberships({ account }),
  );
  if (joining === undefined || row === undefined || open === undefined) return refuse('invitation_unknown');
  if (owner?.account === account || member !== undefined) return { license };
  if (memberships.held >= MEMBERSHIPS_MAX)
    refuse('list_full', { detail: `An account uses at most ${MEMBERSHIPS_MAX} licenses of others.` });
  const joined = { id, license, account, name, managerDay: null, sinceDay: dayOf(call.now) };
  yield* ask(mustAffect(offerQueries.dropOffer({ offer: id })), memberQueries.addMember(joined));
  return { license };
}

function* requireOffer({ account, offer }: OfferTo, call: Call): Operation<OfferRow> {
  const [row] = yield* ask(offerQueries.findOffer({ offer }));
  return row?.account === account && isOpenOffer(row, call) ? row : refuse('invitation_unknown');
}

function* viewOffer({ license, endsDay }: OfferRow): Operation<Offered> {
  const [row] = yield* ask(licenseQueries.findLicense({ license }));
  if (row === undefined || row.revokedDay !== null) return refuse('invitation_unknown');
  const product = yield* requireProduct(row.product);
  return { productName: product.name, endsDay, showsUsernames: product.memberUsernames === 1 };
}
