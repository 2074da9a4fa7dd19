/**
 * The rows of one license that an erasure deletes, as the inventory declares them, in bounded slices. What a legal hold
 * keeps is left out, and the erasure is noted with the hold. `erasure.ts` finds the licenses of a person.
 */

import { activationQueries } from '../activation/activation.ts';
import type { Erasure, HoldGroup } from '../inventory/declaration.ts';
import { ERASURES } from '../inventory/inventory.ts';
import type { Day } from '../kernel/day.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Id } from '../kernel/ports.ts';
import { defineQueries, optionalRow, rowCount } from '../kernel/query.ts';
import { refuse } from '../kernel/refusal.ts';
import { accountOrders } from './accounting.ts';
import { heldGroupsOf, holdQueries, isHeld } from './hold-record.ts';

/** The maximum number of rows of one class that one slice deletes. */
const SLICE_ROWS = 100;

/** The receipt's classes for licenses that were ended by their owner, and for the activations of these licenses. */
const ENDED_LICENSES = 'licenses ended';
const ENDED_ACTIVATIONS = 'activations ended';
/** What is erased of the licenses that are found. */
export interface Extent {
  /** The names in {@link ALONE} of the parts that are erased; empty: all data of the person is erased. */
  only: string[];
  /** Whether the owner ends the licenses too. */
  endLicenses: boolean;
  /** Tables of which nothing is erased; absent: none. */
  spared?: readonly string[];
}

/** The names of the parts of a customer's data that can be erased alone. */
export const ALONE: readonly string[] = [
  ...new Set(ERASURES.flatMap(({ alone }) => (alone === undefined ? [] : [alone]))),
];

export const erasureQueries = defineQueries({
  countErasable: optionalRow<{ rule: string; license: Id }, { rows: number }>(),
  /** Deletes, clears or unlinks at most `rows` rows of the license; returns the number of these rows. */
  eraseRows: rowCount<{ rule: string; license: Id; rows: number }>(),
  endActivations: rowCount<{ license: Id; rows: number }>(),
  /** Deletes a license together with its keys. */
  endLicense: rowCount<{ license: Id }>(),
});

interface Erased {
  counts: Record<string, number>;
  /** Whether the license has more rows than one slice deletes. */
  more: boolean;
}

/** Erases one slice of a license. Where a hold keeps rows, the whole erasure is noted with the hold. */
export function* eraseOf(license: Id, input: Extent, today: Day): Operation<Erased> {
  const counts: Record<string, number> = {};
  const { rules, held, ends } = yield* scopeOf(license, input);
  if (held.length > 0 && input.only.length === 0)
    yield* ask(holdQueries.putOffLicense({ license, putOff: input.endLicenses ? 'end' : 'erase' }));
  for (const { class: rule, table } of rules) {
    if (table === 'orders') yield* accountOrders(license, today);
    const [rows] = yield* ask(erasureQueries.eraseRows({ rule, license, rows: SLICE_ROWS }));
    counts[rule] = rows;
    if (rows === SLICE_ROWS) return { counts, more: true };
  }
  if (!ends) return { counts, more: false };
  const [activations] = yield* ask(erasureQueries.endActivations({ license, rows: SLICE_ROWS }));
  counts[ENDED_ACTIVATIONS] = activations;
  if (activations === SLICE_ROWS) return { counts, more: true };
  const [licenses] = yield* ask(erasureQueries.endLicense({ license }));
  counts[ENDED_LICENSES] = licenses;
  return { counts, more: false };
}

/** What an erasure would do with a license: the rows by class that go, and those that a hold keeps. */
export function* planOf(
  license: Id,
  input: Extent,
): Operation<Record<'counts' | 'held', Map<string, number>>> {
  const { rules, held, ends } = yield* scopeOf(license, input);
  const counts = yield* countRows(license, rules);
  const kept = yield* countRows(license, held);
  if (ends) {
    const [activations] = yield* ask(activationQueries.listActivationIds({ license }));
    counts.set(ENDED_ACTIVATIONS, activations.length);
    counts.set(ENDED_LICENSES, 1);
  }
  return { counts, held: kept };
}

function* countRows(license: Id, rules: readonly Erasure[]): Operation<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const { class: rule } of rules) {
    const [found] = yield* ask(erasureQueries.countErasable({ rule, license }));
    counts.set(rule, found?.rows ?? 0);
  }
  return counts;
}

interface ErasureScope {
  rules: readonly Erasure[];
  /** The rules of which a hold keeps the rows. */
  held: readonly Erasure[];
  /** Whether the license ends too: not while anything of it is held. */
  ends: boolean;
}

function* scopeOf(license: Id, input: Extent): Operation<ErasureScope> {
  const groups: ReadonlySet<HoldGroup> = yield* heldGroupsOf(license);
  const ends = input.endLicenses && !groups.has('license') && !groups.has('machines');
  const { spared = [] } = input;
  const all = rulesOf({ ...input, endLicenses: ends }).filter(({ table }) => !spared.includes(table));
  const held = all.filter(({ table }) => isHeld(table, groups));
  return { rules: all.filter((rule) => !held.includes(rule)), held, ends };
}

/** The steps of an erasure. @throws Refusal if a word of `only` is unknown */
export function rulesOf({ only, endLicenses }: Extent): readonly Erasure[] {
  const stranger = only.find((word) => !ALONE.includes(word));
  if (stranger !== undefined || (only.length > 0 && endLicenses)) {
    const message =
      stranger === undefined ? 'cannot be combined with endLicenses' : `must be one of ${ALONE.join(', ')}`;
    refuse('request_malformed', { fields: [{ pointer: '/only', message }] });
  }
  if (only.length > 0) return ERASURES.filter(({ alone }) => alone !== undefined && only.includes(alone));
  // rows that are deleted with their license need no step of their own
  return endLicenses ? ERASURES.filter(({ table }) => !['licenses', 'owners'].includes(table)) : ERASURES;
}
