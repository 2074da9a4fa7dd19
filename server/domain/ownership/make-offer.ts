/**
 * The owner or a manager offers the use of a seat: to a username, or by an invitation. Every username gets the same
 * answer after the same queries, whether or not an account has it, so an offer says nothing about accounts.
 */

import { accountQueries } from '../account/account.ts';
import { requireUsername } from '../account/sign-up.ts';
import { addDays, dayOf } from '../kernel/day.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { refuse } from '../kernel/refusal.ts';
import { accessTo, type OfLicense } from './access.ts';
import { memberQueries, MEMBERS_MAX } from './members.ts';
import { countNames, makeInvitation, OFFER_DAYS, offerQueries, type OfferRow } from './offers.ts';

/** Offers a seat to a username. An account that has the license or an offer of it already gets none. */
export function* offerSeat(
  { username: typed, ...asked }: OfLicense & { username: string },
  call: Call,
): Operation<{ name: string }> {
  const username = requireUsername(typed);
  yield* requireAssigner(asked);
  const { license } = asked;
  const [found] = yield* ask(accountQueries.findAccountByUsername({ username }));
  const account = found?.id ?? '';
  const [owner, member, open] = yield* ask(
    accountQueries.findOwner({ license }),
    memberQueries.findMember({ license, account }),
    offerQueries.findOfferTo({ license, account, today: dayOf(call.now) }),
  );
  const hasNone = owner?.account !== account && member === undefined && open === undefined;
  const to = found !== undefined && hasNone ? account : null;
  return yield* addOffer({ license, account: to, secret: null, generation: null }, call);
}

/** Makes an invitation. The token is not stored, so it can be shown only now. */
export function* inviteMember(
  asked: OfLicense,
  call: Call,
  vault: Vault,
): Operation<{ name: string; token: string }> {
  yield* requireAssigner(asked);
  const { token, secret } = makeInvitation(call, vault);
  const { license } = asked;
  const generation = vault.current.number;
  return { ...(yield* addOffer({ license, account: null, secret, generation }, call)), token };
}

function* requireAssigner(asked: OfLicense): Operation<void> {
  const { row } = yield* accessTo(asked, 'lock', 'assign');
  if (row.revokedDay !== null) refuse('license_revoked');
}

function* addOffer(
  offer: Pick<OfferRow, 'license' | 'account' | 'secret' | 'generation'>,
  call: Call,
): Operation<{ name: string }> {
  const names = yield* countNames(offer.license);
  if (names.held >= MEMBERS_MAX)
    refuse('list_full', { detail: `A license has at most ${MEMBERS_MAX} members and offers.` });
  const name = `M${names.last + 1}`;
  const endsDay = addDays(dayOf(call.now), OFFER_DAYS);
  yield* ask(offerQueries.addOffer({ ...offer, id: call.id, name, endsDay }));
  return { name };
}

/** Takes an offer or an invitation back. Changes nothing if it is gone. */
export function* withdrawOffer({
  offer,
  ...asked
}: OfLicense & { offer: Id }): Operation<Record<never, never>> {
  yield* accessTo(asked, 'lock', 'assign');
  const [row] = yield* ask(offerQueries.findOffer({ offer }));
  if (row?.license === asked.license) yield* ask(offerQueries.dropOffer({ offer }));
  return {};
}
