/** Lists of the API: `limit` and `after` lead over all of it, and a page that nobody offered is refused by its field. */

import { expect } from 'chai';
import { PRODUCTS_MAX } from '../../../server/domain/licensing/product.ts';
import { TOKENS_MAX } from '../../../server/domain/operator/operator.ts';
import type { Page } from '../../../server/domain/kernel/page.ts';
import { Refusal } from '../../../server/domain/kernel/refusal.ts';
import { operations } from '../../../server/domain/operations.ts';
import { problemIn } from './asking.ts';
import { openShop, type Shop } from './shop.ts';

describe('lists of the API', () => {
  let shop: Shop;
  before(async () => {
    shop = await openShop();
    for (const id of ['abacus', 'lidar', 'zither'])
      await shop.server.run(operations.licensing.addProduct, { product: id, name: id, terms: {} });
  });
  after(() => shop.end());

  const products = async (query: string): Promise<Page<{ product: string }>> =>
    JSON.parse((await shop.ask({ path: `/v1/products${query}`, token: shop.token })).text) as Page<{
      product: string;
    }>;

  it('are read to their end', async () => {
    const { items: all, next, more } = await products('');
    expect([next, more]).to.deep.equal([null, 0]);
    const seen: string[] = [];
    let query = '?limit=2';
    while (query !== '') {
      const page = await products(query);
      seen.push(...page.items.map(({ product }) => product));
      expect(page.more).to.equal(all.length - seen.length);
      query = page.next === null ? '' : `?after=${page.next}&limit=2`;
    }
    expect(seen).to.deep.equal(all.map(({ product }) => product));
    expect(seen).to.include.members(['abacus', 'lidar', 'zither']);
  });

  const REFUSED: readonly [query: string, pointer: string | undefined][] = [
    ['?limit=0', '/limit'],
    ['?limit=1001', '/limit'],
    ['?limit=-1', '/limit'],
    ['?limit=1e2', '/limit'],
    ['?limit=', '/limit'],
    ['?after=', '/after'],
    ['?after=x', '/after'],
    ['?after=%00', '/after'],
    ['?after=AAAA', '/after'],
    ['?limit=1&limit=2', undefined],
    ['?before=x', undefined],
    ['?page=2', undefined],
  ];
  for (const [query, pointer] of REFUSED) {
    it(`refuse ${query}`, async () => {
      const heard = await shop.ask({ path: `/v1/products${query}`, token: shop.token });
      const { code, errors } = problemIn(heard) as { code: string; errors?: { pointer: string }[] };
      expect([heard.status, code, errors?.[0]?.pointer]).to.deep.equal([400, 'request_malformed', pointer]);
    });
  }

  it('end where a thousand are stored: products and tokens', async () => {
    const { run } = shop.server;
    const until = async (most: number, held: number, make: (nth: number) => Promise<unknown>) => {
      for (let nth = held; nth < most; nth += 50)
        await Promise.all(Array.from({ length: Math.min(50, most - nth) }, (_, more) => make(nth + more)));
      const refused: unknown = await make(most).catch((error: unknown) => error);
      expect(refused).to.be.instanceOf(Refusal).with.property('code', 'list_full');
    };
    const { items } = await run(operations.licensing.listProducts, {});
    await until(PRODUCTS_MAX, items.length, (nth) =>
      run(operations.licensing.addProduct, { product: `p${nth}`, name: 'P', terms: {} }),
    );
    const { items: tokens } = await run(operations.operator.listOperatorTokens, {});
    await until(TOKENS_MAX, tokens.length, () =>
      run(operations.operator.createOperatorToken, { name: 'shop', scopes: ['products:read'] }),
    );
  });
});
