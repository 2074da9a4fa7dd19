/**
 * Counts of the requests that the server answers, by result, product and day. Only sums are stored, and no name of a
 * product that does not exist. `server/telemetry` collects the counts in memory and decides when sums are written.
 */

import { dayOf, writeDate, addDays, type Day } from '../kernel/day.ts';
import type { Call } from '../kernel/ports.ts';
import { defineQueries, rowCount, rows } from '../kernel/query.ts';
import { commitWith, type Operation } from '../kernel/operation.ts';
import {
  mapItems,
  readPage,
  type InPage,
  type Page,
  type PageAsked,
  type PageParams,
} from '../kernel/page.ts';
import { isDemo } from '../licensing/demo.ts';
import { listProductNames } from '../licensing/product.ts';

/** The attributes of requests that are counted together. Null: no existing product, or no code. */
export interface Counted {
  kind: 'activations' | 'renewals' | 'releases' | 'refusals' | 'purges' | 'downloads';
  product: string | null;
  /** For a refusal, its code. For a download, the version. For a renewal that is answered by a statement, the kind of the statement. */
  code: string | null;
}

/** A count as an operator sees it. */
export interface CountView extends Counted {
  /** The day of the count, `YYYY-MM-DD`, UTC. */
  on: string;
  n: number;
}

/** The count of one cell on one day. */
export interface Count extends Counted {
  day: Day;
  n: number;
}

/** A row of `counts`. */
interface CountRow {
  /** The name of the count's cell; see {@link cellOf}. */
  cell: string;
  day: Day;
  n: number;
}

export const countQueries = defineQueries({
  /** Adds `n` to the stored sum of a cell, or inserts the sum. */
  raiseCount: rowCount<CountRow>(),
  pageCounts: rows<PageParams & { from: Day }, InPage<CountRow>>(),
});

/** The number of days that are listed by default. */
export const COUNT_DAYS = 30;
export const COUNT_DAYS_MAX = 1_826;

/** The name of a cell, such as `refusals/sonar/seats_taken`. Product ids and codes have no slash. */
export function cellOf({ kind, product, code }: Counted): string {
  return `${kind}/${product ?? ''}/${code ?? ''}`;
}

function countedOf(cell: string): Counted {
  const [kind = '', product = '', code = ''] = cell.split('/');
  return { kind: kind as Counted['kind'], product: product || null, code: code || null };
}

/**
 * Adds counts to the stored sums. A product that does not exist counts as no product, so that guessed names are not
 * stored. Nothing of a demo product is counted. The rows are written in one fixed order, so that two nodes cannot deadlock.
 */
export function* keepCounts({ counts }: { counts: readonly Count[] }): Operation<void> {
  const products = yield* listProductNames();
  const known = new Set(products.map(({ id }) => id));
  const demos = new Set(products.filter(isDemo).map(({ id }) => id));
  const rows = new Map<string, CountRow>();
  for (const { n, day, ...counted } of counts) {
    if (demos.has(counted.product ?? '')) continue;
    const product = known.has(counted.product ?? '') ? counted.product : null;
    const cell = cellOf({ ...counted, product });
    const name = `${cell} ${day}`;
    rows.set(name, { cell, day, n: n + (rows.get(name)?.n ?? 0) });
  }
  const ordered = [...rows].sort(([first], [second]) => (first < second ? -1 : 1));
  yield* commitWith(...ordered.map(([, row]) => countQueries.raiseCount(row)));
}

/** The counts of the last days. @param input.days the number of days that are listed, including today */
export function* listCounts(
  { days, ...asked }: PageAsked & { days: number },
  call: Call,
): Operation<Page<CountView>> {
  const page = yield* readPage(asked, {
    query: (params) => countQueries.pageCounts({ from: addDays(dayOf(call.now), 1 - days), ...params }),
    placeOf: ({ day, cell }) => ({ order: day, id: cell }),
  });
  return mapItems(page, ({ cell, day, n }) => ({ ...countedOf(cell), on: writeDate(day), n }));
}
