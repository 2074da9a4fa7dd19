/**
 * The email that recovers an account. It is stored as a keyed index, in the same forms as the email index of a license.
 * When an account is found by its email, the index moves to the current generation of the secret. `recovery-email.ts`
 * adds the email.
 */

import type { AccountRow } from './account.ts';
import { currentIndex, formsOf, type StoredIndex } from '../licensing/email-index.ts';
import type { Id, Vault } from '../kernel/ports.ts';
import { defineQueries, type Query, rowCount, rows } from '../kernel/query.ts';
import { ask, type Operation } from '../kernel/operation.ts';

/** The maximum number of accounts of one email that a visitor's request concerns. */
export const ACCOUNTS_MAX = 5;

export const accountEmailQueries = defineQueries({
  listAccountsByEmail: rows<{ emailIndex: string }, AccountRow>(),
  listFirstByEmail: rows<{ emailIndex: string; rows: number }, AccountRow>(),
  /** Sets the recovery email's index of an account; null removes the index. */
  setAccountEmail: rowCount<Omit<StoredIndex, 'emailIndex'> & { account: Id; emailIndex: string | null }>(),
  /** Takes an account out of open and answered requests about personal data: its earlier email has made them. */
  dropFromRequests: rowCount<{ account: Id }>(),
  /** Replaces the email index `old` of an account; returns 0 if `old` is no longer stored. */
  moveAccountEmail: rowCount<StoredIndex & { id: Id; old: string }>(),
});

/** All accounts that an email recovers, for an operator. @param email the canonical address */
export function accountsOfEmail(email: string, vault: Vault): Operation<AccountRow[]> {
  return findAccounts(email, vault, (emailIndex) => accountEmailQueries.listAccountsByEmail({ emailIndex }));
}

/** The first accounts that an email recovers, at most `ACCOUNTS_MAX`, for a visitor. @param email the canonical address */
export function* firstOfEmail(email: string, vault: Vault): Operation<AccountRow[]> {
  const found = yield* findAccounts(email, vault, (emailIndex) =>
    accountEmailQueries.listFirstByEmail({ emailIndex, rows: ACCOUNTS_MAX }),
  );
  return found.slice(0, ACCOUNTS_MAX);
}

function* findAccounts(
  email: string,
  vault: Vault,
  queryFor: (emailIndex: string) => Query<AccountRow[]>,
): Operation<AccountRow[]> {
  const found = yield* ask(...formsOf(email, vault).map(({ emailIndex }) => queryFor(emailIndex)));
  // An account whose index moves to another generation during the search may be found twice, once by each index.
  const rows = [...new Map(found.flat().map((row) => [row.id, row])).values()];
  const { current } = vault;
  yield* ask(
    ...rows.flatMap(({ id, emailIndex, emailGeneration }) =>
      emailIndex === null || emailGeneration >= current.number
        ? []
        : [accountEmailQueries.moveAccountEmail({ id, old: emailIndex, ...currentIndex(email, current) })],
    ),
  );
  return rows;
}
