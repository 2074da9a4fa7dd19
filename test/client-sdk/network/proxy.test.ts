/**
 * An app behind a proxy that wants a password, with a server whose certificate is of the office's own authority: who
 * gets the password, who is asked, and when nobody is.
 */

import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { inspect } from 'node:util';
import type { QuietkeyOptions } from '../../../client-sdk/typescript/index.ts';
import { answerJson, startFakeServer, type FakeServer } from '../support/fake-server.ts';
import { DAY, makeIssuer } from '../support/issuer.ts';
import { errorOf, LICENSE_KEY, makeMachine, type TestMachine } from '../support/machine.ts';
import { AUTHORITY, CERTIFICATES, KEY } from './certificates.ts';

const PASSWORD = 'pass:w@rd/ü';
const USER = `ada:${encodeURIComponent(PASSWORD)}`;
const EXPECTED = `Basic ${Buffer.from(`ada:${PASSWORD}`).toString('base64')}`;
const SERVER = 'https://license.test';
const issuer = makeIssuer();

describe('an app behind a proxy', () => {
  let license: FakeServer;
  /** Before the license server, with TLS. */
  let front: Server;
  let proxies: Record<'http' | 'https', Server>;
  let machine: TestMachine;
  let asked: (readonly [path: string | undefined, password: string | undefined])[];
  /** The headers that the license server got. */
  let headers: string[];

  const portOf = (server: Server): number => (server.address() as AddressInfo).port;
  const proxyAt = (scheme: 'http' | 'https', user = `${USER}@`): string =>
    `${scheme}://${user}127.0.0.1:${portOf(proxies[scheme])}`;

  function connectWithFront(socket: Duplex): void {
    const beyond = connect(portOf(front), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connected\r\n\r\n');
      socket.pipe(beyond).pipe(socket);
    });
    beyond.on('error', () => socket.destroy());
    socket.on('error', () => beyond.destroy());
  }

  before(async () => {
    license = await startFakeServer(issuer);
    const identity = { key: KEY, cert: CERTIFICATES.good };
    front = createServer(identity, (request, response) => {
      headers.push(...request.rawHeaders);
      const parts: Buffer[] = [];
      request
        .on('data', (part: Buffer) => parts.push(part))
        .on('end', () => {
          void fetch(`${license.url}${request.url}`, { method: 'POST', body: Buffer.concat(parts) }).then(
            async (answer) => answerJson(response, answer.status, await answer.text()),
          );
        });
    });
    proxies = { http: createHttpServer(), https: createServer(identity) };
    for (const proxy of Object.values(proxies)) {
      proxy.on('connect', ({ url, headers: given }, socket) => {
        const password = given['proxy-authorization'];
        asked.push([url, password]);
        if (password === EXPECTED) connectWithFront(socket);
        else socket.end('HTTP/1.1 407 Password Required\r\nproxy-authenticate: Basic\r\n\r\n');
      });
    }
    for (const server of [front, ...Object.values(proxies)])
      await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  after(async () => {
    for (const server of [front, ...Object.values(proxies)]) server.close();
    await license.close();
  });
  beforeEach(() => {
    machine = makeMachine(issuer, SERVER);
    asked = [];
    headers = [];
  });
  const start = (options: Partial<QuietkeyOptions>) =>
    machine.start({ fetch: undefined, ca: AUTHORITY, ...options });

  for (const scheme of ['http', 'https'] as const) {
    it(`sends everything through it, and the password to nobody else; ${scheme}`, async () => {
      const app = start({ proxy: new URL(proxyAt(scheme)) });
      expect(await app.activate(LICENSE_KEY)).to.include({ state: 'licensed' });
      expect(await app.renew()).to.include({ state: 'licensed' });
      expect(await app.release()).to.include({ state: 'unlicensed', reason: 'released' });
      expect(asked).to.deep.equal(Array.from({ length: 3 }, () => ['license.test:443', EXPECTED]));
      expect(headers.join('\n').toLowerCase()).to.include('user-agent\nquietkey').and.not.include('proxy');
    });
  }

  it('shows its password in no error, and no object of the SDK', async () => {
    const wrong = 'canary-of-the-proxy';
    for (const proxy of [
      proxyAt('http', `ada:${wrong}@`),
      proxyAt('https', `${wrong}:${wrong}@`),
      `http://ada:${wrong}@127.0.0.1:2`,
      `https://ada:${wrong}@127.0.0.1:${portOf(proxies.http)}`,
    ]) {
      const app = start({ proxy });
      const error = await errorOf(app.activate(LICENSE_KEY));
      expect(error).to.include({ code: 'proxy_or_captive_portal', networkCause: 'proxy' });
      const shown = [error, app, app.describe(), app.sent(), machine.store.writes].map((value) =>
        inspect(value, { depth: Number.POSITIVE_INFINITY, showHidden: true }),
      );
      for (const secret of [wrong, Buffer.from(`ada:${wrong}`).toString('base64')])
        expect(shown.join('\n')).to.not.contain(secret);
    }
    const malformed = `socks5://ada:${wrong}@proxy.example`;
    expect(() => start({ proxy: malformed }))
      .to.throw()
      .that.satisfies((error: unknown) => !inspect(error).includes(wrong));
  });

  describe('that the environment names', () => {
    const NAMES = [
      'HTTPS_PROXY',
      'https_proxy',
      'ALL_PROXY',
      'all_proxy',
      'HTTP_PROXY',
      'http_proxy',
      'NO_PROXY',
      'no_proxy',
    ];
    const before = new Map(NAMES.map((name) => [name, process.env[name]]));
    beforeEach(() => {
      for (const name of NAMES) delete process.env[name];
    });
    after(() => {
      for (const [name, value] of before) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    });

    it('is refused at once with its name and a remedy if it is none of HTTP, and nothing is sent', async () => {
      const secret = 'canary-of-the-proxy';
      for (const address of [
        `socks5://ada:${secret}@127.0.0.1:2`,
        `http://ada:${secret}@127.0.0.1:2/proxy.pac`,
      ]) {
        process.env['ALL_PROXY'] = address;
        const error = await errorOf(start({}).activate(LICENSE_KEY));
        expect(error).to.include({ code: 'proxy_or_captive_portal', networkCause: 'proxy' });
        const { message, remedy } = error as { message: string; remedy: string };
        expect(message).to.match(
          /^ALL_PROXY names a proxy that this app cannot use: (?:socks5|a script \(PAC\))\.$/,
        );
        expect(remedy).to.include('http or https URL').and.include('NO_PROXY');
        expect(inspect(error)).to.not.include(secret);
      }
      expect([asked, headers]).to.deep.equal([[], []]);
    });

    it('sends through it, at the first call after it was named', async () => {
      const app = start({});
      process.env['HTTPS_PROXY'] = proxyAt('http');
      await app.activate(LICENSE_KEY);
      expect(asked).to.deep.equal([['license.test:443', EXPECTED]]);
    });

    it('asks nobody while the lease is fresh, and one request is due later', async () => {
      process.env['https_proxy'] = proxyAt('http');
      await start({}).activate(LICENSE_KEY);
      asked = [];
      for (let starts = 0; starts < 5; starts += 1) {
        const app = start({});
        app.check();
        expect(await app.keepFresh()).to.include({ reached: false });
      }
      expect(asked).to.deep.equal([]);
      machine.now += 10 * DAY;
      expect(await start({}).keepFresh()).to.include({ reached: true });
      expect(asked).to.have.lengthOf(1);
    });

    it('never sends to this machine through it, and not where NO_PROXY excludes the server', async () => {
      process.env['ALL_PROXY'] = proxyAt('http');
      process.env['http_proxy'] = proxyAt('http');
      for (const server of [
        license.url,
        `https://127.0.0.1:${portOf(front)}`,
        license.url.replace('127.0.0.1', 'localhost'),
      ])
        expect(await start({ server }).activate(LICENSE_KEY), server).to.include({ state: 'licensed' });
      process.env['NO_PROXY'] = '.test';
      expect(await errorOf(start({}).renew())).to.include({ code: 'no_network', networkCause: 'offline' });
      expect(asked).to.deep.equal([]);
    });
  });

  describe('with an authority of its own', () => {
    const directly = (options: Partial<QuietkeyOptions>) =>
      start({ server: `https://127.0.0.1:${portOf(front)}`, ...options }).activate(LICENSE_KEY);
    const stranger = CERTIFICATES.selfSigned;
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'quietkey-ca-'));
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    it('is trusted as text, as one of several, and as a file', async () => {
      const file = join(folder, 'office.pem');
      for (const ca of [AUTHORITY, `# the office\r\n${stranger}\n${AUTHORITY}`, file]) {
        writeFileSync(file, `${stranger}${AUTHORITY}`);
        expect(await directly({ ca })).to.include({ state: 'licensed' });
      }
    });

    it('is not trusted without the option, or with another', async () => {
      for (const ca of [undefined, stranger])
        expect(await errorOf(directly({ ca }))).to.include({ networkCause: 'tls-inspection' });
    });

    it('is a mistake of the app if its file cannot be used, each time that a call is made', async () => {
      const file = join(folder, 'office.pem');
      for (const content of [undefined, '', 'no certificate', KEY]) {
        if (content !== undefined) writeFileSync(file, content);
        const app = start({ ca: file });
        expect(app.check()).to.include({ state: 'unlicensed' });
        expect(await errorOf(app.activate(LICENSE_KEY))).to.include({ code: 'options_malformed' });
        expect(asked).to.deep.equal([]);
      }
      const pipe = join(folder, 'pipe');
      execFileSync('mkfifo', [pipe]);
      for (const ca of [folder, pipe, '/dev/zero'])
        expect(await errorOf(directly({ ca })), ca).to.include({ code: 'options_malformed' });
    });
  });
});
