/**
 * The client against a real server of the contract: activate, check offline, renew, lose answers, release. The stored
 * and the sent bytes are compared.
 */

import { expect } from 'chai';
import {
  AnswerUntrusted,
  BadKey,
  LicenseRefused,
  NotActivated,
  type Quietkey,
} from '../../client-sdk/typescript/index.ts';
import { readLicenseKey } from '../../client-sdk/typescript/contract/license-key.ts';
import { machineName } from '../../client-sdk/typescript/contract/machine-name.ts';
import type { ActivateRequest } from '../../client-sdk/typescript/contract/wire.ts';
import { answerProblem, startFakeServer, type FakeServer } from './support/fake-server.ts';
import { DAY, TODAY, makeIssuer, makeSigningKey } from './support/issuer.ts';
import { CARDS, LICENSE_KEY, OTHER_KEY, errorOf, makeMachine, type TestMachine } from './support/machine.ts';
import { cpuMilliseconds } from '../support/cpu-time.ts';

const issuer = makeIssuer();
const read = readLicenseKey(LICENSE_KEY);
const CANONICAL = read.ok ? read.canonical : '';
let server: FakeServer;
let machine: TestMachine;
let app: Quietkey;

const bodies = (): string[] => server.received.map(({ body }) => body);
const stateOf = (client: Quietkey): string => `${client.check().state} ${client.check().reason}`;

beforeEach(async () => {
  server = await startFakeServer(issuer);
  machine = makeMachine(issuer, server.url);
  app = machine.start();
});
afterEach(() => server.close());

describe('an activation', () => {
  it('gives a lease that a new start verifies with the server down', async () => {
    expect(app.check()).to.include({ state: 'unlicensed', reason: 'no_activation', refreshDue: false });
    const check = await app.activate(LICENSE_KEY);
    await server.close();
    expect(machine.start().check()).to.deep.equal(check);
    expect(check).to.deep.equal({
      state: 'licensed',
      reason: 'lease_valid',
      message: 'This app is licensed on this machine.',
      entitlements: ['pro'],
      leaseEndsOn: '2026-03-31',
      graceEndsOn: '2026-04-14',
      refreshDue: false,
      machineName: machineName('activation-1'),
    });
    expect(app.machineName()).to.equal(check.machineName);
  });

  it('sends the canonical key, 1 to 4 tags, their identity and a nonce, and nothing else', async () => {
    await app.activate(` ${LICENSE_KEY.toLowerCase()} `, { username: 'ada' });
    const request = JSON.parse(bodies()[0]!) as ActivateRequest;
    expect(Object.keys(request)).to.have.members([
      'product',
      'licenseKey',
      'username',
      'tags',
      'identity',
      'nonce',
    ]);
    expect(request).to.include({ product: 'sonar', licenseKey: CANONICAL, username: 'ada' });
    expect(request.tags).to.have.length(3);
    for (const text of [...request.tags, request.nonce]) expect(text).to.match(/^[A-Za-z0-9_-]{22}$/);
    const sent = bodies().join().toLowerCase();
    for (const { mac } of CARDS) expect(sent).to.not.contain(mac).and.not.contain(mac.replaceAll(':', ''));
  });

  it('refuses a text that has no key, or two, before any request', async () => {
    const bent = LICENSE_KEY.slice(0, -1) + (LICENSE_KEY.endsWith('A') ? 'B' : 'A');
    const short = LICENSE_KEY.slice(0, -1);
    const imported = '6F0E4C97-B72A4E69-A11BF6C4-AF6517E7';
    const texts = [bent, short, `Key: ${short} (3 seats)`, 'ada@example.com', imported, '', '   ', '"-"'];
    for (const typed of texts) {
      expect(await errorOf(app.activate(typed)), typed)
        .to.be.instanceOf(BadKey)
        .with.property('message', 'This license key has a typing error.');
    }
    expect(await errorOf(app.activate(`${LICENSE_KEY} ${OTHER_KEY}`)))
      .to.be.instanceOf(BadKey)
      .and.include({ fault: 'several', message: 'This text has two different license keys.' });
    expect(server.received).to.deep.equal([]);
  });

  it('sends the one key that is in a text, and an imported key of a declared form', async () => {
    const importedKeys = [{ alphabet: '0123456789ABCDEF', groups: [8, 8, 8, 8] }];
    const migrated = machine.start({ importedKeys });
    for (const [typed, licenseKey] of [
      [`Your key: ${LICENSE_KEY}. Thanks!`, CANONICAL],
      [`sonar://activate?key=${LICENSE_KEY.toLowerCase()}&from=mail`, CANONICAL],
      ['Key: 6f0e4c97-b72a4e69-a11bf6c4-af6517e7.', '6F0E4C97-B72A4E69-A11BF6C4-AF6517E7'],
      [`old: 6F0E4C97-B72A4E69-A11BF6C4-AF6517E7, new: ${LICENSE_KEY}`, CANONICAL],
    ] as const) {
      machine.store.text = undefined;
      await migrated.activate(typed);
      expect(JSON.parse(bodies().at(-1)!), typed).to.include({ licenseKey });
    }
  });

  it('never stores the license key or an address, in any encoding', async () => {
    await app.activate(LICENSE_KEY);
    await app.renew();
    await app.release();
    const stored = machine.store.writes.join('\n');
    const macs = CARDS.flatMap(({ mac }) => [mac, mac.replaceAll(':', '')]);
    for (const secret of [LICENSE_KEY, CANONICAL, LICENSE_KEY.slice(6), ...macs]) {
      const bytes = Buffer.from(secret);
      for (const form of [secret, bytes.toString('hex'), bytes.toString('base64').replace(/=+$/, '')]) {
        expect(stored.toLowerCase()).to.not.contain(form.toLowerCase());
      }
    }
  });

  it('keeps copies of sent bodies, without the key', async () => {
    await app.activate(LICENSE_KEY);
    await app.renew();
    const [activated, renewed] = app.sent();
    expect(activated).to.include({ day: '2026-03-02', path: '/v1/activations' });
    expect(activated?.body.replace('(the license key you typed)', CANONICAL)).to.equal(bodies()[0]);
    expect(renewed).to.include({ path: '/v1/activations/activation-1/lease', body: bodies()[1] });
  });

  it('keeps the copies of 90 days', async () => {
    const days = () =>
      machine
        .start()
        .sent()
        .map(({ day }) => day);
    await app.activate(LICENSE_KEY);
    machine.now += DAY;
    await app.renew();
    machine.now += 89 * DAY;
    await app.renew();
    expect(days(), '90 days after the first').to.deep.equal(['2026-03-02', '2026-03-03', '2026-05-31']);
    machine.now += DAY;
    await app.renew();
    expect(days(), '91 days after the first').to.deep.equal(['2026-03-03', '2026-05-31', '2026-06-01']);
  });

  it('keeps 500 copies at most, the latest ones', async () => {
    await app.activate(LICENSE_KEY);
    const copies = Array.from({ length: 500 }, (_, nth) => ({
      day: '2026-03-02',
      path: '',
      body: String(nth),
    }));
    machine.store.members = { ...machine.store.members, sent: copies };
    await app.renew();
    const sent = app.sent().map(({ body }) => body);
    expect([sent.length, sent[0], sent.at(-1)]).to.deep.equal([500, '1', bodies().at(-1)]);
  });

  it('uses the install id only without a built-in adapter', async () => {
    machine.adapters = CARDS.map((adapter) => ({ ...adapter, builtIn: false }));
    await app.activate(LICENSE_KEY);
    const { tags } = JSON.parse(bodies()[0]!) as ActivateRequest;
    expect(tags).to.have.length(1);
    expect(stateOf(machine.start())).to.equal('licensed lease_valid');
    machine.adapters = CARDS;
    expect(stateOf(app)).to.equal('licensed lease_valid');
  });

  it('shows the same tags after a reinstall, whatever the order and spelling of the list', async () => {
    await app.activate(LICENSE_KEY);
    const again = makeMachine(issuer, server.url);
    again.adapters = [...CARDS].reverse().map((adapter) => ({ ...adapter, mac: adapter.mac.toUpperCase() }));
    await again.start().activate(LICENSE_KEY);
    const [first, second] = bodies().map((body) => (JSON.parse(body) as ActivateRequest).tags);
    expect(second).to.deep.equal(first);
  });

  it('proves the stored activation when another key is typed', async () => {
    await app.activate(LICENSE_KEY);
    await app.activate(OTHER_KEY); // the fake server throws if the proof is wrong
    expect(JSON.parse(bodies()[1]!)).to.have.nested.include({
      'held.activation': 'activation-1',
      'held.sequence': 1,
    });
    expect(stateOf(app)).to.equal('licensed lease_valid');
  });
});

describe('a lost answer', () => {
  const once = { timeoutMs: 2000 };

  it('to activate is requested again with the same bytes, and only for the same key', async () => {
    server.behaviour = (_received, response) => response.destroy();
    app = machine.start(once);
    expect(await errorOf(app.activate(LICENSE_KEY))).to.include({ code: 'no_network' });
    const before = bodies().length;
    server.behaviour = undefined;
    server.loseNextAnswer();
    await machine.start().activate(LICENSE_KEY.toLowerCase());
    expect(new Set(bodies()).size).to.equal(1);
    expect(bodies().length).to.equal(before + 2);
    expect(server.seat.sequence).to.equal(1);
    await app.activate(LICENSE_KEY);
    expect(new Set(bodies()).size).to.equal(2);
  });

  it('is not requested again after the username or the key changed', async () => {
    server.behaviour = (_received, response) => answerProblem(response, 400, 'username_required');
    expect(await errorOf(app.activate(LICENSE_KEY))).to.be.instanceOf(LicenseRefused);
    expect(await errorOf(app.activate(LICENSE_KEY, { username: 'ada' }))).to.be.instanceOf(LicenseRefused);
    expect(await errorOf(app.activate(OTHER_KEY))).to.be.instanceOf(LicenseRefused);
    const nonces = bodies().map((body) => (JSON.parse(body) as ActivateRequest).nonce);
    expect(new Set(nonces).size).to.equal(3);
  });

  it('to renew or release is requested again with the same bytes, across starts', async () => {
    await app.activate(LICENSE_KEY);
    for (const call of ['renew', 'release'] as const) {
      server.received.length = 0;
      server.behaviour = (_received, response) => response.destroy();
      expect(await errorOf(machine.start(once)[call]())).to.include({ code: 'no_network' });
      server.behaviour = undefined;
      await machine.start()[call]();
      expect(new Set(bodies()).size, call).to.equal(1);
    }
    expect(stateOf(app)).to.equal('unlicensed released');
  });

  it('under a newer key set than its lease is refused once, and then a new request is sent', async () => {
    for (const call of [() => app.activate(LICENSE_KEY), () => app.renew()]) {
      server.received.length = 0;
      server.seat.leaseChanges = { iat: server.seat.today - 50 * DAY };
      expect(await errorOf(call())).to.include({ code: 'answer_untrusted', fault: 'outside_key_set' });
      server.seat.leaseChanges = {};
      expect(await call()).to.include({ state: 'licensed' });
      const nonces = bodies().map((body) => (JSON.parse(body) as ActivateRequest).nonce);
      expect(new Set(nonces).size).to.equal(2);
    }
  });

  it('to renew is requested again before a release, which uses its sequence', async () => {
    await app.activate(LICENSE_KEY);
    const stop = new AbortController();
    server.behaviour = () => stop.abort();
    expect(await errorOf(app.renew({ signal: stop.signal }))).to.include({ code: 'aborted' });
    server.behaviour = undefined;
    const check = await app.release();
    expect(check.reason).to.equal('released');
    expect(server.received.map(({ path }) => path.split('/').at(-1))).to.deep.equal([
      'activations',
      'lease',
      'lease',
      'release',
    ]);
    expect(bodies()[1]).to.equal(bodies()[2]);
  });
});

describe('a renewal', () => {
  beforeEach(() => app.activate(LICENSE_KEY));

  it('needs an activation', async () => {
    const bare = makeMachine(issuer, server.url).start();
    for (const call of [bare.renew(), bare.release()])
      expect(await errorOf(call)).to.be.instanceOf(NotActivated);
  });

  it('returns a lease for the current adapters', async () => {
    machine.adapters = [...CARDS, { name: 'eth9', mac: '00:1b:21:aa:bb:09', builtIn: true }];
    machine.now = TODAY + 8 * DAY;
    server.seat.today = TODAY + 8 * DAY;
    expect(app.check()).to.include({ state: 'licensed', refreshDue: true });
    expect(await app.renew()).to.include({ state: 'licensed', refreshDue: false, leaseEndsOn: '2026-04-08' });
    machine.adapters = machine.adapters.slice(3);
    expect(stateOf(app)).to.equal('licensed lease_valid');
  });

  it('of a suspended license returns the statement, and later a lease again', async () => {
    server.seat.ended = 'suspended';
    expect(await app.renew()).to.include({ state: 'unlicensed', reason: 'suspended', refreshDue: true });
    expect(stateOf(machine.start())).to.equal('unlicensed suspended');
    server.seat.ended = undefined;
    expect(await app.renew()).to.include({ state: 'licensed', reason: 'lease_valid' });
    server.seat.ended = 'revoked';
    expect(await app.renew()).to.include({ state: 'unlicensed', reason: 'revoked', refreshDue: false });
  });

  it('repairs a copied state and a clock that once ran ahead', async () => {
    machine.now = TODAY + 300 * DAY;
    expect(app.check().state).to.equal('limited');
    machine.now = TODAY + DAY;
    expect(stateOf(machine.start())).to.equal('stale clock_behind');
    server.seat.today = TODAY + DAY;
    expect(await app.renew()).to.include({ state: 'licensed' });
    machine.adapters = [{ name: 'eth0', mac: '00:1b:21:cc:cc:01', builtIn: true }];
    expect(app.check()).to.include({ state: 'stale', reason: 'wrong_machine', refreshDue: true });
    expect(await app.renew()).to.include({ state: 'licensed', reason: 'lease_valid' });
  });

  it('does not store a jump of the clock by many years', () => {
    machine.now = TODAY + 80 * 365 * DAY;
    expect(app.check().state).to.equal('limited');
    machine.now = TODAY + DAY;
    expect(stateOf(app)).to.equal('licensed lease_valid');
  });

  it('accepts the stored lease signed again, even by a newer key', async () => {
    const newer = makeSigningKey();
    server.seat.keySet = issuer.keySet({
      version: 2,
      issued: TODAY + DAY,
      keys: [{ kid: newer.kid, x: newer.x, use: 'lease' }],
    });
    const { tags } = JSON.parse(bodies()[0]!) as ActivateRequest;
    const { activation, epoch, sequence, secret, keySet } = server.seat;
    server.behaviour = (_received, response) => {
      const lease = issuer.lease({ tags: [...tags].sort(), key_set: 2 }, newer);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ activation, epoch, sequence, secret, lease, keySet }));
    };
    expect(stateOf(app)).to.equal('licensed lease_valid');
    expect(await app.renew()).to.include({ state: 'licensed', reason: 'lease_valid' });
  });

  it('that is refused changes only the copies of sent requests', async () => {
    const { sent: _sent, renewing: _renewing, ...before } = machine.store.members;
    for (const code of [
      'activation_unknown',
      'activation_forked',
      'license_revoked',
      'proof_invalid',
    ] as const) {
      server.behaviour = (_received, response) => answerProblem(response, 403, code);
      const error = await errorOf(app.renew());
      expect(error).to.be.instanceOf(LicenseRefused);
      expect(error).to.include({ refusal: code, status: 403, remedy: 'Ask.', requestId: 'r-1' });
    }
    const { sent: _sentNow, renewing: _renewingNow, ...after } = machine.store.members;
    expect(after).to.deep.equal(before);
    expect(stateOf(app)).to.equal('licensed lease_valid');
  });
});

describe('a release', () => {
  it('deletes everything that proves the activation, and reports why the app stopped', async () => {
    await app.activate(LICENSE_KEY);
    const check = await app.release();
    expect(check).to.include({ state: 'unlicensed', reason: 'released' });
    expect(check.message).to.contain('2026-03-02');
    expect(machine.store.members).to.include({ holding: null, lease: null, renewing: null, releasing: null });
    expect(app.machineName()).to.equal(undefined);
    expect(await errorOf(app.release())).to.be.instanceOf(NotActivated);
    server.seat.activation = 'activation-2';
    server.seat.sequence = 0;
    expect(await app.activate(LICENSE_KEY)).to.include({ state: 'licensed' });
  });
});

describe('the key set', () => {
  beforeEach(() => app.activate(LICENSE_KEY));
  const renewWith = async (keySet: string): Promise<unknown> => {
    server.seat.keySet = keySet;
    return app.renew().catch((error: unknown) => error);
  };
  const stranger = makeSigningKey();
  const others = [{ kid: stranger.kid, x: stranger.x, use: 'lease' as const }];

  it('that loses a key makes its leases only stale', async () => {
    server.seat.ended = 'suspended';
    const keys = [
      ...others,
      { kid: issuer.statementKey.kid, x: issuer.statementKey.x, use: 'statement' as const },
    ];
    await renewWith(issuer.keySet({ version: 2, keys }));
    machine.store.members = { ...machine.store.members, statement: null };
    expect(stateOf(machine.start())).to.equal('stale key_removed');
    machine.now = TODAY + 44 * DAY - 1;
    expect(stateOf(machine.start())).to.equal('stale lease_ended');
  });

  it('that expired does not end a stored lease, and one below a raised minimum only makes it stale', async () => {
    expect(await renewWith(issuer.keySet({ version: 2, expires: TODAY + DAY }))).to.include({
      state: 'licensed',
    });
    machine.now = TODAY + 20 * DAY;
    expect(stateOf(machine.start())).to.equal('licensed lease_valid');
    expect(stateOf(machine.start({ minimumKeySetVersion: 3 }))).to.equal('stale key_removed');
  });

  it('must be valid on the day of a new lease', async () => {
    for (const [version, changes] of [{ issued: TODAY + DAY }, { expires: TODAY }].entries()) {
      const error = await renewWith(issuer.keySet({ version: version + 2, ...changes }));
      expect(error).to.be.instanceOf(AnswerUntrusted);
      expect(error).to.include({ fault: 'outside_key_set' });
    }
  });
});

describe('a modified state', () => {
  beforeEach(() => app.activate(LICENSE_KEY));
  const copyOf = (token: string) => ({ lease: { token, keySet: server.seat.keySet } });
  const other = makeIssuer();
  const cases: [string, () => Record<string, unknown>, string][] = [
    ['an edited lease', () => copyOf(issuer.lease({}, other.leaseKey)), 'unlicensed lease_untrusted'],
    [
      'a lease under its kid by another key',
      () => copyOf(issuer.lease({}, { ...other.leaseKey, kid: issuer.leaseKey.kid })),
      'unlicensed lease_untrusted',
    ],
    ["another machine's lease", () => copyOf(issuer.lease()), 'stale wrong_machine'],
    ["another product's lease", () => copyOf(issuer.lease({ aud: 'radar' })), 'unlicensed wrong_product'],
    [
      "another activation's lease",
      () => copyOf(issuer.lease({ jti: 'activation-9.1' })),
      'unlicensed lease_untrusted',
    ],
    [
      'a self-made key set',
      () => ({ lease: { token: other.lease(), keySet: other.keySet() } }),
      'unlicensed lease_untrusted',
    ],
    [
      'a planted statement',
      () => ({ statement: { token: other.statement(), keySet: other.keySet() } }),
      'licensed lease_valid',
    ],
    [
      'a statement by the lease key',
      () => ({ statement: { token: issuer.statement({}, issuer.leaseKey), keySet: server.seat.keySet } }),
      'licensed lease_valid',
    ],
  ];
  for (const [title, modify, expected] of cases) {
    it(`${title}: ${expected}`, () => {
      machine.store.members = { ...machine.store.members, ...modify() };
      expect(stateOf(machine.start())).to.equal(expected);
    });
  }

  it('another issuer: wrong_issuer', () => {
    expect(stateOf(machine.start({ issuer: 'quietkey:other' }))).to.equal('unlicensed wrong_issuer');
    expect(stateOf(machine.start({ product: 'radar' }))).to.equal('unlicensed wrong_product');
  });

  it('of a newer version is read as far as it is known, and unknown members are kept', async () => {
    machine.store.members = { ...machine.store.members, version: 9, novelty: { kept: true } };
    expect(stateOf(machine.start())).to.equal('licensed lease_valid');
    await app.renew();
    expect(machine.store.members).to.deep.include({ version: 9, novelty: { kept: true } });
  });

  it('that is unreadable counts as no activation, and does not throw', () => {
    for (const text of [
      '',
      '{',
      '[]',
      'null',
      '{"holding":7,"lease":"x","sent":{}}',
      '{"holding":{"secret":1}}',
    ]) {
      machine.store.text = text;
      expect(stateOf(machine.start()), text).to.equal('unlicensed no_activation');
    }
  });

  it('that cannot be read for a moment keeps the license', () => {
    machine.store.read = () => {
      throw new Error('EIO');
    };
    expect(stateOf(app)).to.equal('licensed lease_valid');
    expect(stateOf(machine.start())).to.equal('unlicensed state_unreadable');
  });
});

describe('a check', () => {
  it('is fast and does not use the network', async () => {
    await app.activate(LICENSE_KEY);
    let fetched = 0;
    const offline = machine.start({ fetch: () => Promise.reject(new Error(String((fetched += 1)))) });
    offline.check();
    expect(await cpuMilliseconds(() => offline.check())).to.be.below(5);
    expect(fetched).to.equal(0);
  });

  it('writes once a day, and survives a store that cannot be written', async () => {
    await app.activate(LICENSE_KEY);
    const { writes } = machine.store;
    const before = writes.length;
    machine.now += DAY;
    for (let i = 0; i < 5; i += 1) machine.start().check();
    expect(writes.length).to.equal(before + 1);
    machine.store.write = () => {
      throw new Error('ENOSPC');
    };
    machine.now += DAY;
    expect(stateOf(app)).to.equal('licensed lease_valid');
  });

  it('does not depend on the time zone', async () => {
    await app.activate(LICENSE_KEY);
    const zone = process.env['TZ'];
    const found = ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Europe/Berlin'].map((name) => {
      process.env['TZ'] = name;
      return JSON.stringify(app.check());
    });
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
    expect(new Set(found).size).to.equal(1);
  });
});
