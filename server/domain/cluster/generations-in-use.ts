/**
 * Which stored values still depend on which generation of the two secrets. License keys move to a new generation when
 * they are typed, machines when they renew, and emails when they are given; sessions, tokens and idempotency records
 * expire. Email indexes are the only values that are moved in bulk. The index of an email that nobody gives can only be
 * wrapped: it is keyed once more, so that an old secret alone cannot test guesses of the email.
 */

import { endingTime } from '../kernel/confirmed-day.ts';
import { dayOf, hourOf, addHours, type Hour, type Day } from '../kernel/day.ts';
import { wrapped, type StoredIndex } from '../licensing/email-index.ts';
import { IDEMPOTENCY_HOURS } from '../kernel/idempotency.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { defineQueries, optionalRow, rows } from '../kernel/query.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import { accountEmailQueries } from '../account/email.ts';
import { licenseQueries } from '../licensing/license.ts';

/** The number of rows that one slice reads. After a rotation every row is rewritten, at about 10 µs each. */
const SLICE_ROWS = 200;

/**
 * The kinds of values that are counted. The last kind depends on the issue secret, the other kinds on the lookup
 * secret.
 */
export type DependentKind =
  | 'license keys'
  | 'email indexes'
  | 'activations'
  | 'sessions'
  | 'one-time links'
  | 'invitations'
  | 'coupons'
  | 'operator tokens'
  | 'idempotency records'
  | 'derived license keys';

/**
 * A number of stored values that need every generation from `first` to `last`. Most values need one generation; a
 * wrapped index needs several.
 */
export interface Dependence {
  kind: DependentKind;
  first: number;
  last: number;
  held: number;
}

/** The values that need one generation of a secret; empty: the generation can be destroyed. */
export function dependents(
  counts: readonly Dependence[],
  secret: 'lookUp' | 'issue',
  generation: number,
): Pick<Dependence, 'kind' | 'held'>[] {
  const needing = counts.filter(
    ({ kind, first, last }) =>
      (kind === 'derived license keys') === (secret === 'issue') && first <= generation && generation <= last,
  );
  const kinds = [...new Set(needing.map(({ kind }) => kind))];
  return kinds.map((kind) => {
    const dependences = needing.filter((dependence) => dependence.kind === kind);
    return { kind, held: dependences.reduce((sum, { held }) => sum + held, 0) };
  });
}

export const generationQueries = defineQueries({
  countGenerations: rows<{ today: Day; hour: Hour; repeatsFrom: Hour }, Dependence>(),
  /**
   * The key of the last row in the window of `rows` rows after the key `after`; undefined at the end of the table.
   * `rule` is the name of a table.
   */
  emailWindow: optionalRow<{ rule: string; after: string; rows: number }, { last: string }>(),
  /**
   * The email indexes in the window `after` < id ≤ `last` that no generation from `generation` on has made or wrapped.
   */
  listUnwrapped: rows<
    {
      rule: string;
      after: string;
      last: string;
      generation: number;
    },
    StoredIndex & { id: Id }
  >(),
});

export function* countGenerations(_input: Record<never, never>, call: Call): Operation<Dependence[]> {
  // a clock that runs ahead must not make values look expired: the secret that they need could then be destroyed
  const now = endingTime(call);
  const hour = hourOf(now);
  const repeatsFrom = addHours(hour, -IDEMPOTENCY_HOURS);
  const [counts] = yield* ask(generationQueries.countGenerations({ today: dayOf(now), hour, repeatsFrom }));
  return counts;
}

/** The tables that store an email index. */
export const EMAIL_TABLES = ['licenses', 'accounts'] as const;

export interface WrapEmails {
  table: (typeof EMAIL_TABLES)[number];
  /** The key after which the window of rows begins; '' at the start. */
  after: string;
}

/** Wraps the email indexes of one window. `next` is the key to continue after; null: that was the last window. */
export function* wrapEmails(
  { table: rule, after }: WrapEmails,
  _call: Call,
  vault: Vault,
): Operation<{ wrapped: number; next: string | null }> {
  const [window] = yield* ask(generationQueries.emailWindow({ rule, after, rows: SLICE_ROWS }));
  if (window === undefined) return { wrapped: 0, next: null };
  const { last } = window;
  const generation = vault.current.number;
  const [rows] = yield* ask(generationQueries.listUnwrapped({ rule, after, last, generation }));
  yield* ask(
    ...rows.map(({ id, ...index }) => {
      const moved = { id, old: index.emailIndex, ...wrapped(index, vault) };
      return rule === 'licenses'
        ? licenseQueries.moveEmailIndex(moved)
        : accountEmailQueries.moveAccountEmail(moved);
    }),
  );
  return { wrapped: rows.length, next: last };
}
