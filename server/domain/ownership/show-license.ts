/**
 * A license as an operator sees it: with its orders, the account that owns it, and why it was suspended or revoked. The
 * view is recorded.
 */

import type { LicenseDetails } from '../../../client-sdk/typescript/contract/license-view.ts';
import { accountQueries } from '../account/account.ts';
import { dayOf, writeDate } from '../kernel/day.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { COPIES_MAX, copyQueries, viewCopies } from '../licensing/copies.ts';
import {
  licenseQueries,
  requireLicense,
  standing,
  viewLicense,
  type Standing,
} from '../licensing/license.ts';
import { requireShown } from '../kernel/restriction.ts';
import { actionQueries, recordAction, type Action } from '../operator/action.ts';

/** The maximum number of orders that are shown, the latest. */
const ORDERS_MAX = 50;

export function* showLicense(input: { license: Id }, call: Call, vault: Vault): Operation<LicenseDetails> {
  const { license } = input;
  const row = yield* requireLicense(license);
  yield* requireShown(license, call);
  const today = dayOf(call.now);
  const [orders, owner, reason, copies] = yield* ask(
    licenseQueries.listAllOrders({ license, rows: ORDERS_MAX }),
    accountQueries.findOwner({ license }),
    actionQueries.findReason({ license, action: causeOf(standing(row, today)) ?? '' }),
    copyQueries.listCopies({ license, rows: COPIES_MAX }),
  );
  const [account] =
    owner === undefined ? [] : yield* ask(accountQueries.findAccount({ account: owner.account }));
  yield* recordAction(call, vault, { action: 'license show', license });
  return {
    ...viewLicense(row, today),
    reason: reason?.reason ?? null,
    orders: orders.toReversed().map(({ reference, product, day }) => ({
      order: reference,
      product,
      orderedOn: writeDate(day),
    })),
    account: account?.username ?? null,
    ...viewCopies(copies),
  };
}

const CAUSES: Readonly<Partial<Record<Standing, Action>>> = {
  suspended: 'license suspend',
  revoked: 'license revoke',
};

/** The action that gives a license its status. */
export function causeOf(status: Standing): Action | undefined {
  return CAUSES[status];
}
