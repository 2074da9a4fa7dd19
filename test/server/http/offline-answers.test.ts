// The route that answers request files: who may call it, and which limits it shares with the online calls.

import { expect } from 'chai';
import { join } from 'node:path';
import { OfflineQuietkey } from '../../../client-sdk/typescript/offline.ts';
import { PATHS } from '../../../client-sdk/typescript/contract/wire.ts';
import type { OfflineAnswer } from '../../../client-sdk/typescript/contract/offline.ts';
import { operations } from '../../../server/domain/operations.ts';
import type { Scope } from '../../../server/domain/operator/operator.ts';
import { offlineAnswer } from '../../../server/http/response-schemas.ts';
import { POLICIES } from '../../../server/web/rate-limits.ts';
import { startTestServer, type TestServer } from '../../support/world.ts';

describe('POST /v1/offline-answers', () => {
  let server: TestServer;
  let licenseKey: string;
  let app: OfflineQuietkey;
  const tokens = new Map<Scope, string>();

  before(async () => {
    const few = { quota: 2, windowSeconds: 600 };
    server = await startTestServer({}, { ...POLICIES, network: few, key: few });
    await server.run(operations.licensing.addProduct, { product: 'sonar', name: 'Sonar', terms: {} });
    const order = { product: 'sonar', email: 'ada@example.com' };
    ({ licenseKey } = await server.run(operations.licensing.issueLicense, order));
    for (const scope of ['licenses:read', 'licenses:write'] as const) {
      const made = await server.run(operations.operator.createOperatorToken, {
        name: 'test',
        scopes: [scope],
      });
      tokens.set(scope, made.token);
    }
    app = appOf('sonar');
  });
  after(() => server.end());

  const appOf = (product: string): OfflineQuietkey =>
    new OfflineQuietkey({
      server: 'https://license.example',
      product,
      rootKey: server.running().world.rootKey,
      store: join(server.folder, `app-${product}`),
      clock: () => server.clock.now() * 1000,
      identity: 'install',
    });

  async function post(
    request: string,
    scope?: Scope,
  ): Promise<{ status: number; body: Record<string, unknown> }> {
    const token = scope && tokens.get(scope);
    const response = await fetch(server.running().url + PATHS.offlineAnswers, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ request }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  it('answers an operator with the scope to change licenses, and nobody else', async () => {
    const { text } = await app.request({ kind: 'activate', licenseKey });
    expect(await post(text)).to.have.nested.property('body.code', 'token_missing');
    expect(await post(text, 'licenses:read')).to.have.nested.property('body.code', 'scope_missing');
    const { status, body } = await post(text, 'licenses:write');
    expect(status, JSON.stringify(body)).to.equal(200);
    expect(offlineAnswer.safeParse(body).success).to.equal(true);
    expect(await app.accept((body as unknown as OfflineAnswer).answer)).to.include({ state: 'licensed' });
  });

  it('says which text it refuses, and why', async () => {
    const { status, body } = await post('qkreq1.e30.00000000', 'licenses:write');
    expect(status).to.equal(400);
    expect(body['errors']).to.deep.equal([{ pointer: '/request', message: 'is cut or mistyped' }]);
  });

  it('counts wrong guesses by network, as the online calls do', async () => {
    const codes: unknown[] = [];
    for (let guess = 0; guess < 3; guess += 1) {
      const { text } = await appOf('other').request({ kind: 'activate', licenseKey });
      codes.push((await post(text, 'licenses:write')).body['code']);
    }
    expect(codes).to.deep.equal(['license_key_unknown', 'license_key_unknown', 'too_many_requests']);
  });

  it('counts the uses of a license key, as the online call does', async () => {
    const { text } = await appOf('sonar').request({ kind: 'activate', licenseKey });
    const statuses: number[] = [];
    for (let use = 0; use < 12; use += 1) statuses.push((await post(text, 'licenses:write')).status);
    expect(statuses).to.include(200).and.include(429);
  });
});
