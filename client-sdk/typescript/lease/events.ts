/**
 * The events of a license: what has changed since was last reported to the app. Pure functions over two records, so an event
 * is neither lost by a restart nor reported twice.
 */
import { addSeconds, DAY_SECONDS, dayName, type Instant } from '../primitives/clock.ts';
import { machineName } from '../contract/machine-name.ts';
import type { RenewalNotice } from '../contract/wire.ts';
import { NOTHING_REPORTED, type Announced, type Standing } from '../state/announced.ts';
import type { VerifiedState } from './check.ts';
import { endsLease } from './statement.ts';

/** Every event of a license. The list is closed: an app may switch over it. */
export const EVENT_KINDS = [
  'renewed',
  'ending_soon',
  'suspended',
  'revoked',
  'reinstated',
  'released_elsewhere',
  'moved',
  'update_needed',
  'takeover',
  'policy',
] as const;

export type EventKind = (typeof EVENT_KINDS)[number];

/** A change of the license that was not reported to the app before. */
export interface LicenseEvent {
  kind: EventKind;
  /** The message to show to the person, in English. */
  message: string;
}

/** The number of days before its end from which a license counts as ending soon. */
const ENDING_SOON_DAYS = 14;
/** The number of days from which a warning was a mistake of a clock that was ahead, so the app is warned again. */
const NOT_SOON_DAYS = 16;
/** The number of days before its end from which a trial counts as ending soon. */
const TRIAL_SOON_DAYS = 3;

/** What is so now: the members that are reported, and the days until the license ends. */
export interface Situation extends Omit<Announced, 'warnedOf'> {
  daysLeft: number;
  /** Set if the license is a trial. */
  isTrial?: true;
}

/**
 * The situation of a verified state.
 * @param newerVersion - the version of a newer SDK that wrote the state, or 0
 * @param notices - those of the latest lease
 */
export function situationOf(
  { lease, statement }: VerifiedState,
  activation: string | undefined,
  { now, newerVersion, notices }: { now: Instant; newerVersion: number; notices: readonly string[] },
): Situation {
  const licenseEnd = lease?.license_end ?? null;
  return {
    standing: standingOf({ lease, statement }),
    license: lease?.sub ?? null,
    activation: activation ?? null,
    licenseEnd,
    daysLeft: licenseEnd === null ? Number.POSITIVE_INFINITY : (licenseEnd - now) / DAY_SECONDS,
    newerVersion,
    notices: lease === undefined ? '' : notices.join(' '),
    ...(lease?.trial !== undefined && { isTrial: true }),
  };
}

/** A floating seat that was given back is no news: the license is as it was. */
function standingOf({ lease, statement }: Pick<VerifiedState, 'lease' | 'statement'>): Standing {
  if (statement && !statement.returned && (!lease || endsLease(statement, lease))) return statement.kind;
  return lease ? 'active' : 'none';
}

/**
 * The events between what was reported and what is so, and what is reported then: the same object if nothing changes. An app
 * that has never asked is notified of what is so now and is not `active`.
 *
 *  | what has changed                                            | event              |
 *  | a newer SDK wrote the state                                 | update_needed      |
 *  | another activation of the same license, by a renewal        | moved              |
 *  | suspended, revoked                                          | the same           |
 *  | released, and not by this app                               | released_elsewhere |
 *  | active after a suspension or revocation of the same license | reinstated         |
 *  | the end of the same license is later, or is gone            | renewed            |
 *  | the license ends in 14 days or less, once for each end      | ending_soon        |
 *  | the trial ends in 3 days or less, once                      | ending_soon        |
 *  | the latest lease came with a notice that the last had not   | the same           |
 */
export function eventsSince(
  before: Announced | null,
  seen: Situation,
): { kinds: readonly EventKind[]; reported: Announced } {
  const reported = before ?? NOTHING_REPORTED;
  const { daysLeft, isTrial, ...rest } = seen;
  const isWarned = daysLeft <= (isTrial ? TRIAL_SOON_DAYS : ENDING_SOON_DAYS) && seen.standing === 'active';
  const warnedBefore = daysLeft > NOT_SOON_DAYS && seen.license !== null ? null : reported.warnedOf;
  const next: Announced = {
    ...rest,
    // Without a lease nothing is known of the license, so a later lease is compared with the last one.
    ...(seen.license === null && { license: reported.license, licenseEnd: reported.licenseEnd }),
    ...(seen.activation === null && { activation: reported.activation }),
    warnedOf: isWarned ? seen.licenseEnd : warnedBefore,
    newerVersion: Math.max(seen.newerVersion, reported.newerVersion),
  };
  const isWarning = isWarned && reported.warnedOf !== seen.licenseEnd;
  const kinds = [...changesBetween(reported, next), ...(isWarning ? (['ending_soon'] as const) : [])];
  return { kinds, reported: before && isSame(before, next) ? before : next };
}

function changesBetween(reported: Announced, next: Announced): EventKind[] {
  const isSameLicense = reported.license !== null && reported.license === next.license;
  const isNew = (notice: RenewalNotice): boolean => hasNotice(next, notice) && !hasNotice(reported, notice);
  const events: [kind: EventKind, happened: boolean][] = [
    ['update_needed', next.newerVersion > reported.newerVersion],
    ['moved', isSameLicense && reported.activation !== null && reported.activation !== next.activation],
    ['suspended', next.standing === 'suspended' && reported.standing !== 'suspended'],
    ['revoked', next.standing === 'revoked' && reported.standing !== 'revoked'],
    ['released_elsewhere', next.standing === 'released' && reported.standing !== 'released'],
    ['reinstated', isSameLicense && next.standing === 'active' && wasTaken(reported.standing)],
    ['renewed', isSameLicense && isLater(next.licenseEnd, reported.licenseEnd)],
    ['takeover', isNew('takeover')],
    ['policy', isNew('policy')],
  ];
  return events.flatMap(([kind, happened]) => (happened ? [kind] : []));
}

const wasTaken = (standing: Standing): boolean => standing === 'suspended' || standing === 'revoked';

const isLater = (end: Instant | null, before: Instant | null): boolean =>
  before !== null && (end === null || end > before);

const hasNotice = ({ notices }: Announced, notice: RenewalNotice): boolean =>
  notices.split(' ').includes(notice);

const isSame = (reported: Announced, next: Announced): boolean =>
  (Object.keys(next) as (keyof Announced)[]).every((name) => reported[name] === next[name]);

const MESSAGES: Record<
  EventKind,
  (about: { endsOn: string | undefined; machine: string | undefined; isTrial: true | undefined }) => string
> = {
  renewed: ({ endsOn }) =>
    endsOn === undefined
      ? 'The license was renewed without an end.'
      : `The license was renewed until ${endsOn}.`,
  ending_soon: ({ endsOn, isTrial }) =>
    `The ${isTrial ? 'trial' : 'license'} ends on ${endsOn ?? 'a near day'}. ${isTrial ? 'Enter a license key' : 'Renew it'} to go on.`,
  suspended: () => 'The license was suspended. Contact the seller.',
  revoked: () => 'The license was revoked. Contact the seller.',
  reinstated: () => 'The license is valid again.',
  released_elsewhere: () =>
    "This machine's seat was released from elsewhere. Enter a license key to use this app here again.",
  moved: ({ machine }) =>
    `Another machine uses the seat that this one had, so this one has a seat of its own${machine === undefined ? '' : `: ${machine}`}.`,
  takeover: () =>
    'Somebody asks to become the owner of this license. If it is yours, you can refuse in the customer portal. This app goes on in any case.',
  policy: () =>
    'The policy on stored data will change. The privacy page of the customer portal shows how, and when.',
  update_needed: () => 'A newer version of this app was used on this machine. Update this one.',
};

/** An event with its message. */
export function presentEvent(kind: EventKind, { licenseEnd, activation, isTrial }: Situation): LicenseEvent {
  const endsOn = licenseEnd === null ? undefined : dayName(addSeconds(licenseEnd, -1));
  const machine = activation === null ? undefined : machineName(activation);
  return { kind, message: MESSAGES[kind]({ endsOn, machine, isTrial }) };
}
