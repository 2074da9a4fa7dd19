/** The lease as apps read it: its claims, which versions of the app its license covers, and what it includes now. */
import type { LeaseClaims } from '../contract/wire.ts';
import { BadOptions } from '../primitives/errors.ts';

/** The claims of a lease. A copy by `structuredClone`, JSON or IPC has the claims only. */
export interface LicenseLease<Entitlement extends string = string> extends LeaseClaims {
  entitlements: Entitlement[];
  /**
   * Whether the license covers a version of the app, by `updates_until`.
   *
   * @param buildDate - the day of that version, as `YYYY-MM-DD` (UTC) or a longer ISO date, or as a Date
   * @throws BadOptions
   */
  covers(buildDate: string | Date): boolean;
  /** Whether the app has an entitlement now: as `entitlements` of `check()`, which knows states and ends. */
  entitles(entitlement: Entitlement): boolean;
}

const ISO_DATE = /^\d{4}-\d\d-\d\d(?:T|$)/;

const timeOf = (text: unknown): number =>
  typeof text === 'string' && ISO_DATE.test(text) ? Date.parse(text) : Number.NaN;

/** Two leases with the same claims are equal for a comparison of members, since no method is one of them. */
class PresentedLease {
  readonly #end: number | null;
  readonly #granted: () => readonly string[];

  constructor(claims: LeaseClaims, granted: () => readonly string[]) {
    this.#end = claims.updates_until;
    this.#granted = granted;
    Object.assign(this, structuredClone(claims));
  }

  covers(buildDate: string | Date): boolean {
    const time = buildDate instanceof Date ? buildDate.getTime() : timeOf(buildDate);
    if (!Number.isFinite(time)) throw new BadOptions('covers(…) takes a date, as YYYY-MM-DD or as a Date.');
    return this.#end === null || time < this.#end * 1000;
  }

  entitles(entitlement: string): boolean {
    return this.#granted().includes(entitlement);
  }
}

/** A copy of the claims, with the methods of a lease. @param granted - the entitlements at the time of a call */
export function presentLease(claims: LeaseClaims, granted: () => readonly string[]): LicenseLease {
  return new PresentedLease(claims, granted) as PresentedLease & LicenseLease;
}
