import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  LicenseRefused,
  Quietkey,
  type Adapter,
  type Identity,
  type QuietkeyOptions,
} from '../../client-sdk/typescript/index.ts';
import { DAY_SECONDS } from '../../server/domain/kernel/day.ts';
import type { Terms } from '../../client-sdk/typescript/contract/product-terms.ts';
import { startTestServer, type TestServer } from '../support/world.ts';
import { operations } from '../../server/domain/operations.ts';

const IDENTITIES: readonly Identity[] = ['adapters', 'install', 'none'];

/**
 * What each identity means for seats, by the real SDK and the real server: in which of the three a reinstall keeps its
 * seat, and what the others answer.
 */
describe('the identity of machines', () => {
  let server: TestServer;
  let sold: { product: string; licenseKey: string; license: string };
  let count = 0;

  before(async () => {
    server = await startTestServer();
  });
  after(() => server.end());
  beforeEach(() => sell({ seats: 3 }));

  async function sell(terms: Partial<Terms>): Promise<void> {
    count += 1;
    const product = `p${count}`;
    await server.run(operations.licensing.addProduct, { product, name: 'Sonar', terms });
    const issued = await server.run(operations.licensing.issueLicense, { product, email: 'ada@example.com' });
    sold = { product, licenseKey: issued.licenseKey, license: issued.license.license };
  }

  const adapter = (number: number, is: 'own' | 'foreign' | 'unknown'): Adapter => ({
    name: `a${number}`,
    mac: `a4:5e:60:c1:7b:0${number}`,
    class: is,
  });
  const own = (...numbers: number[]): Adapter[] => numbers.map((number) => adapter(number, 'own'));
  const DOCK = adapter(9, 'foreign');

  /** An app on a machine; without a folder it has no state yet. */
  function app(adapters: Adapter[], options: Partial<QuietkeyOptions> = {}): Quietkey {
    count += 1;
    return new Quietkey({
      server: server.running().url,
      product: sold.product,
      rootKey: server.running().world.rootKey,
      store: join(server.folder, `identity-${count}`),
      clock: () => server.clock.now() * 1000,
      interfaces: () => adapters,
      ...options,
    });
  }
  const used = async (): Promise<number> =>
    (await server.run(operations.licensing.showLicense, { license: sold.license })).used;
  const days = (number: number): void => server.clock.move(number * DAY_SECONDS);

  interface Case {
    title: string;
    act: (identity: Identity) => Promise<unknown>;
    answers: Readonly<Record<Identity, unknown>>;
  }

  const activateAll = async (identity: Identity, ...machines: Adapter[][]): Promise<number> => {
    for (const adapters of machines)
      expect(await app(adapters, { identity }).activate(sold.licenseKey)).to.include({ state: 'licensed' });
    return used();
  };

  const CASES: Case[] = [
    {
      title: 'a reinstall on the same adapters: seats in use',
      act: (identity) => activateAll(identity, own(1, 2), own(1, 2)),
      answers: { adapters: 1, install: 2, none: 2 },
    },
    {
      title: 'a reinstall on a machine without an own adapter: seats in use',
      act: (identity) => activateAll(identity, [adapter(1, 'unknown')], [adapter(2, 'unknown')]),
      answers: { adapters: 2, install: 2, none: 2 },
    },
    {
      title: 'two laptops that show only the same dock when they activate: seats in use',
      act: (identity) => activateAll(identity, [DOCK], [DOCK]),
      answers: { adapters: 2, install: 2, none: 2 },
    },
    {
      title: 'two laptops at one dock, each with a card of its own: seats in use',
      act: (identity) => activateAll(identity, [...own(1), DOCK], [...own(2), DOCK]),
      answers: { adapters: 2, install: 2, none: 2 },
    },
    {
      title: 'six weeks of renewals on one machine: seats in use',
      act: async (identity) => {
        const client = app(own(1), { identity });
        await client.activate(sold.licenseKey);
        for (let week = 0; week < 5; week += 1) {
          days(8);
          expect(await client.keepFresh()).to.deep.include({ reached: true });
          expect(client.check()).to.include({ state: 'licensed', reason: 'lease_valid' });
        }
        return used();
      },
      answers: { adapters: 1, install: 1, none: 1 },
    },
    {
      title: 'all adapters replaced while the state is there: seats in use',
      act: async (identity) => {
        const store = join(server.folder, `kept-${count}`);
        await app(own(1), { identity, store }).activate(sold.licenseKey);
        const after = app(own(2), { identity, store });
        await after.keepFresh();
        expect(after.check()).to.include({ state: 'licensed', reason: 'lease_valid' });
        return used();
      },
      answers: { adapters: 1, install: 1, none: 1 },
    },
    {
      title: 'a check of a copied state on other hardware',
      act: async (identity) => {
        const store = join(server.folder, `copied-${count}`);
        await app(own(1), { identity, store }).activate(sold.licenseKey);
        cpSync(store, `${store}-copy`, { recursive: true });
        const { state, reason } = app(own(2), { identity, store: `${store}-copy` }).check();
        return `${state} ${reason}`;
      },
      answers: {
        adapters: 'stale wrong_machine',
        install: 'licensed lease_valid',
        none: 'licensed lease_valid',
      },
    },
    {
      title: 'a released seat is free again for another machine',
      act: async (identity) => {
        await sell({ seats: 1 });
        const client = app(own(1), { identity });
        await client.activate(sold.licenseKey);
        await client.release();
        return activateAll(identity, own(2));
      },
      answers: { adapters: 1, install: 1, none: 1 },
    },
    {
      title: 'a reinstall where the only seat is taken',
      act: async (identity) => {
        await sell({ seats: 1 });
        await activateAll(identity, own(1));
        const error: unknown = await app(own(1), { identity })
          .activate(sold.licenseKey)
          .catch((reason: unknown) => reason);
        if (!(error instanceof LicenseRefused)) return 'same seat';
        expect(error.remedy).to.match(/reinstall.*release its old seat in the customer portal/);
        return error.refusal;
      },
      answers: { adapters: 'same seat', install: 'seats_taken', none: 'seats_taken' },
    },
  ];

  for (const { title, act, answers } of CASES) {
    describe(title, () => {
      for (const identity of IDENTITIES) {
        it(`${identity}: ${String(answers[identity])}`, async () => {
          expect(await act(identity)).to.equal(answers[identity]);
        });
      }
    });
  }

  it('a machine that roams to a private address renews by itself, and keeps its seat', async () => {
    let adapters = own(1);
    const client = app([], { interfaces: () => adapters });
    await client.activate(sold.licenseKey);
    for (let week = 0; week < 8; week += 1) {
      adapters = week % 2 === 0 ? [adapter(1, 'unknown')] : own(1);
      expect(client.check().state, 'before it was online').to.equal('licensed');
      await client.keepFresh();
      expect(client.check()).to.include({ state: 'licensed', refreshDue: false });
      days(7);
    }
    expect(await used()).to.equal(1);
  });

  it('a lease of three days is renewed before its end', async () => {
    await sell({ durationDays: 3 });
    const client = app(own(1));
    await client.activate(sold.licenseKey);
    const { exp = 0, iat = 0 } = client.lease() ?? {};
    server.clock.move(Math.ceil(iat + ((exp - iat) * 3) / 4) - server.clock.now());
    expect(client.check()).to.include({ state: 'licensed', refreshDue: true });
  });
});
