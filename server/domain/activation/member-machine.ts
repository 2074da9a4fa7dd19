/**
 * The machines of members. A machine belongs to the member who signed in from it last, and to the owner of the license if
 * nobody did. A member has one seat: another machine of the same member gets none until the first one is released.
 */

import { ask, type Operation } from '../kernel/operation.ts';
import type { Id } from '../kernel/ports.ts';
import { defineQueries, optionalRow, rowCount, rows, type Query } from '../kernel/query.ts';
import { refuse } from '../kernel/refusal.ts';
import { activationQueries, type ActivationRow } from './activation.ts';

/** A row of `member_machines`. */
interface MemberMachineRow {
  activation: Id;
  member: Id;
}

export const memberMachineQueries = defineQueries({
  /** The member whose machine it is; none: it is the owner's. */
  findMemberMachine: optionalRow<{ activation: Id }, MemberMachineRow>(),
  /** A machine of the member, other than this one, that occupies a seat. */
  findOtherSeat: optionalRow<MemberMachineRow, { id: Id }>(),
  /** Makes a machine the member's, even if it was somebody else's. */
  putMemberMachine: rowCount<MemberMachineRow>(),
  /** Makes a machine the owner's. */
  dropMemberMachine: rowCount<{ activation: Id }>(),
  /** Makes all machines of a license the owner's. */
  dropMemberMachines: rowCount<{ license: Id }>(),
  /** Locks the unreleased machines of a member. */
  lockMemberMachines: rows<{ member: Id }, ActivationRow>(),
});

/** Who signs in from a machine: a member of the license, or its owner (null). */
export type Holder = Id | null;

/** What is written when somebody signs in from a machine. */
export interface TakeOver {
  /** Whether the machine was somebody else's, whose nickname and username it then loses. */
  isMoved: boolean;
  writes: Query<number>[];
}

/** Gives a machine to who signs in from it. @throws Refusal `seats_taken` if the member has a seat on another machine */
export function* takeOver(activation: Id, holder: Holder): Operation<TakeOver> {
  const [known, other] = yield* ask(
    memberMachineQueries.findMemberMachine({ activation }),
    holder === null ? undefined : memberMachineQueries.findOtherSeat({ activation, member: holder }),
  );
  if (other !== undefined) refuseSecondSeat();
  const isMoved = (known?.member ?? null) !== holder;
  const put =
    holder === null
      ? memberMachineQueries.dropMemberMachine({ activation })
      : memberMachineQueries.putMemberMachine({ activation, member: holder });
  return { isMoved, writes: isMoved ? [activationQueries.dropNickname({ activation }), put] : [] };
}

/** Refuses a seat to a machine that returns, if it is a member's who uses another one. The license is locked. */
export function* requireOnlySeat(activation: Id): Operation<void> {
  const [known] = yield* ask(memberMachineQueries.findMemberMachine({ activation }));
  if (known === undefined) return;
  const [other] = yield* ask(memberMachineQueries.findOtherSeat(known));
  if (other !== undefined) refuseSecondSeat();
}

/** Refuses a seat to a copy of a member's machine: the member has the seat of the machine that is copied. */
export function* refuseCopyOfMember(activation: Id): Operation<void> {
  const [known] = yield* ask(memberMachineQueries.findMemberMachine({ activation }));
  if (known !== undefined) refuse('activation_forked');
}

function refuseSecondSeat(): never {
  return refuse('seats_taken', {
    detail: 'A member has one seat, which another machine uses. Release that machine in the portal.',
  });
}
