/**
 * What operators do about take-overs: they list the open ones, and grant or refuse one. An operator decides after the
 * owner has refused, and may do so before, for example by an invoice. The list names licenses and days, and no person.
 */

import { accountQueries } from '../account/account.ts';
import { endingDay } from '../kernel/confirmed-day.ts';
import { dayOf, writeDate } from '../kernel/day.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import { mapItems, readPage, type Page, type PageAsked } from '../kernel/page.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { hasHold } from '../kernel/restriction.ts';
import { refuse } from '../kernel/refusal.ts';
import { recordAction } from '../operator/action.ts';
import { giveTo, judgeTakeover, loadTakeover, tellClaimant } from './answer-takeover.ts';
import {
  endOfRest,
  isOpen,
  stageOfTakeover,
  takeoverQueries,
  type TakeoverRow,
} from '../ownership/takeovers.ts';

/** A take-over as operators see it. */
export interface TakeoverView {
  license: Id;
  /** `waiting`: the owner can refuse. `ready`: it can be completed. `contested`: the owner refused, so you decide. */
  stage: 'waiting' | 'ready' | 'contested';
  /** The first day on which the account may become the owner. */
  readyOn: string;
  /** The day on which the owner refused; null: not refused. */
  refusedOn: string | null;
  /** The last day on which it can be completed or granted. */
  endsOn: string;
}

/** A page of the open take-overs, those that end first at the beginning. */
export function* listOpenTakeovers(asked: PageAsked, call: Call): Operation<Page<TakeoverView>> {
  const page = yield* readPage(asked, {
    query: (params) => takeoverQueries.pageTakeovers({ ...params, today: endingDay(call) }),
    placeOf: ({ endsDay, license }) => ({ order: endsDay, id: license }),
  });
  return mapItems(page, (row) => view(row, call));
}

/** The open take-overs, those of them that wait for an operator, and the first last day of the latter. */
export interface TakeoverCounts {
  open: number;
  contested: number;
  /** Null: none waits for an operator. */
  firstEndsOn: string | null;
}

export function* countTakeovers(_input: object, call: Call): Operation<TakeoverCounts> {
  const [{ firstDay, ...counts }] = yield* ask(takeoverQueries.countTakeovers({ today: endingDay(call) }));
  return { ...counts, firstEndsOn: firstDay === null ? null : writeDate(firstDay) };
}

/** One open take-over. Writes nothing. @throws Refusal `takeover_unknown` */
export function* considerTakeover({ license }: { license: Id }, call: Call): Operation<TakeoverView> {
  const [open] = yield* ask(takeoverQueries.findTakeover({ license }));
  if (open === undefined || !isOpen(stageOfTakeover(open, call))) return refuse('takeover_unknown');
  return view(open, call);
}

export interface DecideTakeover {
  license: Id;
  /** The reason, for the record that the customer can see. The reason may not contain an address. */
  reason?: string | undefined;
}

/**
 * Makes the account that has proved the email the owner, whatever the wait and the owner's refusal.
 * @throws Refusal `takeover_unknown`; `takeover_barred` if the license is suspended, revoked or held; `list_full`
 */
export function* grantTakeover(
  { license, reason }: DecideTakeover,
  call: Call,
  vault: Vault,
): Operation<{ license: Id }> {
  const [found] = yield* ask(takeoverQueries.findTakeover({ license }));
  const account = found?.account ?? '';
  // accounts are locked before licenses, as everywhere
  const [claimant] = yield* ask(accountQueries.lockAccount({ account }));
  const { row, owner, open, stage } = yield* loadTakeover(license, 'lock', call);
  if (row === undefined || !isOpen(stage) || open?.account !== account) return refuse('takeover_unknown');
  if (judgeTakeover(row, owner, yield* hasHold(license)) === 'barred') return refuse('takeover_barred');
  yield* giveTo(account, { row, owner }, call, vault);
  yield* ask(...tellClaimant(claimant, 'takeover granted', call, vault));
  yield* recordAction(call, vault, { action: 'takeover grant', license, reason });
  return { license };
}

/** Refuses a take-over: the owner stays, and for 90 days from today no other one begins. @throws Refusal `takeover_unknown` */
export function* dismissTakeover(
  { license, reason }: DecideTakeover,
  call: Call,
  vault: Vault,
): Operation<{ license: Id; restsUntil: string }> {
  const { open, stage } = yield* loadTakeover(license, 'lock', call);
  if (open === undefined || !isOpen(stage)) return refuse('takeover_unknown');
  const [claimant] = yield* ask(accountQueries.findAccount({ account: open.account ?? '' }));
  const endsDay = endOfRest(call);
  yield* ask(
    takeoverQueries.refuseTakeover({ license, account: null, refusedDay: dayOf(call.now), endsDay }),
    ...tellClaimant(claimant, 'takeover ended', call, vault),
  );
  yield* recordAction(call, vault, { action: 'takeover refuse', license, reason });
  return { license, restsUntil: writeDate(endsDay) };
}

function view(row: TakeoverRow, call: Call): TakeoverView {
  const { license, readyDay, refusedDay, endsDay } = row;
  const stage = stageOfTakeover(row, call);
  return {
    license,
    stage: isOpen(stage) ? stage : 'waiting',
    readyOn: writeDate(readyDay),
    refusedOn: refusedDay === null ? null : writeDate(refusedDay),
    endsOn: writeDate(endsDay),
  };
}
