/**
 * The end of a membership: by the owner, a manager or the member. The member's machines are released with it, so that
 * nothing of the license is left to the account. The limits of a release in the portal apply: otherwise a seat could move
 * from machine to machine by new members. Only the deletion of an account is never held up by them.
 */

import { holdsSeat, type ActivationRow } from '../activation/activation.ts';
import { memberMachineQueries } from '../activation/member-machine.ts';
import { countReleases, releaseLimit } from '../activation/release-allowance.ts';
import { released } from '../activation/release.ts';
import { bundleQueries } from '../activation/support-bundle.ts';
import { dayOf, type Day } from '../kernel/day.ts';
import { bury } from '../kernel/erasure-count.ts';
import { ask, commitWith, type Operation } from '../kernel/operation.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import type { Query } from '../kernel/query.ts';
import { refuse } from '../kernel/refusal.ts';
import { licenseQueries } from '../licensing/license.ts';
import { requireProduct } from '../licensing/product.ts';
import { accessTo, may, releasingOf, type Access, type OfLicense } from './access.ts';
import { memberQueries, MEMBERS_MAX, MEMBERSHIPS_MAX, type MemberRow } from './members.ts';
import { offerQueries } from './offers.ts';
import { transferQueries } from './transfers.ts';
import { signInQueries } from './sign-in.ts';

export interface RemoveMember extends OfLicense {
  member: Id;
}

/**
 * Removes a member with its machines; returns the number of seats that are free now, and whether the member left.
 * @throws Refusal `member_unknown`, also where the account may not remove it; `release_too_soon`, `release_limit_reached`
 */
export function* removeMember(
  { member: id, ...asked }: RemoveMember,
  call: Call,
  vault: Vault,
): Operation<{ released: number; isSelf: boolean }> {
  const access = yield* accessTo(asked, 'lock', 'use');
  const [member] = yield* ask(memberQueries.findMemberById({ license: asked.license, member: id }));
  if (member === undefined || !mayRemove(access, member)) return refuse('member_unknown');
  const today = dayOf(call.now);
  const product = yield* requireProduct(access.row.product);
  const [machines] = yield* ask(memberMachineQueries.lockMemberMachines({ member: id }));
  const seats = machines.filter(holdsSeat).length;
  const license = { row: access.row, product };
  const by = releasingOf(access);
  const limit = seats === 0 ? undefined : releaseLimit(license, today, { machines: seats, by });
  if (limit !== undefined) refuse(limit.code, { detail: limit.detail });
  yield* commitWith(
    ...ending(member, machines, today),
    ...(seats === 0 ? [] : [countReleases(access.row, today, seats)]),
    bury(vault, 'member', [id], today),
    bury(vault, 'activation', idsOf(machines), today),
  );
  return { released: seats, isSelf: member.account === asked.account };
}

/** The owner removes any member, a manager those who are no managers, and everyone oneself. */
export function mayRemove(
  { role, member: self }: Pick<Access, 'role' | 'member'>,
  member: MemberRow,
): boolean {
  if (self?.id === member.id) return true;
  return may({ role }, member.managerDay === null ? 'assign' : 'appoint');
}

/**
 * Ends all memberships of an account that is deleted, and takes what was offered to it. Returns what needs a tombstone. An
 * offer stays in the list of who made it, like one to a name that nobody has.
 */
export function* endMemberships(account: Id, today: Day): Operation<Ended> {
  const [members] = yield* ask(
    memberQueries.listMemberships({ account, rows: MEMBERSHIPS_MAX }),
    offerQueries.closeOffersTo({ account }),
    transferQueries.closeTransfersTo({ account }),
  );
  return yield* endAll(members, today);
}

/** Ends all memberships and offers of a license. */
export function* endMembers(license: Id, today: Day): Operation<Ended> {
  // locked first: nobody accepts an offer after the members are listed
  const [, members] = yield* ask(
    licenseQueries.lockLicense({ license }),
    memberQueries.listMembers({ license, rows: MEMBERS_MAX }),
    offerQueries.dropOffers({ license }),
  );
  return yield* endAll(members, today);
}

/** What ended: the ids of the members, and of the machines that were released. */
export interface Ended {
  members: Id[];
  activations: Id[];
}

/** Writes tombstones of what ended, and returns the query that counts it. */
export function buryEnded({ members, activations }: Ended, today: Day, vault: Vault): Query<number>[] {
  if (members.length === 0) return [];
  return [bury(vault, 'member', members, today), bury(vault, 'activation', activations, today)];
}

function* endAll(members: readonly MemberRow[], today: Day): Operation<Ended> {
  const activations: Id[] = [];
  for (const member of members.toSorted((a, b) => (a.license < b.license ? -1 : 1))) {
    const [, machines] = yield* ask(
      licenseQueries.lockLicense({ license: member.license }),
      memberMachineQueries.lockMemberMachines({ member: member.id }),
    );
    yield* ask(...ending(member, machines, today));
    activations.push(...idsOf(machines));
  }
  return { members: idsOf(members), activations };
}

/**
 * Queries that release the machines of a member and end the membership, with every offer by which the account could come
 * back, and with what was sent to the support from its machines. The license and the machines are locked.
 */
function ending(
  { id, license, account, managerDay }: MemberRow,
  machines: readonly ActivationRow[],
  today: Day,
): Query<number>[] {
  return [
    ...machines.flatMap((machine) => released(machine, today)),
    signInQueries.dropSignInsOf({ account, license }),
    bundleQueries.dropBundlesOfMember({ license, member: id }),
    memberQueries.dropMember({ member: id }),
    managerDay === null
      ? offerQueries.dropOffersTo({ license, account })
      : offerQueries.dropOffers({ license }),
  ];
}

function idsOf(rows: readonly { id: Id }[]): Id[] {
  return rows.map(({ id }) => id);
}
