/** The lease as apps read it: its claims, and which versions of the app its license covers. */
import type { LeaseClaims } from '../contract/wire.ts';
import { BadOptions } from '../primitives/errors.ts';

/** The claims of a lease. A copy by `structuredClone`, JSON or IPC has the claims only. */
export interface LicenseLease extends LeaseClaims {
  /**
   * Whether the license covers a version of the app, by `updates_until`.
   *
   * @param buildDate - the day of that version, as `YYYY-MM-DD` (UTC) or a longer ISO date, or as a Date
   * @throws BadOptions
   */
  covers(buildDate: string | Date): boolean;
}

const METHODS = {
  covers(this: LeaseClaims, buildDate: string | Date): boolean {
    const end = this.updates_until;
    const time = buildDate instanceof Date ? buildDate.getTime() : timeOf(buildDate);
    if (!Number.isFinite(time)) throw new BadOptions('covers(…) takes a date, as YYYY-MM-DD or as a Date.');
    return end === null || time < end * 1000;
  },
};

const ISO_DATE = /^\d{4}-\d\d-\d\d(?:T|$)/;

const timeOf = (text: unknown): number =>
  typeof text === 'string' && ISO_DATE.test(text) ? Date.parse(text) : Number.NaN;

/** A copy of the claims, with the methods of a lease. */
export function presentLease(claims: LeaseClaims): LicenseLease {
  const lease = Object.create(METHODS) as typeof METHODS;
  return Object.assign(lease, structuredClone(claims));
}
