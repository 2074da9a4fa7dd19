/**
 * An account: a customer's login, with a username that is not an email address, and the licenses that it owns. This
 * file declares the stored row and its queries. Of the email at most a keyed index is stored, of the password a slow
 * hash.
 */

import type { Day } from '../kernel/day.ts';
import type { Id } from '../kernel/ports.ts';
import { defineQueries, optionalRow, rowCount, rows } from '../kernel/query.ts';

/** A row of `accounts`. */
export interface AccountRow {
  id: Id;
  /** In the form of `username.ts`: unique. */
  username: string;
  /** The encoded argon2id hash. */
  password: string;
  /** Null: a recovery by email does not find it. */
  emailIndex: string | null;
  /** The generation that made the index, and the latest that wrapped it: the same one where none has. */
  emailGeneration: number;
  emailWrapped: number;
  /** Null: no notices are wanted. */
  noticeAddress: string | null;
  /** Kinds of notices, separated by spaces. */
  notices: string;
  /** The accepted version of the terms, and the day of acceptance. */
  termsVersion: string;
  termsDay: Day;
  createdDay: Day;
  loginDay: Day;
  /** Deletion warnings sent since the last login, and the day of the last one. */
  warnings: number;
  warnedDay: Day | null;
}

interface OwnerRow {
  license: Id;
  account: Id;
  sinceDay: Day;
}

export const accountQueries = defineQueries({
  /** 0 where the username is taken. */
  addAccount: rowCount<AccountRow>(),
  findAccount: optionalRow<{ account: Id }, AccountRow>(),
  lockAccount: optionalRow<{ account: Id }, AccountRow>(),
  findAccountByUsername: optionalRow<{ username: string }, AccountRow>(),
  lockAccountByUsername: optionalRow<{ username: string }, AccountRow>(),
  /** Stores the day of a login and resets the warnings; 0 where nothing changes. */
  noteLogin: rowCount<{ account: Id; day: Day }>(),
  changePassword: rowCount<{ account: Id; password: string }>(),
  /** Together with its sessions, recovery codes, links and ownerships. */
  deleteAccount: rowCount<{ account: Id }>(),
  /** Key of the last account of the window after `after`; undefined at the end of the table. */
  accountWindow: optionalRow<{ after: Id; rows: number }, { last: Id }>(),
  /** 0 where the license has an owner. */
  addOwner: rowCount<OwnerRow>(),
  dropOwner: rowCount<{ license: Id }>(),
  findOwner: optionalRow<{ license: Id }, OwnerRow>(),
  listOwners: rows<{ account: Id }, OwnerRow>(),
});
