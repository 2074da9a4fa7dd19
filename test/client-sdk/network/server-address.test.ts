/**
 * The option `server`: no port that a `fetch` refuses, and no proxy between the app and a server on the same machine.
 */

import { expect } from 'chai';
import { createServer, type Server } from 'node:http';
import { createServer as createNetServer, type AddressInfo, type Server as NetServer } from 'node:net';
import { BadOptions } from '../../../client-sdk/typescript/index.ts';
import { fetchDirectly } from '../../../client-sdk/typescript/network/direct.ts';
import { readServer } from '../../../client-sdk/typescript/network/server-address.ts';

/** The refusal of Node's own `fetch`, without a connection. */
async function isRefused(port: number): Promise<boolean> {
  const sent = fetch(`https://127.0.0.1:${port}`);
  const error = await sent.then(() => undefined).catch((thrown: unknown) => thrown);
  return ((error as Error | undefined)?.cause as Error | undefined)?.message === 'bad port';
}

describe('a port of the server', () => {
  const accepts = (port: number): boolean => {
    try {
      readServer(`https://license.example:${port}/base`, undefined);
      return true;
    } catch (error) {
      expect(error).to.be.instanceOf(BadOptions).with.property('message').that.includes(`port ${port}`);
      return false;
    }
  };
  const refused = Array.from({ length: 65_536 }, (_, port) => port).filter((port) => !accepts(port));

  it('is refused where fetch refuses it', async () => {
    expect(refused).to.have.length.above(80);
    // port 0 and the later ones of the standard are not yet in the list of every release of Node.js
    for (const port of refused.filter((listed) => ![0, 4190, 6679].includes(listed))) {
      expect(await isRefused(port), String(port)).to.equal(true);
    }
  });

  it('is accepted beside them', async () => {
    for (const port of [2, 8, 442, 444, 1718, 6664, 8787, 10_081])
      expect(accepts(port), String(port)).to.equal(true);
    expect(await isRefused(6664)).to.equal(false);
  });
});

describe('a request to this machine', () => {
  let server: Server | NetServer;
  const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/activations`;
  const listen = (made: Server | NetServer): Promise<void> =>
    new Promise((resolve) => {
      server = made.listen(0, '127.0.0.1', resolve);
    });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  const post = (): Promise<Response> =>
    fetchDirectly(url(), { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });

  it('is what the default sends over plain http, and not over https', () => {
    server = createServer();
    expect(readServer('http://127.0.0.1:8787', undefined).fetch).to.equal(fetchDirectly);
    expect(readServer('https://127.0.0.1:8787', undefined).fetch).to.not.equal(fetchDirectly);
    const given = (): Promise<Response> => Promise.reject(new Error('given'));
    expect(readServer('http://127.0.0.1:8787', given).fetch).to.equal(given);
  });

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
    const sent = fetchDirectly(url(), { method: 'POST', body: '{}', signal: stop.signal });
    expect(await sent.catch((thrown: unknown) => thrown)).to.have.property('name', 'AbortError');
    (server as Server).closeAllConnections();
  });
});
