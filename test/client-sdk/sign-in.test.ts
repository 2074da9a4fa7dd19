// Activation by sign-in: what the app shows, what it sends while it waits, and how the wait ends.

import { expect } from 'chai';
import {
  LicenseRefused,
  NoNetwork,
  ServerTrouble,
  type QuietkeyError,
  type SignInPrompt,
} from '../../client-sdk/typescript/index.ts';
import { DEVICE_CODE_IN_COPIES, nextInterval } from '../../client-sdk/typescript/exchange/sign-in.ts';
import { CODES } from '../../client-sdk/typescript/contract/codes.ts';
import {
  answerJson,
  answerProblem,
  BEGUN,
  startFakeServer,
  type Behaviour,
  type FakeServer,
} from './support/fake-server.ts';
import { makeIssuer } from './support/issuer.ts';
import { errorOf, LICENSE_KEY, makeMachine, type TestMachine } from './support/machine.ts';

const issuer = makeIssuer();
const POLL = '/v1/sign-in-activations';

describe('activateBySignIn()', () => {
  let server: FakeServer;
  let machine: TestMachine;
  let shown: SignInPrompt[];
  beforeEach(async () => {
    server = await startFakeServer(issuer);
    machine = makeMachine(issuer, server.url);
    shown = [];
  });
  afterEach(() => server.close());

  const show = (prompt: SignInPrompt): void => void shown.push(prompt);
  const polls = () => server.received.filter(({ path }) => path === POLL);
  /** Answers the first polls in turn, and every other request by the contract. */
  const answerPolls = (...behaviours: Behaviour[]): void => {
    const left = [...behaviours];
    const behave: Behaviour = (received, response) => {
      const next = received.path === POLL ? left.shift() : undefined;
      if (next) return next(received, response);
      server.behaviour = undefined;
      const { url, method } = { url: `${server.url}${received.path}`, method: 'POST' };
      const headers = { 'content-type': 'application/json' };
      // the contract answers, and is asked once more
      void fetch(url, { method, body: received.body, headers })
        .then((answered) => answered.text())
        .then((text) => {
          server.received.pop();
          server.behaviour = behave;
          answerJson(response, 200, text);
        });
    };
    server.behaviour = behave;
  };
  const problem =
    (code: string, status = 400): Behaviour =>
    (_received, response) =>
      answerProblem(response, status, code);

  it('shows code, words and address, polls until it is approved, and is licensed', async () => {
    answerPolls(problem('authorization_pending'), problem('authorization_pending'));
    const check = await machine.start({ server: `${server.url}/` }).activateBySignIn({ show });
    expect(shown).to.deep.equal([
      { code: 'BCDF-GHJK', words: 'amber falcon', url: `${server.url}/activate`, expiresIn: 600 },
    ]);
    expect(check).to.include({ state: 'licensed', reason: 'lease_valid' });
    expect(new Set(polls().map(({ body }) => body)).size, 'the same bytes').to.equal(1);
    expect(polls()).to.have.length(3);
  });

  it('needs no license key, and keeps the secret of the sign-in out of state and copies', async () => {
    const app = machine.start();
    await app.activateBySignIn({ show });
    expect(server.received.map(({ path }) => path)).to.deep.equal(['/v1/sign-ins', POLL]);
    expect(JSON.parse(server.received[0]?.body ?? '')).to.deep.equal({ product: 'sonar' });
    expect(machine.store.text).to.not.include(BEGUN.deviceCode);
    const copies = app.sent().map(({ body }) => body);
    expect(copies[1]?.replace(DEVICE_CODE_IN_COPIES, BEGUN.deviceCode)).to.equal(polls()[0]?.body);
    expect(await machine.start().renew()).to.include({ state: 'licensed' });
  });

  it('shows tags under a new random key each time, and those of its activation while it has one', async () => {
    const app = machine.start();
    const tagsOf = (nth: number) => (JSON.parse(polls()[nth]?.body ?? '') as { tags: string[] }).tags;
    await app.activateBySignIn({ show });
    await app.activateBySignIn({ show });
    expect(tagsOf(1)).to.deep.equal(tagsOf(0));
    expect(polls()[1]?.body).to.include('"held"');
    await app.release();
    await app.activateBySignIn({ show });
    expect(tagsOf(2)).to.not.deep.equal(tagsOf(0));
    expect([tagsOf(0).length, tagsOf(2).length]).to.deep.equal([3, 3]);
  });

  const PASSING: readonly [what: string, answer: Behaviour][] = [
    ['a lost answer', (_received, response) => void response.destroy()],
    ['a busy server', problem('server_unavailable', 503)],
    ['a full disk', problem('disk_full', 507)],
    ['too many requests', problem('too_many_requests', 429)],
  ];
  for (const [what, answer] of PASSING) {
    it(`goes on after ${what}`, async () => {
      // a failure lengthens the pause, which is not waited for here
      const stop = new AbortController();
      answerPolls((received, response) => {
        answer(received, response);
        setImmediate(() => stop.abort());
      });
      expect(await errorOf(machine.start().activateBySignIn({ show, signal: stop.signal }))).to.include({
        code: 'aborted',
      });
    });
  }

  const ENDING: readonly [code: string, status: number, error: object][] = [
    ['access_denied', 400, { code: 'license_refused', refusal: 'access_denied' }],
    ['expired_token', 400, { code: 'license_refused', refusal: 'expired_token' }],
    ['seats_taken', 409, { code: 'license_refused', refusal: 'seats_taken' }],
    ['license_suspended', 403, { code: 'license_refused', refusal: 'license_suspended' }],
  ];
  for (const [code, status, error] of ENDING) {
    it(`ends with ${code}, and leaves a license as it was`, async () => {
      await machine.start().activate(LICENSE_KEY);
      answerPolls(problem('authorization_pending'), problem(code, status));
      const thrown = (await errorOf(machine.start().activateBySignIn({ show }))) as QuietkeyError;
      expect(thrown).to.include(error);
      expect(thrown.remedy).to.be.a('string');
      expect(machine.start().check().state).to.equal('licensed');
    });
  }

  it('ends when the code has expired, without another request', async () => {
    server.behaviour = (_received, response) =>
      answerJson(response, 200, JSON.stringify({ ...BEGUN, expiresIn: 0 }));
    expect(await errorOf(machine.start().activateBySignIn({ show }))).to.include({
      refusal: 'expired_token',
    });
    expect([shown.length, polls().length]).to.deep.equal([1, 0]);
  });

  it('is aborted while it shows, and while it waits', async () => {
    for (const interval of [0, 60]) {
      const stop = new AbortController();
      server.behaviour = (_received, response) =>
        answerJson(response, 200, JSON.stringify({ ...BEGUN, interval }));
      const waits = machine.start().activateBySignIn({
        signal: stop.signal,
        show: () => (interval === 0 ? stop.abort() : void setImmediate(() => stop.abort())),
      });
      expect(await errorOf(waits)).to.include({ code: 'aborted' });
      expect(polls()).to.deep.equal([]);
    }
  });

  it('passes on what the app throws while it shows', async () => {
    const broken = new Error('no window');
    const show = (): never => {
      throw broken;
    };
    expect(await errorOf(machine.start().activateBySignIn({ show }))).to.equal(broken);
  });

  it('needs a function that shows', async () => {
    for (const options of [undefined, {}, { show: 'code' }, { show, key: 1 }]) {
      const thrown = errorOf(machine.start().activateBySignIn(options as never));
      expect(await thrown, JSON.stringify(options)).to.include({ code: 'options_malformed' });
    }
    expect(server.received).to.deep.equal([]);
  });

  const MALFORMED: readonly object[] = [
    { deviceCode: undefined },
    { deviceCode: 7 },
    { userCode: '' },
    { userCode: 'x'.repeat(101) },
    { words: null },
    { expiresIn: -1 },
    { expiresIn: 601 },
    { expiresIn: '600' },
    { interval: 61 },
    { interval: -1 },
    { interval: null },
  ];
  for (const member of MALFORMED) {
    it(`shows nothing of an answer with ${JSON.stringify(member).slice(0, 40)}`, async () => {
      server.behaviour = (_received, response) =>
        answerJson(response, 200, JSON.stringify({ ...BEGUN, ...member }));
      expect(await errorOf(machine.start().activateBySignIn({ show }))).to.include({
        fault: 'answer_malformed',
      });
      expect(shown).to.deep.equal([]);
    });
  }

  it('takes no lease that was signed by somebody else', async () => {
    const other = await startFakeServer(makeIssuer());
    try {
      answerPolls((_received, response) => {
        response.writeHead(307, { location: other.url }).end();
      });
      expect(await errorOf(machine.start().activateBySignIn({ show }))).to.include({
        code: 'proxy_or_captive_portal',
      });
      server.behaviour = undefined;
      server.seat.keySet = other.seat.keySet;
      expect(await errorOf(machine.start().activateBySignIn({ show }))).to.include({
        code: 'answer_untrusted',
      });
      expect(machine.start().check().state).to.equal('unlicensed');
    } finally {
      await other.close();
    }
  });
});

describe('the pause between two polls', () => {
  const refused = (code: (typeof CODES)[number]) => new LicenseRefused(code, 400, code);
  const CASES: readonly [what: string, error: unknown, interval: number, next: number | undefined][] = [
    ['waiting', refused('authorization_pending'), 5, 5],
    ['asked too often', refused('slow_down'), 5, 10],
    ['asked too often again', refused('slow_down'), 10, 15],
    ['no network', new NoNetwork('gone'), 5, 10],
    ['still no network', new NoNetwork('gone'), 40, 60],
    ['a server that cannot answer', new ServerTrouble(503, 'later'), 5, 10],
    ['no pause and no network', new NoNetwork('gone'), 0, 2],
    ['an error of the app', new Error('bug'), 5, undefined],
  ];
  for (const [what, error, interval, next] of CASES) {
    it(`${what}: ${interval} s, then ${next ?? 'the end'}`, () => {
      expect(nextInterval(interval, error)).to.equal(next);
    });
  }
  it('ends with every other refusal', () => {
    for (const code of CODES) {
      if (code === 'authorization_pending' || code === 'slow_down') continue;
      expect(nextInterval(5, refused(code)), code).to.equal(undefined);
    }
  });
});
