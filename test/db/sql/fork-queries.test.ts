/**
 * The queries of forks, of found copies and of usernames, on every engine.
 */

import { expect } from 'chai';
import { activationQueries } from '../../../server/domain/activation/activation.ts';
import { fourTags } from '../../../server/domain/activation/device-tags.ts';
import { ALL } from '../../support/pages.ts';
import { forkQueries, type ForkRow } from '../../../server/domain/activation/fork-record.ts';
import { accountQueries } from '../../../server/domain/account/account.ts';
import { toDay } from '../../../server/domain/kernel/day.ts';
import { copyQueries } from '../../../server/domain/licensing/copies.ts';
import { licenseQueries } from '../../../server/domain/licensing/license.ts';
import { productQueries } from '../../../server/domain/licensing/product.ts';
import { erasureQueries } from '../../../server/domain/privacy/erasure-rows.ts';
import { usernameQueries } from '../../../server/domain/licensing/username.ts';
import { askerOf, ENGINES, type Asker, type Opened } from '../../support/engines.ts';
import { accountRow, activationRow, licenseRow, productRow, TODAY } from '../../support/rows.ts';

const forkRow = (activation: string, changes: Partial<ForkRow> = {}): ForkRow => ({
  activation,
  generation: 1,
  knownTags: 'a b',
  trunk: 5,
  trunkTags: null,
  branch: 6,
  branchTags: 'c',
  turns: 1,
  branchWentOn: 0,
  copy: null,
  copyTags: null,
  copies: 0,
  foundDay: null,
  latestDay: null,
  ...changes,
});

for (const engine of ENGINES) {
  describe(`the queries of forks and usernames over ${engine.name}`, () => {
    let opened: Opened;
    let ask: Asker;
    const [MINE, OTHERS] = ['license-mine', 'license-others'];

    beforeEach(async () => {
      opened = await engine.open();
      ask = askerOf(opened.store);
      await ask(productQueries.addProduct(productRow()));
      for (const id of [MINE, OTHERS]) await ask(licenseQueries.addLicense(licenseRow({ id })));
      for (const [id, license, username] of [
        ['a', MINE, 'ada'],
        ['b', MINE, 'eve'],
        ['c', OTHERS, 'eve'],
      ] as const) {
        await ask(activationQueries.addActivation(activationRow({ id, license, username })));
      }
    });
    afterEach(() => opened.end());

    const find = (activation: string) => ask(forkQueries.findFork({ activation }));

    it('store one row for an activation, whole', async () => {
      expect(await find('a')).to.equal(undefined);
      for (const row of [
        forkRow('a'),
        forkRow('a', { generation: 2, knownTags: null, trunk: 7, trunkTags: 'd', branch: null, branchTags: null, turns: 0, branchWentOn: 1, copy: 4, copyTags: 'e f', copies: 2, foundDay: TODAY, latestDay: toDay(TODAY + 1) }), // prettier-ignore
      ]) {
        expect(await ask(forkQueries.putFork(row))).to.equal(1);
        expect(await find('a')).to.deep.equal(row);
      }
    });

    it('remove the rows of one license, and show those with copies', async () => {
      const found = { copies: 1, foundDay: TODAY, latestDay: TODAY };
      for (const row of [forkRow('a'), forkRow('b', found), forkRow('c', found)])
        await ask(forkQueries.putFork(row));
      expect(await ask(copyQueries.listCopies({ license: MINE, rows: 9 }))).to.deep.equal([
        { activation: 'b', ...found },
      ]);
      expect(await ask(forkQueries.dropFork({ activation: 'a' }))).to.equal(1);
      expect(await ask(forkQueries.dropForks({ license: MINE }))).to.equal(1);
      expect(await find('c')).not.to.equal(undefined);
    });

    it('end with the activation', async () => {
      await ask(forkQueries.putFork(forkRow('a')));
      await ask(forkQueries.putFork(forkRow('c')));
      await ask(erasureQueries.endActivations({ license: MINE, rows: 9 }));
      expect(await find('a')).to.equal(undefined);
      expect(await find('c')).not.to.equal(undefined);
    });

    it('remove tags from one activation only', async () => {
      await ask(activationQueries.putTag({ tag: 't1', activation: 'a' }));
      await ask(activationQueries.putTag({ tag: 't2', activation: 'a' }));
      await ask(activationQueries.putTag({ tag: 't3', activation: 'b' }));
      expect(
        await ask(activationQueries.removeTags({ activation: 'a', ...fourTags(['t1', 't3']) })),
      ).to.equal(1);
      expect(await ask(activationQueries.listTags({ activation: 'a' }))).to.deep.equal([{ tag: 't2' }]);
      expect(await ask(activationQueries.listTags({ activation: 'b' }))).to.deep.equal([{ tag: 't3' }]);
    });

    const usernames = async (): Promise<(string | null)[]> => {
      const rows = [MINE, OTHERS].map((license) =>
        ask(activationQueries.pageActivations({ license, ...ALL })),
      );
      return (await Promise.all(rows)).flat().map(({ username }) => username);
    };

    it('find the username of the account that has a license', async () => {
      expect(await ask(usernameQueries.findUsername({ license: MINE, username: 'eve' }))).to.equal(undefined);
      await ask(accountQueries.addAccount(accountRow({ id: 'account', username: 'ada' })));
      await ask(
        accountQueries.addOwner({ license: MINE, account: 'account', sinceDay: TODAY, provedDay: null }),
      );
      expect(await ask(usernameQueries.findUsername({ license: MINE, username: 'eve' }))).to.deep.equal({
        username: 'ada',
      });
      expect(await ask(usernameQueries.findUsername({ username: 'eve', license: OTHERS }))).to.equal(
        undefined,
      );
    });

    it('delete the other usernames of one license', async () => {
      expect(await ask(usernameQueries.dropOtherUsernames({ license: MINE, username: 'ada' }))).to.equal(1);
      expect(await usernames()).to.deep.equal(['ada', null, 'eve']);
    });

    it('delete the usernames of one license, unless its terms ask for them', async () => {
      const { createdDay: _day, revision: _revision, ...product } = productRow({ usernameRequired: 1 });
      await ask(productQueries.changeProduct(product));
      expect(await ask(usernameQueries.dropUnaskedUsernames({ license: MINE }))).to.equal(0);
      await ask(productQueries.changeProduct({ ...product, usernameRequired: 0 }));
      expect(await ask(usernameQueries.dropUnaskedUsernames({ license: MINE }))).to.equal(2);
      expect(await usernames()).to.deep.equal([null, null, 'eve']);
    });
  });
}
