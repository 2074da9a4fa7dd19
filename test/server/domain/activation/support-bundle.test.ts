// Support bundles, on both engines: the bounds of what is stored, what an operator sees, and how a bundle ends.

import { expect } from 'chai';
import { join } from 'node:path';
import { beginSupport } from '../../../../server/composition/support.ts';
import {
  BUNDLES_MAX,
  LICENSE_BUNDLES_MAX,
  UNPROVEN_BUNDLES_MAX,
} from '../../../../server/domain/activation/support-bundle.ts';
import { operations } from '../../../../server/domain/operations.ts';
import { Refusal } from '../../../../server/domain/kernel/refusal.ts';
import { openShop, WORLDS, type Shop } from '../../../support/accounts.ts';
import { proofOf, random22 } from '../../../support/machine.ts';

const { activation: activations } = operations;
const ZIP = Buffer.from('PK').toString('base64');
const HASH = 'h'.repeat(43);

for (const [engine, open] of WORLDS) {
  describe(`support bundles, over ${engine}`, function () {
    let shop: Shop;
    beforeEach(async () => {
      shop = await openShop(await open());
      beginSupport(shop.test.config, join(shop.test.folder, 'support.key'));
    });
    afterEach(() => shop.test.end());

    /** A machine with a license of its own. */
    const machine = async () => {
      const { licenseKey, license } = await shop.sell();
      const request = { product: 'sonar', licenseKey, tags: [random22()], nonce: random22(), network: null };
      return { license, ...(await shop.test.run(activations.activate, request)) };
    };
    type Machine = Awaited<ReturnType<typeof machine>>;
    const send = (from?: Machine, nonce = random22()) => {
      const place = from && [from.activation, String(from.epoch), String(from.sequence)];
      const proof = from && place && proofOf(from.secret, ['bundle', ...place, nonce, HASH]);
      const proven = from && {
        activation: from.activation,
        epoch: from.epoch,
        sequence: from.sequence,
        proof: proof ?? '',
      };
      const sent = { nonce, zip: ZIP, bytes: 2, hash: HASH, ...(proven && { proven }) };
      return shop.test.run(activations.takeBundle, sent).then(
        ({ bundle }) => bundle,
        (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
      );
    };
    const held = async () => (await shop.test.run(activations.listBundles, { limit: 1_000 })).items.length;
    const times = async (count: number, act: () => Promise<string>): Promise<string[]> => {
      const ends: string[] = [];
      for (let nth = 0; nth < count; nth += 1) ends.push(await act());
      return ends;
    };

    it('are bounded: in all, without a proof, and for each license', async () => {
      const ada = await machine();
      expect(await times(UNPROVEN_BUNDLES_MAX, () => send())).to.not.include('bundles_full');
      expect(await send(), 'without a proof').to.equal('bundles_full');
      expect(await times(LICENSE_BUNDLES_MAX, () => send(ada))).to.not.include('bundles_full');
      expect(await send(ada), 'of one license').to.equal('bundles_full');
      while ((await held()) < BUNDLES_MAX) {
        const other = await machine();
        await times(LICENSE_BUNDLES_MAX, () => send(other));
      }
      expect(await send(await machine()), 'in all').to.equal('bundles_full');
      expect(await held()).to.equal(BUNDLES_MAX);
    });

    it('are stored once for each nonce', async () => {
      const [ada, nonce] = [await machine(), random22()];
      expect(await send(ada, nonce)).to.equal(await send(ada, nonce));
      expect(await held()).to.equal(1);
    });

    it('are listed, opened and deleted, which is recorded for those of a license', async () => {
      const ada = await machine();
      const [proven, unproven] = [await send(ada), await send()];
      const { items } = await shop.test.run(activations.listBundles, {});
      expect(items).to.have.deep.members([
        {
          bundle: proven,
          receivedOn: '2026-11-24',
          bytes: 2,
          proven: true,
        },
        { bundle: unproven, receivedOn: '2026-11-24', bytes: 2, proven: false },
      ]);
      for (const bundle of [proven, unproven]) {
        expect((await shop.test.run(activations.openBundle, { bundle })).sealed).to.match(
          /^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/,
        );
        await shop.test.run(activations.deleteBundle, { bundle });
        for (const gone of [activations.openBundle, activations.deleteBundle]) {
          const error: unknown = await shop.test.run(gone, { bundle }).catch((reason: unknown) => reason);
          expect(error).to.include({ code: 'bundle_unknown' });
        }
      }
      expect(await held()).to.equal(0);
    });
  });
}
