/** How licenses are printed, and the help texts that several commands about a license share. */

import type {
  FoundCopies,
  LicenseDetails,
  LicenseView,
} from '../../client-sdk/typescript/contract/license-view.ts';
import { block, type Pair } from '../cli/print.ts';

export const EMAIL_HELP =
  "the buyer's email; - reads it from standard input, to keep it out of the shell history";
export const ENTITLEMENTS_HELP =
  'words between commas, each alone or with its last day, as pro,cloud:2027-12-31';
export const LICENSE_HELP = 'id of the license; quietkey license find shows it';

export function writeLicense(view: LicenseView): string {
  return block(pairsOf(view));
}

export function writeDetails(view: LicenseDetails): string {
  const orders = view.orders.map(({ order, orderedOn }) => `${order}, ${orderedOn}`);
  return block([
    ...pairsOf(view),
    ['Reason', view.reason],
    ['Orders', orders.join('; ') || 'none'],
    ['Account', view.account ?? 'none'],
    ...(view.copies ?? []).map((found): Pair => ['Copies found', writeCopies(found)]),
  ]);
}

/** Why the key of a license activates nothing now; '' if it activates. */
export function standingSentence({ status, suspendedOn, endsOn }: LicenseView): string {
  if (status === 'suspended') return `The license has been suspended since ${suspendedOn}.`;
  return status === 'ended' ? `The license ended on ${endsOn}.` : '';
}

export function seatsOf({ used, seats }: LicenseView): string {
  return `${used} of ${seats} taken`;
}

function writeCopies({ copies, machine, activation, firstFoundOn, lastFoundOn }: FoundCopies): string {
  const days = firstFoundOn === lastFoundOn ? `on ${firstFoundOn}` : `${firstFoundOn} to ${lastFoundOn}`;
  return `${copies} of ${machine} (${activation}), ${days}`;
}

function pairsOf(view: LicenseView): readonly Pair[] {
  return [
    ['License', view.license],
    ['Product', view.product],
    ['Status', view.status],
    ['Seats', seatsOf(view)],
    ['Ends on', view.endsOn ?? 'never'],
    ['Updates', view.updatesUntil === null ? 'all versions' : `until ${view.updatesUntil}`],
    ['Entitlements', view.entitlements.join(', ') || 'none'],
    ['Issued on', view.createdOn],
    ['Suspended on', view.suspendedOn],
    ['Revoked on', view.revokedOn],
  ];
}
