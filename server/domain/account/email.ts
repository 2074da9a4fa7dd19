/**
 * The email that recovers an account: a keyed index, in the same forms as the index of a license. An account that is
 * found by it moves to the current generation of the secret. `recovery-email.ts` adds the email.
 */

import type { AccountRow } from './account.ts';
import { currentIndex, formsOf, type StoredIndex } from '../licensing/email-index.ts';
import type { Id, Vault } from '../kernel/ports.ts';
import { defineQueries, rowCount, rows } from '../kernel/query.ts';
import { ask, type Operation } from '../kernel/operation.ts';

export const accountEmailQueries = defineQueries({
  listAccountsByEmail: rows<{ emailIndex: string }, AccountRow>(),
  /** Null: removes it. */
  setAccountEmail: rowCount<Omit<StoredIndex, 'emailIndex'> & { account: Id; emailIndex: string | null }>(),
  /** 0 where the old index is not stored any more. */
  moveAccountEmail: rowCount<StoredIndex & { id: Id; old: string }>(),
});

/** Accounts of an email, by their ids. @param email canonical */
export function* accountsOfEmail(email: string, vault: Vault): Operation<AccountRow[]> {
  const forms = formsOf(email, vault);
  const found = yield* ask(
    ...forms.map(({ emailIndex }) => accountEmailQueries.listAccountsByEmail({ emailIndex })),
  );
  // an account that moves in the meantime may be found in two forms
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
