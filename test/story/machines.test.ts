import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  LicenseRefused,
  Quietkey,
  type Adapter,
  type QuietkeyOptions,
} from '../../client-sdk/typescript/index.ts';
import { DAY_SECONDS } from '../../server/domain/kernel/day.ts';
import type { Terms } from '../../client-sdk/typescript/contract/product-terms.ts';
import { startTestServer, type TestServer } from '../support/world.ts';
import { operations } from '../../server/domain/operations.ts';

/** How machines are recognised, by the real SDK and the real server, and answers that are lost on the way. */
describe('machines', () => {
  const [A, B, C, DOCK, OTHER] = [1, 2, 3, 4, 5].map((n) => `a4:5e:60:c1:7b:0${n}`) as [
    string,
    string,
    string,
    string,
    string,
  ];
  let server: TestServer;
  let licenseKey: string;
  let license: string;
  let product: string;
  let stores = 0;

  before(async () => {
    server = await startTestServer();
  });
  after(() => server.end());
  beforeEach(() => sell({}));

  async function sell(terms: Partial<Terms>): Promise<void> {
    stores += 1;
    product = `p${stores}`;
    await server.run(operations.licensing.addProduct, {
      product,
      name: 'Sonar',
      terms: { seats: 3, ...terms },
    });
    const issued = await server.run(operations.licensing.issueLicense, { product, email: 'ada@example.com' });
    ({ licenseKey } = issued);
    license = issued.license.license;
  }

  const built = (mac: string, index: number): Adapter => ({ name: `eth${index}`, mac, builtIn: true });
  const loose = (mac: string): Adapter => ({ name: 'usb0', mac, builtIn: false });

  function app(adapters: Adapter[], options: Partial<QuietkeyOptions> = {}): Quietkey {
    stores += 1;
    return new Quietkey({
      server: server.running().url,
      product,
      rootKey: server.running().world.rootKey,
      store: join(server.folder, `store-${stores}`),
      clock: () => server.clock.now() * 1000,
      interfaces: () => adapters,
      ...options,
    });
  }
  const activate = async (...adapters: Adapter[]): Promise<string> => {
    const client = app(adapters);
    expect((await client.activate(licenseKey)).state).to.equal('licensed');
    return client.machineName() ?? '';
  };
  const used = async (): Promise<number> =>
    (await server.run(operations.licensing.showLicense, { license })).used;

  describe('after a reinstall, with the state file gone', () => {
    const cases: { title: string; now: string[] }[] = [
      { title: 'the same adapters', now: [A, B, C] },
      { title: 'the adapters in another order', now: [C, A, B] },
      { title: 'one of three cards removed', now: [A, C] },
      { title: 'in other letter case and with dashes', now: [A, B, C].map((mac) => mac.toUpperCase().replaceAll(':', '-')) }, // prettier-ignore
      { title: 'one card more', now: [A, B, C, OTHER] },
    ];
    for (const { title, now } of cases) {
      it(`${title}: the same seat`, async () => {
        const first = await activate(...[A, B, C].map(built));
        expect(await activate(...now.map(built))).to.equal(first);
        expect(await used()).to.equal(1);
      });
    }

    it('two of three cards replaced: the same seat, by the one that is left', async () => {
      await activate(...[A, B, C].map(built));
      await activate(...[A, DOCK, OTHER].map(built));
      expect(await used()).to.equal(1);
    });
  });

  it('two machines that share a dock: two seats', async () => {
    await activate(built(A, 0), loose(DOCK));
    await activate(built(B, 0), loose(DOCK));
    expect(await used()).to.equal(2);
  });

  it('two machines whose app declares a dock as built in: one seat', async () => {
    await activate(built(A, 0), built(DOCK, 1));
    await activate(built(B, 0), built(DOCK, 1));
    expect(await used()).to.equal(1);
  });

  it('only randomised adapters: the install id identifies the machine, so a new install takes a new seat', async () => {
    const random = { ...loose('da:a1:19:00:00:01'), name: 'wlan0' };
    const client = app([random]);
    await client.activate(licenseKey);
    await client.activate(licenseKey);
    expect(await used()).to.equal(1);
    await activate({ ...random, mac: 'da:a1:19:00:00:02' });
    expect(await used()).to.equal(2);
  });

  it('all adapters replaced while the state is there: the same seat', async () => {
    const folder = join(server.folder, `store-kept-${stores}`);
    await app([built(A, 0)], { store: folder }).activate(licenseKey);
    const renewed = app([built(B, 0)], { store: folder });
    expect((await renewed.renew()).state).to.equal('licensed');
    expect(await used()).to.equal(1);
  });

  it('a copy of the state on another machine is refused when both went on, and the first continues', async () => {
    await sell({ forks: 'refuse' });
    const store = join(server.folder, `store-copied-${stores}`);
    const first = app([built(A, 0)], { store });
    await first.activate(licenseKey);
    cpSync(store, `${store}-copy`, { recursive: true });
    const copy = app([built(B, 0)], { store: `${store}-copy` });
    expect(copy.check()).to.include({ state: 'stale', reason: 'wrong_machine' });
    for (const machine of [first, copy, first, copy, first]) {
      server.clock.move(9 * DAY_SECONDS);
      expect((await machine.renew()).state).to.equal('licensed');
    }
    server.clock.move(9 * DAY_SECONDS);
    const error: unknown = await copy.renew().catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(LicenseRefused).and.include({ refusal: 'activation_forked' });
    expect(first.check().state).to.equal('licensed');
    server.clock.move(9 * DAY_SECONDS);
    expect((await first.renew()).state).to.equal('licensed');
  });

  describe('a lost answer', () => {
    /** A network that loses each first answer, and records all answers. */
    function losing(): { fetch: typeof fetch; answers: string[] } {
      const answers: string[] = [];
      let lost = false;
      return {
        answers,
        fetch: async (input, init) => {
          const response = await fetch(input, init);
          const text = await response.text();
          answers.push(text);
          lost = !lost;
          if (lost) throw new TypeError('fetch failed');
          return new Response(text, { status: response.status, headers: response.headers });
        },
      };
    }

    for (const verb of ['activate', 'renew', 'release'] as const) {
      it(`${verb}: the repeated request gets the same answer, byte for byte`, async () => {
        const store = join(server.folder, `store-${verb}-${stores}`);
        if (verb !== 'activate') {
          await app([built(A, 0)], { store }).activate(licenseKey);
          server.clock.move(9 * DAY_SECONDS);
        }
        const { fetch, answers } = losing();
        const client = app([built(A, 0)], { store, fetch });
        await (verb === 'activate' ? client.activate(licenseKey) : client[verb]());
        expect(answers).to.have.length(2);
        expect(answers[1]).to.equal(answers[0]);
        expect(await used()).to.equal(verb === 'release' ? 0 : 1);
      });
    }
  });

  it('during the cool-down a second release is refused', async () => {
    await sell({ releaseCooldownDays: 10 });
    const [client, other] = [app([built(A, 0)]), app([built(B, 0)])];
    await client.activate(licenseKey);
    await other.activate(licenseKey);
    await client.release();
    const error: unknown = await other.release().catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(LicenseRefused).and.include({ refusal: 'release_too_soon' });
    expect(other.check().state, 'a refusal changes nothing').to.equal('licensed');
    server.clock.move(10 * DAY_SECONDS);
    expect((await other.release()).state).to.equal('unlicensed');
  });
});
