/**
 * The server's counters: a request leaves one addition, by product and day, on both engines. The server and the
 * activations are real.
 */

import { expect } from 'chai';
import type { Page } from '../../../server/domain/kernel/page.ts';
import type { ActivateAnswer } from '../../../client-sdk/typescript/contract/wire.ts';
import type { CountView } from '../../../server/domain/statistics/request-counts.ts';
import { DAY_SECONDS, toDay, startOf } from '../../../server/domain/kernel/day.ts';
import { Refusal } from '../../../server/domain/kernel/refusal.ts';
import { openCounting } from '../../../server/telemetry/counting.ts';
import type { Run } from '../../../server/domain/kernel/named-operation.ts';
import { openShop, type Shop } from '../http/shop.ts';
import type { Heard } from '../http/asking.ts';
import { proven, random22 } from '../../support/machine.ts';
import { emptyDatabase } from '../../support/postgres.ts';
import { operations } from '../../../server/domain/operations.ts';

const PURGED = { kind: 'purges', product: null, code: null, on: '2026-11-24', n: 1 };

interface Engine {
  readonly name: string;
  open(): Promise<{ shop: Shop; end: () => Promise<void> }>;
}

const ENGINES: readonly Engine[] = [
  {
    name: 'SQLite',
    open: async () => {
      const shop = await openShop();
      return { shop, end: () => shop.end() };
    },
  },
  {
    name: 'PostgreSQL',
    open: async () => {
      const database = await emptyDatabase();
      const shop = await openShop({ DATABASE_URL: database.url });
      const end = async (): Promise<void> => {
        await shop.end();
        await database.end();
      };
      return { shop, end };
    },
  },
];

for (const engine of ENGINES) {
  describe(`the counts of a server over ${engine.name}`, () => {
    it('report how requests ended, by product and day, and add up', async () => {
      const { shop, end } = await engine.open();
      const { server, issued } = shop;
      const post = (path: string, body: object): Promise<Heard> => shop.ask({ method: 'POST', path, body });
      const tags = [random22()];
      const activate = (changes: object = {}): Promise<Heard> =>
        post('/v1/activations', {
          product: 'sonar',
          licenseKey: issued.licenseKey,
          tags,
          nonce: random22(),
          ...changes,
        });
      const prove = (verb: 'renew' | 'release', activated: ActivateAnswer): Promise<Heard> => {
        const { activation, network: _network, ...body } = proven(verb, activated, tags);
        return post(`/v1/activations/${activation}/${verb === 'renew' ? 'lease' : 'release'}`, body);
      };
      const counted = async (): Promise<CountView[]> =>
        (JSON.parse((await shop.ask({ path: '/v1/counts', token: shop.token })).text) as Page<CountView>)
          .items;

      const activated = JSON.parse((await activate()).text) as ActivateAnswer;
      await activate({ product: 'ada@example.com' });
      await activate({ tags: [random22()] });
      await activate({ tags: [random22()] });
      expect((await prove('renew', activated)).status).to.equal(200);
      await server.run(operations.licensing.suspendLicense, { license: issued.license.license });
      expect((await prove('renew', activated)).text).to.include('statement');
      await server.run(operations.licensing.reinstateLicense, { license: issued.license.license });
      await server.run(operations.privacy.beginPurge, { plan: null });
      await server.run(operations.privacy.beginPurge, { plan: null });
      await server.stop();
      await server.start();
      const renewed = JSON.parse((await prove('renew', activated)).text) as ActivateAnswer;
      expect((await prove('release', renewed)).status).to.equal(200);
      server.clock.move(DAY_SECONDS);
      await activate();
      await server.stop();
      await server.start();

      const on = '2026-11-24';
      const none = { product: null, on };
      const sonar = { product: 'sonar', on };
      expect(await counted()).to.deep.equal([
        { kind: 'activations', ...sonar, code: null, n: 2 },
        PURGED,
        { kind: 'refusals', ...none, code: 'license_key_unknown', n: 1 },
        { kind: 'refusals', ...sonar, code: 'seats_taken', n: 1 },
        { kind: 'refusals', ...sonar, code: 'suspended', n: 1 },
        { kind: 'releases', ...sonar, code: null, n: 1 },
        { kind: 'renewals', ...sonar, code: null, n: 2 },
        { kind: 'activations', ...sonar, code: null, on: '2026-11-25', n: 1 },
      ]);
      await end();
    });
  });
}

describe('counting in memory', () => {
  const DAY = toDay(20_781);
  const unknown = new Refusal({ code: 'license_key_unknown' });
  /** A store that refuses every activation, and writes sums as the test decides. */
  function openOver(write: (counts: readonly { product: string | null; n: number }[]) => void) {
    const run = (({ name }: { name: string }, input: unknown) => {
      if (name === 'activate') return Promise.reject(unknown);
      if (name === 'listUncounted') return Promise.resolve({ licenses: [], next: null });
      write((input as { counts: { product: string | null; n: number }[] }).counts);
      return Promise.resolve();
    }) as Run;
    return openCounting(run, () => startOf(DAY));
  }
  const refused = async (counting: ReturnType<typeof openOver>, product: string): Promise<void> => {
    const input = { product, licenseKey: '', tags: [], nonce: '', network: null };
    await counting.run(operations.activation.activate, input, 'client').catch(() => undefined);
  };

  it('has bounded memory, however many product names are invented', async () => {
    let written: readonly { product: string | null; n: number }[] = [];
    const counting = openOver((counts) => (written = counts));
    for (let i = 0; i < 5_000; i += 1) await refused(counting, `made-up-${i}`);
    await counting.flush();
    expect(written).to.have.lengthOf(2_001);
    expect(written.reduce((sum, { n }) => sum + n, 0)).to.equal(5_000);
  });

  it('keeps sums that could not be written, and counts nothing twice', async () => {
    const ends: (Error | undefined)[] = [
      new Refusal({ code: 'busy' }),
      new Refusal({ code: 'outcome_unknown' }),
      undefined,
    ];
    const sums: number[] = [];
    const counting = openOver((counts) => {
      const end = ends.shift();
      sums.push(counts.reduce((sum, { n }) => sum + n, 0));
      if (end !== undefined) throw end;
    });
    await refused(counting, 'sonar');
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await counting.flush();
      await refused(counting, 'sonar');
    }
    await counting.flush();
    await counting.flush();
    // one is kept and written with the next; of those two the outcome is unknown, so they are not written again
    expect(sums).to.deep.equal([1, 2, 1]);
  });
});
