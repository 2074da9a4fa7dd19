/**
 * Which entitlements of a lease an app has at a time. An entitlement ends by itself only if its end is in the lease: an
 * end after that may have been prolonged since, so it decides nothing. A machine that could not ask the server keeps it
 * for the grace of the lease, as it keeps the license. The server leaves out of each lease what had ended before it.
 */
import type { Instant } from '../primitives/clock.ts';
import type { Lease } from './lease.ts';

type Granting = Pick<Lease, 'entitlements' | 'entitlement_ends' | 'exp' | 'iat' | 'nbf' | 'grace'>;

/**
 * The entitlements at a time, which is never before the lease was signed. The end of an entitlement and of its grace are
 * exclusive.
 */
export function entitlementsAt(lease: Granting, now: Instant): string[] {
  const time = Math.max(now, lease.iat, lease.nbf);
  const isOver = (end: Instant | null | undefined): boolean =>
    end !== null && end !== undefined && end <= lease.exp && time >= end + lease.grace;
  return lease.entitlements.filter((_name, index) => !isOver(lease.entitlement_ends?.[index]));
}

/** The end of each entitlement that has one, in the order of the lease. */
export function endsOfEntitlements({
  entitlements,
  entitlement_ends: ends = [],
}: Granting): [string, Instant][] {
  return entitlements.flatMap((name, index): [string, Instant][] => {
    const end = ends[index];
    return end === null || end === undefined ? [] : [[name, end]];
  });
}
