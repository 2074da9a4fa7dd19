/**
 * Pages of a list: however it is cut into pages, and whatever is added or removed meanwhile, a row that stays is on exactly
 * one page, in both directions; a cursor or a limit that was made up is refused.
 */

import { expect } from 'chai';
import fc from 'fast-check';
import {
  PAGE_ITEMS_MAX,
  readPage,
  readPart,
  type InPage,
  type Listed,
  type PageParams,
  type PartAsked,
} from '../../../../server/domain/kernel/page.ts';
import type { Query } from '../../../../server/domain/kernel/query.ts';
import type { Operation } from '../../../../server/domain/kernel/operation.ts';
import { Refusal } from '../../../../server/domain/kernel/refusal.ts';

interface Row {
  order: number;
  id: string;
}

const compare = (a: Row, b: Row): number => a.order - b.order || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** What the SQL of a list answers over these rows. */
function answer(rows: readonly Row[], { rule, order, id, rows: most }: PageParams): InPage<Row>[] {
  const sign = rule === 'after' ? 1 : -1;
  const found = rows
    .filter((row) => compare(row, { order, id }) * sign > 0)
    .toSorted((a, b) => compare(a, b) * sign);
  return found.slice(0, most).map((row) => ({ ...row, ahead: found.length }));
}

function run<Answer>(operation: Operation<Answer>, rows: readonly Row[]): Answer {
  let step = operation.next([]);
  while (step.done !== true) {
    const results = step.value.map(({ params }) => answer(rows, params as unknown as PageParams));
    step = operation.next(results);
  }
  return step.value;
}

const LIST: Listed<Row> = {
  query: (params): Query<InPage<Row>[]> => ({ name: 'list', params: { ...params } }),
  placeOf: ({ order, id }) => ({ order, id }),
};

const aRow = fc.record({
  order: fc.integer({ min: -900_000, max: 900_000 }),
  id: fc.stringMatching(/^[\x20-\x7e]{1,30}$/),
});
const someRows = fc.uniqueArray(aRow, { selector: ({ order, id }) => `${order}:${id}`, maxLength: 60 });

describe('pages of a list', () => {
  it('have each row once, in order, and say how many follow', () => {
    fc.assert(
      fc.property(someRows, fc.integer({ min: 1, max: 20 }), (rows, limit) => {
        const seen: Row[] = [];
        let after: string | undefined;
        do {
          const page = run(readPage({ after, limit }, LIST), rows);
          expect(page.items.length).to.be.at.most(limit);
          seen.push(...page.items);
          expect(page.more).to.equal(rows.length - seen.length);
          expect(page.next === null).to.equal(page.more === 0);
          after = page.next ?? undefined;
        } while (after !== undefined);
        expect(seen.map(({ order, id }) => ({ order, id }))).to.deep.equal(rows.toSorted(compare));
      }),
    );
  });

  it('have every row that stays once, while others are added and removed', () => {
    fc.assert(
      fc.property(someRows, someRows, someRows, (staying, added, removed) => {
        const seen = new Set<string>();
        let after: string | undefined;
        for (let turn = 0; after !== undefined || turn === 0; turn += 1) {
          const page = run(
            readPage({ after, limit: 3 }, LIST),
            turn % 2 ? [...staying, ...added] : [...staying, ...removed],
          );
          for (const { order, id } of page.items) seen.add(`${order}:${id}`);
          after = page.next ?? undefined;
        }
        for (const { order, id } of staying) expect([...seen]).to.include(`${order}:${id}`);
      }),
    );
  });

  it('of the portal lead back to where they came from, and from a line that is gone to the first', () => {
    const rows = Array.from({ length: 217 }, (_, nth) => ({ order: nth % 3, id: `r${nth}` }));
    const part = (asked: PartAsked, list: readonly Row[] = rows) => {
      const { items, previous, next } = run(readPart(asked, LIST), list);
      return { ids: items.map(({ id }) => id), previous, next };
    };
    const first = part({});
    const second = part({ after: first.next ?? '' });
    expect([first.ids.length, first.previous]).to.deep.equal([50, null]);
    expect(part({ before: second.previous ?? '' })).to.deep.equal(first);
    const few = rows.slice(0, 10);
    expect(part({ after: Buffer.from('2:z').toString('base64url') }, few)).to.deep.equal(part({}, few));
  });

  it('refuse a cursor or a limit that no page has', () => {
    const asked = [
      ...['', 'x', 'AAAA', '!', 'MTox\n', 'a'.repeat(401), Buffer.from('1:\u0000').toString('base64url')].map(
        (after) => ({ after }),
      ),
      ...[0, -1, 1.5, NaN, Infinity, PAGE_ITEMS_MAX + 1].map((limit) => ({ limit })),
    ];
    for (const page of asked)
      expect(() => run(readPage(page, LIST), []), JSON.stringify(page)).to.throw(Refusal, /form|valid/);
  });
});
