/**
 * An account: a customer's login, by a username that is no address, and the licenses that it owns. This file says what
 * is stored of it and how it is asked for. Of its email it holds a keyed index at most, of its password a slow hash.
 */

import type { Day } from '../kernel/day.ts';
import type { Id } from '../kernel/ports.ts';
import { defineQueries, optionalRow, rowCount, rows } from '../kernel/query.ts';

/** A row of `accounts`. */
export interface AccountRow {
  id: Id;
  /** As `username.ts` reads it: two accounts never have the same. */
  username: string;
  /** The encoded argon2id hash. */
  password: string;
  /** Null: a recovery by email does not find it. */
  emailIndex: string | null;
  /** The generation of the secret that made the index, and the latest that has wrapped it: itself, where none has. */
  emailGeneration: number;
  emailWrapped: number;
  /** Null: no notices are wanted. */
  noticeAddress: string | null;
  /** Kinds of notices between spaces. */
  notices: string;
  /** The terms that were accepted, and when. */
  termsVersion: string;
  termsDay: Day;
  createdDay: Day;
  loginDay: Day;
  /** How often it was told since the last login that it will be erased, and when last. */
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
  /** Notes the day of a login, after which no warning stands; 0 where nothing changes. */
  noteLogin: rowCount<{ account: Id; day: Day }>(),
  changePassword: rowCount<{ account: Id; password: string }>(),
  /** With its sessions, recovery codes, links and ownerships. */
  deleteAccount: rowCount<{ account: Id }>(),
  /** Key of the last account of the window after `after`; undefined at the end of the table. */
  accountWindow: optionalRow<{ after: Id; rows: number }, { last: Id }>(),
  /** 0 where the license has an owner. */
  addOwner: rowCount<OwnerRow>(),
  dropOwner: rowCount<{ license: Id }>(),
  findOwner: optionalRow<{ license: Id }, OwnerRow>(),
  listOwners: rows<{ account: Id }, OwnerRow>(),
});
