/**
 * Who may do what with a license in the portal: its owner, its managers and its other members. A license that an account
 * may not use in this way gets the answer of a license that does not exist.
 */

import { accountQueries, type OwnerRow } from '../account/account.ts';
import type { Releasing } from '../activation/release-allowance.ts';
import type { Day } from '../kernel/day.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Id } from '../kernel/ports.ts';
import { defineQueries, optionalRow } from '../kernel/query.ts';
import { refuse } from '../kernel/refusal.ts';
import type { LicenseRow } from '../licensing/license.ts';
import { memberQueries, type MemberRow } from './members.ts';

/** A license, and the account that asks for it. */
export interface OfLicense {
  account: Id;
  license: Id;
}

export type Role = 'owner' | 'manager' | 'member';

/** Who may do what. A member sees, names and releases only its own machine; `manage` is about the machines of all. */
const DEEDS = {
  use: ['owner', 'manager', 'member'],
  manage: ['owner', 'manager'],
  assign: ['owner', 'manager'],
  appoint: ['owner'],
  seeKey: ['owner'],
  transfer: ['owner'],
  redeem: ['owner'],
} as const satisfies Readonly<Record<string, readonly Role[]>>;

export type Deed = keyof typeof DEEDS;

export const accessQueries = defineQueries({
  /** A license that the account owns, or of which it is a member. */
  findShared: optionalRow<OfLicense, LicenseRow>(),
  lockShared: optionalRow<OfLicense, LicenseRow>(),
});

/** A license as an account may use it, since a day. */
export type Access = { row: LicenseRow; sinceDay: Day } & (
  { role: 'owner'; member: null } | { role: 'manager' | 'member'; member: MemberRow }
);

/** The access of an account to a license; undefined: it has none, or not for this deed. */
export function* findAccess(
  asked: OfLicense,
  how: 'find' | 'lock',
  deed: Deed,
): Operation<Access | undefined> {
  const { account, license } = asked;
  const [row, owner, member] = yield* ask(
    how === 'lock' ? accessQueries.lockShared(asked) : accessQueries.findShared(asked),
    // after the lock: a change that this call has waited for is seen
    accountQueries.findOwner({ license }),
    memberQueries.findMember({ license, account }),
  );
  const access = row && accessOf(row, account, owner, member);
  const allowed: readonly Role[] = DEEDS[deed];
  return access !== undefined && allowed.includes(access.role) ? access : undefined;
}

/** @throws Refusal `license_unknown`, also if the account may use the license in other ways */
export function* accessTo(asked: OfLicense, how: 'find' | 'lock', deed: Deed): Operation<Access> {
  return (yield* findAccess(asked, how, deed)) ?? refuse('license_unknown');
}

/** Whether the account may do something with all machines and members of the license. */
export function may({ role }: Pick<Access, 'role'>, deed: Deed): boolean {
  const allowed: readonly Role[] = DEEDS[deed];
  return allowed.includes(role);
}

/** By which part of the releases of a year the account releases a machine. */
export function releasingOf(access: Pick<Access, 'role'>): Releasing {
  return may(access, 'manage') ? 'owner' : 'member';
}

function accessOf(
  row: LicenseRow,
  account: Id,
  owner: OwnerRow | undefined,
  member: MemberRow | undefined,
): Access | undefined {
  if (owner?.account === account) return { row, sinceDay: owner.sinceDay, role: 'owner', member: null };
  if (member === undefined) return undefined;
  return { row, sinceDay: member.sinceDay, role: member.managerDay === null ? 'member' : 'manager', member };
}
