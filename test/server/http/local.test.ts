import { expect } from 'chai';
import supertest from 'supertest';
import { PATHS } from '../../../client-sdk/typescript/contract/wire.ts';
import { VERSION } from '../../../server/config/version.ts';
import { startTestServer, type TestServer } from '../../support/world.ts';

/** The routes that the API answers without an operation. */
describe('health, readiness, the key set', () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer();
  });
  after(() => server.end());
  const ask = (path: string) => supertest(server.running().url).get(path);

  it('reports health and readiness', async () => {
    await ask(PATHS.health).expect(200, { status: 'ok', version: VERSION });
    await ask(PATHS.ready).expect(200, { status: 'ready', clockBelieved: true });
  });

  it('publishes the signed key set, which caches may keep for five minutes', async () => {
    const { body } = await ask(PATHS.keySet).expect(200).expect('cache-control', 'public, max-age=300');
    expect(body).to.deep.equal({ keySet: server.running().world.keySet() });
  });

  it('forbids caching of everything else, and content sniffing', async () => {
    await ask(PATHS.health).expect('cache-control', 'no-store').expect('x-content-type-options', 'nosniff');
  });

  it('forbids a browser to run anything on operator routes', async () => {
    await ask(PATHS.products)
      .expect(401)
      .expect('content-security-policy', /^default-src 'none'/);
  });
});
