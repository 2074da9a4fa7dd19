// The portal takes its own address from its settings, never from a request. A request with an impossible host is refused,
// and no page contains the host of a request.

import { expect } from 'chai';
import { connect } from 'node:net';
import { wordsIn } from './browsing.ts';
import { openTestPortal, type Portal } from './customers.ts';

const OWN = 'https://portal.example';
const FORM = 'username=ada&password=wrong';

interface Case {
  title: string;
  target?: string;
  headers: string[];
  status: number;
}

const CASES: Case[] = [
  { title: 'its own host', headers: ['Host: portal.example'], status: 403 },
  { title: 'another host', headers: ['Host: evil.example'], status: 403 },
  { title: 'forwarding headers', headers: ['Host: portal.example', 'X-Forwarded-Host: evil.example', 'X-Forwarded-Proto: http', 'Forwarded: host=evil.example', 'X-Original-URL: /evil.example'], status: 403 }, // prettier-ignore
  { title: 'two hosts', headers: ['Host: portal.example', 'Host: evil.example'], status: 400 },
  { title: 'no host', headers: [], status: 400 },
  { title: 'a host with a path', headers: ['Host: portal.example/evil.example'], status: 400 },
  { title: 'an address at the host', target: 'http://portal.example/login', headers: ['Host: portal.example'], status: 403 }, // prettier-ignore
  { title: 'an address at another host', target: 'http://evil.example/login', headers: ['Host: portal.example'], status: 400 }, // prettier-ignore
  { title: 'a path that looks like a host', target: '//evil.example/login', headers: ['Host: portal.example'], status: 404 }, // prettier-ignore
];

describe('the portal and the hosts of a request', () => {
  let portal: Portal;
  before(async () => {
    portal = await openTestPortal({ QUIETKEY_URL: OWN });
    await portal.customer('ada');
  });
  after(() => portal.end());

  const sendRaw = (lines: readonly string[], body: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(portal.url).port), '127.0.0.1');
      const chunks: Buffer[] = [];
      socket.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject);
      socket.on('end', () => resolve(Buffer.concat(chunks).toString()));
      socket.write([...lines, '', body].join('\r\n'));
    });

  for (const { title, target = '/login', headers, status } of CASES) {
    it(`with ${title}: ${status}, and no word of another host`, async () => {
      const heard = await sendRaw(
        [
          `POST ${target} HTTP/1.1`,
          ...headers,
          `Origin: ${OWN}`,
          'Accept: text/html',
          'Connection: close',
          'Content-Type: application/x-www-form-urlencoded',
          `Content-Length: ${FORM.length}`,
        ],
        FORM,
      );
      expect(heard).to.match(new RegExp(`^HTTP/1\\.1 ${status} `));
      expect(heard).to.not.include('evil');
      portal.server.clock.move(1_000);
    });
  }
});

describe('the portal of this machine under another name', () => {
  let portal: Portal;
  let port: string;
  before(async () => {
    portal = await openTestPortal();
    ({ port } = new URL(portal.url));
  });
  after(() => portal.end());

  for (const name of ['localhost', 'LOCALHOST', '127.0.0.2', '[::1]', '[::]', '0.0.0.0']) {
    it(`${name} leads every page to its address, before a form is filled in`, async () => {
      const headers = { host: `${name}:${port}` };
      for (const path of ['/', '/login', '/signup', '/recover/key?sent=yes', '/licenses']) {
        const heard = await portal.browser().get(path, headers);
        expect([heard.status, heard.headers.location]).to.deep.equal([303, portal.url + path]);
      }
      expect((await portal.browser().get('/portal.css', headers)).status).to.equal(200);
    });
  }

  for (const host of [
    '127.0.0.1:PORT',
    'localhost:1',
    'licenses.example.com',
    'localhost.example:PORT',
    '192.168.1.5:PORT',
  ]) {
    it(`${host} is shown as it is`, async () => {
      const headers = { host: host.replace('PORT', port) };
      expect((await portal.browser().get('/login', headers)).status).to.equal(200);
    });
  }

  it('is never this machine for a portal that is elsewhere', async () => {
    const elsewhere = await openTestPortal({ QUIETKEY_URL: OWN });
    const { port: other } = new URL(elsewhere.url);
    const heard = await elsewhere.browser().get('/login', { host: `localhost:${other}` });
    expect(heard.status).to.equal(200);
    await elsewhere.end();
  });
});

describe('the portal of a server that listens on every address', () => {
  it('is at this machine', async () => {
    const portal = await openTestPortal({ QUIETKEY_HOST: '0.0.0.0' });
    const { publicUrl } = portal.server.running();
    expect(publicUrl).to.match(/^http:\/\/127\.0\.0\.1:\d+$/);
    const heard = await portal.browser().post('/login', { username: 'ada', password: 'wrong guess' });
    expect(heard.status, 'not from elsewhere').to.equal(403);
    expect(wordsIn(heard)).to.include('username or the password is wrong');
    await portal.end();
  });
});
