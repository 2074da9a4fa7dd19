/**
 * The SQL of keyset pages, in both directions along the key that orders a list. `server/domain/kernel/page.ts` defines
 * what a page is.
 */

/** What orders a list: a number and a unique text, or a unique text alone. */
export type Key = readonly [id: string] | readonly [order: string, id: string];

interface ListSql {
  readonly columns: string;
  /** The table, with its joins. */
  readonly from: string;
  readonly where?: string;
  readonly key: Key;
  /** Set if nobody reads how many rows follow: to count them reads the rest of the list for each page. */
  readonly isUncounted?: boolean;
}

/**
 * The SQL of a list's pages after and before a place, by direction. Each row counts the rows from the page on, or has 0
 * where they are not counted.
 */
export function pagesOf(list: ListSql): ReadonlyMap<string, string> {
  return new Map([
    ['after', pageFrom(list, '>', 'ASC')],
    ['before', pageFrom(list, '<', 'DESC')],
  ]);
}

function pageFrom(list: ListSql, than: '>' | '<', order: 'ASC' | 'DESC'): string {
  const { columns, from, where, key, isUncounted = false } = list;
  const place = key.length === 1 ? `${key[0]} ${than} :id` : `(${key.join(', ')}) ${than} (:order, :id)`;
  const ahead = `FROM ${from} WHERE ${where === undefined ? '' : `${where} AND `}${place}`;
  // a window function would copy every row with all of its columns
  return `
    SELECT ${columns}, ${isUncounted ? '0' : `(SELECT COUNT(*) ${ahead})`} AS ahead ${ahead}
    ORDER BY ${key.map((part) => `${part} ${order}`).join(', ')} LIMIT :rows`;
}
