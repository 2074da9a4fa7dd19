/**
 * Ten situations of real computers in which the product once took a machine for another one, or another one for it: the
 * real SDK and the real server, with the adapters that the systems list.
 */

import { join } from 'node:path';
import { cpSync, rmSync } from 'node:fs';
import { expect } from 'chai';
import {
  LicenseRefused,
  Quietkey,
  type Adapter,
  type QuietkeyOptions,
} from '../../client-sdk/typescript/index.ts';
import { classifyAdapters, type Listing } from '../../client-sdk/typescript/machine/listing.ts';
import type { Terms } from '../../client-sdk/typescript/contract/product-terms.ts';
import { DAY_SECONDS } from '../../server/domain/kernel/day.ts';
import { operations } from '../../server/domain/operations.ts';
import { openAccounts } from '../../server/accounts/accounts.ts';
import { PASSWORD } from '../support/accounts.ts';
import { readVectors } from '../support/vectors.ts';
import { startTestServer, type TestServer } from '../support/world.ts';

const own = (...macs: string[]): Adapter[] =>
  macs.map((mac, index) => ({ name: `eth${index}`, mac, class: 'own' }));
const [A, B, C, D, E, F] = ['a4', 'a5', 'a6', 'a7', '0a', '0b'].map((byte) => `a4:5e:60:c1:7b:${byte}`) as [
  string,
  string,
  string,
  string,
  string,
  string,
];
/** A Wi-Fi card with a private address, which is another one in each network. */
const roaming = (network: number): Adapter[] => [
  { name: 'en0', mac: `da:a1:19:00:00:0${network}`, class: 'unknown' },
];

const { lists } = readVectors<{ lists: { id: string; listing: Listing }[] }>('machines');

function listingOf(system: string): Listing {
  const found = lists.find(({ id }) => id === system);
  if (found === undefined) throw new Error(`no recorded list ${system}`);
  return found.listing;
}

const adaptersOf = (system: string): Adapter[] => classifyAdapters(listingOf(system));

/** The same list with other addresses, as a hypervisor gives them at each start. */
function withAddresses(listing: Listing, start: number): Listing {
  const text = JSON.stringify(listing);
  const last = start.toString(16).padStart(2, '0');
  return JSON.parse(text.replace(/("address":"(?:[0-9a-f]{2}:){5})[0-9a-f]{2}"/gi, `$1${last}"`)) as Listing;
}

describe('the same machine', () => {
  let server: TestServer;
  let licenseKey: string;
  let license: string;
  let product: string;
  let made = 0;
  let passed = 0;

  before(async () => {
    server = await startTestServer();
  });
  after(() => server.end());
  beforeEach(() => sell({}));
  // the keys of the server are for about a year
  afterEach(() => pass(-passed));

  async function sell(terms: Partial<Terms>): Promise<void> {
    made += 1;
    product = `p${made}`;
    await server.run(operations.licensing.addProduct, { product, name: 'Sonar', terms });
    const issued = await server.run(operations.licensing.issueLicense, { product, email: 'ada@example.com' });
    ({ licenseKey } = issued);
    license = issued.license.license;
  }

  function freshStore(): string {
    made += 1;
    return join(server.folder, `store-${made}`);
  }

  /** An app on a machine that shows these adapters now. */
  function app(adapters: () => readonly Adapter[], options: Partial<QuietkeyOptions> = {}): Quietkey {
    return new Quietkey({
      server: server.running().url,
      product,
      rootKey: server.running().world.rootKey,
      store: freshStore(),
      clock: () => server.clock.now() * 1000,
      interfaces: adapters,
      ...options,
    });
  }
  const pass = (days: number): void => {
    passed += days;
    server.clock.move(days * DAY_SECONDS);
  };
  const used = async (): Promise<number> =>
    (await server.run(operations.licensing.showLicense, { license })).used;
  /** How a call of the SDK was refused; undefined: it was not. */
  const refusal = async (work: Promise<unknown>): Promise<string | undefined> => {
    try {
      await work;
      return undefined;
    } catch (error) {
      if (error instanceof LicenseRefused) return error.refusal;
      throw error;
    }
  };

  describe('row 1: a Mac with a private address in each network', () => {
    it('keeps its seat after a reinstall, because the inventory has the hardware address', async () => {
      const inventory = adaptersOf('mac-private-inventory');
      await app(() => inventory).activate(licenseKey);
      expect(await refusal(app(() => inventory).activate(licenseKey))).to.equal(undefined);
      expect(await used()).to.equal(1);
    });

    it('without the inventory: the refusal after a reinstall says what a reinstall costs', async () => {
      await app(() => roaming(1)).activate(licenseKey);
      const error: unknown = await app(() => roaming(2))
        .activate(licenseKey)
        .catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(LicenseRefused).and.include({ refusal: 'seats_taken' });
      expect((error as LicenseRefused).remedy).to.match(/install/);
    });

    it('without the inventory: a copied folder is found, and only one of the two goes on', async () => {
      await sell({ forks: 'refuse' });
      const store = freshStore();
      const original = app(() => roaming(1), { store });
      await original.activate(licenseKey);
      cpSync(store, `${store}-copy`, { recursive: true });
      const copy = app(() => roaming(2), { store: `${store}-copy` });
      const refusals = await alternate([original, copy], 8);
      expect(refusals.filter((code) => code !== undefined)).to.include('activation_forked');
      expect(refusals.some((code, index) => index % 2 === 0 && code === undefined)).to.equal(true);
    });
  });

  it('row 2: two copies of one container are found, whatever changes between their renewals', async () => {
    await sell({ forks: 'refuse' });
    const store = freshStore();
    const original = app(() => [], { store });
    await original.activate(licenseKey);
    cpSync(store, `${store}-copy`, { recursive: true });
    const copy = app(() => [], { store: `${store}-copy` });
    const change = async (): Promise<void> =>
      void (await server.run(operations.licensing.renewLicense, { license, endsOn: null }));
    expect(await alternate([original, copy], 6, change)).to.include('activation_forked');
  });

  it('row 3: two laptops that were activated at one dock with Wi-Fi off have two seats', async () => {
    await sell({ seats: 2 });
    const stores = [freshStore(), freshStore()];
    const lists = ['windows-laptop-dock', 'windows-laptop-other'];
    const names = lists.map((list, index) => {
      const client = app(() => adaptersOf(list), { store: stores[index] ?? '' });
      return client.activate(licenseKey).then(() => client.machineName());
    });
    expect(new Set(await Promise.all(names)).size).to.equal(2);
    expect(await used()).to.equal(2);
    const first = app(() => adaptersOf('windows-laptop-alone'), { store: stores[0] ?? '' });
    expect(first.check()).to.include({ state: 'licensed', reason: 'lease_valid' });
    pass(9);
    expect(await refusal(first.renew())).to.equal(undefined);
  });

  for (const system of [
    'linux-wsl-first-start',
    'linux-kvm-virtio',
    'linux-hyper-v',
    'linux-vmware-vmxnet3',
  ]) {
    it(`row 4: ${system} with another address at each start stays licensed offline`, async () => {
      let start = 0;
      const client = app(() => classifyAdapters(withAddresses(listingOf(system), start)));
      await client.activate(licenseKey);
      for (start = 1; start < 20; start += 1) {
        pass(1);
        expect(client.check().state, `start ${start}`).to.equal('licensed');
      }
    });
  }

  it('row 5: two cards with lower addresses beside the four of the lease change nothing', async () => {
    let adapters = own(A, B, C, D);
    const client = app(() => adapters);
    await client.activate(licenseKey);
    adapters = own(E, F, A, B, C, D);
    expect(client.check()).to.include({ state: 'licensed', reason: 'lease_valid' });
  });

  describe('row 6: what a renewal can fix needs no license key', () => {
    it('one of two adapters replaced', async () => {
      let adapters = own(A, B);
      const client = app(() => adapters);
      await client.activate(licenseKey);
      adapters = own(A, C);
      expect(client.check().state).to.equal('licensed');
      adapters = own(C, D);
      expect(client.check().state).to.equal('stale');
      expect((await client.keepFresh()).check.state).to.equal('licensed');
      expect(await used()).to.equal(1);
    });

    it('a suspension that was lifted', async () => {
      const client = app(() => own(A));
      await client.activate(licenseKey);
      await server.run(operations.licensing.suspendLicense, { license });
      await client.renew();
      expect(client.check()).to.include({ state: 'unlicensed', reason: 'suspended' });
      await server.run(operations.licensing.reinstateLicense, { license });
      expect((await client.keepFresh()).check.state).to.equal('licensed');
    });
  });

  for (const forks of ['refuse', 'new_seat', 'allow'] as const) {
    it(`row 7: a copy that shows no adapters does no harm to the original (${forks})`, async () => {
      await sell({ forks });
      const store = freshStore();
      const original = app(() => own(A), { store });
      await original.activate(licenseKey);
      cpSync(store, `${store}-copy`, { recursive: true });
      const copy = app(() => [], { store: `${store}-copy` });
      const refusals = await alternate([copy, original], 10);
      expect(refusals.filter((_code, index) => index % 2 === 1)).to.deep.equal(Array(5).fill(undefined));
      expect(original.check().state).to.equal('licensed');
      rmSync(store, { recursive: true });
    });
  }

  for (const days of [1, 2, 3, 5, 10, 29]) {
    it(`row 8: a license that ends in ${days} days is renewed at 3/4 of its lease at the latest`, async () => {
      await sell({ durationDays: days });
      const client = app(() => own(A));
      await client.activate(licenseKey);
      const {
        iat,
        exp,
        refresh_after: refreshAfter,
      } = client.lease() ?? { iat: 0, exp: 0, refresh_after: 0 };
      expect(refreshAfter).to.be.within(iat, iat + (exp - iat) * (3 / 4));
    });
  }

  it('row 9: a Mac that roams from its hardware address to a private one renews by itself', async () => {
    let adapters: Adapter[] = own(A);
    const client = app(() => adapters);
    await client.activate(licenseKey);
    adapters = roaming(1);
    const before = client.check();
    expect(before).to.include({ state: 'licensed', reason: 'machine_unconfirmed', refreshDue: true });
    expect(before.message).to.not.match(/connect/i);
    const { check, reached } = await client.keepFresh();
    expect(reached).to.equal(true);
    expect(check).to.include({ state: 'licensed', refreshDue: false });
  });

  it('row 10: a username that is not the account owner’s is refused', async () => {
    const asked = { username: 'eve', password: PASSWORD, licenseKey, terms: '2026-01', remember: false };
    await openAccounts(server.running().world).signUp(asked);
    const client = app(() => own(A));
    expect(await refusal(client.activate(licenseKey, { username: 'ada' }))).to.equal('username_unknown');
    expect(await refusal(client.activate(licenseKey, { username: 'eve' }))).to.equal(undefined);
  });

  /** Renews by turns, each when its lease is due, and lists how each renewal was refused. */
  async function alternate(
    clients: readonly Quietkey[],
    times: number,
    before = (): Promise<void> => Promise.resolve(),
  ): Promise<(string | undefined)[]> {
    const refusals: (string | undefined)[] = [];
    for (let time = 0; time < times; time += 1) {
      pass(9);
      await before();
      refusals.push(await refusal(clients[time % clients.length]!.renew()));
    }
    return refusals;
  }
});
