/**
 * Activations as people see them. Each machine is shown by its two-word name, with the days and the network prefix that
 * help its owner to recognise the machine. When an operator views an activation, the view is recorded with the license.
 */

import { machineName } from '../../../client-sdk/typescript/contract/machine-name.ts';
import type { ActivationView } from '../../../client-sdk/typescript/contract/license-view.ts';
import { activationQueries, type ActivationRow } from './activation.ts';
import { writeDate, type Instant } from '../kernel/day.ts';
import { requireLicense } from '../licensing/license.ts';
import { recordAction } from '../operator/action.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import type { Operation } from '../kernel/operation.ts';
import { requireShown } from '../kernel/restriction.ts';
import { mapItems, readPage, type Page, type PageAsked, type Place } from '../kernel/page.ts';

export function* listActivations(
  { license, ...asked }: PageAsked & { license: Id },
  call: Call,
  vault: Vault,
): Operation<Page<ActivationView>> {
  yield* requireLicense(license);
  yield* requireShown(license, call);
  const page = yield* readPage(asked, {
    query: (params) => activationQueries.pageActivations({ license, ...params }),
    placeOf: placeOfActivation,
  });
  yield* recordAction(call, vault, { action: 'activation list', license });
  return mapItems(page, (row) => viewActivation(row, vault, call.now));
}

/** The place of an activation among those of its license. */
export function placeOfActivation({ createdDay, id }: ActivationRow): Place {
  return { order: createdDay, id };
}

export function viewActivation(row: ActivationRow, vault: Vault, now: Instant): ActivationView {
  return {
    activation: row.id,
    machine: machineName(row.id),
    status: statusOf(row, now),
    username: row.username,
    network: networkIn(row, vault),
    createdOn: writeDate(row.createdDay),
    lastSeenOn: writeDate(row.seenDay),
    leaseEndsOn: writeDate(row.leaseEndsDay),
  };
}

/** The network prefix of an activation in plain text; null: none is stored, or its key is destroyed. */
export function networkIn(
  { network, networkDay }: Pick<ActivationRow, 'network' | 'networkDay'>,
  vault: Vault,
): string | null {
  return network === null || networkDay === null ? null : (vault.openNetwork(network, networkDay) ?? null);
}

/** A floating seat lapses with its minute, also before another machine needs it. */
function statusOf(row: ActivationRow, now: Instant): ActivationView['status'] {
  if (row.releasedDay !== null) return 'released';
  const isOver = row.seatEndsSecond !== null && row.seatEndsSecond <= now;
  return row.lapsedDay !== null || isOver ? 'lapsed' : 'active';
}
