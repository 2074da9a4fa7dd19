import { expect } from 'chai';
import supertest from 'supertest';
import { PATHS, type Problem } from '../../../client-sdk/typescript/contract/wire.ts';
import { Refusal } from '../../../server/domain/kernel/refusal.ts';
import { openLimits, POLICIES, type Policies } from '../../../server/web/rate-limits.ts';
import { proven, random22 } from '../../support/machine.ts';
import { startTestServer, type TestServer } from '../../support/world.ts';
import { operations } from '../../../server/domain/operations.ts';

const FEW: Policies = {
  network: { quota: 5, windowSeconds: 50 },
  everyone: { quota: 20, windowSeconds: 50 },
  key: { quota: 3, windowSeconds: 30 },
};

function refused(act: () => void): number | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    expect(error).to.be.instanceOf(Refusal).and.include({ code: 'too_many_requests' });
    return (error as Refusal).parts.retryAfter;
  }
}

describe('limits on guessing', () => {
  let now: number;
  let limits: ReturnType<typeof openLimits>;
  beforeEach(() => {
    now = 1_000;
    limits = openLimits(() => now, FEW);
  });
  const guess = (origin: string | null, times = 1): void => {
    for (let i = 0; i < times; i += 1) limits.countRefusal('license_key_unknown', origin);
  };

  it('refuse a network that guessed wrong too often, and no other network', () => {
    guess('a', 4);
    expect(refused(() => limits.requireRoom('a'))).to.equal(undefined);
    guess('a');
    expect(refused(() => limits.requireRoom('a'))).to.equal(10);
    expect(refused(() => limits.requireRoom('b'))).to.equal(undefined);
  });

  it('accept it again after Retry-After', () => {
    guess('a', 5);
    now += 9;
    expect(refused(() => limits.requireRoom('a'))).to.equal(10);
    now += 1;
    expect(refused(() => limits.requireRoom('a'))).to.equal(undefined);
  });

  it('count only wrong guesses', () => {
    for (let i = 0; i < 50; i += 1) limits.countRefusal('seats_taken', 'a');
    expect(refused(() => limits.requireRoom('a'))).to.equal(undefined);
    expect(limits.size()).to.equal(0);
  });

  it('count guesses of usernames too', () => {
    for (let i = 0; i < 5; i += 1) limits.countRefusal('username_taken', 'a');
    expect(refused(() => limits.requireRoom('a'))).to.equal(10);
  });

  it('report what is left in RateLimit headers', () => {
    const left = [1, 2, 3].map(() => limits.countRefusal('proof_invalid', 'a')['ratelimit']);
    expect(left).to.deep.equal(['"guesses";r=4;t=10', '"guesses";r=3;t=10', '"guesses";r=2;t=10']);
    expect(limits.countRefusal('proof_invalid', 'a')['ratelimit-policy']).to.equal('"guesses";q=5;w=50');
  });

  it('apply to all networks together', () => {
    for (let i = 0; i < 20; i += 1) guess(`network ${i}`);
    expect(refused(() => limits.requireRoom('a new one'))).to.equal(3);
  });

  it('of one network do not count clients that cannot be distinguished, but the limit on all networks does', () => {
    guess(null, 19);
    expect(refused(() => limits.requireRoom(null))).to.equal(undefined);
    guess(null);
    expect(refused(() => limits.requireRoom(null))).to.equal(3);
  });

  it('apply to each license key, right or wrong', () => {
    for (let i = 0; i < 3; i += 1) limits.countKey('KEY');
    expect(refused(() => limits.countKey('KEY'))).to.equal(10);
    expect(refused(() => limits.countKey('OTHER'))).to.equal(undefined);
    now += 10;
    expect(refused(() => limits.countKey('KEY'))).to.equal(undefined);
  });

  it('keep a bounded number of buckets', () => {
    for (let i = 0; i < 60_000; i += 1) limits.countKey(`key ${i}`);
    expect(limits.size()).to.equal(50_000);
  });
});

describe('limits on guessing, in the API', () => {
  let server: TestServer;
  const tags = [random22()];
  before(async () => {
    server = await startTestServer(
      { QUIETKEY_TRUSTED_PROXIES: '127.0.0.1' },
      { ...POLICIES, network: FEW.network },
    );
    await server.run(operations.licensing.addProduct, { product: 'sonar', name: 'Sonar', terms: {} });
  });
  after(() => server.end());

  const from = (address: string, path: string, body: object) =>
    supertest(server.running().url).post(path).set('x-forwarded-for', address).send(body);
  const activation = (licenseKey: string) => ({ product: 'sonar', licenseKey, tags, nonce: random22() });

  it('answer 429 with Retry-After to the network that guesses, and serve the others', async () => {
    const wrong = activation('00000-00000-00000-00000-00000-00000');
    for (let i = 0; i < FEW.network.quota; i += 1) {
      const { status, headers } = await from('203.0.113.9', PATHS.activations, wrong);
      expect(status).to.equal(400);
      expect(headers['ratelimit']).to.match(/^"guesses";r=\d+;t=10$/);
    }
    const refusal = await from('203.0.113.10', PATHS.activations, wrong)
      .expect(429)
      .expect('retry-after', '10');
    expect((refusal.body as Problem).code).to.equal('too_many_requests');
    await from('198.51.100.9', PATHS.activations, wrong).expect(400);
  });

  it('tell clients apart however a proxy writes their addresses, and warn once where it names none', async () => {
    const wrong = activation('00000-00000-00000-00000-00000-00000');
    for (let nth = 1; nth <= 20; nth += 1) {
      for (const address of [`2001:db8:${nth}::7:50123`, `"198.51.${nth}.7",`, 'unknown'])
        await from(address, PATHS.activations, wrong).expect(400);
    }
    const lines = server.log.filter((line) => 'event' in line && line.event === 'client address unreadable');
    expect(lines).to.have.lengthOf(1);
    expect(JSON.stringify(lines)).to.not.match(/\d+\.\d+|::/);
  });

  it('end no lease: a refused machine keeps its lease, and renews later', async () => {
    const { licenseKey } = await server.run(operations.licensing.issueLicense, {
      product: 'sonar',
      email: 'ada@example.com',
    });
    const good = await from('192.0.2.7', PATHS.activations, activation(licenseKey)).expect(200);
    const { network: _, activation: id, ...renewal } = proven('renew', good.body, tags);
    const path = PATHS.lease.replace(':activation', id);
    for (let i = 0; i < FEW.network.quota; i += 1) {
      await from('192.0.2.8', path, { ...renewal, nonce: random22() }).expect(403);
    }
    await from('192.0.2.7', path, renewal).expect(429);
    await from('192.0.3.7', path, renewal).expect(200);
  });
});
