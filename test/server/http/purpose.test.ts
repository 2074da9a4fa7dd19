/**
 * A look by the API: without a purpose every one of them is refused, and leaves nothing; with the purpose of the request or
 * of the token it leaves exactly one leaf, which says why.
 */

import Database from 'better-sqlite3';
import { expect } from 'chai';
import { PURPOSE_KINDS } from '../../../server/domain/kernel/purpose.ts';
import { operations } from '../../../server/domain/operations.ts';
import type { OperationRoute } from '../../../server/http/route.ts';
import { ROUTES } from '../../../server/http/routes.ts';
import { databasePath } from '../../../server/composition/prepare-secrets.ts';
import { problemIn, type Heard, type Question } from './asking.ts';
import { addressOf, bodyFor, openShop, type Shop } from './shop.ts';

const LOOKS = ROUTES.filter(
  (row): row is OperationRoute => 'operation' in row && row.operation.looks === true,
);

/** Purposes that are refused, with what is said of them. */
const REFUSED: readonly (readonly [purpose: string, message: RegExp])[] = [
  ['', /must be support, order, abuse, legal or maintenance/],
  ['curiosity', /must be support/],
  ['Support', /must be support/],
  ['support ticket', /must be support/],
  ['support:', /must be support/],
  ['supporting: x', /must be support/],
  [': x', /must be support/],
  [`support: ${'x'.repeat(80)}`, /1 to 80 characters/],
  ['support: ada@example.com', /an email address/],
  ['support: she is @ada', /an email address/],
  ['support: from 203.0.113.7', /an IP address/],
  ['support: from 2001:db8::17', /an IP address/],
  ['support: on a4:5e:60:c1:7b:02', /hardware address/],
  ['support: call +49 30 1234567', /a telephone number/],
  ['order: 4111 1111 1111 1111', /a payment card number/],
  ['support: a\u0000b', /must not contain/],
  ['support: a\u202eb', /must not contain/],
];

describe('a look by the API', () => {
  let shop: Shop;
  let bare: string;
  before(async () => {
    shop = await openShop();
    const scopes = ['licenses:read'] as const;
    ({ token: bare } = await shop.server.run(operations.operator.createOperatorToken, {
      name: 'helpdesk',
      scopes: [...scopes],
    }));
  });
  after(() => shop.end());

  const look = (row: OperationRoute, token: string, purpose?: string): Promise<Heard> => {
    const query = purpose === undefined ? '' : `?purpose=${encodeURIComponent(purpose)}`;
    const question: Question = {
      method: row.method.toUpperCase(),
      path: addressOf(row, shop) + query,
      token,
    };
    return shop.ask(row.body === undefined ? question : { ...question, body: bodyFor(row, shop) });
  };
  /** The purposes of the records, in the order of their leaves. */
  const recorded = (): unknown[] => {
    const database = new Database(databasePath(shop.server.config), { readonly: true });
    try {
      return database
        .prepare(
          `SELECT action, purpose FROM audit_leaves JOIN operator_actions ON leaf = number WHERE kind = 'look' ORDER BY number`,
        )
        .all();
    } finally {
      database.close();
    }
  };

  for (const row of LOOKS) {
    const name = row.operation.name;
    it(`${name} is refused without a purpose, and leaves nothing`, async () => {
      const before = recorded().length;
      const problem = problemIn(await look(row, bare));
      expect(problem).to.include({ status: 400, code: 'request_malformed' });
      expect(problem.errors?.map(({ pointer, message }) => `${pointer} ${message}`)).to.deep.equal([
        '/purpose is required: support, order, abuse, legal or maintenance, and more after a colon, such as "support: ticket T-1017"',
      ]);
      expect(recorded().length).to.equal(before);
    });

    it(`${name} leaves one leaf with the purpose of the request, or else of the token`, async () => {
      const before = recorded().length;
      expect((await look(row, bare, 'legal: request 7')).status).to.equal(200);
      expect((await look(row, shop.token)).status, 'by the token').to.equal(200);
      expect((await look(row, shop.token, 'abuse')).status, 'by both').to.equal(200);
      const purposes = recorded()
        .slice(before)
        .map((leaf) => (leaf as { purpose: string }).purpose);
      expect(purposes).to.deep.equal(['legal: request 7', 'order', 'abuse']);
    });

    it(`${name} is refused with a purpose that must not be stored`, async () => {
      const before = recorded().length;
      for (const [purpose, message] of REFUSED) {
        const { code, errors } = problemIn(await look(row, shop.token, purpose));
        expect(code, purpose).to.equal('request_malformed');
        expect(errors?.[0]?.message, purpose).to.match(message);
      }
      expect(recorded().length).to.equal(before);
    });
  }

  it('takes every kind, alone and with more', async () => {
    const [row] = LOOKS;
    for (const kind of PURPOSE_KINDS)
      for (const purpose of [kind, `${kind}: T-1017`, `${kind}:ärger`])
        expect((await look(row!, bare, purpose)).status, purpose).to.equal(200);
  });

  it('gets its purpose from a token that is given one, also if it was made before there were any', async () => {
    const { run } = shop.server;
    const { items } = await run(operations.operator.listOperatorTokens, { limit: 100 });
    const { operatorToken } = items.find(({ name }) => name === 'helpdesk')!;
    const [row] = LOOKS;
    const give = (purpose: string | null) =>
      run(operations.operator.setTokenPurpose, { operatorToken, purpose });
    expect(await give('order: web shop')).to.include({ purpose: 'order: web shop' });
    expect((await look(row!, bare)).status).to.equal(200);
    for (const [purpose] of REFUSED) {
      const refused: unknown = await give(purpose).catch((error: unknown) => error);
      expect(refused, purpose).to.include({ code: 'request_malformed' });
    }
    expect(await give(null)).to.include({ purpose: null });
    expect((await look(row!, bare)).status).to.equal(400);
  });

  it('is the only kind of request that takes a purpose', async () => {
    const { status } = await shop.ask({ path: '/v1/products?purpose=support', token: shop.token });
    expect(status).to.equal(400);
  });
});
