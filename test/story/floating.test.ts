/** A floating license from end to end: the SDK on made-up machines, against a real server. */

import { expect } from 'chai';
import { borrowSeat } from '../../client-sdk/typescript/floating.ts';
import { BadOptions, LicenseRefused, Quietkey } from '../../client-sdk/typescript/index.ts';
import { errorText } from '../../client-sdk/typescript/texts/index.ts';
import { makeBackup, restoreBackup } from '../../server/composition/backups.ts';
import { openWorld } from '../../server/composition/world.ts';
import { operations } from '../../server/domain/operations.ts';
import { MemoryStore } from '../client-sdk/support/machine.ts';
import { Device } from '../support/device.ts';
import {
  jumpingClock,
  openTestWorld,
  startTestServer,
  type TestServer,
  type TestWorld,
} from '../support/world.ts';

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 86_400;
const TERMS = { seats: 2, floatingMinutes: 60, floatingGraceHours: 2, borrowDays: 5, entitlements: ['pro'] };

const codeIn = (error: unknown): unknown => (error as { code?: unknown }).code;

describe('an app with a floating license', () => {
  let server: TestServer;
  let cards = 0;
  before(async () => {
    server = await startTestServer();
    await server.run(operations.licensing.addProduct, { product: 'sonar', name: 'Sonar', terms: TERMS });
    await server.run(operations.licensing.addProduct, { product: 'radar', name: 'Radar', terms: {} });
  });
  after(() => server.end());

  const pass = (minutes: number): void => server.clock.move(minutes * MINUTE_SECONDS);
  const issue = async (product = 'sonar'): Promise<string> =>
    (await server.run(operations.licensing.issueLicense, { product, email: 'ada@example.com' })).licenseKey;
  const machine = (product = 'sonar'): Quietkey => {
    cards += 1;
    const mac = `a4:5e:60:c3:00:${cards.toString(16).padStart(2, '0')}`;
    const { url, world } = server.running();
    return new Quietkey({
      server: url,
      product,
      rootKey: world.rootKey,
      store: new MemoryStore(),
      clock: () => server.clock.now() * 1000,
      interfaces: () => [{ name: 'eth', mac, class: 'own' as const }],
      timeoutMs: 20_000,
    });
  };
  const stateOf = ({ state, reason }: { state: string; reason: string }): string => `${state} ${reason}`;
  const refusalOf = (error: unknown): string => {
    expect(error).to.be.instanceOf(LicenseRefused);
    return (error as LicenseRefused).refusal;
  };

  it('checks a seat out, gives it back when it quits, and takes one again without the key', async () => {
    const [key, app] = [await issue(), machine()];
    expect(stateOf(await app.activate(key))).to.equal('licensed lease_valid');
    expect(app.lease()).to.include({ floating: 'checked_out', grace: 2 * HOUR_SECONDS });
    expect(stateOf(await app.release())).to.equal('unlicensed returned');
    expect(stateOf(await app.release()), 'once more').to.equal('unlicensed returned');
    expect(app.takeEvents()).to.deep.equal([]);
    expect(stateOf((await app.keepFresh()).check)).to.equal('licensed lease_valid');
    expect(app.check().entitlements).to.deep.equal(['pro']);
    expect(app.takeEvents()).to.deep.equal([]);
  });

  it('is refused while all seats are in use, in the words of the person, and is let in when one is free', async () => {
    const key = await issue();
    const [one, two, three] = [machine(), machine(), machine()];
    for (const app of [one, two]) await app.activate(key);
    const error: unknown = await three.activate(key).catch((thrown: unknown) => thrown);
    expect(refusalOf(error)).to.equal('seats_in_use');
    const { message, remedy = '' } = error as LicenseRefused;
    expect(`${message} ${remedy}`).to.match(/in use\. Try again when somebody has quit the app/);
    expect(`${message} ${remedy}`, 'nothing of others').to.not.match(/\d/);
    expect(errorText(error as LicenseRefused, 'de').message).to.match(/gerade genutzt/);
    await one.release();
    expect(stateOf(await three.activate(key))).to.equal('licensed lease_valid');
    const { error: later, check } = await one.keepFresh();
    expect([refusalOf(later), stateOf(check)]).to.deep.equal(['seats_in_use', 'unlicensed returned']);
  });

  it('renews in time, and asks for nothing before', async () => {
    const [key, app] = [await issue(), machine()];
    await app.activate(key);
    let asked = 0;
    for (let minutes = 0; minutes < 240; minutes += 5) {
      pass(5);
      const { reached, check } = await app.keepFresh();
      asked += Number(reached);
      expect(stateOf(check)).to.equal('licensed lease_valid');
    }
    expect(asked).to.be.within(240 / 45 - 1, 240 / 30);
  });

  it('is stale through an outage for its grace, while its seat is nobody else’s, and goes on after it', async () => {
    const key = await issue();
    const [one, two, three] = [machine(), machine(), machine()];
    for (const app of [one, two]) await app.activate(key);
    pass(61);
    await server.stop();
    const { check } = await one.keepFresh();
    expect(stateOf(check)).to.equal('stale lease_ended');
    expect(check.entitlements).to.deep.equal(['pro']);
    pass(118);
    expect(stateOf(one.check())).to.equal('stale lease_ended');
    await server.start();
    expect(refusalOf(await three.activate(key).catch((thrown: unknown) => thrown))).to.equal('seats_in_use');
    expect(stateOf((await one.keepFresh()).check)).to.equal('licensed lease_valid');
    pass(1);
    expect(stateOf(two.check())).to.equal('limited grace_ended');
    expect(stateOf(await three.activate(key)), 'the seat of the second is free').to.equal(
      'licensed lease_valid',
    );
    expect(refusalOf((await two.keepFresh()).error)).to.equal('seats_in_use');
  });

  it('borrows its seat for days without network, keeps it through renewals, and gives it back early', async () => {
    const key = await issue();
    const [one, two, three] = [machine(), machine(), machine()];
    for (const app of [one, two]) await app.activate(key);
    const { leaseEndsOn } = await borrowSeat(one, { days: 3 });
    const expected = new Date((server.clock.now() + 3 * DAY_SECONDS) * 1000).toISOString().slice(0, 10);
    expect([leaseEndsOn, one.lease()?.floating]).to.deep.equal([expected, 'borrowed']);
    pass(2 * 24 * 60);
    expect(await one.keepFresh()).to.include({ reached: false });
    expect(stateOf(await one.renew())).to.equal('licensed lease_valid');
    expect(one.lease()?.floating).to.equal('borrowed');
    await three.activate(key);
    expect(refusalOf((await two.keepFresh()).error), 'the borrowed one is not free').to.equal('seats_in_use');
    expect(stateOf(await one.release())).to.equal('unlicensed returned');
    expect(stateOf((await two.keepFresh()).check)).to.equal('licensed lease_valid');
  });

  it('repeats a request to borrow whose answer was lost, and gets the same lease', async () => {
    const [key, app] = [await issue(), machine()];
    await app.activate(key);
    await server.stop();
    expect(await borrowSeat(app, { days: 2 }).catch(codeIn)).to.equal('no_network');
    await server.start();
    pass(46);
    await app.keepFresh();
    const lease = app.lease();
    expect(lease?.floating).to.equal('borrowed');
    expect(await borrowSeat(app, { days: 2 })).to.include({ state: 'licensed' });
    expect(app.lease()?.exp).to.equal(lease?.exp);
  });

  it('cannot borrow what is not floating, nor for no days', async () => {
    const app = machine('radar');
    await app.activate(await issue('radar'));
    for (const days of [1, 0, 1.5, 367]) {
      const error: unknown = await borrowSeat(app, { days }).catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(BadOptions);
    }
  });
});

describe('the seats of a floating license', () => {
  let test: TestWorld;
  const start = async (terms = TERMS, clock?: ReturnType<typeof jumpingClock>): Promise<string> => {
    test = await openTestWorld('in-thread', {}, clock);
    await test.run(operations.licensing.addProduct, { product: 'sonar', name: 'Sonar', terms });
    const issued = await test.run(operations.licensing.issueLicense, {
      product: 'sonar',
      email: 'ada@example.com',
    });
    return issued.licenseKey;
  };
  afterEach(() => test.end());
  const device = (): Device => Device.withAdapters(test.run);
  const codeOf = (call: Promise<unknown>): Promise<unknown> => call.then(() => 'granted', codeIn);

  it('are given back by a client that knows nothing of them, which activates again with the key', async () => {
    const key = await start();
    const unaware = device();
    const { activation } = await unaware.activate(key);
    await unaware.release();
    for (let others = 0; others < 2; others += 1) await device().activate(key);
    unaware.state = undefined;
    expect(await codeOf(unaware.activate(key))).to.equal('seats_in_use');
    test.clock.move(4 * HOUR_SECONDS);
    expect((await unaware.activate(key)).activation).to.equal(activation);
  });

  it('are not freed by an old release that arrives after the next lease', async () => {
    const key = await start();
    const machine = device();
    await machine.activate(key);
    const old = machine.state;
    await machine.release();
    await machine.renew();
    const held = machine.state;
    machine.state = old;
    await machine.release();
    machine.state = held;
    const [{ items }, { used }] = await Promise.all([
      test.run(operations.activation.listActivations, { license: await licenseOf() }),
      test.run(operations.licensing.showLicense, { license: await licenseOf() }),
    ]);
    expect([items[0]?.status, used]).to.deep.equal(['active', 1]);
  });

  const licenseOf = async (): Promise<string> => {
    const found = await test.run(operations.licensing.findLicenses, { email: 'ada@example.com' });
    return found.items[0]?.license ?? '';
  };

  it('store no network of a machine, and no time but the end of its lease', async () => {
    const key = await start();
    const request = { product: 'sonar', licenseKey: key, tags: ['a'.repeat(22)], nonce: 'n'.repeat(22) };
    await test.run(operations.activation.activate, { ...request, network: '203.0.113.0/24' });
    const { items } = await test.run(operations.activation.listActivations, { license: await licenseOf() });
    expect(items[0]).to.include({ network: null, username: null, status: 'active' });
    test.clock.move(3 * HOUR_SECONDS);
    const later = await test.run(operations.activation.listActivations, { license: await licenseOf() });
    expect(later.items[0]?.status).to.equal('lapsed');
  });

  it('do not lapse by a clock that jumped', async () => {
    const key = await start(TERMS, jumpingClock());
    for (let machine = 0; machine < 2; machine += 1) await device().activate(key);
    test.clock.move(30 * DAY_SECONDS);
    expect(await codeOf(device().activate(key))).to.equal('seats_in_use');
    test.clock.move(-30 * DAY_SECONDS + 4 * HOUR_SECONDS);
    expect(await codeOf(device().activate(key))).to.equal('granted');
  });

  it('that a restored backup has forgotten are given once more, until those leases and their grace are over', async () => {
    const key = await start();
    const [old, ...lost] = [device(), device(), device()];
    await old.activate(key);
    const { file } = await makeBackup(test.config, { clock: test.clock });
    await lost[0]?.activate(key);
    await test.world.close();
    await restoreBackup(test.config, { clock: test.clock, file });
    test.world = await openWorld(test.config, { clock: test.clock, threads: 'in-thread' });
    expect(await codeOf(device().activate(key)), 'beside the forgotten one').to.equal('granted');
    expect(await codeOf(device().activate(key)), 'and no more').to.equal('seats_in_use');
    expect(await codeOf(lost[0]?.renew() ?? Promise.resolve())).to.equal('activation_unknown');
    expect(await codeOf(old.renew())).to.equal('granted');
  });
});
