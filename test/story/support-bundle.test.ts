/**
 * A support bundle from end to end: the SDK sends what the person has edited, and only the support key opens it, byte for
 * byte. What is not a bundle, too much or too often is refused.
 */

import { expect } from 'chai';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { sendSupportBundle, supportBundle } from '../../client-sdk/typescript/bundle.ts';
import { BUNDLE_BYTES_MAX, BUNDLE_HEADER, BUNDLE_TYPE } from '../../client-sdk/typescript/contract/bundle.ts';
import { PATHS } from '../../client-sdk/typescript/contract/wire.ts';
import { Quietkey } from '../../client-sdk/typescript/index.ts';
import { writeZip } from '../../client-sdk/typescript/support/zip.ts';
import { beginSupport, openWithSupportKey } from '../../server/composition/support.ts';
import { DAY_SECONDS } from '../../server/domain/kernel/day.ts';
import { operations } from '../../server/domain/operations.ts';
import type { Refusal } from '../../server/domain/kernel/refusal.ts';
import { BUNDLES_A_DAY, openLimits } from '../../server/web/rate-limits.ts';
import { askAt, problemIn, type Question } from '../server/http/asking.ts';
import { errorOf, MemoryStore } from '../client-sdk/support/machine.ts';
import { random22 } from '../support/machine.ts';
import { until } from '../support/until.ts';
import { startTestServer, UNLIMITED, type TestServer } from '../support/world.ts';

const { listBundles, openBundle } = operations.activation;
const ZIP = writeZip([['log.txt', 'it failed']]);

describe('a support bundle', () => {
  let server: TestServer;
  let asking: ReturnType<typeof askAt>;
  let licenseKey: string;
  before(async () => {
    server = await startTestServer({ QUIETKEY_TRUSTED_PROXIES: '127.0.0.1' });
    asking = askAt(server.running().url);
    await server.run(operations.licensing.addProduct, {
      product: 'sonar',
      name: 'Sonar',
      terms: { seats: 3 },
    });
    const sale = { product: 'sonar', email: 'ada@example.com' };
    ({ licenseKey } = await server.run(operations.licensing.issueLicense, sale));
  });
  after(async () => {
    asking.end();
    await server.end();
  });

  const appOn = (store = new MemoryStore()): Quietkey =>
    new Quietkey({
      server: server.running().url,
      product: 'sonar',
      rootKey: server.running().world.rootKey,
      store,
      clock: () => server.clock.now() * 1000,
      interfaces: () => [{ name: 'eth0', mac: '00:1b:21:aa:bb:01', builtIn: true }],
    });
  const send = (more: Partial<Question> & { from?: string } = {}) => {
    const { from = '203.0.113.7', headers, ...question } = more;
    return asking.ask({
      method: 'POST',
      path: PATHS.bundles,
      body: ZIP,
      ...question,
      headers: {
        'content-type': BUNDLE_TYPE,
        [BUNDLE_HEADER]: random22(),
        'x-forwarded-for': from,
        ...headers,
      },
    });
  };
  const keyFile = () => join(server.folder, 'support.key');
  const opened = async (bundle: string): Promise<Buffer> => {
    const { sealed } = await server.run(openBundle, { bundle });
    return Buffer.from(await openWithSupportKey(server.config, keyFile(), sealed));
  };

  it('is refused until there is a support key', async () => {
    expect(problemIn(await send()).code).to.equal('bundles_off');
    const error = await errorOf(sendSupportBundle(appOn(), ZIP));
    expect(error).to.include({ code: 'server_trouble', status: 403 });
    expect((error as Error).message).to.include('takes no support bundles');
    expect(() => beginSupport(server.config, join(server.config.dataFolder, 'support.key'))).to.throw(
      'Name a place',
    );
    expect(beginSupport(server.config, keyFile())).to.have.length(2);
    expect(beginSupport(server.config, keyFile())).to.deep.equal([]);
  });

  it('arrives as it was edited, byte for byte, and belongs to the license that its machine proves', async () => {
    const app = appOn();
    await app.activate(licenseKey);
    const edited = Buffer.concat([supportBundle(app), Buffer.from('appended by hand\u0000')]);
    const { bundle } = await sendSupportBundle(app, edited);
    expect((await opened(bundle)).equals(edited)).to.equal(true);
    const { sealed: _sealed, ...view } = await server.run(openBundle, { bundle });
    expect(view).to.include({ bytes: edited.length, receivedOn: '2026-11-24' });
    expect([view.license, view.activation]).to.not.include(null);
    expect(app.sent().at(-1)?.body).to.match(/^\(a support bundle of \d+ bytes, SHA-256 [\w-]{43}\)$/);
    const stored = JSON.stringify(await server.run(openBundle, { bundle }));
    expect(stored).to.not.include('appended').and.not.include(edited.toString('base64').slice(0, 40));
  });

  it('is sent without a proof by an app that has none, or whose proof is refused', async () => {
    const { bundle } = await sendSupportBundle(appOn(), ZIP);
    const store = new MemoryStore();
    await appOn(store).activate(licenseKey);
    store.members = {
      ...store.members,
      holding: { ...(store.members['holding'] as object), secret: 'A'.repeat(43) },
    };
    const other = await sendSupportBundle(appOn(store), ZIP);
    const { items } = await server.run(listBundles, {});
    const found = items.filter((item) => [bundle, other.bundle].includes(item.bundle));
    expect(found.map(({ proven }) => proven)).to.deep.equal([false, false]);
  });

  it('is stored once for each nonce, and by its proof only as it was proven', async () => {
    const headers = { [BUNDLE_HEADER]: random22() };
    const [first, again] = [await send({ headers }), await send({ headers })];
    expect([first.status, again.status]).to.deep.equal([201, 201]);
    expect(again.text).to.equal(first.text);

    let proven = '';
    const app = new Quietkey({
      server: server.running().url,
      product: 'sonar',
      rootKey: server.running().world.rootKey,
      store: new MemoryStore(),
      clock: () => server.clock.now() * 1000,
      interfaces: () => [],
      fetch: (url, init) => {
        proven = new Headers(init.headers).get(BUNDLE_HEADER) ?? proven;
        return fetch(url, init);
      },
    });
    await app.activate(licenseKey);
    await sendSupportBundle(app, ZIP);
    const body = writeZip([['log.txt', 'forged']]);
    expect(problemIn(await send({ body, headers: { [BUNDLE_HEADER]: proven } })).code).to.equal(
      'proof_invalid',
    );
    const moved = proven.replace(/^[\w-]{22}/, random22());
    expect(problemIn(await send({ headers: { [BUNDLE_HEADER]: moved } })).code).to.equal('proof_invalid');
  });

  const WRONG: readonly [what: string, question: Partial<Question>, code: string][] = [
    ['no header', { headers: { [BUNDLE_HEADER]: '' } }, 'request_malformed'],
    ['a malformed header', { headers: { [BUNDLE_HEADER]: `${random22()}.a` } }, 'request_malformed'],
    ['JSON', { headers: { 'content-type': 'application/json' } }, 'media_type_unsupported'],
    ['no zip', { body: Buffer.from('{}') }, 'request_malformed'],
    ['an empty body', { body: Buffer.alloc(0) }, 'request_malformed'],
    [
      'one byte too much',
      { body: Buffer.concat([ZIP, Buffer.alloc(BUNDLE_BYTES_MAX + 1 - ZIP.length)]) },
      'body_too_large',
    ],
    ['a compressed body', { headers: { 'content-encoding': 'gzip' } }, 'media_type_unsupported'],
  ];
  for (const [what, question, code] of WRONG)
    it(`${what}: ${code}, and does not count`, async () => {
      for (let times = 0; times <= BUNDLES_A_DAY; times += 1)
        expect(problemIn(await send({ from: '198.51.100.9', ...question })).code).to.equal(code);
    });

  it('may have 256 kB', async () => {
    const body = Buffer.concat([ZIP, Buffer.alloc(BUNDLE_BYTES_MAX - ZIP.length, 7)]);
    const { status, text } = await send({ body, from: '198.51.100.20' });
    expect(status, text).to.equal(201);
    expect((await opened((JSON.parse(text) as { bundle: string }).bundle)).equals(body)).to.equal(true);
  });

  it('that never ends keeps out no other network', async () => {
    const { hostname, port } = new URL(server.running().url);
    const slow = Array.from({ length: 40 }, () => connect(Number(port), hostname));
    try {
      for (const socket of slow) {
        await once(socket, 'connect');
        const lines = [
          `POST ${PATHS.bundles} HTTP/1.1`,
          `host: ${hostname}:${port}`,
          'x-forwarded-for: 192.0.2.77',
          `content-type: ${BUNDLE_TYPE}`,
          // a made-up proof, so that the bundle does not count for its network
          `${BUNDLE_HEADER}: ${[random22(), random22(), '1', '1', 'p'.repeat(43)].join('.')}`,
          'content-length: 1000',
        ];
        socket.on('error', () => undefined).write(`${lines.join('\r\n')}\r\n\r\nPK`);
      }
      // a body that is refused once it is read
      const own = { from: '192.0.2.78', body: Buffer.from('{}') };
      await until(async () => problemIn(await send(own)).code === 'busy');
      expect((await send({ from: '198.51.101.1' })).status).to.equal(201);
    } finally {
      for (const socket of slow) socket.destroy();
    }
  });

  it('without a proof is taken five times a day from one network', async () => {
    const from = '192.0.2.1';
    for (let times = 0; times < BUNDLES_A_DAY; times += 1)
      expect((await send({ from })).status).to.equal(201);
    expect(problemIn(await send({ from: '192.0.2.99' })).code, 'the same network').to.equal(
      'too_many_requests',
    );
    expect((await send({ from: '198.51.100.30' })).status, 'another network').to.equal(201);
    const app = appOn();
    await app.activate(licenseKey);
    expect(await sendSupportBundle(app, ZIP), 'with a proof').to.have.property('bundle');
  });
});

describe('the count of bundles without a proof', () => {
  it('is five a day, and is taken back', () => {
    let now = 7 * DAY_SECONDS;
    const limits = openLimits(() => now, UNLIMITED);
    const wait = (): number | undefined => {
      try {
        limits.countBundle('net');
        return undefined;
      } catch (error) {
        return (error as Refusal).parts.retryAfter;
      }
    };
    const giveBack = limits.countBundle('net');
    expect([wait(), wait(), wait(), wait()]).to.deep.equal(Array(4).fill(undefined));
    expect(wait()).to.equal(DAY_SECONDS);
    giveBack();
    expect([wait(), wait()]).to.deep.equal([undefined, DAY_SECONDS]);
    now += DAY_SECONDS - 1;
    expect(wait()).to.equal(1);
    now += 1;
    expect(wait()).to.equal(undefined);
  });
});
