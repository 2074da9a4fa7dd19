// The API's requests and responses are created with Express's prototypes. Without that each request costs four times as
// much, and no other test would notice.

import { expect } from 'chai';
import { IncomingMessage, ServerResponse } from 'node:http';
import { openScriptedApi } from './asking.ts';

describe('requests and responses', () => {
  it('are created with the prototypes that Express sets', async () => {
    const api = await openScriptedApi();
    const seen: [message: object, atBirth: unknown][] = [];
    api.server.prependListener('request', (request, response) => {
      for (const message of [request, response]) seen.push([message, Object.getPrototypeOf(message)]);
    });
    expect((await api.ask({ path: '/healthz' })).status).to.equal(200);
    expect((await api.ask({ path: '/none' })).status).to.equal(404);
    await api.end();
    expect(seen).to.have.lengthOf(4);
    for (const [message, atBirth] of seen) expect(Object.getPrototypeOf(message) === atBirth).to.equal(true);
    const [[request], [response]] = seen as [[object, unknown], [object, unknown]];
    expect(request).to.be.instanceOf(IncomingMessage).with.property('originalUrl', '/healthz');
    expect(request).to.have.property('accepts').that.is.a('function');
    expect(response).to.be.instanceOf(ServerResponse).and.to.have.property('json').that.is.a('function');
  });
});
