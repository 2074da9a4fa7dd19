/**
 * The terms of a product: what a license of the product allows. A term is one entry of `TERMS`. The term's type on the
 * wire, its database row and inventory entry, its API schema, its rules, and its command-line options and output all
 * follow from that entry. To add a term, add an entry here and a migration that adds its column, named in snake case.
 */

import type { Term, ValueOf } from './term-kinds.ts';

export const SEATS_MAX = 1_000_000;
/** The longest trial. What is stored of a trial is never kept for a shorter time. */
export const TRIAL_DAYS_MAX = 90;
/**
 * The number of days by which a lease must outlast its refresh, so that nobody notices a short outage of the server.
 */
const REFRESH_MARGIN_DAYS = 3;

/**
 * The terms of a product, in the order in which they are stored and shown. Days are whole UTC days. Null means without
 * end or without limit.
 */
export const TERMS = {
  seats: {
    type: 'integer',
    default: 1,
    least: 1,
    most: SEATS_MAX,
    boundsInSchema: true,
    label: 'Seats',
    help: 'seats of a new license',
  },
  durationDays: {
    type: 'integer',
    unit: 'day',
    default: null,
    none: 'perpetual',
    least: 1,
    most: 36_600,
    label: 'Duration',
    help: 'duration of a new license in days',
  },
  updatesDays: {
    type: 'integer',
    unit: 'day',
    default: null,
    none: 'all',
    least: 1,
    most: 36_600,
    label: 'Updates',
    help: 'update period of a new license in days',
  },
  leaseDays: {
    type: 'integer',
    unit: 'day',
    default: 30,
    least: 7,
    most: 366,
    takes: '7 to 366 days: with a shorter lease, an outage of the server stops apps',
    label: 'Lease',
    help: 'duration of a lease in days',
  },
  refreshDays: {
    type: 'integer',
    unit: 'day',
    default: 7,
    least: 1,
    most: ({ leaseDays }: { readonly leaseDays: number }): number => leaseDays - REFRESH_MARGIN_DAYS,
    takes: `1 day or more, and at least ${REFRESH_MARGIN_DAYS} days less than the lease`,
    label: 'Refresh after',
    help: 'days after which a lease is renewed',
  },
  graceDays: {
    type: 'integer',
    unit: 'day',
    default: 14,
    least: 7,
    most: 366,
    label: 'Grace',
    help: 'days for which an app still runs after its lease',
  },
  /** The number of distinct days on which an app may see another machine's hardware before it is limited. */
  machineGraceDays: {
    type: 'integer',
    unit: 'day',
    default: 14,
    least: 0,
    most: 366,
    takes: '0 to 366 days: 0 never limits an app',
    label: 'Machine grace',
    help: 'distinct days on which an app may run on unconfirmed hardware (0: no limit)',
  },
  /**
   * The number of days after a suspension or revocation on which an app still runs, even if it already has the
   * statement.
   */
  noticeDays: {
    type: 'integer',
    unit: 'day',
    default: 0,
    least: 0,
    most: 366,
    label: 'Notice',
    help: 'days for which an app still runs after a suspension or revocation',
  },
  entitlements: {
    type: 'words',
    default: [],
    // At most 32 words, because the entitlements and tags of a lease must fit into a token of 4 kB.
    wordsMax: 32,
    label: 'Entitlements',
    help: 'what a new license includes, each word alone, or with a last day or a number of days, as cloud:365',
  },
  usernameRequired: {
    type: 'boolean',
    default: false,
    label: 'Username required',
    help: 'activation requires a username',
  },
  memberUsernames: {
    type: 'boolean',
    default: false,
    label: 'Usernames of members',
    help: 'the owner of a license sees the usernames of its members',
  },
  /**
   * What happens when an activation is found to be copied: the copy renews its lease (`allow`), gets a seat of its own
   * if one is free (`new_seat`), or runs to the end of its lease (`refuse`).
   */
  forks: {
    type: 'choice',
    choices: ['allow', 'new_seat', 'refuse'],
    default: 'new_seat',
    label: 'Forks',
    help: 'what happens to a copy of an activation',
  },
  /** The number of days that must pass between two releases by the customer. */
  releaseCooldownDays: {
    type: 'integer',
    unit: 'day',
    default: 0,
    least: 0,
    most: 366,
    label: 'Release cool-down',
    help: 'days between two releases by the customer',
  },
  releasesPerYear: {
    type: 'integer',
    default: null,
    none: 'any',
    least: 0,
    most: 10_000,
    label: 'Releases a year',
    help: 'releases by the customer in a year',
  },
  /** The number of days after its first day on which a trial still runs. */
  trialDays: {
    type: 'integer',
    unit: 'day',
    default: 0,
    least: 0,
    most: TRIAL_DAYS_MAX,
    takes: `0 to ${TRIAL_DAYS_MAX} days: 0 offers no trial`,
    label: 'Trial',
    help: 'days of a trial without a license key (0: none)',
  },
  /** The minutes of a lease of a floating license, whose seats are free for other machines when it is over. */
  floatingMinutes: {
    type: 'integer',
    default: null,
    none: 'off',
    least: 10,
    most: 1_440,
    takes: '10 to 1440 minutes: with a shorter lease, a pause of the network stops apps',
    label: 'Floating lease',
    help: 'minutes of a lease of a floating license',
  },
  /** The hours after a lease of a floating license in which the app still runs and its seat is not free. */
  floatingGraceHours: {
    type: 'integer',
    default: 72,
    least: 1,
    most: 720,
    takes: '1 to 720 hours: without grace, an outage of the server stops apps',
    label: 'Floating grace',
    help: 'hours for which an app still runs after a floating lease',
  },
  /** The most days for which a machine may borrow a seat of a floating license. */
  borrowDays: {
    type: 'integer',
    unit: 'day',
    default: 0,
    least: 0,
    most: 90,
    takes: '0 to 90 days: 0 lends no seat',
    label: 'Borrowing',
    help: 'days for which a machine may borrow a floating seat (0: none)',
  },
  returnAddresses: {
    type: 'addresses',
    default: [],
    addressesMax: 8,
    label: 'Return addresses',
    help: 'addresses to which a page of the portal may link back, as com.example.app:/done',
  },
} as const satisfies Readonly<Record<string, Term>>;

/** The value of each term, as it is written in JSON. */
export type Terms = { -readonly [Name in keyof typeof TERMS]: ValueOf<(typeof TERMS)[Name]> };

export interface ProductView {
  product: string;
  name: string;
  /** The letters before the license key, such as "SONAR", which its check symbols do not cover; null: no prefix. */
  prefix: string | null;
  terms: Terms;
  /** Whether the product is a demo, with fixed terms: each activation is gone after a day. */
  demo: boolean;
  createdOn: string;
  /** The last day on which data of a retired product is kept, `YYYY-MM-DD`; null: it is not retired. */
  keptUntil: string | null;
}

/** The names and definitions of all terms, in the order of `TERMS`. */
export function termEntries(): [name: keyof Terms, term: Term][] {
  return Object.entries(TERMS) as [keyof Terms, Term][];
}

/** Computes one value for each term and returns the values by the term's name. */
export function mapTerms<Value>(
  valueOf: (term: Term, name: keyof Terms) => Value,
): Record<keyof Terms, Value> {
  return Object.fromEntries(termEntries().map(([name, term]) => [name, valueOf(term, name)])) as Record<
    keyof Terms,
    Value
  >;
}

export const DEFAULT_TERMS = mapTerms((term) => term.default) as Terms;
