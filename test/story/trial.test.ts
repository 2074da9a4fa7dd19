/** A trial from end to end: the SDK on made-up machines, against a real server whose product offers one. */

import { expect } from 'chai';
import {
  LicenseRefused,
  NotActivated,
  Quietkey,
  type QuietkeyOptions,
} from '../../client-sdk/typescript/index.ts';
import { operations } from '../../server/domain/operations.ts';
import { DAY_SECONDS, dayOf, addDays, writeDate } from '../../server/domain/kernel/day.ts';
import { MemoryStore } from '../client-sdk/support/machine.ts';
import { startTestServer, type TestServer } from '../support/world.ts';

const TRIAL_DAYS = 14;
const LAPTOP = ['a4:5e:60:c1:7b:01', 'a4:5e:60:c1:7b:02'];

const codeIn = (error: unknown): unknown => (error as { code?: unknown }).code;

describe('a trial', () => {
  let server: TestServer;
  let cards = 0;
  before(async () => {
    server = await startTestServer();
    const terms = { trialDays: TRIAL_DAYS, entitlements: ['pro'], seats: 1 };
    await server.run(operations.licensing.addProduct, { product: 'sonar', name: 'Sonar', terms });
  });
  after(() => server.end());

  interface Machine {
    readonly store: MemoryStore;
    readonly reads: () => number;
    app(more?: Partial<QuietkeyOptions>): Quietkey;
  }
  /** @param macs the addresses of its own adapters; others do not count */
  const machine = (macs: readonly string[], others: readonly string[] = []): Machine => {
    const { url, world } = server.running();
    const store = new MemoryStore();
    let reads = 0;
    return {
      store,
      reads: () => reads,
      app: (more = {}) =>
        new Quietkey({
          server: url,
          product: 'sonar',
          rootKey: world.rootKey,
          store,
          clock: () => server.clock.now() * 1000,
          interfaces: () => {
            reads += 1;
            return [
              ...macs.map((mac) => ({ name: 'eth', mac, class: 'own' as const })),
              ...others.map((mac) => ({ name: 'vnet', mac, class: 'unknown' as const })),
            ];
          },
          ...more,
        }),
    };
  };
  const freshMac = (): string => {
    cards += 1;
    return `a4:5e:60:c2:00:${cards.toString(16).padStart(2, '0')}`;
  };
  const passDays = (days: number): void => server.clock.move(days * DAY_SECONDS);
  const endsOn = (): string => writeDate(addDays(dayOf(server.clock.now()), TRIAL_DAYS));
  const refusalOf = async (call: Promise<unknown>): Promise<string> => {
    const error = await call.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).to.be.instanceOf(LicenseRefused);
    return (error as LicenseRefused).refusal;
  };

  it('is asked for after the person has read what is sent, runs for its days, and is over', async () => {
    const laptop = machine(LAPTOP);
    const app = laptop.app();
    const described = app.describe().sends.filter(({ calls }) => calls.includes('startTrial'));
    expect(described.map(({ field }) => field)).to.have.members(['product', 'identity', 'tags', 'trialTags']);
    expect([laptop.reads(), app.check().state, app.check().trial]).to.deep.equal([
      0,
      'unlicensed',
      undefined,
    ]);

    const preview = await app.previewTrial();
    expect(await app.previewTrial(), 'asked twice').to.deep.equal(preview);
    expect(laptop.store.writes).to.deep.equal([]);
    const check = await app.startTrial();
    expect(app.sent().at(-1)).to.include(preview);
    for (const mac of LAPTOP) expect(laptop.store.text).to.not.include(mac.replaceAll(':', ''));

    const trial = { per: 'machine', endsOn: endsOn(), daysLeft: TRIAL_DAYS + 1 };
    expect(check).to.deep.include({ state: 'licensed', reason: 'lease_valid', trial, refreshDue: false });
    expect([check.entitlements, app.lease()?.trial]).to.deep.equal([['pro'], 'machine']);
    expect(check.message).to.equal(`This is a trial. 15 days are left, until ${trial.endsOn}.`);
    expect(app.takeEvents()).to.deep.equal([]);

    passDays(TRIAL_DAYS - 2);
    expect(app.check()).to.deep.include({ refreshDue: false });
    expect((await app.keepFresh()).reached, 'nothing is renewed').to.equal(false);
    expect(app.takeEvents().map(({ kind, message }) => `${kind}: ${message}`)).to.deep.equal([
      `ending_soon: The trial ends on ${trial.endsOn}. Enter a license key to go on.`,
    ]);
    passDays(2);
    expect(app.check().message).to.equal('This is a trial. Today is its last day.');
    passDays(1);
    expect(app.check()).to.deep.include({
      state: 'unlicensed',
      reason: 'license_ended',
      message: `The trial ended on ${trial.endsOn}. Enter a license key to go on.`,
      trial: { ...trial, daysLeft: 0 },
    });
    expect(await refusalOf(app.startTrial())).to.equal('trial_over');
  });

  it('sends nothing while it runs, and goes on after a reinstall', async () => {
    const mac = freshMac();
    const app = machine([mac]).app();
    const first = await app.startTrial();
    await app.startTrial();
    expect(app.sent()).to.have.length(1);
    passDays(3);
    const again = await machine([mac, freshMac()]).app().startTrial();
    expect(again.trial).to.deep.equal({ ...first.trial, daysLeft: TRIAL_DAYS - 2 });
  });

  it('is asked for again after a lost answer, and is the same', async () => {
    const laptop = machine([freshMac()]);
    const lost = laptop.app({
      fetch: async (url, init) => {
        await fetch(url, init);
        throw new TypeError('the answer was lost');
      },
    });
    expect(await lost.startTrial().catch(codeIn)).to.equal('no_network');
    expect((await laptop.app().startTrial()).trial).to.include({ endsOn: endsOn() });
  });

  it('is repaired by another start if its lease on the disk is damaged', async () => {
    const laptop = machine([freshMac()]);
    const { trial } = await laptop.app().startTrial();
    const state = JSON.parse(laptop.store.text ?? '{}') as { lease: { token: string } };
    laptop.store.text = JSON.stringify({ ...state, lease: { ...state.lease, token: 'damaged' } });
    expect(laptop.app().check()).to.include({ reason: 'lease_untrusted' });
    expect((await laptop.app().startTrial()).trial).to.deep.equal(trial);
  });

  it('is counted by the installation where no adapter is the machine’s own, and says so', async () => {
    const virtual = [freshMac(), freshMac()];
    const first = await machine([], virtual).app().startTrial();
    expect(first.trial).to.include({ per: 'install' });
    passDays(TRIAL_DAYS + 1);
    expect((await machine([], virtual).app().startTrial()).trial, 'a new installation').to.include({
      per: 'install',
      endsOn: endsOn(),
    });
    const own = await machine([freshMac()]).app({ identity: 'install' }).startTrial();
    expect(own.trial).to.include({ per: 'install' });
  });

  it('is never opened by a quiet client, nor with the identity none', async () => {
    const laptop = machine([freshMac()]);
    for (const more of [{ quiet: true }, { identity: 'none' } as const]) {
      const app = laptop.app(more);
      for (const call of [app.startTrial(), app.previewTrial()])
        expect(await call.catch(codeIn)).to.equal('options_malformed');
    }
    expect([laptop.reads(), laptop.store.writes]).to.deep.equal([0, []]);
  });

  it('becomes a license by a key, and a license never becomes a trial', async () => {
    const { licenseKey } = await server.run(operations.licensing.issueLicense, {
      product: 'sonar',
      email: 'ada@example.com',
    });
    const laptop = machine([freshMac()]);
    const app = laptop.app();
    await app.startTrial();
    for (const call of [app.renew(), app.release()])
      expect(await call.catch((error: unknown) => error)).to.be.instanceOf(NotActivated);
    const bought = await app.activate(licenseKey);
    expect(bought).to.include({ state: 'licensed', reason: 'lease_valid' }).and.not.have.property('trial');
    expect(app.lease()).to.not.have.property('trial');
    await app.renew();
    passDays(60);
    expect(app.check().state).to.equal('limited');
    const { length } = app.sent();
    expect((await app.startTrial()).state).to.equal('limited');
    expect(app.sent()).to.have.length(length);
    expect((await app.renew()).state).to.equal('licensed');
  });

  it('is refused by a product that offers none', async () => {
    await server.run(operations.licensing.addProduct, { product: 'radar', name: 'Radar', terms: {} });
    expect(await refusalOf(machine([freshMac()]).app({ product: 'radar' }).startTrial())).to.equal(
      'trial_not_offered',
    );
  });
});
