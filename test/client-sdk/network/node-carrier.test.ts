/** The SDK's own carrier: what it sends and returns, directly to this machine. */

import { expect } from 'chai';
import { createServer, type Server } from 'node:http';
import { createServer as createNetServer, type AddressInfo, type Server as NetServer } from 'node:net';
import { sendByNode, type Way } from '../../../client-sdk/typescript/network/node-carrier.ts';

const DIRECTLY: Way = { proxy: undefined, authority: [] };

describe('a request to this machine', () => {
  let server: Server | NetServer;
  const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/activations`;
  const listen = (made: Server | NetServer): Promise<void> =>
    new Promise((resolve) => {
      server = made.listen(0, '127.0.0.1', resolve);
    });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  const post = (): Promise<Response> =>
    sendByNode(
      url(),
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' },
      DIRECTLY,
    );

  it('has method, headers and body, and the answer its status, headers and body', async () => {
    const made = createServer((request, response) => {
      request.setEncoding('utf8').on('data', (body: string) => {
        const { method, headers } = request;
        response.writeHead(409, { 'content-type': 'application/json', 'x-two': ['a', 'b'] });
        response.end(JSON.stringify({ method, type: headers['content-type'], body }));
      });
    });
    await listen(made);
    const response = await post();
    expect([response.status, response.headers.get('x-two')]).to.deep.equal([409, 'a, b']);
    expect(await response.json()).to.deep.equal({ method: 'POST', type: 'application/json', body: '{}' });
  });

  it('follows no redirect, and reads an answer without a body', async () => {
    let status = 302;
    await listen(
      createServer((request, response) => {
        request.resume();
        response.writeHead(status, { location: 'http://192.0.2.1/' }).end();
      }),
    );
    for (const expected of [302, 204, 304]) {
      status = expected;
      const response = await post();
      expect([response.status, await response.text()]).to.deep.equal([expected, '']);
    }
  });

  for (const [title, bytes, code] of [
    ['a status that no Response has', 'HTTP/1.1 999 Odd\r\ncontent-length: 0\r\n\r\n', 'HPE_INVALID_STATUS'],
    ['no HTTP', 'hello\r\n\r\n', 'HPE_INVALID_CONSTANT'],
    ['nothing', '', 'ECONNRESET'],
  ] as const) {
    it(`rejects ${title}`, async () => {
      await listen(createNetServer((socket) => socket.once('data', () => socket.end(bytes))));
      const error = await post().catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(Error).with.property('code', code);
    });
  }

  it('can be aborted', async () => {
    const stop = new AbortController();
    await listen(createServer(() => stop.abort()));
    const sent = sendByNode(url(), { method: 'POST', body: '{}', signal: stop.signal }, DIRECTLY);
    expect(await sent.catch((thrown: unknown) => thrown)).to.have.property('name', 'AbortError');
    (server as Server).closeAllConnections();
  });
});
