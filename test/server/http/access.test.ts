// The authorization of every row of the route table, so that no row can be added that is public by mistake. The server,
// the store and the tokens are real.

import { expect } from 'chai';
import { METHODS } from 'node:http';
import { DAY_SECONDS } from '../../../server/domain/kernel/day.ts';
import { SCOPES } from '../../../server/domain/operator/operator.ts';
import type { OperationRoute } from '../../../server/http/route.ts';
import { ROUTES } from '../../../server/http/routes.ts';
import { random22 } from '../../support/machine.ts';
import { problemIn, type Question } from './asking.ts';
import { addressOf, bodyFor, openShop, type Shop } from './shop.ts';
import { operations } from '../../../server/domain/operations.ts';

const GUARDED = ROUTES.filter((row): row is OperationRoute => row.enter !== 'anyone' && 'operation' in row);
const nameOf = ({ method, path }: { method: string; path: string }) => `${method.toUpperCase()} ${path}`;

describe('the authorization of routes', () => {
  let shop: Shop;
  before(async () => {
    shop = await openShop();
  });
  after(() => shop.end());

  /** Paths with ids that do not exist, so that a request that is let in changes nothing. */
  const questionFor = (row: OperationRoute): Question => ({
    method: row.method.toUpperCase(),
    path: addressOf(row, shop, { license: random22(), activation: random22(), product: 'no-such' }),
    body: row.body === undefined ? undefined : { ...bodyFor(row, shop), unknownMember: 1 },
  });
  const code = async (question: Question): Promise<string> => problemIn(await shop.ask(question)).code;

  it('only routes for clients and monitoring need no token', () => {
    const open = ROUTES.filter(({ enter }) => enter === 'anyone').map(nameOf);
    expect(open).to.have.members([
      'POST /v1/activations',
      'POST /v1/activations/:activation/lease',
      'POST /v1/activations/:activation/release',
      'POST /v1/support-bundles',
      'POST /v1/sign-ins',
      'POST /v1/sign-in-activations',
      'POST /v1/trials',
      'GET /v1/key-set',
      'GET /audit/head',
      'POST /telemetry/v1/reports',
      'GET /telemetry/public.json',
      'GET /telemetry/public.schema.json',
      'GET /healthz',
      'GET /readyz',
      'GET /openapi.json',
    ]);
  });

  for (const row of GUARDED) {
    it(`${nameOf(row)} requires a token`, async () => {
      const heard = await shop.ask(questionFor(row));
      expect(problemIn(heard)).to.include({ status: 401, code: 'token_missing' });
      expect(heard.headers['www-authenticate']).to.match(/^Bearer /);
      for (const authorization of [
        '',
        'Bearer',
        'Bearer ',
        `Basic ${shop.token}`,
        shop.token,
        'Bearer a b',
      ]) {
        const refused = problemIn(await shop.ask({ ...questionFor(row), headers: { authorization } }));
        expect(refused.code, authorization).to.equal('token_missing');
      }
    });
    it(`${nameOf(row)} refuses an invalid token`, async () => {
      const [id, secret] = shop.token.split('.') as [string, string];
      const other = secret.startsWith('A') ? 'B' : 'A';
      const wrong = ['x', 'qkop_.', `${id}.`, `${id}.${other}${secret.slice(1)}`, `${shop.token}A`];
      for (const token of [...wrong, `qkop_${random22()}.${secret}`]) {
        const heard = await shop.ask({ ...questionFor(row), token });
        expect(problemIn(heard)).to.include({ status: 401, code: 'token_invalid' });
        expect(heard.headers['www-authenticate']).to.match(/^Bearer /);
      }
    });
    it(`${nameOf(row)} requires the scope ${row.enter} and no other`, async () => {
      const others = await shop.tokenFor(...SCOPES.filter((scope) => scope !== row.enter));
      const refused = problemIn(await shop.ask({ ...questionFor(row), token: others }));
      expect(refused).to.include({ status: 403, code: 'scope_missing' });
      expect(refused.detail).to.include(row.enter);
      const token = await shop.tokenFor(row.enter as (typeof SCOPES)[number]);
      const { status } = await shop.ask({ ...questionFor(row), token });
      expect([401, 403, 500], `${status}`).not.to.include(status);
    });
    it(`${nameOf(row)} refuses a token in the URL`, async () => {
      for (const query of [`token=${shop.token}`, 'access_token=x', `reason=${shop.token}`]) {
        const question = questionFor(row);
        const asked = { ...question, path: `${question.path}?${query}`, token: shop.token };
        const heard = await shop.ask(asked);
        expect(problemIn(heard).status, query).to.equal(400);
        expect(heard.text).not.to.include(shop.token);
      }
    });
    if (row.body !== undefined) {
      it(`${nameOf(row)} checks the token before it reads the body`, async () => {
        const headers = { 'content-type': 'text/plain', 'content-length': '1000000', connection: 'close' };
        const question = { ...questionFor(row), headers, body: undefined };
        expect(await code({ ...question, body: 'x'.repeat(1_000_000) })).to.equal('token_missing');
      });
    }
  }

  it('accepts an id that begins like a token', async () => {
    for (const activation of ['qkop_AAAAAAAAAAAAAAAAA', 'AAAAAAAAAAAAAAAAAQKOP_', 'AAqkop_AAAAAAAAAAAAAAA']) {
      const path = `/v1/activations/${activation}/lease`;
      const { errors } = problemIn(await shop.ask({ method: 'POST', path, body: {} }));
      expect(errors?.map(({ pointer }) => pointer)).to.include('/proof');
    }
  });

  it('refuses a token that was revoked or has expired, and two at once', async () => {
    const question: Question = { path: '/v1/products' };
    const made = await shop.server.run(operations.operator.createOperatorToken, {
      name: 'short',
      scopes: [...SCOPES],
      days: 1,
    });
    const revoked = await shop.server.run(operations.operator.createOperatorToken, {
      name: 'gone',
      scopes: [...SCOPES],
    });
    expect((await shop.ask({ ...question, token: made.token })).status).to.equal(200);
    await shop.server.run(operations.operator.revokeOperatorToken, { operatorToken: revoked.operatorToken });
    expect(await code({ ...question, token: revoked.token })).to.equal('token_invalid');
    shop.server.clock.move(2 * DAY_SECONDS);
    expect(await code({ ...question, token: made.token })).to.equal('token_invalid');
    expect((await shop.ask({ ...question, token: shop.token })).status).to.equal(200);
  });
  it('answers an unknown token and a wrong one alike', async () => {
    const [id] = shop.token.split('.') as [string];
    const texts = await Promise.all(
      [`qkop_${random22()}.${'A'.repeat(43)}`, `${id}.${'A'.repeat(43)}`].map(async (token) => {
        const { requestId: _id, ...withoutId } = problemIn(await shop.ask({ path: '/v1/products', token }));
        return withoutId;
      }),
    );
    expect(texts[0]).to.deep.equal(texts[1]);
  });
});

describe('paths and methods', () => {
  let shop: Shop;
  before(async () => {
    shop = await openShop();
  });
  after(() => shop.end());
  const SENDABLE = METHODS.filter((method) => method !== 'CONNECT');

  for (const path of new Set(ROUTES.map((row) => row.path))) {
    const rows = ROUTES.filter((row) => row.path === path);
    const handled = rows.flatMap(({ method }) =>
      method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()],
    );
    it(`${path} accepts ${handled.join(', ')} and lists them for every other method`, async () => {
      for (const method of SENDABLE.filter((other) => !handled.includes(other))) {
        const heard = await shop.ask({ method, path: addressOf({ path }, shop), token: shop.token });
        expect(heard.status, method).to.equal(405);
        expect(heard.headers.allow?.split(', ')).to.have.members(handled);
        if (method !== 'HEAD') expect(problemIn(heard).code).to.equal('method_not_allowed');
      }
    });
  }
  for (const row of ROUTES.filter(({ method }) => method === 'get')) {
    it(`HEAD ${row.path} answers as GET does, without a body`, async () => {
      const question = { path: addressOf(row, shop), token: shop.token };
      const [get, head] = [await shop.ask(question), await shop.ask({ ...question, method: 'HEAD' })];
      expect(get.status).to.equal(200);
      expect(head).to.include({ status: 200, text: '' });
      expect(head.headers['content-length']).to.equal(get.headers['content-length']);
    });
  }
  it('answers any other path with 404, without repeating it', async () => {
    const paths = ['/v1', '/v1/', '/healthz/', '/HEALTHZ', '/v1/products/sonar/secret-word', '//healthz'];
    const more = [
      '/.env',
      '/v1/../healthz',
      '/healthz%00',
      '/%68ealthz%2f',
      '/<script>',
      '/secret-word?a=<b>',
    ];
    for (const path of [...paths, ...more]) {
      const heard = await shop.ask({ path });
      expect(problemIn(heard), path).to.include({ status: 404, code: 'not_found' });
      expect(heard.text).not.to.match(/secret-word|script|\.env/);
    }
  });
  it('answers a path with a malformed id with 404', async () => {
    for (const part of ['x', `${random22()}A`, '__proto__', 'constructor', '%00', '%2e%2e', "'or'1", '😀']) {
      const path = `/v1/licenses/${part.includes('%') ? part : encodeURIComponent(part)}`;
      expect(problemIn(await shop.ask({ path, token: shop.token })).status, part).to.equal(404);
    }
  });
  it('refuses invalid percent-encoding as malformed', async () => {
    for (const part of ['%', '%zz', '%E0%A4%A', '%ff', '%c0%af']) {
      const heard = await shop.ask({ path: `/v1/products/${part}`, token: shop.token });
      expect(problemIn(heard), part).to.include({ status: 400, code: 'request_malformed' });
    }
  });
});
