/**
 * The round trips of an operation to PostgreSQL, BEGIN and COMMIT included, counted on the wire: an activation of a
 * new machine takes three, of a known machine four.
 */

import { expect } from 'chai';
import { isDeepStrictEqual } from 'node:util';
import type { ActivateAnswer, RenewAnswer } from '../../../client-sdk/typescript/contract/wire.ts';
import { DAY_SECONDS } from '../../../server/domain/kernel/day.ts';
import { proven, random22 } from '../../support/machine.ts';
import { emptyDatabase, type TestDatabase } from '../../support/postgres.ts';
import { WireProxy } from '../../support/wire-proxy.ts';
import { openTestWorld, type TestWorld } from '../../support/world.ts';
import { operations } from '../../../server/domain/operations.ts';

const SEATS = 2;
/** The most times that a scenario is counted. */
const TRIES = 20;

describe('round trips to PostgreSQL', () => {
  let database: TestDatabase;
  let proxy: WireProxy;
  let test: TestWorld;
  let licenseKey: string;

  before(async () => {
    database = await emptyDatabase();
    const through = await WireProxy.before(database.url);
    ({ proxy } = through);
    test = await openTestWorld('in-thread', { DATABASE_URL: through.url });
    await test.run(operations.licensing.addProduct, {
      product: 'sonar',
      name: 'Sonar',
      terms: { seats: SEATS },
    });
  });

  after(async () => {
    await test.end();
    await proxy.close();
    await database.end();
  });

  /**
   * The round trips of a scenario: the fewest of several times, since the jobs of the world make some of their own at any
   * time. Each time has a license of its own.
   */
  const expectRoundTrips = async (expected: number[], scenario: () => Promise<number[]>): Promise<void> => {
    let fewest: number[] = [];
    for (let tries = 0; tries < TRIES && !isDeepStrictEqual(fewest, expected); tries += 1) {
      ({ licenseKey } = await test.run(operations.licensing.issueLicense, {
        product: 'sonar',
        email: 'ada@example.com',
      }));
      fewest = (await scenario()).map((count, i) => Math.min(count, fewest[i] ?? count));
    }
    expect(fewest).to.deep.equal(expected);
  };
  const counted = async <Answer>(work: () => Promise<Answer>): Promise<[number, Answer]> => {
    proxy.roundTrips();
    const answer = await work();
    return [proxy.roundTrips(), answer];
  };
  const activate = (tags: string[], nonce = random22()): Promise<ActivateAnswer> =>
    test.run(operations.activation.activate, {
      product: 'sonar',
      licenseKey,
      tags,
      nonce,
      network: '192.0.2.0/24',
    });
  const machine = (): string[] => [random22(), random22(), random22(), random22()];

  it('are three for an activation of a new machine, and four of a known one and repeated', () =>
    expectRoundTrips([3, 4, 4], async () => {
      const [tags, nonce] = [machine(), random22()];
      const [first] = await counted(() => activate(tags, nonce));
      const [repeated] = await counted(() => activate(tags, nonce));
      const [again] = await counted(() => activate(tags));
      return [first, repeated, again];
    }));

  it('are three if the last seat has to be taken from a lapsed machine', () =>
    expectRoundTrips([3], async () => {
      for (let seat = 0; seat < SEATS; seat += 1) await activate(machine());
      test.clock.move(100 * DAY_SECONDS);
      const [count] = await counted(() => activate(machine()));
      return [count];
    }));

  it('are two for a renewal, and four for a release, of which one compares the erasures afterwards', () =>
    expectRoundTrips([2, 4], async () => {
      const tags = machine();
      const activated = await activate(tags);
      test.clock.move(10 * DAY_SECONDS);
      const [renewal, answer] = await counted<RenewAnswer>(() =>
        test.run(operations.activation.renewLease, proven('renew', activated, tags)),
      );
      expect(answer).to.have.property('lease');
      const next = answer as ActivateAnswer;
      const [release] = await counted(() =>
        test.run(operations.activation.releaseLease, proven('release', next, tags)),
      );
      return [renewal, release];
    }));

  it('are one for a read, whose commit is not awaited', () =>
    expectRoundTrips([1], async () => {
      const [count] = await counted(() => test.run(operations.licensing.listProducts, {}));
      return [count];
    }));
});
