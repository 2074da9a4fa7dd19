// Requests that no HTTP library would send, as bytes over sockets. Each is answered with a problem or a closed socket, never
// with a 5xx, and other clients are not affected.

import { expect } from 'chai';
import { connect } from 'node:net';
import { problem } from '../../../server/http/response-schemas.ts';
import { rounds } from '../../support/rounds.ts';
import { openScriptedApi, problemIn, type ScriptedApi } from './asking.ts';
import { openShop, type Shop } from './shop.ts';
import { operations } from '../../../server/domain/operations.ts';
import { until } from '../../support/until.ts';
import { once } from 'node:events';

const HOST = 'Host: localhost\r\n';
const CLOSE = 'Connection: close\r\n';
const JSON_TYPE = 'Content-Type: application/json\r\n';
const GET = `GET /healthz HTTP/1.1\r\n`;
const POST = `POST /v1/activations HTTP/1.1\r\n${HOST}${CLOSE}${JSON_TYPE}`;
const CHUNKED = 'Transfer-Encoding: chunked\r\n';
/** The server's time limit for headers, and for a request. */
const REQUEST_MILLISECONDS_MAX = 10_000;
const SILENCE_MILLISECONDS = 2_000;

/** Sends bytes, and returns everything that is received until the socket is closed. */
function talk(port: number, pieces: readonly (string | Buffer)[], pause = 0): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const chunks: Buffer[] = [];
    socket.setTimeout(SILENCE_MILLISECONDS + REQUEST_MILLISECONDS_MAX, () => {
      socket.destroy();
      reject(new Error(`the socket stays open after ${Buffer.concat(chunks).toString()}`));
    });
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(Buffer.concat(chunks).toString()));
    const write = ([first, ...rest]: readonly (string | Buffer)[]): void => {
      if (first === undefined || socket.destroyed) return;
      socket.write(first, () => setTimeout(write, pause, rest));
    };
    write(pieces);
  });
}

/** The statuses of the received answers, after checking the problem of each. */
function statusesIn(text: string): number[] {
  const starts = [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)];
  return starts.map((match, i) => {
    const [head = '', body = ''] = text.slice(match.index, starts[i + 1]?.index).split('\r\n\r\n');
    const status = Number(match[1]);
    expect(status, text).to.be.below(500);
    if (status >= 400) {
      expect(head.toLowerCase()).to.include('content-type: application/problem+json');
      expect(problem.parse(JSON.parse(body)).status).to.equal(status);
    }
    expect(text).not.to.match(/express|node:|node_modules|sqlite|HPE_|Parse Error|\bat .+:\d+:\d+/i);
    return status;
  });
}

const CASES: readonly [title: string, status: number, bytes: string | Buffer][] = [
  ['as it should be', 200, `${GET}${HOST}${CLOSE}\r\n`],
  ['empty lines before the request', 200, `\r\n\r\n${GET}${HOST}${CLOSE}\r\n`],
  ['absolute-form with the same host', 200, `GET http://localhost/healthz HTTP/1.1\r\n${HOST}${CLOSE}\r\n`],
  ['HTTP/1.0', 200, `GET /healthz HTTP/1.0\r\n${HOST}\r\n`],
  ['an unknown expectation', 400, `${POST}Expect: the moon\r\nContent-Length: 2\r\n\r\n{}`],
  [
    'an upgrade that is not offered',
    200,
    `${GET}${HOST}Connection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n`,
  ],
  ['both lengths', 400, `${POST}${CHUNKED}Content-Length: 2\r\n\r\n{}`],
  ['two different lengths', 400, `${POST}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} `],
  ['the same length twice', 400, `${POST}Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}`],
  ['two lengths in one line', 400, `${POST}Content-Length: 2, 2\r\n\r\n{}`],
  ['a negative length', 400, `${POST}Content-Length: -2\r\n\r\n{}`],
  ['a signed length', 400, `${POST}Content-Length: +2\r\n\r\n{}`],
  ['a length in hex', 400, `${POST}Content-Length: 0x2\r\n\r\n{}`],
  ['a length of words', 400, `${POST}Content-Length: two\r\n\r\n{}`],
  ['a length beyond 64 bits', 400, `${POST}Content-Length: 99999999999999999999\r\n\r\n{}`],
  ['a huge length', 413, `${POST}Content-Length: 9999999999\r\n\r\n{}`],
  ['a space before the colon', 400, `${POST}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n`],
  ['xchunked', 400, `${POST}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`],
  ['chunked that is not last', 400, `${POST}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n`],
  ['chunked twice', 400, `${POST}Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n`],
  ['a chunk size of words', 400, `${POST}${CHUNKED}\r\nzz\r\n{}\r\n0\r\n\r\n`],
  ['a negative chunk size', 400, `${POST}${CHUNKED}\r\n-2\r\n{}\r\n0\r\n\r\n`],
  ['a chunk size beyond 64 bits', 400, `${POST}${CHUNKED}\r\nfffffffffffffffff\r\n{}\r\n0\r\n\r\n`],
  ['a chunk longer than it says', 400, `${POST}${CHUNKED}\r\n1\r\n{}\r\n0\r\n\r\n`],
  ['a CR in a chunk extension', 400, `${POST}${CHUNKED}\r\n2;a\rb\r\n{}\r\n0\r\n\r\n`],
  ['a chunk extension of 20 kB', 413, `${POST}${CHUNKED}\r\n2;${'a'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`],
  ['chunks of more than 16 kB', 413, `${POST}${CHUNKED}\r\n4001\r\n${' '.repeat(0x4001)}\r\n0\r\n\r\n`],
  ['a bare LF', 400, `GET /healthz HTTP/1.1\nHost: localhost\n\n`],
  ['a bare CR in a value', 400, `${GET}${HOST}X: a\rb\r\n\r\n`],
  ['a NUL in a value', 400, `${GET}${HOST}X: a\0b\r\n\r\n`],
  ['a folded line', 400, `${GET}${HOST}X: a\r\n b\r\n\r\n`],
  ['a line that begins with a space', 400, `${GET} X: a\r\n${HOST}\r\n`],
  ['a header without a name', 400, `${GET}${HOST}: a\r\n\r\n`],
  ['a header without a colon', 400, `${GET}${HOST}nonsense\r\n\r\n`],
  ['no host', 400, `${GET}${CLOSE}\r\n`],
  ['an empty host', 400, `${GET}Host:\r\n${CLOSE}\r\n`],
  ['two hosts', 400, `${GET}${HOST}Host: evil.example\r\n${CLOSE}\r\n`],
  ['the same host twice', 400, `${GET}${HOST}${HOST}${CLOSE}\r\n`],
  ['two hosts in one line', 400, `${GET}Host: localhost, evil.example\r\n${CLOSE}\r\n`],
  ['a host with a path', 400, `${GET}Host: localhost/x\r\n${CLOSE}\r\n`],
  ['a host with a user', 400, `${GET}Host: a@localhost\r\n${CLOSE}\r\n`],
  ['absolute-form with another host', 400, `GET http://evil.example/healthz HTTP/1.1\r\n${HOST}${CLOSE}\r\n`],
  [
    'absolute-form with a longer host',
    400,
    `GET http://localhost.evil/healthz HTTP/1.1\r\n${HOST}${CLOSE}\r\n`,
  ],
  ['absolute-form with a user', 400, `GET http://x@localhost/healthz HTTP/1.1\r\n${HOST}${CLOSE}\r\n`],
  ['asterisk-form', 400, `OPTIONS * HTTP/1.1\r\n${HOST}${CLOSE}\r\n`],
  ['a line without a version', 400, `GET /healthz\r\n\r\n`],
  ['HTTP/0.9', 400, `GET /healthz HTTP/0.9\r\n${HOST}\r\n`],
  ['HTTP/2', 400, `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n`],
  ['HTTP/1.2', 400, `GET /healthz HTTP/1.2\r\n${HOST}\r\n`],
  ['a method that is none', 400, `FROB /healthz HTTP/1.1\r\n${HOST}\r\n`],
  ['a method in small letters', 400, `get /healthz HTTP/1.1\r\n${HOST}\r\n`],
  ['a space in the address', 400, `GET /heal thz HTTP/1.1\r\n${HOST}\r\n`],
  ['a header of 20 kB', 431, `${GET}${HOST}X: ${'a'.repeat(20_000)}\r\n\r\n`],
  ['headers of 26 kB together', 431, `${GET}${HOST}${'X-aaaaa: aaaaaa\r\n'.repeat(2_000)}\r\n`],
  ['an address of 20 kB', 431, `GET /${'a'.repeat(20_000)} HTTP/1.1\r\n${HOST}\r\n`],
  ['TLS', 400, Buffer.from('16030100a5010000a10303', 'hex')],
  ['bytes', 400, Buffer.from([1, 2, 3, 250, 251, 252, 13, 10, 13, 10])],
];

describe('requests on a raw socket', () => {
  let shop: Shop;
  before(async () => {
    shop = await openShop();
  });
  after(() => shop.end());
  afterEach(async () => expect((await shop.ask({ path: '/healthz' })).status).to.equal(200));

  for (const [title, status, bytes] of CASES) {
    it(`${title}: ${status}`, async () => {
      expect(statusesIn(await talk(shop.port, [bytes]))).to.deep.equal([status]);
    });
  }
  it('closes the socket after CONNECT', async () => {
    const text = await talk(shop.port, [`CONNECT evil.example:80 HTTP/1.1\r\nHost: evil.example:80\r\n\r\n`]);
    expect(statusesIn(text).every((status) => status >= 400)).to.equal(true);
  });
  it('answers in the order of the requests, and nothing after garbage', async () => {
    const question = `${GET}${HOST}\r\n`;
    expect(
      statusesIn(await talk(shop.port, [`${question}${question}${GET}${HOST}${CLOSE}\r\n`])),
    ).to.deep.equal([200, 200, 200]);
    const smuggled = `POST /v1/activations HTTP/1.1\r\n${HOST}${JSON_TYPE}Content-Length: 2\r\n\r\n{}`;
    const [first, ...others] = statusesIn(await talk(shop.port, [`${smuggled}GARBAGE\r\n\r\n${question}`]));
    expect(first ?? 400).to.equal(400);
    expect(others).not.to.include(200);
  });
  it('reads a request that arrives byte by byte', async () => {
    const bytes = `${GET}${HOST}${CLOSE}\r\n`.split('');
    expect(statusesIn(await talk(shop.port, bytes))).to.deep.equal([200]);
  });
  it('survives a body that is cut off', async () => {
    for (let i = 0; i < 20; i += 1) {
      const socket = connect(shop.port, '127.0.0.1');
      socket.on('error', () => undefined);
      await new Promise<void>((resolve) =>
        socket.write(`${POST}Content-Length: 100\r\n\r\n{"a`, () => resolve()),
      );
      socket.resetAndDestroy();
    }
  });
  it('ignores X-Forwarded-For if no proxy is trusted', async () => {
    const { license } = shop.issued.license;
    const body = {
      product: 'sonar',
      licenseKey: shop.issued.licenseKey,
      tags: ['A'.repeat(22)],
      nonce: 'A'.repeat(22),
    };
    const headers = {
      'x-forwarded-for': '203.0.113.77',
      forwarded: 'for=203.0.113.77',
      'x-real-ip': '203.0.113.77',
    };
    const heard = await shop.ask({ method: 'POST', path: '/v1/activations', body, headers });
    expect(heard.status, heard.text).to.equal(200);
    const list = (await shop.server.run(operations.activation.listActivations, { license })).items;
    expect(list.map(({ network }) => network)).to.deep.equal([null, null]);
  });
  it('logs nothing of what was sent', () => {
    expect(JSON.stringify(shop.server.log)).not.to.match(/evil|localhost|203\.0\.113|aaaa/);
  });
});

describe('garbage after a request that is not answered yet', () => {
  it('is not answered instead of the request', async () => {
    const asked: ((error: Error) => void)[] = [];
    const run = () => new Promise<never>((_resolve, reject) => asked.push(reject));
    const api = await openScriptedApi({ run });
    const id = 'A'.repeat(22);
    const body = JSON.stringify({ product: 'sonar', licenseKey: 'x', tags: [id], nonce: id });
    const length = `Content-Length: ${body.length}\r\n`;
    const question = `POST /v1/activations HTTP/1.1\r\n${HOST}${JSON_TYPE}${length}\r\n${body}`;
    const socket = connect(api.port, '127.0.0.1');
    let received = '';
    socket.on('data', (chunk) => (received += String(chunk))).on('error', () => undefined);
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.write(question);
    await until(() => asked.length > 0);
    socket.write('GARBAGE\r\n\r\n');
    await closed;
    for (const fail of asked) fail(new Error('late'));
    expect([statusesIn(received), asked.length]).to.deep.equal([[], 1]);
    await api.end();
    expect(api.log.map(({ status }) => status)).to.deep.equal([499]);
  });
});

describe('slow requests', () => {
  let api: ScriptedApi;
  const isFull = rounds(10) === 10;
  const limit = isFull ? REQUEST_MILLISECONDS_MAX : 500;
  before(async () => {
    api = await openScriptedApi();
    expect(api.server.headersTimeout).to.equal(REQUEST_MILLISECONDS_MAX);
    expect(api.server.requestTimeout).to.equal(REQUEST_MILLISECONDS_MAX);
    // the short run has a lower limit
    Object.assign(api.server, { headersTimeout: limit, requestTimeout: limit });
  });
  after(() => api.end());
  const drip = (text: string): string[] => text.split('');

  for (const [title, pieces] of [
    ['headers', drip(`${GET}X: ${'a'.repeat(1_000)}`)],
    ['a body', [`${POST}Content-Length: 1000\r\n\r\n`, ...drip(' '.repeat(999))]],
    ['chunks', [`${POST}${CHUNKED}\r\n`, ...Array<string>(999).fill('1\r\n \r\n')]],
    ['nothing at all', []],
  ] as const) {
    it(`time out: ${title}`, async () => {
      const began = performance.now();
      const asking = talk(api.port, pieces, limit / 20);
      const other = await api.ask({ path: '/healthz' });
      expect(other.status).to.equal(200);
      expect(statusesIn(await asking)).to.deep.equal([408]);
      expect(performance.now() - began).to.be.at.least(limit * 0.9);
    });
  }
  it('do not delay others, however many they are', async () => {
    api.server.headersTimeout = REQUEST_MILLISECONDS_MAX;
    const slow = Array.from({ length: 200 }, () => connect(api.port, '127.0.0.1'));
    let ended = 0;
    for (const socket of slow) socket.on('close', () => (ended += 1)).write('GET /healthz HTTP/1.1\r\nX: a');
    await Promise.all(slow.map((socket) => once(socket, 'connect')));
    expect((await api.ask({ path: '/healthz' })).status).to.equal(200);
    expect(ended, 'all of them still hold their connection').to.equal(0);
    for (const socket of slow) socket.destroy();
  });
  it('get a problem if they are answered', async () => {
    expect(problemIn(await api.ask({ path: '/none' })).code).to.equal('not_found');
  });
});
