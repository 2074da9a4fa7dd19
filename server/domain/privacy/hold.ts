/**
 * Legal holds (GDPR Art. 17(3)(b) and (e)): data that a court, an authority or a claim needs is kept from the purge, from
 * erasures and from the deletion of an account, until the hold is lifted. A hold has no end: a missed review is reported,
 * and the hold stays. What it has put off is done by the next purge after it was lifted. Customers see the hold.
 */

import { addDays, dayOf, writeDate, type Day } from '../kernel/day.ts';
import { requireFreeText } from '../kernel/free-text.ts';
import { read, write } from '../kernel/named-operation.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import { mapItems, readPage, type Page, type PageAsked } from '../kernel/page.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { recordAction, type Action } from '../operator/action.ts';
import { HOLD_CLASSES, holdQueries, type HoldClass, type HoldRow } from './hold-record.ts';
import { refuseField, requireSubject, type NamedSubject } from './hold-subject.ts';

/** Why data may be kept: a legal claim, an order of a court or an authority, or an obligation by law. */
export const HOLD_REASONS = ['claim', 'order', 'law'] as const;
export type HoldReason = (typeof HOLD_REASONS)[number];

/** A hold is reviewed within this number of days. */
export const REVIEW_DAYS = 365;
/** The number of days before that at which `doctor` reminds. */
export const REMIND_DAYS = 30;

export interface HoldView {
  hold: Id;
  class: HoldClass;
  license: Id | null;
  account: Id | null;
  reason: string;
  authority: string;
  placedOn: string;
  reviewedOn: string;
  /** The day by which it is to be reviewed; null: it was lifted. */
  reviewDueOn: string | null;
  liftedOn: string | null;
}

interface AddHold extends NamedSubject {
  class: string;
  reason: string;
  authority: string;
}

function* addHold(input: AddHold, call: Call, vault: Vault): Operation<HoldView> {
  const today = dayOf(call.now);
  requireFreeText('authority', input.authority, '/authority');
  const heldClass = requireOne(HOLD_CLASSES, input.class, '/class');
  const why = requireOne(HOLD_REASONS, input.reason, '/reason');
  const { heldLicense, heldAccount } = yield* requireSubject(input, vault);
  if ((heldClass === 'account') !== (heldAccount !== null) && heldClass !== 'all')
    refuseField('/class', heldAccount === null ? 'must be of a license' : 'must be all or account');
  const added: HoldRow = {
    hold: call.id,
    heldLicense,
    heldAccount,
    heldClass,
    why,
    authority: input.authority,
    placedDay: today,
    reviewedDay: today,
    liftedDay: null,
    putOff: null,
  };
  yield* ask(holdQueries.addHold(added));
  yield* record('hold add', added, call, vault);
  return viewHold(added);
}

/** Notes that the hold is still needed. */
function* reviewHold({ hold }: { hold: Id }, call: Call, vault: Vault): Operation<HoldView> {
  const found = yield* requireInForce(hold);
  const day = dayOf(call.now);
  yield* ask(holdQueries.reviewHold({ hold, day }));
  yield* record('hold review', found, call, vault);
  return viewHold({ ...found, reviewedDay: day });
}

function* liftHold({ hold }: { hold: Id }, call: Call, vault: Vault): Operation<HoldView> {
  const found = yield* requireInForce(hold);
  const day = dayOf(call.now);
  yield* ask(holdQueries.liftHold({ hold, day }));
  yield* record('hold lift', found, call, vault);
  return viewHold({ ...found, liftedDay: day });
}

function* listHolds(asked: PageAsked): Operation<Page<HoldView>> {
  const page = yield* readPage(asked, {
    query: holdQueries.pageHolds,
    placeOf: ({ placedDay, hold }) => ({ order: placedDay, id: hold }),
  });
  return mapItems(page, viewHold);
}

/** The number of holds in force, of those that were not reviewed in time, and of those whose time is near. */
function* countHolds(_input: object, call: Call): Operation<{ held: number; overdue: number; near: number }> {
  const today = dayOf(call.now);
  const overdueBefore = addDays(today, -REVIEW_DAYS);
  const nearBefore = addDays(overdueBefore, REMIND_DAYS);
  const [counts] = yield* ask(holdQueries.countHolds({ overdueBefore, nearBefore }));
  return counts;
}

/** The number of holds in force on an account and on the licenses that it owns, for its customer. */
function* countHoldsOf({ account }: { account: Id }): Operation<{ holds: number }> {
  const [counted] = yield* ask(holdQueries.countHoldsOf({ account }));
  return counted;
}

export const holdOperations = {
  addHold: write(addHold),
  reviewHold: write(reviewHold),
  liftHold: write(liftHold),
  listHolds: read(listHolds),
  countHolds: read(countHolds),
  countHoldsOf: read(countHoldsOf),
};

function* requireInForce(hold: Id): Operation<HoldRow> {
  const [found] = yield* ask(holdQueries.findHold({ hold }));
  if (found === undefined) return refuseField('/hold', 'names no hold');
  if (found.liftedDay !== null) refuseField('/hold', `was lifted on ${writeDate(found.liftedDay)}`);
  return found;
}

function* record(
  action: Action,
  { heldLicense: license }: Pick<HoldRow, 'heldLicense'>,
  call: Call,
  vault: Vault,
): Operation<void> {
  yield* recordAction(call, vault, { action, license });
}

function requireOne<Word extends string>(words: readonly Word[], word: string, pointer: string): Word {
  const found = words.find((known) => known === word);
  return found ?? refuseField(pointer, `must be one of ${words.join(', ')}`);
}

function viewHold(found: HoldRow): HoldView {
  const written = (day: Day | null): string | null => (day === null ? null : writeDate(day));
  return {
    hold: found.hold,
    class: found.heldClass,
    license: found.heldLicense,
    account: found.heldAccount,
    reason: found.why,
    authority: found.authority,
    placedOn: writeDate(found.placedDay),
    reviewedOn: writeDate(found.reviewedDay),
    reviewDueOn: written(found.liftedDay === null ? addDays(found.reviewedDay, REVIEW_DAYS) : null),
    liftedOn: written(found.liftedDay),
  };
}
