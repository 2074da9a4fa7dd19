/**
 * Transfers of licenses to other accounts: the stored row, and what decides about it. A transfer waits for its receiver,
 * and changes nothing until it is accepted. Only an owner who has proved the email of the license may give it away:
 * otherwise the holder of a leaked key could move it out of the buyer's reach.
 */

import type { OwnerRow } from '../account/account.ts';
import { endingDay, endingTime, waitingDay, waitingHour, type CallTime } from '../kernel/confirmed-day.ts';
import { addDays, addHours, dayOf, hourOf, type Day, type Hour } from '../kernel/day.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Id } from '../kernel/ports.ts';
import { defineQueries, optionalRow, rowCount, rows } from '../kernel/query.ts';
import type { LicenseRow } from '../licensing/license.ts';

/** A row of `transfers`. It ends with the ownership of the account that gives the license away. */
export interface TransferRow {
  license: Id;
  /** The account that may accept; null: the typed username is that of no other account. */
  account: Id | null;
  /** The hour from which the license can be accepted. */
  readyHour: Hour;
  /** The last day on which it can be accepted. */
  endsDay: Day;
}

/** The hours for which nobody can accept, so that the owner can take the transfer back. */
const WAIT_HOURS = 24;
/** The days for which a transfer is open, after the day on which it was begun. */
const TRANSFER_DAYS = 7;
/** The most transfers that an account is shown on the page of its licenses. */
const TRANSFERS_MAX = 20;

/** A transfer in the list of an account. */
export interface ListedTransfer extends Pick<TransferRow, 'license' | 'readyHour' | 'endsDay'> {
  productName: string;
}

type Listing = { account: Id; today: Day; rows: number };

export const transferQueries = defineQueries({
  findTransfer: optionalRow<{ license: Id }, TransferRow>(),
  /** Begins a transfer; replaces an earlier one of the license. */
  putTransfer: rowCount<TransferRow>(),
  dropTransfer: rowCount<{ license: Id }>(),
  /** Takes a transfer from its receiver. The owner sees it until its end, like one to a name that nobody has. */
  closeTransfer: rowCount<{ license: Id }>(),
  /** Takes all transfers from an account. */
  closeTransfersTo: rowCount<{ account: Id }>(),
  /** The open transfers of licenses that the account owns, the earliest first. */
  listTransfersBy: rows<Listing, ListedTransfer>(),
  /** The open transfers that the account may accept, the earliest first. */
  listTransfersTo: rows<Listing, ListedTransfer>(),
});

/** The transfers that wait: of the licenses of an account, and to the account. */
export function* listTransfers(
  { account }: { account: Id },
  call: CallTime,
): Operation<{ by: ListedTransfer[]; to: ListedTransfer[] }> {
  const asked = { account, today: dayOf(call.now), rows: TRANSFERS_MAX };
  const [by, to] = yield* ask(transferQueries.listTransfersBy(asked), transferQueries.listTransfersTo(asked));
  return { by, to };
}

/** The row of a transfer that begins now. The hours are whole, so the wait is up to an hour longer. */
export function beginTransfer(license: Id, account: Id | null, time: CallTime): TransferRow {
  const readyHour = addHours(waitingHour(time), WAIT_HOURS + 1);
  return { license, account, readyHour, endsDay: addDays(waitingDay(time), TRANSFER_DAYS) };
}

/** `early`: the owner can still take it back. `over`: it can no longer be accepted. */
export function stageOf(
  { readyHour, endsDay }: Pick<TransferRow, 'readyHour' | 'endsDay'>,
  time: CallTime,
): 'early' | 'ready' | 'over' {
  if (endsDay < endingDay(time)) return 'over';
  return hourOf(endingTime(time)) < readyHour ? 'early' : 'ready';
}

/**
 * Whether the owner may give a license away. `unproved`: the owner has not proved the email of the license. `barred`: the
 * license is suspended or revoked, or a legal hold keeps it. A license without an email is nobody else's to claim.
 */
export type Transferable = 'free' | 'unproved' | 'barred';

/** Whether the owner has proved the email of the license, or it has none that somebody else could claim it by. */
export function isEmailProved(
  { emailIndex }: Pick<LicenseRow, 'emailIndex'>,
  owner: Pick<OwnerRow, 'provedDay'> | undefined,
): boolean {
  return emailIndex === null || (owner?.provedDay ?? null) !== null;
}

export function judgeTransfer(
  { revokedDay, suspendedDay, emailIndex }: Pick<LicenseRow, 'revokedDay' | 'suspendedDay' | 'emailIndex'>,
  owner: Pick<OwnerRow, 'provedDay'> | undefined,
  isHeld: boolean,
): Transferable {
  if (revokedDay !== null || suspendedDay !== null || isHeld) return 'barred';
  return isEmailProved({ emailIndex }, owner) ? 'free' : 'unproved';
}
