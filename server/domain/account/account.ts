/**
 * An account: a customer's login, with a username that is not an email address, and the licenses that the account owns.
 * This file declares the stored row and its queries. The email is stored at most as a keyed index, and the password is
 * stored as a slow hash.
 */

import type { Day } from '../kernel/day.ts';
import type { Id } from '../kernel/ports.ts';
import { defineQueries, optionalRow, rowCount, rows } from '../kernel/query.ts';

/** A row of `accounts`. */
export interface AccountRow {
  id: Id;
  /** The username of the account in the form that `username.ts` defines; unique among all accounts. */
  username: string;
  /** The encoded argon2id hash of the password. */
  password: string;
  /** The keyed index of the email that recovers the account; null: the account cannot be recovered by email. */
  emailIndex: string | null;
  /**
   * `emailGeneration`: the generation of the secret that made the email index. `emailWrapped`: the latest generation
   * that wrapped the index; equal to `emailGeneration` if none did.
   */
  emailGeneration: number;
  emailWrapped: number;
  /** The address for notices, sealed for the mailer; null: the customer wants no notices. */
  noticeAddress: string | null;
  /** The kinds of notices that the customer subscribed to, separated by spaces. */
  notices: string;
  /** The version of the terms that the customer accepted, and the day of the acceptance. */
  termsVersion: string;
  termsDay: Day;
  createdDay: Day;
  loginDay: Day;
  /** The number of deletion warnings sent since the last login, and the day of the last warning. */
  warnings: number;
  warnedDay: Day | null;
}

/** A row of `owners`. */
export interface OwnerRow {
  license: Id;
  account: Id;
  sinceDay: Day;
  /** The day on which the owner proved the email of the license; null: not proved. */
  provedDay: Day | null;
}

export const accountQueries = defineQueries({
  /** Adds an account; returns 0 if the username is already in use. */
  addAccount: rowCount<AccountRow>(),
  findAccount: optionalRow<{ account: Id }, AccountRow>(),
  lockAccount: optionalRow<{ account: Id }, AccountRow>(),
  findAccountByUsername: optionalRow<{ username: string }, AccountRow>(),
  /** Stores the day of a login and resets the deletion warnings of the account; returns 0 if nothing changes. */
  noteLogin: rowCount<{ account: Id; day: Day }>(),
  /** Changes the username of an account; returns 0 if the username is already in use. */
  changeUsername: rowCount<{ account: Id; username: string }>(),
  changePassword: rowCount<{ account: Id; password: string }>(),
  /** Deletes an account together with its sessions, recovery codes, links and ownerships. */
  deleteAccount: rowCount<{ account: Id }>(),
  /**
   * The id of the last account in the window of `rows` accounts after the id `after`; undefined at the end of the
   * table.
   */
  accountWindow: optionalRow<{ after: Id; rows: number }, { last: Id }>(),
  /** Makes an account the owner of a license; returns 0 if the license already has an owner. */
  addOwner: rowCount<OwnerRow>(),
  /**
   * Forgets of which end of a license there was a notice, since it was to an earlier owner. Nothing changes while there
   * is an owner.
   */
  dropEnding: rowCount<{ license: Id }>(),
  dropOwner: rowCount<{ license: Id }>(),
  /** Stores that an owner proved the email of the license; returns 0 if the account is not its owner. */
  proveOwner: rowCount<{ license: Id; account: Id; day: Day }>(),
  /** Forgets that an owner proved the email of the license, since it has another email now. */
  unproveOwner: rowCount<{ license: Id }>(),
  findOwner: optionalRow<{ license: Id }, OwnerRow>(),
  listOwners: rows<{ account: Id }, OwnerRow>(),
});
