/**
 * Restriction, objection and withdrawal: by the person in the portal, or by the answer to a request. They are in force at
 * once, and until their person ends them; nobody else does. `server/domain/kernel/effects.ts` has what follows.
 */

import { accountQueries } from '../account/account.ts';
import { noticeQueries } from '../account/notices.ts';
import { dayOf, earlier, type Day } from '../kernel/day.ts';
import type { RestrictionKind } from '../kernel/effects.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { restrictionQueries, type RestrictionRow } from '../kernel/restriction.ts';
import type { RequestKind } from '../kernel/rights.ts';
import type { SubjectRow } from './request.ts';

/** What a customer does with a right: begins or ends it. */
export const RIGHT_DEEDS = ['restrict', 'release', 'object', 'agree', 'withdraw'] as const;
export type RightDeed = (typeof RIGHT_DEEDS)[number];

/** Since when each right is in force; null: it is not. */
export type RightsInForce = Record<RestrictionKind, Day | null>;

export function* showRightsInForce({ account }: { account: Id }): Operation<RightsInForce> {
  const [found] = yield* ask(restrictionQueries.listRestrictions({ account }));
  const sinceOf = (kind: RestrictionKind) => {
    const days = found.filter((row) => row.kind === kind).map(({ sinceDay }) => sinceDay);
    return days.length === 0 ? null : days.reduce((first, second) => earlier(first, second));
  };
  return { restricted: sinceOf('restricted'), objected: sinceOf('objected') };
}

/** Begins or ends a right of the customer. A repetition changes nothing. */
export function* useRight(
  { account, deed }: { account: Id; deed: RightDeed },
  call: Call,
  vault: Vault,
): Operation<Record<never, never>> {
  const begin = (kind: RestrictionKind) => add({ kind, account, license: null }, call, vault);
  const lift = (kind: RestrictionKind) => restrictionQueries.liftRestrictions({ account, kind });
  const deeds = {
    restrict: () => begin('restricted'),
    object: () => begin('objected'),
    release: () => lift('restricted'),
    agree: () => lift('objected'),
    withdraw: () => withdrawn(account),
  };
  yield* ask(deeds[deed]());
  return {};
}

const BEGUN: Readonly<Partial<Record<RequestKind, RestrictionKind>>> = {
  restriction: 'restricted',
  objection: 'objected',
};

/**
 * What the answer to a request puts in force: for the accounts that it is about, and for the licenses that nobody owns. A
 * license of somebody else is not its buyer's to restrict.
 */
export function* putInForce(
  kind: RequestKind,
  subjects: readonly SubjectRow[],
  call: Call,
  vault: Vault,
): Operation<void> {
  const accounts = subjects.flatMap(({ account }) => account ?? []);
  if (kind === 'withdrawal') yield* ask(...accounts.map(withdrawn));
  const begun = BEGUN[kind];
  if (begun === undefined) return;
  const licenses = subjects.flatMap(({ license }) => license ?? []);
  const owners = yield* ask(...licenses.map((license) => accountQueries.findOwner({ license })));
  const free = licenses.filter((_license, nth) => owners[nth] === undefined);
  yield* ask(
    ...accounts.map((account) => add({ kind: begun, account, license: null }, call, vault)),
    ...free.map((license) => add({ kind: begun, account: null, license }, call, vault)),
  );
}

/** The licenses that are not counted, in parts. */
export function* listUncounted({ after }: { after: Id }): Operation<{ licenses: Id[]; next: Id | null }> {
  const [found] = yield* ask(restrictionQueries.listUncounted({ after, rows: UNCOUNTED_READ }));
  const places = new Set(found.map(({ place }) => place));
  const last = places.size < UNCOUNTED_READ ? undefined : found.at(-1);
  return { licenses: found.flatMap(({ license }) => license ?? []), next: last?.place ?? null };
}

/** The restrictions that are read at a time. */
const UNCOUNTED_READ = 100;

function add({ kind, account, license }: Omit<RestrictionRow, 'id' | 'sinceDay'>, call: Call, vault: Vault) {
  const id = vault.current.digest('restriction', [call.id, kind, account ?? '', license ?? '']);
  return restrictionQueries.addRestriction({ id, kind, account, license, sinceDay: dayOf(call.now) });
}

/** Mail to the address for notices is all that needs a consent. */
function withdrawn(account: Id) {
  return noticeQueries.setNotices({ account, noticeAddress: null, notices: '' });
}
