/**
 * A licensed app in a hostile network. Whatever answers instead of the server, the app stays licensed or stale until
 * its grace ends, the error names the cause, and no call exceeds its deadline.
 */

import { expect } from 'chai';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Quietkey } from '../../../client-sdk/typescript/index.ts';
import {
  answerJson,
  answerProblem,
  startFakeServer,
  type Behaviour,
  type FakeServer,
} from '../support/fake-server.ts';
import { DAY, TODAY, makeIssuer } from '../support/issuer.ts';
import { LICENSE_KEY, errorOf, makeMachine, type TestMachine } from '../support/machine.ts';
import { until } from '../../support/until.ts';

/** For answers that never come. */
const TIMEOUT_MS = 400;
/** For answers that come, however slow the machine is. */
const PATIENT_MS = 60_000;
const atOnce = (bytes: number): Uint8Array => Buffer.alloc(bytes);
const issuer = makeIssuer();
const stranger = makeIssuer();
let server: FakeServer;
let machine: TestMachine;
let app: Quietkey;
const timers = new Set<NodeJS.Timeout>();

const html: Behaviour = (_received, response) => {
  response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome to our hotel</h1>');
};
const status =
  (code: number, headers: Record<string, string> = {}): Behaviour =>
  (_received, response) => {
    response.writeHead(code, { 'content-type': 'text/html', ...headers }).end('<h1>no</h1>');
  };
const json =
  (answer: () => unknown, code = 200): Behaviour =>
  (_received, response) =>
    answerJson(response, code, JSON.stringify(answer()));
const keySet = () => server.seat.keySet;
const grant = (changes: Record<string, unknown>) => ({
  activation: 'activation-1',
  epoch: 1,
  sequence: 2,
  secret: server.seat.secret,
  lease: issuer.lease({ jti: 'activation-1.2' }),
  keySet: keySet(),
  ...changes,
});
const silence: Behaviour = () => undefined;
const dribble: Behaviour = (_received, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  timers.add(setInterval(() => response.write(' '), 50));
};
const huge: Behaviour = (_received, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(`"${'x'.repeat(10_000_000)}"`);
};

const CASES: [string, Behaviour, string, number?][] = [
  ['a cut connection', (_received, response) => response.destroy(), 'no_network'],
  ['silence', silence, 'no_network'],
  ['one byte at a time', dribble, 'no_network'],
  ['status 500', status(500), 'server_trouble'],
  ['status 503', status(503), 'server_trouble'],
  ['status 429 and an hour to wait', status(429, { 'retry-after': '3600' }), 'server_trouble', 1],
  ['status 404 as a page', status(404), 'proxy_or_captive_portal'],
  ['status 511', status(511), 'proxy_or_captive_portal'],
  ['a page with status 200', html, 'proxy_or_captive_portal'],
  ['a redirect loop', status(302, { location: '/v1/activations' }), 'proxy_or_captive_portal', 1],
  [
    'a redirect that keeps the method',
    status(307, { location: 'http://192.0.2.1/' }),
    'proxy_or_captive_portal',
    1,
  ],
  ['10 MB', huge, 'proxy_or_captive_portal', 1],
  ['malformed JSON', json(() => undefined), 'answer_untrusted'],
  ['JSON of another shape', json(() => ['revoked']), 'answer_untrusted'],
  ['an unsigned "revoked"', json(() => ({ status: 'revoked' })), 'answer_untrusted'],
  [
    'a statement without signature',
    json(() => ({ statement: { kind: 'revoked' }, keySet: keySet() })),
    'answer_untrusted',
  ],
  [
    '"revoked" by another root',
    json(() => ({ statement: stranger.statement(), keySet: stranger.keySet() })),
    'answer_untrusted',
  ],
  [
    '"revoked" by another key',
    json(() => ({ statement: issuer.statement({}, stranger.statementKey), keySet: keySet() })),
    'answer_untrusted',
  ],
  [
    '"revoked" by the lease key',
    json(() => ({ statement: issuer.statement({}, issuer.leaseKey), keySet: keySet() })),
    'answer_untrusted',
  ],
  [
    'another activation\'s "revoked"',
    json(() => ({ statement: issuer.statement({ activation: 'x' }), keySet: keySet() })),
    'answer_untrusted',
  ],
  [
    'another license\'s "revoked"',
    json(() => ({ statement: issuer.statement({ license: 'x' }), keySet: keySet() })),
    'answer_untrusted',
  ],
  [
    'an old "revoked"',
    json(() => ({ statement: issuer.statement({ sequence: 0 }), keySet: keySet() })),
    'answer_untrusted',
  ],
  [
    'a lease by another issuer',
    json(() => grant({ lease: stranger.lease(), keySet: stranger.keySet() })),
    'answer_untrusted',
  ],
  ['a lease of another machine', json(() => grant({})), 'answer_untrusted'],
  [
    'a lease of another activation',
    json(() => grant({ lease: issuer.lease({ jti: 'x.2' }) })),
    'answer_untrusted',
  ],
  ['a lease with another sequence', json(() => grant({ lease: issuer.lease() })), 'answer_untrusted'],
  ['a secret of one byte', json(() => grant({ secret: 'AA' })), 'answer_untrusted'],
  [
    'a sequence that goes back',
    json(() => grant({ sequence: 0, lease: issuer.lease({ jti: 'activation-1.0' }) })),
    'answer_untrusted',
  ],
  ['"revoked" as a JSON of 403', json(() => ({ error: 'revoked' }), 403), 'server_trouble'],
  [
    'a problem of 500',
    (_received, response) => answerProblem(response, 500, 'license_revoked'),
    'server_trouble',
  ],
  [
    'a problem "not found"',
    (_received, response) => answerProblem(response, 404, 'not_found'),
    'server_trouble',
  ],
  [
    'a problem "activation unknown"',
    (_received, response) => answerProblem(response, 404, 'activation_unknown'),
    'license_refused',
    1,
  ],
  [
    'a problem "revoked"',
    (_received, response) => answerProblem(response, 403, 'license_revoked'),
    'license_refused',
    1,
  ],
];

describe('a licensed app in a hostile network', () => {
  beforeEach(async () => {
    server = await startFakeServer(issuer);
    machine = makeMachine(issuer, server.url);
    await machine.start().activate(LICENSE_KEY);
    app = machine.start({ timeoutMs: PATIENT_MS, random: atOnce });
    server.received.length = 0;
  });
  afterEach(async () => {
    for (const timer of timers) clearInterval(timer);
    timers.clear();
    await server.close();
  });

  for (const [title, behaviour, code, requests] of CASES) {
    it(`${title}: ${code}`, async () => {
      server.behaviour = behaviour;
      if (behaviour === silence || behaviour === dribble) app = machine.start({ timeoutMs: TIMEOUT_MS });
      const { lease, holding, statement } = machine.store.members;
      for (const call of ['renew', 'release'] as const) {
        expect(await errorOf(app[call]()), call).to.include({ code });
        if (requests !== undefined && call === 'renew') expect(server.received.length).to.equal(requests);
      }
      expect(machine.store.members).to.deep.include({ lease, holding, statement });
      const states = [1, 29, 31, 43, 44].map((days) => {
        machine.now = TODAY + days * DAY;
        return app.check().state;
      });
      expect(states).to.deep.equal(['licensed', 'licensed', 'stale', 'stale', 'limited']);
    });
  }

  it('gives no seat for any of these answers', async () => {
    for (const [title, behaviour, code] of CASES.filter(([, , code]) => code !== 'no_network')) {
      server.behaviour = behaviour;
      const fresh = makeMachine(issuer, server.url).start({ timeoutMs: PATIENT_MS, random: atOnce });
      expect(await errorOf(fresh.activate(LICENSE_KEY)), title).to.include({ code });
      expect(fresh.check(), title).to.include({ state: 'unlicensed', reason: 'no_activation' });
    }
  });

  it('with the server off, or accepting without an answer: no_network', async () => {
    await server.close();
    expect(await errorOf(app.renew())).to.include({ code: 'no_network' });
    const mute = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => mute.once('listening', resolve));
    const muted = machine.start({
      server: `http://127.0.0.1:${(mute.address() as AddressInfo).port}`,
      timeoutMs: TIMEOUT_MS,
    });
    expect(await errorOf(muted.renew())).to.include({ code: 'no_network' });
    mute.close();
    expect(app.check().state).to.equal('licensed');
  });

  it('retries after a temporary failure, with the same bytes', async () => {
    const failures = [503, 429];
    const through: Behaviour = (_received, response) => {
      const code = failures.shift();
      if (failures.length === 0) server.behaviour = undefined;
      response.writeHead(code ?? 500, { 'retry-after': '0' }).end();
    };
    server.behaviour = through;
    expect(await machine.start().renew()).to.include({ state: 'licensed' });
    expect(server.received.length).to.equal(3);
    expect(new Set(server.received.map(({ body }) => body)).size).to.equal(1);
  });

  it('waits for Retry-After, and makes at most three attempts', async () => {
    server.behaviour = status(503, { 'retry-after': '1' });
    const start = performance.now();
    expect(await errorOf(app.renew())).to.include({
      code: 'server_trouble',
      status: 503,
    });
    expect(server.received.length).to.equal(3);
    expect(performance.now() - start).to.be.at.least(1990);
  });

  it('can be aborted at any moment, and repeats the same request later', async () => {
    expect(await errorOf(app.renew({ signal: AbortSignal.abort() }))).to.include({ code: 'aborted' });
    expect(server.received.length).to.equal(0);
    for (const behaviour of [silence, dribble, status(503, { 'retry-after': '2' })]) {
      server.behaviour = behaviour;
      const stop = new AbortController();
      const received = server.received.length;
      const ended = errorOf(machine.start().renew({ signal: stop.signal }));
      await until(() => server.received.length > received);
      stop.abort();
      expect(await ended).to.include({ code: 'aborted' });
    }
    server.behaviour = undefined;
    await app.renew();
    expect(new Set(server.received.map(({ body }) => body)).size).to.equal(1);
  });

  it('keeps its deadline even if a fetch of the app ignores the signal', async () => {
    const deaf = machine.start({ timeoutMs: TIMEOUT_MS, fetch: () => new Promise(() => undefined) });
    expect(await errorOf(deaf.renew())).to.include({ code: 'no_network' });
  });

  it('recognises a proxy that requires a password, if the fetch of the app shows it', async () => {
    // the global fetch hides a 407 (a network error by its standard), which gives no_network
    const asked = machine.start({ fetch: () => Promise.resolve(new Response('', { status: 407 })) });
    expect(await errorOf(asked.renew())).to.include({ code: 'proxy_or_captive_portal' });
  });

  it('treats a foreign certificate as an interception', async () => {
    const cause = Object.assign(new Error('self-signed'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    const inspected = machine.start({
      fetch: () => Promise.reject(new TypeError('fetch failed', { cause })),
    });
    expect(await errorOf(inspected.renew())).to.include({ code: 'proxy_or_captive_portal' });
  });

  it('shows no control characters of an unsigned answer', async () => {
    server.behaviour = (_received, response) => {
      response.writeHead(403, { 'content-type': 'application/problem+json' });
      response.end(
        JSON.stringify({ code: 'seats_taken', detail: `\u001b[31mfull\u0000${'x'.repeat(5000)}`, remedy: 7 }),
      );
    };
    const error = (await errorOf(app.renew())) as Error;
    expect(error.message)
      .to.match(/^ \[31mfull x+$/)
      .and.have.length(500);
    expect(error).to.include({ refusal: 'seats_taken', remedy: undefined });
  });
});
