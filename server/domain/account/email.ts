/**
 * The email by which an account is recovered: a keyed index, in the same forms as that of a license. Whoever is found by
 * it is moved to the current generation of the secret. Leaves to `recovery-email.ts` how one is added.
 */

import type { AccountRow } from './account.ts';
import { currentIndex, formsOf, type StoredIndex } from '../licensing/email-index.ts';
import type { Id, Vault } from '../kernel/ports.ts';
import { defineQueries, rowCount, rows } from '../kernel/query.ts';
import { ask, type Operation } from '../kernel/operation.ts';

export const accountEmailQueries = defineQueries({
  listAccountsByEmail: rows<{ emailIndex: string }, AccountRow>(),
  /** Null: none any more. */
  setAccountEmail: rowCount<Omit<StoredIndex, 'emailIndex'> & { account: Id; emailIndex: string | null }>(),
  /** 0 where the old index does not stand there any more. */
  moveAccountEmail: rowCount<StoredIndex & { id: Id; old: string }>(),
});

/** Accounts of an email, by their ids. @param email canonical */
export function* accountsOfEmail(email: string, vault: Vault): Operation<AccountRow[]> {
  const forms = formsOf(email, vault);
  const found = yield* ask(
    ...forms.map(({ emailIndex }) => accountEmailQueries.listAccountsByEmail({ emailIndex })),
  );
  // one that moves meanwhile may be met in two forms
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
