/**
 * The contract of telemetry and its closed vocabulary: everything that a report can contain, each counter with its
 * owner, the question that it answers and the day on which it expires. It imports nothing. The vendor's lists of
 * versions and features are given to the app and to the server alike; a value outside of the lists becomes `other`
 * before it leaves the machine.
 */

/** Paths of telemetry. None of them accepts a credential. */
export const TELEMETRY_PATHS = {
  report: '/telemetry/v1/reports',
  public: '/telemetry/public.json',
  schema: '/telemetry/public.schema.json',
} as const;

/** One counter. A cell is `<counter>/<value>`, and in a report 0 or 1. */
export interface Counter {
  readonly name: string;
  /** The owner, who removes the counter when its question is answered. */
  readonly owner: string;
  readonly question: string;
  /** `YYYY-MM-DD`: the first day on which it is not counted, at most a year after {@link VOCABULARY_RELEASED}. */
  readonly expires: string;
  readonly values: readonly string[];
}

/** The vendor's lists for its apps; they are the same in the app and in the server's `telemetry.json`. */
export interface VendorLists {
  /** Versions of the app that are counted separately, e.g. `1.5.0`. */
  readonly versions: readonly string[];
  /** At most ten features; a report counts whether one was used this week. */
  readonly features: readonly string[];
}

/**
 * `POST /telemetry/v1/reports`: at most four cells of the vocabulary below, each 0 or 1, and nothing else. It does not
 * identify the sender, and is sent without a credential.
 */
export interface TelemetryReport {
  cells: Record<string, 0 | 1>;
}

/** A figure with noise; figures below 20 are withheld. */
export type TelemetryFigure = number | '<20';

/** The published figures of a week. `cells` is null if there were too few reports; then only the total is published. */
export interface TelemetryWeek {
  /** ISO 8601, `2026-W48`. */
  week: string;
  total: TelemetryFigure;
  cells: Record<string, TelemetryFigure> | null;
}

/** `GET /telemetry/public.json`: everything that anyone, operators included, can read of telemetry. */
export interface PublicTelemetry {
  $schema: string;
  /** The privacy loss of one report, in one week. */
  epsilon: number;
  counters: { name: string; owner: string; question: string; expires: string; cells: string[] }[];
  /** The latest first. */
  weeks: TelemetryWeek[];
}

/** The release day of this vocabulary; expiries are checked against it. */
export const VOCABULARY_RELEASED = '2026-11-26';
/** Major and minor version of this SDK. */
export const SDK_VERSION = '0.1';
export const OTHER = 'other';
const VERSIONS_MAX = 40;
const FEATURES_MAX = 10;
export const NO_LISTS: VendorLists = { versions: [], features: [] };

const VALUE = /^[a-z0-9][a-z0-9.-]{0,31}$/;
const EXPIRES = '2027-11-01';
const [VENDOR, MAINTAINERS] = ["the vendor's product owner", 'the maintainers of Quietkey'];

const COUNTERS: readonly Counter[] = [
  {
    name: 'os',
    owner: VENDOR,
    question: 'Which systems must the next version run on?',
    expires: EXPIRES,
    values: [
      'windows-10',
      'windows-11',
      'macos-13',
      'macos-14',
      'macos-15',
      'macos-26',
      'linux-5',
      'linux-6',
      'linux-7',
    ],
  },
  {
    name: 'arch',
    owner: VENDOR,
    question: 'Which processors must be built for?',
    expires: EXPIRES,
    values: ['x64', 'arm64'],
  },
  {
    name: 'app',
    owner: VENDOR,
    question: 'Which versions are still alive?',
    expires: EXPIRES,
    values: [],
  },
  {
    name: 'sdk',
    owner: MAINTAINERS,
    question: 'Which versions of the SDK must the server go on serving?',
    expires: EXPIRES,
    values: [SDK_VERSION],
  },
  {
    name: 'activation',
    owner: VENDOR,
    question: 'Does activating work, and where it does not, why?',
    expires: EXPIRES,
    values: ['granted', 'seats_taken', 'refused', 'mistyped', 'unreachable'],
  },
  {
    name: 'offline',
    owner: VENDOR,
    question: 'For how many days do apps run without the server: are leases long enough?',
    expires: EXPIRES,
    values: ['0-7', '8-14', '15-30', '31-90'],
  },
  {
    name: 'feature',
    owner: VENDOR,
    question: 'Which features are used in a week at all?',
    expires: EXPIRES,
    values: [],
  },
];

/**
 * The active counters of a day, each with all of its values.
 * @param day `YYYY-MM-DD`
 */
export function countersOn(day: string, { versions, features }: VendorLists): Counter[] {
  const own: Record<string, readonly string[]> = { app: versions, feature: features };
  return COUNTERS.filter(({ expires }) => day < expires).map((counter) => ({
    ...counter,
    values: [...(own[counter.name] ?? counter.values), OTHER],
  }));
}

/** Every cell of the given counters. */
export function cellsOf(counters: readonly Counter[]): string[] {
  return counters.flatMap(({ name, values }) => values.map((value) => `${name}/${value}`));
}

/** The fault of a vendor's lists, as a clause; undefined if there is none. */
export function faultOfLists({ versions, features }: VendorLists): string | undefined {
  if (versions.length > VERSIONS_MAX) return `lists more than ${VERSIONS_MAX} versions`;
  if (features.length > FEATURES_MAX) return `lists more than ${FEATURES_MAX} features`;
  for (const list of [versions, features]) {
    if (new Set(list).size !== list.length) return 'lists something twice';
    if (!list.every((value) => VALUE.test(value) && value !== OTHER))
      return 'lists a value that is not 1 to 32 small letters, digits, dots and dashes';
  }
  return undefined;
}
