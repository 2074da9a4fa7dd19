/**
 * What the owner and the managers of a license see of its members: a name such as M1, days, and the machines without
 * their networks. A username is shown only if the product's terms say so. The owner makes managers here.
 */

import { viewActivation } from '../activation/list-activations.ts';
import { allowanceOf, type Allowance } from '../activation/release-allowance.ts';
import { dayOf, type Day, type Instant } from '../kernel/day.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { refuse } from '../kernel/refusal.ts';
import { requireProduct, type ProductRow } from '../licensing/product.ts';
import { accessTo, releasingOf, type Access, type OfLicense } from './access.ts';
import { mayRemove, type RemoveMember } from './remove-member.ts';
import { memberQueries, MEMBERS_MAX, type MachineOfMember, type MemberRow } from './members.ts';
import { isOpenOffer, offerQueries } from './offers.ts';
import { othersMachine, type OwnedMachine } from './shown-machine.ts';

/** The most machines that are shown with the members: their seats, and seats that lapsed lately. */
const MACHINES_MAX = 4 * MEMBERS_MAX;

/** A member as the owner and the managers see it. */
export interface MemberShown {
  member: Id;
  name: string;
  isManager: boolean;
  /** Whether it is the member who looks. */
  isSelf: boolean;
  sinceDay: Day;
  /** Whether the account that looks may remove the member. */
  isRemovable: boolean;
  /** Null unless the terms show it. */
  username: string | null;
  machines: OwnedMachine[];
}

interface OfferShown {
  offer: Id;
  name: string;
  kind: 'offer' | 'invitation';
  endsDay: Day;
}

export interface MembersShown {
  license: Id;
  productName: string;
  /** Whether the account that looks is the owner, who also makes managers. */
  isOwner: boolean;
  members: MemberShown[];
  offers: OfferShown[];
}

export function* listMembers(input: OfLicense, call: Call, vault: Vault): Operation<MembersShown> {
  const { license, account } = input;
  const access = yield* accessTo(input, 'find', 'assign');
  const product = yield* requireProduct(access.row.product);
  const [members, machines, offers] = yield* ask(
    memberQueries.listMembers({ license, rows: MEMBERS_MAX }),
    memberQueries.listMachinesOfMembers({ license, rows: MACHINES_MAX }),
    offerQueries.listOffers({ license, rows: MEMBERS_MAX }),
  );
  return {
    license,
    productName: product.name,
    isOwner: access.role === 'owner',
    members: members.map((member) =>
      viewMember(member, machines, { access, account, product, vault, now: call.now }),
    ),
    offers: offers
      .filter((offer) => isOpenOffer(offer, call))
      .map(({ id, name, secret, endsDay }) => ({
        offer: id,
        name,
        kind: secret === null ? 'offer' : 'invitation',
        endsDay,
      })),
  };
}

export interface OneMemberShown extends MemberShown {
  license: Id;
  productName: string;
  /** Whether the account that looks is the owner, who also makes managers. */
  isOwner: boolean;
  allowance: Allowance;
}

/** @throws Refusal `member_unknown`, also where the account may not remove the member */
export function* showMember(input: RemoveMember, call: Call, vault: Vault): Operation<OneMemberShown> {
  const { license, account } = input;
  const access = yield* accessTo(input, 'find', 'use');
  const product = yield* requireProduct(access.row.product);
  const [members, machines] = yield* ask(
    memberQueries.listMembers({ license, rows: MEMBERS_MAX }),
    memberQueries.listMachinesOfMembers({ license, rows: MACHINES_MAX }),
  );
  const member = members.find(({ id }) => id === input.member);
  if (member === undefined || !mayRemove(access, member)) return refuse('member_unknown');
  return {
    ...viewMember(member, machines, { access, account, product, vault, now: call.now }),
    license,
    productName: product.name,
    isOwner: access.role === 'owner',
    allowance: allowanceOf({ row: access.row, product }, dayOf(call.now), releasingOf(access)),
  };
}

interface Looking {
  access: Access;
  account: Id;
  product: ProductRow;
  vault: Vault;
  now: Instant;
}

function viewMember(
  { username, ...row }: MemberRow & { username: string },
  machines: readonly MachineOfMember[],
  { access, account, product, vault, now }: Looking,
): MemberShown {
  const { id, name } = row;
  const isSelf = row.account === account;
  const own = machines.filter(({ holder }) => holder === id);
  return {
    member: id,
    name,
    isManager: row.managerDay !== null,
    isSelf,
    isRemovable: mayRemove(access, row),
    sinceDay: row.sinceDay,
    username: isSelf || product.memberUsernames === 1 ? username : null,
    machines: own.map((machine) => {
      const view = { ...viewActivation(machine, vault, now), nickname: machine.nickname, member: name };
      return isSelf ? { ...view, isOwn: true } : othersMachine(view, product);
    }),
  };
}

export interface AppointMember extends OfLicense {
  member: Id;
  isManager: boolean;
}

/**
 * Makes a member a manager, or no longer one: then all offers of the license end, since the manager may have made them to
 * accounts of its own. A manager who is one already stays one since the first day.
 */
export function* appointMember(
  { member, isManager, ...asked }: AppointMember,
  call: Call,
): Operation<Record<never, never>> {
  const { license } = asked;
  yield* accessTo(asked, 'lock', 'appoint');
  const [known] = yield* ask(memberQueries.findMemberById({ license, member }));
  if (known === undefined) return refuse('member_unknown');
  const day = isManager ? (known.managerDay ?? dayOf(call.now)) : null;
  const ends = known.managerDay !== null && day === null;
  yield* ask(
    memberQueries.setManager({ member, day }),
    ...(ends ? [offerQueries.dropOffers({ license })] : []),
  );
  return {};
}
