/**
 * The contract of telemetry and its closed vocabulary: everything that a report can contain. Each counter is listed
 * with the day on which it expires; its owner and its question are in `telemetry-questions.ts`. This file imports
 * nothing. The app and the server use the same vendor's lists of versions and features. A value outside of the lists
 * becomes `other` before it leaves the machine.
 */

/** The URL paths of telemetry. None of them accepts a credential. */
export const TELEMETRY_PATHS = {
  report: '/telemetry/v1/reports',
  public: '/telemetry/public.json',
  schema: '/telemetry/public.schema.json',
} as const;

/** Every counter; `telemetry-questions.ts` has the question of each. */
export type CounterName = 'os' | 'arch' | 'app' | 'sdk' | 'activation' | 'offline' | 'feature';

/** One counter of telemetry. A cell of the counter is named `<counter>/<value>` and is 0 or 1 in a report. */
export interface Counter {
  readonly name: CounterName;
  /**
   * The first day on which the counter is no longer counted, `YYYY-MM-DD`: at most a year after {@link
   * VOCABULARY_RELEASED}.
   */
  readonly expires: string;
  readonly values: readonly string[];
}

/**
 * The versions and features that a vendor counts. The app's lists must equal those in the server's `telemetry.json`.
 */
export interface VendorLists {
  /** The versions of the app that are counted separately, e.g. `1.5.0`. */
  readonly versions: readonly string[];
  /** The features that are counted, at most ten. A report counts whether a feature was used in the week. */
  readonly features: readonly string[];
}

/**
 * The body of `POST /telemetry/v1/reports`: at most four cells of the vocabulary below, each 0 or 1, and nothing else.
 * A report does not identify its sender and is sent without a credential.
 */
export interface TelemetryReport {
  cells: Record<string, 0 | 1>;
}

/** A published figure, with noise added. A figure below 20 is withheld and shown as `<20`. */
export type TelemetryFigure = number | '<20';

/**
 * The published figures of one week. `cells` is null if there were too few reports; then only the total is published.
 */
export interface TelemetryWeek {
  /** The week in ISO 8601 form, e.g. `2026-W48`. */
  week: string;
  total: TelemetryFigure;
  cells: Record<string, TelemetryFigure> | null;
}

/** The answer of `GET /telemetry/public.json`: everything of telemetry that anyone, operators included, can read. */
export interface PublicTelemetry {
  $schema: string;
  /** The privacy loss (epsilon) of one report in one week. */
  epsilon: number;
  counters: { name: string; owner: string; question: string; expires: string; cells: string[] }[];
  /** The published weeks, the latest first. */
  weeks: TelemetryWeek[];
}

/** The day on which this vocabulary was released. The expiry days of the counters are checked against it. */
export const VOCABULARY_RELEASED = '2026-11-26';
/** The major and minor version of this SDK. */
export const SDK_VERSION = '0.1';
export const OTHER = 'other';
const VERSIONS_MAX = 40;
const FEATURES_MAX = 10;
export const NO_LISTS: VendorLists = { versions: [], features: [] };

const VALUE = /^[a-z0-9][a-z0-9.-]{0,31}$/;
const EXPIRES = '2027-11-01';

const COUNTERS: readonly Counter[] = [
  {
    name: 'os',
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
    expires: EXPIRES,
    values: ['x64', 'arm64'],
  },
  {
    name: 'app',
    expires: EXPIRES,
    values: [],
  },
  {
    name: 'sdk',
    expires: EXPIRES,
    values: [SDK_VERSION],
  },
  {
    name: 'activation',
    expires: EXPIRES,
    values: ['granted', 'seats_taken', 'refused', 'mistyped', 'unreachable'],
  },
  {
    name: 'offline',
    expires: EXPIRES,
    values: ['0-7', '8-14', '15-30', '31-90'],
  },
  {
    name: 'feature',
    expires: EXPIRES,
    values: [],
  },
];

/**
 * The counters that are active on a day, each with all of its values.
 * @param day `YYYY-MM-DD`
 */
export function countersOn(day: string, { versions, features }: VendorLists): Counter[] {
  const own: Record<string, readonly string[]> = { app: versions, feature: features };
  return COUNTERS.filter(({ expires }) => day < expires).map((counter) => ({
    ...counter,
    values: [...(own[counter.name] ?? counter.values), OTHER],
  }));
}

/** The names of all cells of the given counters. */
export function cellsOf(counters: readonly Counter[]): string[] {
  return counters.flatMap(({ name, values }) => values.map((value) => `${name}/${value}`));
}

/** The fault of a vendor's lists of versions and features, as a clause; undefined if the lists have no fault. */
export function faultOfLists({ versions, features }: VendorLists): string | undefined {
  if (versions.length > VERSIONS_MAX) return `lists more than ${VERSIONS_MAX} versions`;
  if (features.length > FEATURES_MAX) return `lists more than ${FEATURES_MAX} features`;
  for (const list of [versions, features]) {
    if (new Set(list).size !== list.length) return 'lists a value twice';
    if (!list.every((value) => VALUE.test(value) && value !== OTHER))
      return 'lists a value that is not 1 to 32 small letters, digits, dots and dashes';
  }
  return undefined;
}
