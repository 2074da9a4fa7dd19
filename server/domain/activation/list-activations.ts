/**
 * Activations as people see them. Each machine is shown by its two-word name, with the days and the network prefix that
 * help its owner to recognise the machine. When an operator views an activation, the view is recorded with the license.
 */

import { machineName } from '../../../client-sdk/typescript/contract/machine-name.ts';
import type { ActivationView } from '../../../client-sdk/typescript/contract/license-view.ts';
import { activationQueries, type ActivationRow } from './activation.ts';
import { writeDate, type Day } from '../kernel/day.ts';
import { requireLicense } from '../licensing/license.ts';
import { recordAction } from '../operator/action.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import type { Operation } from '../kernel/operation.ts';
import { mapItems, readPage, type Page, type PageAsked, type Place } from '../kernel/page.ts';

export function* listActivations(
  { license, ...asked }: PageAsked & { license: Id },
  call: Call,
  vault: Vault,
): Operation<Page<ActivationView>> {
  yield* requireLicense(license);
  const page = yield* readPage(asked, {
    query: (params) => activationQueries.pageActivations({ license, ...params }),
    placeOf: placeOfActivation,
  });
  yield* recordAction(call, vault, { action: 'activation list', license });
  return mapItems(page, (row) => viewActivation(row, vault));
}

/** The place of an activation among those of its license. */
export function placeOfActivation({ createdDay, id }: ActivationRow): Place {
  return { order: createdDay, id };
}

export function viewActivation(row: ActivationRow, vault: Vault): ActivationView {
  return {
    activation: row.id,
    machine: machineName(row.id),
    status: statusOf(row),
    username: row.username,
    network:
      row.network === null || row.networkDay === null
        ? null
        : openNetwork(row.network, row.networkDay, vault),
    createdOn: writeDate(row.createdDay),
    lastSeenOn: writeDate(row.seenDay),
    leaseEndsOn: writeDate(row.leaseEndsDay),
  };
}

function statusOf(row: ActivationRow): ActivationView['status'] {
  if (row.releasedDay !== null) return 'released';
  return row.lapsedDay === null ? 'active' : 'lapsed';
}

function openNetwork(sealed: string, day: Day, vault: Vault): string | null {
  return vault.openNetwork(sealed, day) ?? null;
}
