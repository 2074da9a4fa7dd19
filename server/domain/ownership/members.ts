/**
 * The members of a license: accounts that may use one of its seats, and never see its key. This file declares the stored
 * row and its queries. A license calls its members M1, M2 and so on.
 */

import type { MachineRow } from '../activation/activation.ts';
import type { Day } from '../kernel/day.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Id } from '../kernel/ports.ts';
import { defineQueries, optionalRow, row, rowCount, rows } from '../kernel/query.ts';

/** A row of `members`. */
export interface MemberRow {
  id: Id;
  license: Id;
  account: Id;
  /** `M` and a number, unique in the license. */
  name: string;
  /** The day on which the owner made the member a manager; null: no manager. */
  managerDay: Day | null;
  sinceDay: Day;
}

/** The most members of a license, open offers included. */
export const MEMBERS_MAX = 50;
/** The most licenses of others of which an account is a member. */
export const MEMBERSHIPS_MAX = 100;
/** How many names of members a license has given, and the highest number in them. */
export interface Names {
  held: number;
  last: number;
}

/** A machine, and the id of the member who has it. */
export interface MachineOfMember extends MachineRow {
  holder: Id;
}

export const memberQueries = defineQueries({
  findMember: optionalRow<{ license: Id; account: Id }, MemberRow>(),
  findMemberById: optionalRow<{ license: Id; member: Id }, MemberRow>(),
  /** The members of a license with their usernames, in the order in which they became members. */
  listMembers: rows<{ license: Id; rows: number }, MemberRow & { username: string }>(),
  /** The unreleased machines of all members of a license. */
  listMachinesOfMembers: rows<{ license: Id; rows: number }, MachineOfMember>(),
  listMemberships: rows<{ account: Id; rows: number }, MemberRow>(),
  countMemberships: row<{ account: Id }, { held: number }>(),
  /** How many members a license has, and the highest number in their names. */
  countMembers: row<{ license: Id }, Names>(),
  addMember: rowCount<MemberRow>(),
  setManager: rowCount<{ member: Id; day: Day | null }>(),
  /** Ends a membership. Its machines must be released before. */
  dropMember: rowCount<{ member: Id }>(),
  /** Ends the membership of an account that becomes the owner, whose machines then are the owner's. */
  dropMembership: rowCount<{ license: Id; account: Id }>(),
  dropMembers: rowCount<{ license: Id }>(),
  /** Moves the members to the license that replaces theirs. */
  moveMembers: rowCount<{ from: Id; to: Id }>(),
  listMembersAfter: rows<{ after: Id; rows: number }, { id: Id }>(),
});

/** How many licenses of others an account uses. */
export function* countMemberships({ account }: { account: Id }): Operation<{ held: number }> {
  const [counted] = yield* ask(memberQueries.countMemberships({ account }));
  return counted;
}
