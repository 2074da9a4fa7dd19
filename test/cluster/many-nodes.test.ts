/**
 * Concurrent requests to two nodes on one PostgreSQL: each is done once, or one after the other, and never partly.
 */

import { expect } from 'chai';
import { DAY_SECONDS } from '../../server/domain/kernel/day.ts';
import { Refusal } from '../../server/domain/kernel/refusal.ts';
import { openWorld, runPurge, type World } from '../../server/composition/world.ts';
import type { IssueAnswer } from '../../client-sdk/typescript/contract/license-view.ts';
import { proven, random22 } from '../support/machine.ts';
import { openPostgresWorld, type TestWorld } from '../support/world.ts';
import { operations } from '../../server/domain/operations.ts';

const ACTOR = 'operator:shop';
const TIMES = 12;
const SEATS = 6;

/** What a request may be answered in a race for a license. `busy`: on a slow machine it waited too long for the license. */
const ANSWERS = ['done', 'seats_taken', 'activation_unknown', 'activation_forked', 'busy'];

describe('two nodes with concurrent requests', () => {
  let test: TestWorld;
  let nodes: [World, World];

  before(async () => {
    test = await openPostgresWorld();
    nodes = [test.world, await openWorld(test.config, { clock: test.clock })];
    await test.run(operations.licensing.addProduct, {
      product: 'sonar',
      name: 'Sonar',
      terms: { seats: SEATS },
    });
  });

  after(async () => {
    await nodes[1].close();
    await test.end();
  });

  /** Every node gets several requests, all at once. */
  const everywhere = <Answer>(ask: (node: World, index: number) => Promise<Answer>): Promise<Answer[]> =>
    Promise.all(Array.from({ length: TIMES }, (_one, index) => ask(nodes[index % 2]!, index)));
  const issued = async (email: string): Promise<number> =>
    (await test.run(operations.licensing.findLicenses, { email })).items.length;
  const code = async (work: Promise<unknown>): Promise<string> => {
    try {
      await work;
      return 'done';
    } catch (error) {
      return error instanceof Refusal ? error.code : String(error);
    }
  };

  it('a purge is started once, with one receipt', async () => {
    const receipts = await everywhere((node) =>
      node.run(operations.privacy.beginPurge, { plan: null }, ACTOR),
    );
    expect(new Set(receipts).size).to.equal(1);
  });

  it('the same request under one Idempotency-Key is done once, and all get its answer', async () => {
    const issue = { product: 'sonar', email: 'ada@example.com', idempotencyKey: 'A-1' };
    const answers = await everywhere((node) => node.run(operations.licensing.issueLicense, issue, ACTOR));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).to.equal(1);
    expect(await issued('ada@example.com')).to.equal(1);

    const product = { product: 'lidar', name: 'Lidar', terms: {}, idempotencyKey: 'A-2' };
    const added = await everywhere((node) => node.run(operations.licensing.addProduct, product, ACTOR));
    expect(new Set(added.map(({ product: id }) => id))).to.deep.equal(new Set(['lidar']));
  });

  it('the same order makes one license, and its key is the same for all', async () => {
    const issue = { product: 'sonar', email: 'bob@example.com', order: 'R-1' };
    const answers = await everywhere((node) => node.run(operations.licensing.issueLicense, issue, ACTOR));
    expect(new Set(answers.map(({ licenseKey }) => licenseKey)).size).to.equal(1);
    expect(await issued('bob@example.com')).to.equal(1);
  });

  it('another request under a key that is in use is refused', async () => {
    const codes = await everywhere((node, index) => {
      const email = index % 2 === 0 ? 'eve@example.com' : 'eva@example.com';
      return code(
        node.run(
          operations.licensing.issueLicense,
          { product: 'sonar', email, idempotencyKey: 'A-3' },
          ACTOR,
        ),
      );
    });
    expect(codes.filter((result) => result === 'done')).to.have.lengthOf(TIMES / 2);
    expect(codes.filter((result) => result === 'idempotency_key_reused')).to.have.lengthOf(TIMES / 2);
    expect((await issued('eve@example.com')) + (await issued('eva@example.com'))).to.equal(1);
  });

  it('concurrent changes of different terms of a product are all kept', async () => {
    const changes = [{ graceDays: 20 }, { leaseDays: 40 }, { refreshDays: 9 }, { releasesPerYear: 99 }];
    await Promise.all(
      changes.map((terms, index) =>
        nodes[index % 2]!.run(operations.licensing.changeProduct, { product: 'sonar', terms }, ACTOR),
      ),
    );
    const { product: _id, ...view } = await test.run(operations.licensing.showProduct, { product: 'sonar' });
    expect(view.terms).to.include(Object.assign({}, ...changes));
  });

  it('one machine gets one seat, however often it asks, and each answer has its own lease', async () => {
    const { license, licenseKey } = await issueTo('one@example.com');
    const tags = [random22(), random22(), random22()];
    const answers = await everywhere((node) => activate(node, licenseKey, tags));
    expect(new Set(answers.map(({ activation }) => activation)).size).to.equal(1);
    expect(new Set(answers.map(({ sequence }) => sequence)).size).to.equal(TIMES);
    expect(await counted(license.license)).to.deep.equal({ used: 1, rows: 1 });
  });

  it('renewals, releases, activations and a purge leave a counter that equals the rows', async () => {
    const { license, licenseKey } = await issueTo('many@example.com');
    for (let round = 0; round < 3; round += 1) {
      const activated = await Promise.all(
        Array.from({ length: SEATS }, async (_one, index) => {
          const tags = [random22(), random22()];
          return { tags, answer: await activate(nodes[index % 2]!, licenseKey, tags) };
        }),
      );
      // some return at the last moment, while their seats are taken and given to others
      test.clock.move(100 * DAY_SECONDS);
      const codes = await Promise.all([
        ...activated.map(({ tags, answer }, index) =>
          code(
            nodes[index % 2]!.run(operations.activation.renewLease, proven('renew', answer, tags), 'client'),
          ),
        ),
        ...activated.map(({ tags, answer }, index) =>
          index % 3 === 0
            ? code(
                nodes[(index + 1) % 2]!.run(
                  operations.activation.releaseLease,
                  proven('release', answer, tags),
                  'client',
                ),
              )
            : 'done',
        ),
        ...Array.from({ length: TIMES }, (_one, index) =>
          code(activate(nodes[index % 2]!, licenseKey, [random22(), random22()])),
        ),
        code(runPurge(nodes[1], { apply: true })),
      ]);
      expect(ANSWERS).to.include.members(codes);
      const { used, rows } = await counted(license.license);
      expect(used).to.equal(rows).and.be.at.most(SEATS);
      test.clock.move(100 * DAY_SECONDS);
    }
  });

  const issueTo = (email: string): Promise<IssueAnswer> =>
    test.run(operations.licensing.issueLicense, { product: 'sonar', email, endsOn: null });

  const activate = (node: World, licenseKey: string, tags: string[]) =>
    node.run(
      operations.activation.activate,
      { product: 'sonar', licenseKey, tags, nonce: random22(), network: null },
      'client',
    );

  async function counted(license: string): Promise<{ used: number; rows: number }> {
    const { used } = await test.run(operations.licensing.showLicense, { license });
    const rows = (await test.run(operations.activation.listActivations, { license })).items;
    return { used, rows: rows.filter(({ status }) => status === 'active').length };
  }
});
