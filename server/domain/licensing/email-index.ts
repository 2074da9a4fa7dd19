/**
 * Finds licenses by an email that is not stored. The search uses the keyed index of the email, in every form in which a
 * live generation of the secret may have stored the index. A license that is found moves to the current generation,
 * since the email is known at that moment. The other licenses are wrapped in bulk (`cluster/generations-in-use.ts`).
 * `email.ts` defines what an email is.
 */

import { licenseQueries, type LicenseRow } from './license.ts';
import type { Id, Vault } from '../kernel/ports.ts';
import type { Query } from '../kernel/query.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import {
  END,
  pageOf,
  PAGE_ITEMS_MAX,
  requireCursor,
  requireLimit,
  START,
  type Page,
  type PageAsked,
} from '../kernel/page.ts';
import type { Generation } from '../kernel/generation.ts';

/** The email index of a license whose buyer was not erased. */
export type StoredIndex = Pick<LicenseRow, 'emailGeneration' | 'emailWrapped'> & { emailIndex: string };

/** The index under which the email of a new license is stored. */
export function currentIndex(email: string, current: Generation): StoredIndex {
  const { number } = current;
  return { emailIndex: current.emailIndex(email), emailGeneration: number, emailWrapped: number };
}

/**
 * The index of an earlier generation in the form that bulk wrapping gives: wrapped by each later generation up to the
 * current one. This form is final.
 */
export function wrapped(index: StoredIndex, vault: Vault): StoredIndex {
  const later = vault.live.filter(
    ({ number }) => number > index.emailWrapped && number <= vault.current.number,
  );
  return later.reduce(
    (inner, generation) => ({
      ...inner,
      emailIndex: generation.wrapEmailIndex(inner.emailIndex),
      emailWrapped: generation.number,
    }),
    index,
  );
}

/**
 * Replaces the email index of a license, unless the old index is gone: an index that was erased in the meantime is not
 * restored.
 */
function moveIndex(id: Id, old: string, index: StoredIndex): Query<number> {
  return licenseQueries.moveEmailIndex({ id, old, ...index });
}

/** A page of the licenses that were bought with an email, oldest first. */
export function* pageOfEmail(email: string, asked: PageAsked, vault: Vault): Operation<Page<LicenseRow>> {
  const rows = requireLimit(asked.limit);
  const from = asked.after === undefined ? START : requireCursor(asked.after, '/after');
  const found = yield* ask(
    ...formsOf(email, vault).map(({ emailIndex }) =>
      licenseQueries.pageByEmail({ emailIndex, rule: 'after', ...from, rows }),
    ),
  );
  const ahead = found.reduce((sum, [first]) => sum + (first?.ahead ?? 0), 0);
  const page = inOrder(found.flat()).slice(0, rows);
  yield* ask(...page.flatMap((row) => moved(row, email, vault)));
  return pageOf(page, ahead, ({ createdDay, id }) => ({ order: createdDay, id }));
}

/** The latest licenses that were bought with an email, newest first, and the number of earlier ones. */
export function* latestOfEmail(
  email: string,
  rows: number,
  vault: Vault,
): Operation<{ licenses: LicenseRow[]; earlier: number }> {
  const found = yield* ask(
    ...formsOf(email, vault).map(({ emailIndex }) =>
      licenseQueries.pageByEmail({ emailIndex, rule: 'before', ...END, rows }),
    ),
  );
  const ahead = found.reduce((sum, [first]) => sum + (first?.ahead ?? 0), 0);
  const licenses = inOrder(found.flat()).toReversed().slice(0, rows);
  yield* ask(...licenses.flatMap((row) => moved(row, email, vault)));
  return { licenses, earlier: ahead - licenses.length };
}

/** The ids of all licenses that were bought with an email, which are read page by page. */
export function* licensesOfEmail(email: string, vault: Vault): Operation<Id[]> {
  const ids: Id[] = [];
  let page: Page<LicenseRow> | undefined;
  do {
    page = yield* pageOfEmail(email, { after: page?.next ?? undefined, limit: PAGE_ITEMS_MAX }, vault);
    ids.push(...page.items.map(({ id }) => id));
  } while (page.next !== null);
  return ids;
}

/**
 * Licenses, oldest first. One whose index moves to another generation during the search is found
 * twice, once by each index.
 */
function inOrder<Row extends LicenseRow>(rows: readonly Row[]): Row[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return [...byId.values()].toSorted((a, b) => a.createdDay - b.createdDay || (a.id < b.id ? -1 : 1));
}

/** Whether an email is the email of the license; if so, its index moves to the current generation. */
export function* isEmailOf(row: LicenseRow, email: string, vault: Vault): Operation<boolean> {
  if (!matches(row, email, vault)) return false;
  yield* ask(...moved(row, email, vault));
  return true;
}

/** Whether an email is the email of the license. */
export function matches(row: LicenseRow, email: string, vault: Vault): boolean {
  const form = formsOf(email, vault).find(
    ({ emailGeneration, emailWrapped }) =>
      emailGeneration === row.emailGeneration && emailWrapped === row.emailWrapped,
  );
  return form !== undefined && vault.same(row.emailIndex ?? '', form.emailIndex);
}

/**
 * All forms of the index of an email. Each form was made by one generation and then wrapped by each following
 * generation up to some generation.
 */
export function formsOf(email: string, { live }: Vault): StoredIndex[] {
  return live.flatMap((maker, index) => {
    let emailIndex = maker.emailIndex(email);
    const forms = [{ emailIndex, emailGeneration: maker.number, emailWrapped: maker.number }];
    for (const wrapper of live.slice(index + 1)) {
      emailIndex = wrapper.wrapEmailIndex(emailIndex);
      forms.push({ emailIndex, emailGeneration: maker.number, emailWrapped: wrapper.number });
    }
    return forms;
  });
}

function moved(row: LicenseRow, email: string, vault: Vault): Query<number>[] {
  const { current } = vault;
  if (row.emailIndex === null || row.emailGeneration >= current.number) return [];
  return [moveIndex(row.id, row.emailIndex, currentIndex(email, current))];
}
