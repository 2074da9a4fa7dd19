import { expect } from 'chai';
import supertest from 'supertest';
import { startTestServer, type TestServer } from '../../support/world.ts';

describe('the API page', () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer();
  });
  after(() => server.end());
  const get = (path: string) => supertest(server.running().url).get(path);

  it('has a Content-Security-Policy that allows only its own files', async () => {
    const { headers } = await get('/docs')
      .expect(200)
      .expect('content-type', /^text\/html/);
    const policy = String(headers['content-security-policy']);
    expect(policy)
      .to.match(/^default-src 'none';/)
      .and.not.match(/unsafe|\*|https?:/);
  });

  it('loads only files of this server, and each exists', async () => {
    const { text } = await get('/docs');
    const loaded = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address ?? '');
    const files = loaded.filter((address) => !address.startsWith('data:'));
    expect(files).to.have.length(3);
    for (const file of files) {
      expect(file).to.match(/^\/docs\/[\w.-]+$/);
      await get(file).expect(200);
    }
    expect(text).not.to.match(/<script(?! src)|style=|\son\w+=/);
  });

  it('loads the document of this server, and no validator', async () => {
    const { text } = await get('/docs/start.js').expect('content-type', /^text\/javascript/);
    expect(text).to.contain("url: '/openapi.json'").and.contain('validatorUrl: null');
  });

  it('serves no other files', async () => {
    await get('/docs/package.json').expect(404);
    await get('/docs/../package.json').expect(404);
    await get('/docs/').expect(404);
  });
});
