/**
 * Offers of a seat's use, made to an account by its username or to anyone who has an invitation: a link with 128 random
 * bits, of which only a keyed digest is stored. An offer makes nobody a member until it is accepted. This file declares
 * the stored row, and finds an invitation by its link.
 */

import { dayOf, type Day } from '../kernel/day.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { defineQueries, optionalRow, row, rowCount, rows } from '../kernel/query.ts';
import { refuse } from '../kernel/refusal.ts';
import { memberQueries, type Names } from './members.ts';

/** A row of `member_offers`. */
export interface OfferRow {
  /** Becomes the id of the member. */
  id: Id;
  license: Id;
  /** The account that the offer is for; null: an invitation, or an offer that no account can accept. */
  account: Id | null;
  /** The keyed digest of the invitation's token, and the generation that keyed it; null: no invitation. */
  secret: string | null;
  generation: number | null;
  /** The name that the member gets. */
  name: string;
  /** The last day on which the offer can be accepted. */
  endsDay: Day;
}

/** The days for which an offer can be accepted, after the day on which it was made. */
export const OFFER_DAYS = 7;

export const offerQueries = defineQueries({
  addOffer: rowCount<OfferRow>(),
  findOffer: optionalRow<{ offer: Id }, OfferRow>(),
  findInvitation: optionalRow<{ secret: string }, OfferRow>(),
  /** The open offer of a license to an account. */
  findOfferTo: optionalRow<{ license: Id; account: Id; today: Day }, OfferRow>(),
  listOffers: rows<{ license: Id; rows: number }, OfferRow>(),
  /** The open offers to an account with the names of the products, the earliest first. */
  listOffersTo: rows<{ account: Id; today: Day; rows: number }, OfferRow & { productName: string }>(),
  countOffers: row<{ license: Id }, Names>(),
  dropOffer: rowCount<{ offer: Id }>(),
  /** Takes an offer from its account. The owner sees it until its end, like an offer to a name that nobody has. */
  closeOffer: rowCount<{ offer: Id }>(),
  /** Takes all offers from an account. */
  closeOffersTo: rowCount<{ account: Id }>(),
  dropOffers: rowCount<{ license: Id }>(),
  dropOffersTo: rowCount<{ license: Id; account: Id }>(),
});

/** How many members and offers a license has, and the highest number in their names. */
export function* countNames(license: Id): Operation<Names> {
  const [members, offers] = yield* ask(
    memberQueries.countMembers({ license }),
    offerQueries.countOffers({ license }),
  );
  return { held: members.held + offers.held, last: Math.max(members.last, offers.last) };
}

export function isOpenOffer({ endsDay }: Pick<OfferRow, 'endsDay'>, call: Pick<Call, 'now'>): boolean {
  return endsDay >= dayOf(call.now);
}

/** The secret end of an invitation's link, and what is stored of it. */
export function makeInvitation(call: Call, { current }: Vault): { token: string; secret: string } {
  const token = current.digest('invitation token', [call.random]);
  return { token, secret: current.digest('invitation', [token]) };
}

/** @throws Refusal `invitation_unknown` if the link was never made, is over or was used */
export function* requireInvitation(token: string, call: Call, vault: Vault): Operation<OfferRow> {
  const found = yield* ask(
    ...vault.live.map((generation) =>
      offerQueries.findInvitation({ secret: generation.digest('invitation', [token]) }),
    ),
  );
  const offer = found.find((row) => row !== undefined);
  return offer !== undefined && isOpenOffer(offer, call) ? offer : refuse('invitation_unknown');
}
