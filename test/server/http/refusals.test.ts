// Every code of the contract as a client gets it: with scripted operations, so that none is left out, and with the real
// ones wherever possible. Also the Idempotency-Key. No refusal reveals more than its code.

import { expect } from 'chai';
import { CODES, type Code } from '../../../client-sdk/typescript/contract/codes.ts';
import type { LicenseView } from '../../../client-sdk/typescript/contract/license-view.ts';
import type { ActivateAnswer } from '../../../client-sdk/typescript/contract/wire.ts';
import { DAY_SECONDS, dayOf } from '../../../server/domain/kernel/day.ts';
import { DEMO_ACTIVATIONS_MAX } from '../../../server/domain/licensing/demo.ts';
import { fillDemo } from '../../support/demo.ts';
import { Refusal } from '../../../server/domain/kernel/refusal.ts';
import { rowOfCode, statusOf } from '../../../server/domain/kernel/refusal-table.ts';
import { commonCodes, takesIdempotencyKey, type OperationRoute } from '../../../server/http/route.ts';
import { ROUTES } from '../../../server/http/routes.ts';
import { proven, random22 } from '../../support/machine.ts';
import { openScriptedApi, problemIn, type Heard, type Question } from './asking.ts';
import { addressOf, bodyFor, EMAIL, openShop, type Shop } from './shop.ts';
import { operations } from '../../../server/domain/operations.ts';
import { execute } from '../../support/table-rows.ts';

const ACTIVATION = { product: 'sonar', licenseKey: 'x', tags: [random22()], nonce: random22() };
const ACTIVATE: Question = { method: 'POST', path: '/v1/activations', body: ACTIVATION };

describe('each refusal', () => {
  for (const code of CODES) {
    it(`${code} is a problem with status ${statusOf(code)}`, async () => {
      const fields = [{ pointer: '/product', message: 'is so' }];
      const run = () => Promise.reject(new Refusal({ code, fields }));
      const door = await openScriptedApi({ run });
      const heard = await door.ask(ACTIVATE);
      await door.end();
      const told = problemIn(heard);
      expect(told).to.include({ code, status: statusOf(code), title: rowOfCode(code).sentence });
      const { appUser, integrator } = rowOfCode(code);
      expect(told.remedy).to.equal(appUser ?? integrator);
      expect(told.errors).to.deep.equal(fields);
      expect(heard.headers['cache-control']).to.equal('no-store');
      if ([503, 507].includes(told.status) && code !== 'issue_secret_absent') {
        expect(heard.headers['retry-after']).to.match(/^[1-9]\d*$/);
      }
      expect(door.log).to.have.lengthOf(1);
      expect(door.log[0]).to.include({ code, status: told.status, requestId: told.requestId });
    });
  }
  it('has the Retry-After of the refusal', async () => {
    const run = () => Promise.reject(new Refusal({ code: 'busy', retryAfter: 17 }));
    const door = await openScriptedApi({ run });
    expect((await door.ask(ACTIVATE)).headers['retry-after']).to.equal('17');
    await door.end();
  });
});

describe('the cause of a refusal', () => {
  it('is logged, and is not part of the answer', async () => {
    const run = () => Promise.reject(new Refusal({ code: 'busy', cause: '55P03' }));
    const door = await openScriptedApi({ run });
    const heard = await door.ask(ACTIVATE);
    expect(heard.status).to.equal(429);
    expect(heard.text).not.to.contain('55P03');
    expect(door.log[0]).to.include({ code: 'busy', cause: '55P03' });
    await door.end();
  });
});

describe('a bug', () => {
  const bugs: readonly [string, unknown][] = [
    ['an error', new TypeError('the email ada@example.com at /srv/express/node_modules/x.js:1:2')],
    ['an error that calls itself a status', Object.assign(new Error('no'), { status: 404, expose: true })],
    ['an error with a type', Object.assign(new Error('no'), { type: 'entity.parse.failed', body: 'secret' })],
    ['a text', 'boom'],
    ['nothing', undefined],
    ['null', null],
    ['an object', { code: 'license_revoked', parts: { code: 'license_revoked' } }],
  ];
  for (const [title, bug] of bugs) {
    it(`that throws ${title} is answered with "internal" and a request id only`, async () => {
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- a bug may throw anything
      const door = await openScriptedApi({ run: () => Promise.reject(bug) });
      const heard = await door.ask(ACTIVATE);
      await door.end();
      const told = problemIn(heard);
      const { sentence: title_, appUser: remedy } = rowOfCode('internal');
      const { requestId } = told;
      const type = 'urn:quietkey:problem:internal';
      const expected = {
        type,
        title: title_,
        status: 500,
        code: 'internal',
        detail: title_,
        remedy,
        requestId,
      };
      expect(told).to.deep.equal(expected);
      expect(JSON.stringify(door.log)).not.to.match(/ada@|secret|boom/);
      expect(door.log[0]).to.include({ status: 500, code: 'internal', requestId });
    });
  }
  it('in presenting an answer is answered too', async () => {
    const answer = { loop: {} };
    answer.loop = answer;
    const door = await openScriptedApi({ run: () => Promise.resolve(answer as never) });
    expect(problemIn(await door.ask(ACTIVATE)).code).to.equal('internal');
    expect((await door.ask({ path: '/healthz' })).status).to.equal(200);
    await door.end();
  });
  it('in the readiness check is answered as not ready', async () => {
    const door = await openScriptedApi({ ready: () => Promise.resolve(false) });
    const heard = await door.ask({ path: '/readyz' });
    expect(problemIn(heard)).to.include({ status: 503, code: 'server_unavailable' });
    expect(heard.headers).to.have.property('retry-after');
    expect((await door.ask({ path: '/healthz' })).status).to.equal(200);
    await door.end();
  });
});

describe('the real operations', () => {
  let shop: Shop;
  before(async () => {
    shop = await openShop();
  });
  after(() => shop.end());
  const post = (path: string, body: object, headers = {}): Promise<Heard> =>
    shop.ask({ method: 'POST', path, body, headers, token: shop.token });
  const activate = (changes: object = {}): Promise<Heard> =>
    post('/v1/activations', { ...ACTIVATION, licenseKey: shop.issued.licenseKey, tags: [random22()], nonce: random22(), ...changes }); // prettier-ignore
  /** The code of an answer, which its row must declare. */
  const codeOf = async (row: string, asked: Heard | Promise<Heard>): Promise<Code> => {
    const { code } = problemIn(await asked);
    const [method = '', path = ''] = row.split(' ');
    const found = ROUTES.find((other) => other.method === method && other.path === path);
    if (found === undefined) throw new Error(`there is no row ${row}`);
    expect([...found.refusals, ...commonCodes(found)], row).to.include(code);
    return code;
  };
  const issue = async (body: object = {}): Promise<{ license: string; licenseKey: string }> => {
    const heard = await post('/v1/licenses', { product: 'sonar', email: EMAIL, ...body });
    expect(heard.status, heard.text).to.equal(201);
    const { license, licenseKey } = JSON.parse(heard.text) as { license: LicenseView; licenseKey: string };
    return { license: license.license, licenseKey };
  };
  const product = async (name: string, terms: object): Promise<void> => {
    expect((await post('/v1/products', { product: name, name, terms })).status).to.equal(201);
  };
  const prove = (verb: 'renew' | 'release', held: ActivateAnswer, tags: string[], changes: object = {}) => {
    const { activation, network: _network, ...body } = proven(verb, held, tags);
    const path = `/v1/activations/${activation}/${verb === 'renew' ? 'lease' : 'release'}`;
    return shop.ask({ method: 'POST', path, body: { ...body, ...changes } });
  };
  const ACTIVATIONS = 'post /v1/activations';

  it('answer an unknown key and a key of another product with the same bytes', async () => {
    await product('radar', {});
    const other = await issue({ product: 'radar' });
    const tampered = [other.licenseKey, shop.issued.licenseKey].map(async (licenseKey, i) => {
      const heard = await activate(i === 0 ? { licenseKey } : { licenseKey, product: 'no-such' });
      expect(await codeOf(ACTIVATIONS, heard)).to.equal('license_key_unknown');
      const { requestId } = problemIn(heard);
      const headers = { ...heard.headers, date: '', 'x-request-id': '' };
      return JSON.stringify(headers) + heard.text.replace(requestId, '');
    });
    const [one, two] = await Promise.all(tampered);
    expect(one).to.equal(two);
  });
  it('detect typing errors of license keys', async () => {
    const typo = shop.issued.licenseKey.replace(/.$/, (last) => (last === '2' ? '3' : '2'));
    const other = (await issue()).licenseKey;
    for (const licenseKey of [
      typo,
      `(${typo})`,
      shop.issued.licenseKey.slice(0, -1),
      'ada@example.com',
      `${other} ${shop.issued.licenseKey}`,
    ]) {
      const heard = await activate({ licenseKey });
      expect(await codeOf(ACTIVATIONS, heard), licenseKey).to.equal('license_key_malformed');
    }
  });
  it('find the one key in a text, and limit each key under one name', async () => {
    const { licenseKey } = await issue({ seats: 100 });
    const row = ROUTES.find(({ path }) => path === ACTIVATE.path) as OperationRoute;
    const names = new Set<string | undefined>();
    for (const text of [
      licenseKey,
      `Key: ${licenseKey} (3 seats)`,
      `sonar://activate?key=${licenseKey}`,
      `${licenseKey}, ${licenseKey}`,
    ]) {
      expect((await activate({ licenseKey: text })).status, text).to.equal(200);
      names.add(row.limitedBy?.({ body: { licenseKey: text } } as never));
    }
    expect(names.size).to.equal(1);
  });
  it('refuse more machines than seats', async () => {
    const { licenseKey } = await issue({ seats: 1 });
    expect((await activate({ licenseKey })).status).to.equal(200);
    expect(await codeOf(ACTIVATIONS, activate({ licenseKey }))).to.equal('seats_taken');
  });
  it('refuse more of a demo than its limit', async () => {
    expect((await post('/v1/products', { product: 'demo', name: 'Demo', demo: true })).status).to.equal(201);
    const { license, licenseKey } = await issue({ product: 'demo' });
    const { config, clock } = shop.server;
    await fillDemo(config, { license, today: dayOf(clock.now()), count: DEMO_ACTIVATIONS_MAX });
    const ask = { product: 'demo', licenseKey };
    expect(await codeOf(ACTIVATIONS, activate(ask))).to.equal('demo_full');
  });
  it('require a username if the terms do', async () => {
    await product('named', { usernameRequired: true });
    const { licenseKey } = await issue({ product: 'named' });
    const ask = { product: 'named', licenseKey };
    expect(await codeOf(ACTIVATIONS, activate(ask))).to.equal('username_required');
    expect(await codeOf(ACTIVATIONS, activate({ ...ask, username: 'a@b' }))).to.equal('username_malformed');
    expect((await activate({ ...ask, username: 'ada' })).status).to.equal(200);
  });
  it('refuse a license that is suspended, revoked or ended', async () => {
    const { license, licenseKey } = await issue();
    await post(`/v1/licenses/${license}/suspension`, {});
    expect(await codeOf(ACTIVATIONS, activate({ licenseKey }))).to.equal('license_suspended');
    await post(`/v1/licenses/${license}/revocation`, {});
    expect(await codeOf(ACTIVATIONS, activate({ licenseKey }))).to.equal('license_revoked');
    for (const [path, body] of [
      ['suspension', {}],
      ['seats', { seats: 2 }],
      ['term', { endsOn: null }],
    ] as const) {
      const method = path === 'seats' ? 'put' : 'post';
      const asked = await shop.ask({ method: method.toUpperCase(), path: `/v1/licenses/${license}/${path}`, body, token: shop.token }); // prettier-ignore
      const row = `${method} /v1/licenses/:license/${path}`;
      if (asked.status >= 400) expect(await codeOf(row, asked)).to.equal('license_revoked');
    }
    const ended = await issue({ endsOn: '2026-11-25' });
    shop.server.clock.move(3 * DAY_SECONDS);
    expect(await codeOf(ACTIVATIONS, activate({ licenseKey: ended.licenseKey }))).to.equal('license_ended');
  });
  it('require a proof, and detect forks', async () => {
    const RENEW = 'post /v1/activations/:activation/lease';
    const tags = [random22()];
    await product('strict', { forks: 'refuse' });
    const { licenseKey } = await issue({ product: 'strict' });
    const held = JSON.parse((await activate({ product: 'strict', licenseKey, tags })).text) as ActivateAnswer;
    const wrong = { proof: 'A'.repeat(43) };
    expect(await codeOf(RENEW, prove('renew', held, tags, wrong))).to.equal('proof_invalid');
    const gone = { ...held, activation: random22() };
    expect(await codeOf(RENEW, prove('renew', gone, tags))).to.equal('proof_invalid');
    const [original, copy] = [
      { held, tags },
      { held, tags: [random22()] },
    ];
    for (const machine of [original, copy, original, copy]) {
      shop.server.clock.move(20 * DAY_SECONDS);
      const heard = await prove('renew', machine.held, machine.tags);
      expect(heard.status, heard.text).to.equal(200);
      machine.held = JSON.parse(heard.text) as ActivateAnswer;
    }
    expect(await codeOf(RENEW, prove('renew', copy.held, copy.tags))).to.equal('activation_forked');
    expect((await prove('renew', original.held, tags)).status).to.equal(200);
  });
  it('limit releases by the terms', async () => {
    const RELEASE = 'post /v1/activations/:activation/release';
    const personalDataOf = async (
      name: string,
      licenseKey: string,
      tags: string[],
    ): Promise<ActivateAnswer> => {
      const heard = await activate({ product: name, licenseKey, tags });
      expect(heard.status, heard.text).to.equal(200);
      return JSON.parse(heard.text) as ActivateAnswer;
    };
    for (const [name, terms, code] of [
      ['cool', { seats: 3, releaseCooldownDays: 5 }, 'release_too_soon'],
      ['yearly', { seats: 3, releasesPerYear: 1 }, 'release_limit_reached'],
    ] as const) {
      await product(name, terms);
      const { licenseKey } = await issue({ product: name });
      const [one, two] = [[random22()], [random22()]];
      const [first, second] = [
        await personalDataOf(name, licenseKey, one),
        await personalDataOf(name, licenseKey, two),
      ];
      const released = await prove('release', first, one);
      expect(released.status, released.text).to.equal(200);
      expect(JSON.parse(released.text)).to.have.keys(['statement', 'keySet']);
      expect(await codeOf(RELEASE, prove('release', second, two))).to.equal(code);
    }
  });
  it('refuse operators unknown ids, existing products and contradicting terms', async () => {
    const cases: readonly [row: string, path: string, body: object | undefined, code: Code][] = [
      ['get /v1/products/:product', '/v1/products/none', undefined, 'product_unknown'],
      ['patch /v1/products/:product', '/v1/products/none', { name: 'x' }, 'product_unknown'],
      ['post /v1/products', '/v1/products', { product: 'sonar', name: 'x' }, 'product_exists'],
      [
        'post /v1/products',
        '/v1/products',
        { product: 'x', name: 'x', terms: { leaseDays: 1 } },
        'terms_malformed',
      ],
      ['post /v1/licenses', '/v1/licenses', { product: 'none', email: EMAIL }, 'product_unknown'],
      ['post /v1/licenses', '/v1/licenses', { product: 'sonar', email: 'nobody' }, 'email_malformed'],
      ['post /v1/license-searches', '/v1/license-searches', { email: 'a b@c' }, 'email_malformed'],
      ['get /v1/licenses/:license', `/v1/licenses/${random22()}`, undefined, 'license_unknown'],
      ['post /v1/licenses/:license/term', `/v1/licenses/${random22()}/term`, {}, 'license_unknown'],
      [
        'put /v1/licenses/:license/seats',
        `/v1/licenses/${random22()}/seats`,
        { seats: 1 },
        'license_unknown',
      ],
      [
        'delete /v1/licenses/:license/suspension',
        `/v1/licenses/${random22()}/suspension`,
        undefined,
        'license_unknown',
      ],
      [
        'get /v1/licenses/:license/activations',
        `/v1/licenses/${random22()}/activations`,
        undefined,
        'license_unknown',
      ],
      [
        'delete /v1/licenses/:license/activations/:activation',
        `/v1/licenses/${shop.issued.license.license}/activations/${random22()}`,
        undefined,
        'activation_unknown',
      ],
      ['get /v1/licenses/:license', '/v1/licenses/x', undefined, 'license_unknown'],
    ];
    for (const [row, path, body, code] of cases) {
      const method = (row.split(' ')[0] ?? '').toUpperCase();
      expect(await codeOf(row, shop.ask({ method, path, body, token: shop.token })), row).to.equal(code);
    }
    await issue({ order: 'A-1' });
    const other = post('/v1/licenses', { product: 'sonar', email: 'eve@example.com', order: 'A-1' });
    expect(await codeOf('post /v1/licenses', other)).to.equal('order_mismatch');
  });
  it('hide a license whose person has restricted the use of the data, unless the purpose is legal', async () => {
    const { license } = await issue({ email: 'restricted@example.com' });
    await execute(
      shop.server.config,
      `INSERT INTO restrictions (id, kind, license, since_day) VALUES ('r', 'restricted', '${license}', 20000)`,
    );
    for (const end of ['', '/activations']) {
      const asked = shop.ask({ method: 'GET', path: `/v1/licenses/${license}${end}`, token: shop.token });
      expect(await codeOf(`get /v1/licenses/:license${end}`, asked)).to.equal('license_restricted');
    }
  });
  it('show an activation only under its own license', async () => {
    const { license } = await issue();
    const path = `/v1/licenses/${license}/activations/${shop.activated.activation}`;
    const asked = shop.ask({ method: 'DELETE', path, token: shop.token });
    const row = 'delete /v1/licenses/:license/activations/:activation';
    expect(await codeOf(row, asked)).to.equal('activation_unknown');
  });
});

describe('an Idempotency-Key', () => {
  let shop: Shop;
  before(async () => {
    shop = await openShop();
  });
  after(() => shop.end());
  const ORDER = { product: 'sonar', email: 'grace@example.com' };
  const SOLD = { product: 'sonar', email: 'ruth@example.com' };
  const issue = (key: string, body: object = ORDER, token = shop.token): Promise<Heard> =>
    shop.ask({ method: 'POST', path: '/v1/licenses', body, token, headers: { 'idempotency-key': key } });
  const count = async (email = ORDER.email): Promise<number> =>
    (await shop.server.run(operations.licensing.findLicenses, { email })).items.length;

  it('issues one license for fifty requests, with the same answer to each', async () => {
    const heard = await Promise.all(Array.from({ length: 50 }, () => issue('fifty')));
    expect([...new Set(heard.map(({ status }) => status))]).to.deep.equal([201]);
    expect(new Set(heard.map(({ text }) => text)).size).to.equal(1);
    expect(await count()).to.equal(1);
    // the same request with another order of members, and spaces
    const again = await issue('fifty', {
      email: ` ${ORDER.email.toUpperCase().replace('GRACE', 'grace')}`,
      product: 'sonar',
    });
    expect(again.text).to.equal(heard[0]?.text);
  });
  it('is refused with another body or path', async () => {
    expect(problemIn(await issue('fifty', { ...ORDER, seats: 9 }))).to.include({
      status: 422,
      code: 'idempotency_key_reused',
    });
    const headers = { 'idempotency-key': 'fifty' };
    const path = `/v1/licenses/${shop.issued.license.license}/suspension`;
    const elsewhere = await shop.ask({ method: 'POST', path, body: {}, token: shop.token, headers });
    expect(problemIn(elsewhere).code).to.equal('idempotency_key_reused');
    expect(await count()).to.equal(1);
  });
  for (const row of ROUTES.filter(takesIdempotencyKey)) {
    it(`makes ${row.method} ${row.path} safe to repeat`, async () => {
      const { license, licenseKey } = await shop.server.run(operations.licensing.issueLicense, SOLD);
      const machine = { tags: [random22()], nonce: random22(), network: null };
      const activating = { product: 'sonar', licenseKey, ...machine };
      const { activation } = await shop.server.run(operations.activation.activate, activating);
      const asked = {
        method: row.method.toUpperCase(),
        path: addressOf(row, shop, { license: license.license, activation }),
        token: shop.token,
        headers: { 'idempotency-key': `${row.method} ${row.path}`.replaceAll(/[^a-z]/g, '') },
        ...('body' in row && row.body !== undefined && { body: bodyFor(row as OperationRoute, shop) }),
      };
      const [first, again] = [await shop.ask(asked), await shop.ask(asked)];
      expect(first.status, first.text).to.be.oneOf([200, 201]);
      expect([again.status, again.text]).to.deep.equal([first.status, first.text]);
    });
  }
  it('is separate for each token', async () => {
    const other = await shop.tokenFor('licenses:write');
    expect((await issue('fifty', ORDER, other)).status).to.equal(201);
    expect(await count()).to.equal(2);
  });
  it('is optional: without it each request is a new one', async () => {
    const body = { ...ORDER, email: 'each@example.com' };
    for (let i = 0; i < 2; i += 1)
      await shop.ask({ method: 'POST', path: '/v1/licenses', body, token: shop.token });
    expect(await count(body.email)).to.equal(2);
  });
  it('can be used again after a refusal', async () => {
    expect((await issue('later', { product: 'later', email: EMAIL })).status).to.equal(404);
    await shop.server.run(operations.licensing.addProduct, { product: 'later', name: 'Later', terms: {} });
    expect((await issue('later', { product: 'later', email: EMAIL })).status).to.equal(201);
  });
  it('expires after a day', async () => {
    shop.server.clock.move(2 * DAY_SECONDS);
    expect((await issue('fifty')).status).to.equal(201);
    expect(await count()).to.equal(3);
  });
  it('must be printable and short, and sent once', async () => {
    for (const key of ['', ' ', 'a b', 'x'.repeat(129), 'ä', 'a,\tb']) {
      const heard = await issue(key);
      expect(problemIn(heard), key).to.include({ status: 400, code: 'request_malformed' });
    }
  });
});

describe('a server without the issue secret', () => {
  it('refuses to issue, and still activates', async () => {
    const door = await openScriptedApi({
      run: () => Promise.reject(new Refusal({ code: 'issue_secret_absent' })),
    });
    expect(problemIn(await door.ask(ACTIVATE))).to.include({ status: 503, code: 'issue_secret_absent' });
    await door.end();
  });
});
