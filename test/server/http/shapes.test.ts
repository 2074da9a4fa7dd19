// What a program reads when a request has a wrong shape: a message in the API's own words for every member of every body,
// the code of the resource for an id of no such form, and a product that can be sent back as it was shown.

import { expect } from 'chai';
import { z } from 'zod';
import type { Problem } from '../../../client-sdk/typescript/contract/wire.ts';
import type { Refusal } from '../../../server/domain/kernel/refusal.ts';
import { parametersIn, PATH_PARAMETERS } from '../../../server/http/path-parameters.ts';
import { ROUTES } from '../../../server/http/routes.ts';
import { readShape } from '../../../server/http/shape-faults.ts';
import { addressOf, BODY_ROUTES, bodyFor, openShop, type Shop } from './shop.ts';

/** Words of the schemas' library, and of its parts. */
const OF_LIBRARY =
  /\b(?:invalid|expected|received|too (?:big|small)|unrecognized|undefined|nan|regex|zod|enum)\b/i;
const WRONG: readonly unknown[] = [
  null,
  true,
  7,
  -1,
  0.5,
  1e99,
  '',
  'x',
  'x'.repeat(500),
  [],
  [1],
  ['x', 'x'],
  {},
  { a: 1 },
  '\u0000',
];
/** Ids of no such form. */
const MALFORMED = [
  'x',
  'A'.repeat(21),
  'A'.repeat(23),
  `${'A'.repeat(21)}!`,
  '0'.repeat(400),
  '%00',
  'Stra%C3%9Fe',
  '..%2f',
  'null',
  '-1',
];

function faultsOf(shape: z.ZodType, body: unknown): { pointer: string; message: string }[] {
  try {
    readShape(shape, body);
    return [];
  } catch (error) {
    const { parts } = error as Refusal;
    return (parts.fields ?? []).map(({ pointer, message }) => ({ pointer, message }));
  }
}

describe('a request of a wrong shape', () => {
  let shop: Shop;
  before(async () => {
    shop = await openShop();
  });
  after(() => shop.end());

  for (const row of BODY_ROUTES) {
    it(`is described in the words of the API: ${row.operation.name}`, () => {
      const shape = row.body!;
      const known = bodyFor(row, shop);
      const { properties = {} } = z.toJSONSchema(shape, { unrepresentable: 'any' });
      expect(JSON.stringify(properties), 'only whole numbers').not.to.include('"type":"number"');
      const bodies = Object.keys(properties).flatMap((name) =>
        WRONG.map((value) => ({ ...known, [name]: value })),
      );
      const all = [...bodies, ...WRONG, { ...known, unknown: 1 }].flatMap((body) => faultsOf(shape, body));
      expect(all.length).to.be.greaterThan(10);
      for (const { pointer, message } of all) {
        expect(message, pointer).not.to.match(OF_LIBRARY);
        expect(message, pointer).to.match(/^(?:must|is|does not|seems|has|contains|may)\b/);
      }
    });
  }

  it('names each faulty member by its pointer, over HTTP', async () => {
    const body = { product: 7, seats: '3', endsOn: 'soon', reason: 'x' };
    const heard = await shop.ask({ method: 'POST', path: '/v1/licenses', token: shop.token, body });
    const { code, errors } = JSON.parse(heard.text) as Problem;
    expect(code).to.equal('request_malformed');
    expect(errors).to.deep.equal([
      { pointer: '/product', message: 'must be text' },
      { pointer: '/email', message: 'is missing' },
      { pointer: '/seats', message: 'must be a whole number' },
      { pointer: '/endsOn', message: 'must be a date YYYY-MM-DD' },
      { pointer: '/reason', message: 'is not a known field' },
    ]);
  });
});

describe('an id of no such form in a path', () => {
  let shop: Shop;
  before(async () => {
    shop = await openShop();
  });
  after(() => shop.end());

  const rows = ROUTES.flatMap((row) => parametersIn(row.path).map((name) => ({ row, name })));
  for (const { row, name } of rows) {
    const { unknown } = PATH_PARAMETERS[name];
    it(`is ${unknown}: ${row.method.toUpperCase()} ${row.path} :${name}`, async () => {
      const ids =
        name === 'product' ? MALFORMED.filter((id) => !/^[a-z0-9-]+$/.test(id) || id.length > 32) : MALFORMED;
      for (const id of ids) {
        const body = 'operation' in row && row.body !== undefined ? bodyFor(row, shop) : undefined;
        const path = addressOf(row, shop, { [name]: id });
        const heard = await shop.ask({
          method: row.method.toUpperCase(),
          path,
          token: shop.token,
          ...(body === undefined ? {} : { body }),
        });
        expect([heard.status, (JSON.parse(heard.text) as Problem).code], id).to.deep.equal([404, unknown]);
      }
    });
  }
});

describe('a product', () => {
  it('as it is shown, is accepted as a change of it, with one member changed or none', async () => {
    const shop = await openShop();
    const get = async (): Promise<Record<string, unknown>> =>
      JSON.parse((await shop.ask({ path: '/v1/products/sonar', token: shop.token })).text) as Record<
        string,
        unknown
      >;
    const patch = (body: object) =>
      shop.ask({ method: 'PATCH', path: '/v1/products/sonar', token: shop.token, body });
    const shown = await get();
    const same = await patch(shown);
    expect([same.status, JSON.parse(same.text)]).to.deep.equal([200, shown]);
    for (const change of [
      { name: 'Sonar 2' },
      { prefix: null },
      { terms: { ...(shown['terms'] as object), leaseDays: 45 } },
    ]) {
      const changed = await patch({ ...(await get()), ...change });
      expect(changed.status, changed.text).to.equal(200);
      expect(JSON.parse(changed.text)).to.deep.include(change);
    }
    for (const change of [{ product: 'radar' }, { createdOn: '2020-01-01' }]) {
      const refused = await patch({ ...(await get()), ...change });
      expect(refused.status).to.equal(422);
      expect((JSON.parse(refused.text) as Problem).errors?.[0]?.pointer).to.equal(
        `/${Object.keys(change)[0]}`,
      );
    }
    await shop.end();
  });
});
