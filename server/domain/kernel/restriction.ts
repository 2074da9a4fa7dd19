/**
 * A restriction or an objection that is in force: of an account and the licenses that it owns, or of a license that nobody
 * owns. `effects.ts` decides what follows from it.
 */

import type { Day } from './day.ts';
import type { RestrictionKind } from './effects.ts';
import { ask, type Operation } from './operation.ts';
import type { Call, Id } from './ports.ts';
import { readPurpose } from './purpose.ts';
import { defineQueries, optionalRow, row, rowCount, rows, type NoParams } from './query.ts';
import { refuse } from './refusal.ts';

/** A row of `restrictions`. It has an account or a license. */
export interface RestrictionRow {
  id: Id;
  kind: RestrictionKind;
  account: Id | null;
  license: Id | null;
  sinceDay: Day;
}

export const restrictionQueries = defineQueries({
  /** Adds a restriction; returns 0 if it is in force already. */
  addRestriction: rowCount<RestrictionRow>(),
  /** What is in force for an account and for the licenses that it owns. */
  listRestrictions: rows<{ account: Id }, Pick<RestrictionRow, 'id' | 'kind' | 'sinceDay'>>(),
  /** Ends what is in force for an account and for the licenses that it owns. */
  liftRestrictions: rowCount<{ account: Id; kind: RestrictionKind }>(),
  dropRestrictionsOf: rowCount<{ license: Id }>(),
  /** The restrictions that keep records from the purge. */
  countRestricted: row<NoParams, { held: number }>(),
  /** A license that operators see for a legal purpose only. */
  findHidden: optionalRow<{ license: Id }, { id: Id }>(),
  /** A legal hold in force on a license, or on the account that owns it. */
  findHolding: optionalRow<{ license: Id }, { hold: Id }>(),
  /** The licenses that are not counted, by the restrictions after an id. A license is null where an account owns none. */
  listUncounted: rows<{ after: Id; rows: number }, { place: Id; license: Id | null }>(),
});

/** Whether a look is for a legal claim or obligation, for which restricted data may be used (GDPR Art. 18(2)). */
function isLegal({ purpose = '' }: Pick<Call, 'purpose'>): boolean {
  return readPurpose(purpose)?.kind === 'legal';
}

/** Refuses an operator's look at a restricted license, unless it is for a legal purpose. @throws Refusal `license_restricted` */
export function* requireShown(license: Id, call: Call): Operation<void> {
  if (isLegal(call)) return;
  const [hidden] = yield* ask(restrictionQueries.findHidden({ license }));
  if (hidden !== undefined) refuse('license_restricted');
}

/**
 * Whether a legal hold keeps anything of a license or of its owner's account. The license then stays with its owner: a new
 * owner would take it out of a hold of the account, and ends its keys, email, nicknames and usernames.
 */
export function* hasHold(license: Id): Operation<boolean> {
  const [found] = yield* ask(restrictionQueries.findHolding({ license }));
  return found !== undefined;
}

/** The licenses that an operator finds without their id: restricted ones for a legal purpose only. */
export function* onlyShown<Row extends { id: Id }>(found: readonly Row[], call: Call): Operation<Row[]> {
  if (isLegal(call)) return [...found];
  const hidden = yield* ask(...found.map(({ id }) => restrictionQueries.findHidden({ license: id })));
  return found.filter((_row, nth) => hidden[nth] === undefined);
}
