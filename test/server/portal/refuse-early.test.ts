/**
 * An asker whose forms were refused too often needs a turn for the next one: what is refused early, what the portal
 * decides, and in whose name a turn is asked for. The turns are scripted here; `form-turns.test.ts` tests them.
 */

import { expect } from 'chai';
import { connect } from 'node:net';
import { refuse } from '../../../server/domain/kernel/refusal.ts';
import { openPortal } from '../../../server/portal/portal.ts';
import { openEarlyRefusal } from '../../../server/portal/refuse-early.ts';
import type { PortalDependencies } from '../../../server/portal/route/dependencies.ts';
import { ROUTES } from '../../../server/portal/routes/routes.ts';
import { pathTo } from '../../../server/portal/html/paths.ts';
import { random22 } from '../../support/machine.ts';
import { NO_LIMITS } from '../../support/world.ts';
import { openScriptedApi, type ScriptedApi } from '../http/asking.ts';
import { browserAt, wordsIn, type Browser } from './browsing.ts';

const URL = 'http://licenses.example.com';
const FORMS = ROUTES.filter(({ enter, act }) => enter === 'anyone' && act !== undefined);
const WAIT = 7;
const NETWORK = '203.0.113.0/24';
const FLOODING = { 'x-forwarded-for': '203.0.113.9' };
const ELSEWHERE = { 'x-forwarded-for': '198.51.100.9' };
const TOKEN = 'S'.repeat(43);
const ENDED = 'E'.repeat(43);
const KNOWN = `${'K'.repeat(22)}.20781.${'M'.repeat(22)}`;
const LOGIN = { username: 'ada', password: 'right' };
const CODE = { username: 'ada', code: '0', next: 'x' };
const VENDOR = { name: 'Sonar' };

describe('a form of an asker that needs a turn', () => {
  /** Who asked for a turn, and whose refused forms were counted. */
  let asked: string[];
  let refused: string[];
  /** What the portal asked of the accounts. */
  let calls: string[];
  let api: ScriptedApi;
  let browser: Browser;
  const called =
    <Answer>(name: string, answer: Answer) =>
    async () => {
      calls.push(name);
      return answer;
    };
  before(async () => {
    const accounts = {
      resume: async (token: string) => {
        calls.push('resume');
        return token === TOKEN ? { who: { account: 'a1', username: 'ada' }, cookie: undefined } : undefined;
      },
      recogniseBrowser: async ({ browser: shown }: { browser: string }) => {
        calls.push('recogniseBrowser');
        return { account: shown === KNOWN ? 'a1' : null };
      },
      logIn: async ({ password }: { password: string }) => {
        calls.push('logIn');
        if (password !== LOGIN.password) refuse('credentials_wrong');
        return { token: TOKEN, seconds: 1, known: KNOWN };
      },
      logOut: called('logOut', undefined),
      checkRecoveryCode: called('checkRecoveryCode', undefined),
      checkPassword: called('checkPassword', undefined),
      useRecoveryCode: called('useRecoveryCode', undefined),
    };
    const dependencies = {
      accounts,
      url: () => URL,
      vendor: () => VENDOR,
      trustedProxies: ['127.0.0.1'],
      isOwnCookie: (_use: string, cookie: string) => /^[SEK]/.test(cookie),
      limits: NO_LIMITS,
      formTurns: {
        wait: (asker: string | null) => (asker === NETWORK ? WAIT : 0),
        take: (asker: string | null) => {
          asked.push(String(asker));
          if (asker === NETWORK) refuse('too_many_requests', { retryAfter: WAIT });
        },
        countRefused: (asker: string | null) => void refused.push(String(asker)),
      },
    } as unknown as PortalDependencies;
    const log = { requestId: () => 'early', log: (line: ScriptedApi['log'][0]) => api.log.push(line) };
    api = await openScriptedApi({
      portal: openPortal(dependencies),
      refuseEarly: openEarlyRefusal(dependencies, log),
    });
    browser = browserAt(`http://127.0.0.1:${api.port}`, URL);
  });
  beforeEach(() => {
    [asked, refused, calls] = [[], [], []];
    browser.cookies.clear();
    api.log.length = 0;
  });
  after(async () => {
    browser.end();
    await api.end();
  });

  /** The page of the first form. */
  let page: string | undefined;
  for (const { path } of FORMS) {
    const token = `${random22()}.${random22()}`;
    const address = pathTo(path, { token, link: token });
    it(`${path} is refused before it is read, with equal bytes for whatever it says`, async () => {
      const answers = [];
      for (const [typed, headers] of [
        [CODE, {}],
        [{ ...CODE, code: '1' }, {}],
        [{}, { 'content-type': 'text/plain', origin: 'https://elsewhere.example' }],
        [CODE, { expect: 'nothing' }],
      ] as const)
        answers.push(await browser.post(address, typed, { ...FLOODING, ...headers }));
      page ??= answers[0]?.text;
      for (const { status, headers, text } of answers) {
        expect([status, headers['retry-after'], text]).to.deep.equal([429, String(WAIT), page]);
        expect(headers['x-request-id']).to.equal('early');
        expect(headers['content-security-policy']).to.include("default-src 'none'");
        expect(headers['set-cookie']).to.equal(undefined);
      }
      expect([calls, asked, refused]).to.deep.equal([[], [], []]);
      const [line] = api.log;
      expect(line).to.deep.include({ route: path, status: 429, code: 'too_many_requests' });
      expect(api.log).to.have.lengthOf(answers.length);
    });
  }

  it('says what to do', async () => {
    const told = wordsIn(await browser.post('/login', LOGIN, FLOODING));
    expect(told).to.include('Too many attempts').and.include('7 seconds');
  });

  it('is handled for a network that needs no turn', async () => {
    expect((await browser.post('/login', LOGIN, ELSEWHERE)).status).to.equal(303);
    expect(asked).to.deep.equal(['198.51.100.0/24']);
  });

  const RECOGNISED: readonly [what: string, cookies: Record<string, string>, asker: string][] = [
    ['a live session', { quietkey: TOKEN }, 'account a1'],
    ['a known browser', { 'quietkey-known': KNOWN }, 'browser of a1'],
    ['both', { quietkey: TOKEN, 'quietkey-known': KNOWN }, 'browser of a1'],
  ];
  for (const [what, cookies, asker] of RECOGNISED) {
    for (const path of ['/login', '/recover/code']) {
      it(`${path} of ${what} in the network is handled, and asks for a turn of its own`, async () => {
        for (const cookie of Object.entries(cookies)) browser.cookies.set(...cookie);
        const typed = path === '/login' ? LOGIN : CODE;
        expect((await browser.post(path, typed, FLOODING)).status).to.equal(303);
        expect(asked).to.deep.equal([asker]);
        expect(refused).to.deep.equal([]);
      });
    }
  }

  const FORGED: readonly [what: string, cookies: Record<string, string>, calls: string[], asked: string[]][] =
    [
      ['that somebody made up for a session', { quietkey: 'F'.repeat(43) }, [], []],
      ['that somebody made up for a known browser', { 'quietkey-known': KNOWN.replaceAll('K', 'F') }, [], []],
      ['of a session that has ended', { quietkey: ENDED }, ['resume'], [NETWORK]],
      [
        'of a forgotten browser',
        { 'quietkey-known': KNOWN.replace('K', 'E') },
        ['recogniseBrowser'],
        [NETWORK],
      ],
    ];
  for (const [what, cookies, found, askers] of FORGED) {
    it(`with a cookie ${what} is refused before its secret is looked up`, async () => {
      for (const cookie of Object.entries(cookies)) browser.cookies.set(...cookie);
      const { status, headers } = await browser.post('/login', LOGIN, FLOODING);
      expect([status, headers['retry-after']]).to.deep.equal([429, String(WAIT)]);
      expect([calls, asked]).to.deep.equal([found, askers]);
    });
  }

  it('is refused by the portal if its path is written in another way', async () => {
    const body = new URLSearchParams(LOGIN).toString();
    const head = [
      `POST ${URL}/login HTTP/1.1`,
      `host: ${URL.slice('http://'.length)}`,
      `origin: ${URL}`,
      `x-forwarded-for: ${FLOODING['x-forwarded-for']}`,
      'content-type: application/x-www-form-urlencoded',
      `content-length: ${body.length}`,
      'accept: text/html',
      'connection: close',
    ];
    const text = await new Promise<string>((resolve) => {
      let heard = '';
      const socket = connect(api.port, '127.0.0.1').setEncoding('utf8');
      socket.on('data', (chunk: string) => (heard += chunk)).on('end', () => resolve(heard));
      socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
    });
    expect(text).to.match(/^HTTP\/1.1 429 /);
    expect([calls, asked]).to.deep.equal([[], [NETWORK]]);
  });

  it('leaves pages and the forms of customers as they are', async () => {
    expect((await browser.get('/login', FLOODING)).status).to.equal(200);
    expect((await browser.post('/settings/codes', { current: 'x' }, FLOODING)).headers.location).to.equal(
      '/login',
    );
    browser.cookies.set('quietkey', TOKEN);
    expect((await browser.post('/logout', {}, FLOODING)).status).to.equal(303);
    expect(asked).to.deep.equal(['account a1']);
  });

  it('counts as refused for its asker, whatever is wrong with it', async () => {
    for (const [typed, headers] of [
      [{ ...LOGIN, password: 'wrong' }, {}],
      [{ username: 'ada' }, {}],
      [{ ...LOGIN, more: 'x'.repeat(20_000) }, {}],
      [LOGIN, { 'content-type': 'text/plain' }],
    ] as const)
      expect((await browser.post('/login', typed, { ...ELSEWHERE, ...headers })).status).to.be.within(
        400,
        499,
      );
    expect(refused).to.deep.equal(Array.from({ length: 4 }, () => '198.51.100.0/24'));
  });
});
