/**
 * A license of the fake server, as its vendor sees it: a test suspends, revokes, ends or changes it between two calls of
 * the app. Days are `YYYY-MM-DD`, inclusive, UTC.
 */
import { randomBytes } from 'node:crypto';
import { LICENSE_KEY_PAYLOAD_BYTES_MIN, writeLicenseKey } from '../contract/license-key.ts';
import { readDay } from './day.ts';
import { readEntitlements, type TimedEntitlement } from './entitlements.ts';
import { randomId, type Seat } from './seat.ts';

/** What a license allows. Absent members follow from the terms of the product. */
export interface LicenseOptions {
  seats?: number;
  /** Names, each alone or with its last day, as `cloud:2027-12-31`. */
  entitlements?: readonly string[];
  /** The last day of the license; null: a perpetual license. */
  endsOn?: string | null;
  /** The last day whose versions of the app the license covers; null: all versions. */
  updatesUntil?: string | null;
  /** The username of the portal account that owns the license. */
  owner?: string;
}

/** A license as it is stored. Days are days since 1970. */
export interface LicenseRecord {
  readonly id: string;
  readonly key: string;
  readonly product: string;
  readonly owner: string | null;
  entitlements: readonly TimedEntitlement[];
  readonly updatesUntilDay: number | null;
  seats: number;
  endsDay: number | null;
  suspendedDay: number | null;
  revokedDay: number | null;
  /** Raised with each change of the license: a lease from before the change is renewed. */
  revision: number;
  /** Every machine that has activated. */
  readonly activations: Seat[];
  /** What customers have released, for the limits of the terms. */
  releases: { lastDay: number | null; year: number; count: number };
}

/** Makes a license. @param prefix - the letters before its key */
export function makeLicense(
  { product, prefix, today }: { product: string; prefix: string | undefined; today: number },
  options: Required<Omit<LicenseOptions, 'owner'>> & { owner?: string },
): LicenseRecord {
  const payload = randomBytes(LICENSE_KEY_PAYLOAD_BYTES_MIN);
  return {
    id: randomId(),
    key: writeLicenseKey({ generation: 0, payload, prefix }),
    product,
    owner: options.owner ?? null,
    entitlements: readEntitlements(options.entitlements, today),
    updatesUntilDay: readDay(options.updatesUntil),
    seats: options.seats,
    endsDay: readDay(options.endsOn),
    suspendedDay: null,
    revokedDay: null,
    revision: 0,
    activations: [],
    releases: { lastDay: null, year: 0, count: 0 },
  };
}

/** The number of seats that are taken. */
export const usedSeats = ({ activations }: LicenseRecord): number =>
  activations.filter(({ isTaken }) => isTaken).length;

/** A license with the actions that its vendor has. An app learns of a change with its next renewal. */
export class TestLicense {
  readonly #record: LicenseRecord;
  readonly #today: () => number;

  constructor(record: LicenseRecord, today: () => number) {
    this.#record = record;
    this.#today = today;
  }

  /** The license key, as the buyer gets it. */
  get key(): string {
    return this.#record.key;
  }

  /** The number of seats that are taken. */
  get used(): number {
    return usedSeats(this.#record);
  }

  suspend(): void {
    this.#change({ suspendedDay: this.#record.suspendedDay ?? this.#today() });
  }

  /** Lifts a suspension. */
  reinstate(): void {
    this.#change({ suspendedDay: null });
  }

  /** Revokes the license for ever. */
  revoke(): void {
    this.#change({ revokedDay: this.#record.revokedDay ?? this.#today() });
  }

  setSeats(seats: number): void {
    this.#change({ seats });
  }

  /** Changes the last day of the license. @param day - null: without end */
  endOn(day: string | null): void {
    this.#change({ endsDay: readDay(day) });
  }

  /** Replaces the entitlements: names, each alone or with its last day. */
  setEntitlements(entitlements: readonly string[]): void {
    this.#change({ entitlements: readEntitlements(entitlements, this.#today()) });
  }

  /** Releases every machine, as the vendor can, or the customer in the portal. */
  releaseAll(): void {
    for (const seat of this.#record.activations) seat.release(this.#today());
  }

  #change(
    change: Partial<
      Pick<LicenseRecord, 'seats' | 'entitlements' | 'endsDay' | 'suspendedDay' | 'revokedDay'>
    >,
  ): void {
    Object.assign(this.#record, change);
    this.#record.revision += 1;
  }
}
