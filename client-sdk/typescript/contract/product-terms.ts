/**
 * The terms of a product: what a license of it allows. A term is one entry of `TERMS`; its type on the wire, the row and
 * the inventory of the database, the schemas of the API, the rules, and the options and output of the command line
 * follow from that entry. A new term is an entry here and a migration that adds its column, named in snake case.
 */

export const SEATS_MAX = 1_000_000;
/** A lease must outlast its refresh by this many days, so that nobody notices a short outage of the server. */
const REFRESH_MARGIN_DAYS = 3;

interface Described {
  /** Names the value where a product is shown to an operator. */
  readonly label: string;
  /** What it determines: in the help of the command line and in the inventory. */
  readonly help: string;
}

interface IntegerTerm extends Described {
  readonly type: 'integer';
  readonly default: number | null;
  readonly least: number;
  /** A number, or what follows from the other terms. */
  readonly most: number | ((terms: { readonly leaseDays: number }) => number);
  readonly unit?: 'day';
  /** The word for null on the command line; absent: the term is never null. */
  readonly none?: string;
  /** What a fault says that it takes, where that is more than the two bounds. */
  readonly takes?: string;
  /** The API's schema states both bounds; absent: it takes any number from 0, and the domain refuses. */
  readonly boundsInSchema?: true;
}

interface BooleanTerm extends Described {
  readonly type: 'boolean';
  readonly default: boolean;
}

interface ChoiceTerm extends Described {
  readonly type: 'choice';
  readonly choices: readonly string[];
  readonly default: string;
}

/** A list without duplicates, of words of small letters, digits, dots, dashes and underscores. */
interface WordsTerm extends Described {
  readonly type: 'words';
  readonly default: readonly string[];
  readonly wordsMax: number;
}

export type Term = IntegerTerm | BooleanTerm | ChoiceTerm | WordsTerm;

/** In the order in which they are stored and shown. Days are whole UTC days; null: without end or limit. */
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
    takes: '7 to 366 days: a shorter lease turns an outage into a stop',
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
    help: 'days that an app still runs after its lease',
  },
  entitlements: {
    type: 'words',
    default: [],
    // the entitlements and tags of a lease must fit a token of 4 kB
    wordsMax: 32,
    label: 'Entitlements',
    help: 'what a new license allows',
  },
  usernameRequired: {
    type: 'boolean',
    default: false,
    label: 'Username required',
    help: 'activation requires a username',
  },
  /** Whether a copy of an activation on another machine (a fork) is renewed too. */
  forks: {
    type: 'choice',
    choices: ['refuse', 'allow'],
    default: 'refuse',
    label: 'Forks',
    help: 'whether a copied activation is renewed',
  },
  /** Days that must pass between two releases by the customer. */
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
} as const satisfies Readonly<Record<string, Term>>;

type ValueOf<Entry> = Entry extends { readonly type: 'boolean' }
  ? boolean
  : Entry extends { readonly type: 'words' }
    ? string[]
    : Entry extends { readonly type: 'choice'; readonly choices: readonly (infer Choice)[] }
      ? Choice
      : Entry extends { readonly none: string }
        ? number | null
        : number;

/** The value of each term, as JSON has it. */
export type Terms = { -readonly [Name in keyof typeof TERMS]: ValueOf<(typeof TERMS)[Name]> };

export interface ProductView extends Terms {
  product: string;
  name: string;
  /** Letters before the license key ("SONAR"), outside its checksum; null: none. */
  prefix: string | null;
  createdOn: string;
}

/** The terms by name, in their order. */
export function termEntries(): [name: keyof Terms, term: Term][] {
  return Object.entries(TERMS) as [keyof Terms, Term][];
}

/** One value for each term, by its name. */
export function mapTerms<Value>(
  valueOf: (term: Term, name: keyof Terms) => Value,
): Record<keyof Terms, Value> {
  return Object.fromEntries(termEntries().map(([name, term]) => [name, valueOf(term, name)])) as Record<
    keyof Terms,
    Value
  >;
}

export const DEFAULT_TERMS = mapTerms((term) => term.default) as Terms;
