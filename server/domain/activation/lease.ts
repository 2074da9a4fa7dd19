/**
 * Leases and statements as data: which days a lease spans and which claims it has. Nothing in this file signs. Equal
 * facts give equal claims, and therefore equal bytes, on every repetition.
 */

import type {
  ActivateAnswer,
  LeaseClaims,
  RenewAnswer,
  RenewalNotice,
  StatementClaims,
  StatementKind,
} from '../../../client-sdk/typescript/contract/wire.ts';
import type { ActivationRow } from './activation.ts';
import { endingDay, type CallTime } from '../kernel/confirmed-day.ts';
import {
  DAY_SECONDS,
  dayOf,
  endOf,
  startOf,
  addSeconds,
  addDays,
  earlier,
  type Day,
  type Seconds,
  type Instant,
} from '../kernel/day.ts';
import { endsOfLease, floatingOf, floatingSpan, type LeaseSpan } from './floating-lease.ts';
import { isDemo } from '../licensing/demo.ts';
import { isFloating } from '../licensing/floating.ts';
import { entitlementClaims, firstEntitlementEnd } from '../licensing/entitlements.ts';
import type { License } from '../licensing/license.ts';
import type { Signer, Vault } from '../kernel/ports.ts';
import type { Proved } from './proof.ts';

/**
 * The days that a new lease spans. A lease begins on the server's day, and never outlasts the license. If the license
 * has ended only by a clock that is not believed, its lease begins on the confirmed day.
 * @param renewed the activation whose lease a renewal replaces: the renewal of a demo does not prolong it
 * @param borrowDays the days for which a machine borrows a floating seat
 */
export function leaseSpan(
  license: License,
  time: CallTime,
  renewed?: ActivationRow,
  borrowDays = 0,
): LeaseSpan {
  const { endsDay } = license.row;
  const today = dayOf(time.now);
  const leaseDay = endsDay !== null && endsDay < today ? endingDay(time) : today;
  if (isFloating(license.product))
    return floatingSpan(license, { leaseDay, now: time.now, borrowDays, held: renewed });
  const most = addDays(leaseDay, license.product.leaseDays);
  const wanted = renewed !== undefined && isDemo(license.product) ? renewed.leaseEndsDay : most;
  const leaseEndsDay = earlier(wanted, endsDay ?? wanted);
  const seatEndsDay = addDays(leaseEndsDay, license.product.graceDays);
  return { leaseDay, leaseEndsDay, seatEndsDay, seatEndsSecond: null };
}

type LeaseOf = Pick<ActivationRow, 'id' | 'epoch' | 'sequence' | keyof LeaseSpan>;

/**
 * The time at which the app should renew its lease: on the day that the terms name, and at the latest when three
 * quarters of the lease are over. The times are spread over one day, or a quarter of a short lease, so that machines
 * activated together do not renew together. If an entitlement ends before that, it is soon after that end. A floating lease is renewed in the third quarter of its minutes, and a
 * borrowed one when it is over.
 */
export function refreshAfter(license: License, lease: LeaseOf): Instant {
  const within = spread(`${lease.id}.${lease.sequence}`);
  if (lease.seatEndsSecond !== null) {
    const { exp, quarter } = endsOfLease(license, lease);
    return addSeconds(exp, quarter === 0 ? 0 : -2 * quarter + (within % quarter));
  }
  const begin = startOf(lease.leaseDay);
  const quarter = Math.floor((endOf(lease.leaseEndsDay) - begin) / 4);
  const wanted = addSeconds(startOf(addDays(lease.leaseDay, license.product.refreshDays)), within);
  const latest = addSeconds(begin, 3 * quarter);
  const due = wanted <= latest ? wanted : addSeconds(latest, -(within % quarter));
  const ended = firstEntitlementEnd(license.row.entitlements, lease);
  return ended !== undefined && ended < due ? addSeconds(ended, within % quarter) : due;
}

/**
 * The time from which a renewal gets a new lease. A floating lease is renewed a quarter of it early, for an app whose clock
 * is ahead by minutes.
 */
export function renewableFrom(license: License, lease: LeaseOf): Instant {
  const early = lease.seatEndsSecond === null ? 0 : endsOfLease(license, lease).quarter;
  return addSeconds(refreshAfter(license, lease), -early);
}

/** A lease or a statement that is decided and committed, but not yet signed. */
export type Decided =
  | {
      kind: 'lease';
      activation: string;
      epoch: number;
      sequence: number;
      claims: Omit<LeaseClaims, 'iss' | 'key_set'>;
      /** The published farewell of the product; null: none. */
      farewell: string | null;
      /** The proof of the request, if it has one. */
      proved?: Proved;
      /** What the answer to a renewal tells the person at the machine; absent: nothing. */
      notices?: RenewalNotice[];
    }
  | { kind: 'statement'; claims: Omit<StatementClaims, 'iss'> };

/**
 * A lease that is decided and not yet signed. `tags` are the tags that the client sent; the server stores only keyed
 * digests of these tags.
 */
export function decidedLease(
  license: License,
  lease: LeaseOf,
  tags: readonly string[],
): Decided & { kind: 'lease' } {
  const { row, product } = license;
  const { exp, grace } = endsOfLease(license, lease);
  const floating = floatingOf(lease);
  return {
    kind: 'lease',
    activation: lease.id,
    epoch: lease.epoch,
    sequence: lease.sequence,
    farewell: product.farewell,
    claims: {
      aud: row.product,
      sub: row.id,
      jti: `${lease.id}.${lease.sequence}`,
      iat: startOf(lease.leaseDay),
      nbf: startOf(lease.leaseDay),
      exp,
      tags: [...tags],
      ...entitlementClaims(row.entitlements, lease.leaseDay),
      license_end: row.endsDay === null ? null : endOf(row.endsDay),
      updates_until: row.updatesUntilDay === null ? null : endOf(row.updatesUntilDay),
      refresh_after: refreshAfter(license, lease),
      grace,
      machine_days: product.machineGraceDays,
      ...(floating !== undefined && { floating }),
    },
  };
}

/** What ends an activation, or with `returned` the seat of a floating license alone. */
export interface EndingFact {
  kind: StatementKind;
  day: Day;
  returned?: true;
}

export function decidedStatement(
  license: License,
  activation: Pick<ActivationRow, 'id' | 'sequence'>,
  fact: EndingFact,
): Decided & { kind: 'statement' } {
  return {
    kind: 'statement',
    claims: {
      aud: license.row.product,
      license: license.row.id,
      activation: activation.id,
      sequence: activation.sequence,
      kind: fact.kind,
      effective: startOf(fact.day),
      ...noticeOf(license, fact.kind),
      ...(fact.returned && { returned: true }),
    },
  };
}

/** The notice of a statement, by the terms. A release is the customer's own and has none. */
function noticeOf({ product }: License, kind: StatementKind): Pick<StatementClaims, 'notice'> {
  const days = kind === 'released' ? 0 : product.noticeDays;
  return days === 0 ? {} : { notice: days * DAY_SECONDS };
}

/** Signs a decided lease. The renewal secret in the answer is derived and never stored. */
export function signLease(
  decided: Decided & { kind: 'lease' },
  signer: Signer,
  vault: Vault,
): ActivateAnswer {
  const { activation, epoch, sequence, claims, farewell } = decided;
  const secret = secretOf(decided, vault);
  const granted = { activation, epoch, sequence, secret, ...signer.signLease(claims) };
  return farewell === null ? granted : { ...granted, farewell };
}

/** The renewal secret of a lease. Most renewals have proved it, so that it need not be derived again. */
function secretOf({ activation, epoch, proved }: Decided & { kind: 'lease' }, { current }: Vault): string {
  const isProved =
    proved?.generation === current && proved.activation === activation && proved.epoch === epoch;
  return isProved ? proved.secret : current.renewSecret(activation, epoch);
}

export function signDecided(decided: Decided, signer: Signer, vault: Vault): RenewAnswer {
  if (decided.kind === 'statement') return signer.signStatement(decided.claims);
  const granted = signLease(decided, signer, vault);
  return decided.notices === undefined ? granted : { ...granted, notices: decided.notices };
}

/** A number of seconds within a day, determined by the text alone (FNV-1a). */
function spread(text: string): Seconds {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0) % DAY_SECONDS;
}
