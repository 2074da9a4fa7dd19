/**
 * Many concurrent calls to the store in one thread: each gets its own answer, the WAL stays small though no server
 * checkpoints it, and a server that writes meanwhile is not delayed.
 */

import { expect } from 'chai';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { openWorld } from '../../../../server/composition/world.ts';
import { openTestWorld, type TestWorld } from '../../../support/world.ts';
import { operations } from '../../../../server/domain/operations.ts';

const WAL_BYTES_MAX = 24 * 1024 * 1024;
/** Fewer than with a fair lock (one after each group, of which there are 47), more than with an unfair one. */
const WRITES_LEAST = 10;

describe('many calls at once, in one thread', () => {
  let test: TestWorld;

  before(async () => {
    test = await openTestWorld();
    await test.run(operations.licensing.addProduct, { product: 'sonar', name: 'Sonar', terms: {} });
  });
  after(() => test.end());

  const issue = (i: number, product = 'sonar') =>
    test.run(operations.licensing.issueLicense, { product, email: `buyer${i}@example.com`, order: `A-${i}` });
  const issueMany = async (from: number, many: number): Promise<void> => {
    const numbers = Array.from({ length: many }, (_, i) => from + i);
    await Promise.all(numbers.map((i) => issue(i)));
  };

  it('get their own answers', async () => {
    const asked = Array.from({ length: 150 }, (_, i) => issue(i, i % 3 === 0 ? 'atlas' : 'sonar'));
    const ended = await Promise.allSettled(asked);
    for (const [i, result] of ended.entries()) {
      if (result.status === 'rejected')
        expect(result.reason, `${i}`).to.have.property('code', 'product_unknown');
      else expect((await issue(i)).licenseKey, `${i}`).to.equal(result.value.licenseKey);
      expect(result.status === 'rejected', `${i}`).to.equal(i % 3 === 0);
    }
  });

  it('keep the WAL small', async () => {
    for (let from = 1_000; from < 5_000; from += 64) await issueMany(from, 64);
    const wal = statSync(join(test.config.dataFolder, 'quietkey.db-wal')).size;
    expect(wal).to.be.lessThan(WAL_BYTES_MAX);
  });

  it('yield to a server', async () => {
    const server = await openWorld(test.config, { clock: test.clock, threads: 'worker' });
    try {
      const ended = new AbortController();
      const bulk = async (): Promise<void> => {
        for (let from = 10_000; from < 13_000; from += 64) await issueMany(from, 64);
        ended.abort();
      };
      const running = bulk();
      let writes = 0;
      for (; !ended.signal.aborted; writes += 1) {
        await server.run(operations.privacy.markDone, { task: 'purge' }, 'server');
      }
      await running;
      expect(writes).to.be.at.least(WRITES_LEAST);
    } finally {
      await server.close();
    }
  });

  it('are answered even if the store is closed at once', async () => {
    const other = await openWorld(test.config, { clock: test.clock, threads: 'in-thread' });
    const asked = other.run(operations.privacy.markDone, { task: 'purge' }, 'server');
    await other.close();
    expect(await asked).to.be.a('number');
  });
});
