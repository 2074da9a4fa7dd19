/**
 * A license as an operator sees it: with its orders, the account that owns it, and why it was suspended or revoked. The
 * view is recorded.
 */

import type { LicenseDetails } from '../../../client-sdk/typescript/contract/license-view.ts';
import { accountQueries } from '../account/account.ts';
import { dayOf, writeDate } from '../kernel/day.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { copyQueries, viewCopies } from '../licensing/copies.ts';
import {
  licenseQueries,
  requireLicense,
  standing,
  viewLicense,
  type Standing,
} from '../licensing/license.ts';
import { operatorQueries, recordAction, type Action, type OperatorActionRow } from '../operator/operator.ts';

export function* showLicense(input: { license: Id }, call: Call, vault: Vault): Operation<LicenseDetails> {
  const { license } = input;
  const row = yield* requireLicense(license);
  const [orders, owner, actions, copies] = yield* ask(
    licenseQueries.listOrders({ license }),
    accountQueries.findOwner({ license }),
    operatorQueries.listOperatorActions({ license }),
    copyQueries.listCopies({ license }),
    recordAction(call, vault, { action: 'license show', license }),
  );
  const [account] =
    owner === undefined ? [] : yield* ask(accountQueries.findAccount({ account: owner.account }));
  const today = dayOf(call.now);
  return {
    ...viewLicense(row, today),
    reason: reasonOf(standing(row, today), actions),
    orders: orders.map(({ reference, product, day }) => ({
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

/**
 * The latest reason that was given for the status of a license; null: no reason was given, or it was deleted after a
 * year.
 */
function reasonOf(status: Standing, actions: readonly OperatorActionRow[]): string | null {
  const reasons = actions.filter(({ action, reason }) => action === causeOf(status) && reason !== null);
  return reasons.at(-1)?.reason ?? null;
}
