/**
 * The store in one thread with the product's own operations: the domain's `Store`, including its types.
 */

import { expect } from 'chai';
import { openInThreadStore } from '../../../../db/sqlite/store/in-thread-store.ts';
import type { Vault } from '../../../../server/domain/kernel/ports.ts';
import { operations, type Store } from '../../../../server/domain/operations.ts';
import { PURGE_CLASSES } from '../../../../server/domain/privacy/purge.ts';
import { Refusal } from '../../../../server/domain/kernel/refusal.ts';
import { TODAY } from '../../../support/rows.ts';
import { CALL, NO_PORTS } from '../../batches.ts';
import { freshFolder } from '../../../support/engines.ts';
import { hourOf, startOf } from '../../../../server/domain/kernel/day.ts';

describe('the store in one thread', () => {
  let folder: ReturnType<typeof freshFolder>;
  let store: Store;

  beforeEach(() => {
    folder = freshFolder();
    // a plan has a name, which is a digest
    const vault = { current: { digest: () => 'A'.repeat(22) } } as unknown as Vault;
    store = openInThreadStore({ path: folder.path, today: TODAY, ...NO_PORTS, vault });
  });

  afterEach(async () => {
    await store.close();
    folder.remove();
  });

  it('runs write and read operations', async () => {
    const product = await store.run(
      operations.licensing.addProduct,
      { product: 'sonar', name: 'Sonar', terms: { seats: 2 } },
      CALL,
    );
    expect((await store.run(operations.licensing.listProducts, {}, CALL)).items).to.deep.equal([product]);
    expect(await store.run(operations.privacy.lastDone, { task: 'purge' }, CALL)).to.equal(undefined);
    await store.run(operations.privacy.markDone, { task: 'purge' }, CALL);
    expect(await store.run(operations.privacy.lastDone, { task: 'purge' }, CALL)).to.equal(TODAY);
    expect(await store.ready()).to.equal(true);
  });

  it('plans and purges every class', async () => {
    const { classes } = await store.run(operations.privacy.planPurge, {}, CALL);
    const receipt = await store.run(operations.privacy.beginPurge, { plan: null }, CALL);
    expect(classes.map(({ due, held }) => due + held)).to.deep.equal(classes.map(() => 0));
    for (const purgeClass of PURGE_CLASSES) {
      const slice = await store.run(
        operations.privacy.purgeSlice,
        { class: purgeClass, after: '', receipt, hour: hourOf(startOf(TODAY)) },
        CALL,
      );
      expect(slice.purged, purgeClass).to.equal(0);
    }
  });

  it('rejects with a refusal, and with a bug for an unknown operation', async () => {
    const addTwice = async () => {
      for (let i = 0; i < 2; i++) {
        await store.run(
          operations.licensing.addProduct,
          { product: 'sonar', name: 'Sonar', terms: {} },
          CALL,
        );
      }
    };
    const refused: unknown = await addTwice().catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(Refusal).with.property('code', 'product_exists');
    const bug: unknown = await store
      .run({ ...operations.licensing.listProducts, name: 'toString' }, {}, CALL)
      .catch((error: unknown) => error);
    expect(bug).to.have.property('message', 'no operation toString');
  });
});
