// The username that an app sends with an activation, on both engines: it is compared with the account's that has the
// license, and where nothing compares it or asks for it, it is not stored.

import { expect } from 'chai';
import { operations } from '../../../../server/domain/operations.ts';
import { codeOf, openShop, WORLDS, type Customer, type Shop } from '../../../support/accounts.ts';
import { Device } from '../../../support/device.ts';

const { licensing, activation: activations, ownership } = operations;

for (const [engine, open] of WORLDS) {
  describe(`the username of an activation, over ${engine}`, function () {
    let shop: Shop;
    let licenseKey: string;
    let license: string;
    let names = 0;

    before(async () => {
      shop = await openShop(await open());
    });
    after(() => shop.test.end());
    beforeEach(async () => {
      await ask(false);
      ({ licenseKey, license } = await shop.sell());
    });

    const ask = (usernameRequired: boolean) =>
      shop.test.run(licensing.changeProduct, { product: 'sonar', terms: { usernameRequired } });
    const fresh = (name: string): string => `${name}-${(names += 1)}`;
    /** A customer whose license the next activations are of. */
    async function customer(name: string): Promise<Customer> {
      const signedUp = await shop.signUp(fresh(name));
      ({ licenseKey, license } = signedUp);
      return signedUp;
    }
    const add = ({ who }: Customer) =>
      shop.test.run(ownership.addOwned, { account: who.account, licenseKey });
    const activate = (username?: string): Promise<string> => {
      const device = Device.withAdapters(shop.test.run);
      return codeOf(device.activate(licenseKey, username === undefined ? {} : { username }));
    };
    const stored = async (): Promise<(string | null)[]> =>
      (await shop.test.run(activations.listActivations, { license })).items.map(({ username }) => username);

    it('is dropped where the license is in no account and the terms do not ask for it', async () => {
      expect(await activate('ada')).to.equal('done');
      expect(await stored()).to.deep.equal([null]);
    });

    it('is stored where the terms ask for it', async () => {
      await ask(true);
      expect(await activate()).to.equal('username_required');
      expect(await activate('Ada')).to.equal('done');
      expect(await stored()).to.deep.equal(['ada']);
    });

    for (const required of [false, true]) {
      it(`must be that of the account that has the license, ${required ? '' : 'not '}required`, async () => {
        const { username } = await customer('ada');
        await ask(required);
        const others = [
          'eve',
          `${username}0`,
          username.slice(0, -1),
          `${username}.x`,
          username.replace('a', 'b'),
        ];
        for (const other of others) expect(await activate(other), other).to.equal('username_unknown');
        expect(await activate(` ${username.toUpperCase()} `)).to.equal('done');
        expect(await activate()).to.equal(required ? 'username_required' : 'done');
        expect((await stored()).filter((name) => name !== null)).to.deep.equal([username]);
      });
    }

    it('says nothing of an account to the key of another license, or to no key', async () => {
      const { username } = await customer('ada');
      ({ licenseKey, license } = await shop.sell());
      expect(await activate(username)).to.equal('done');
      expect(await activate(fresh('nobody'))).to.equal('done');
      licenseKey = licenseKey.replace(/.$/, (last) => (last === '2' ? '3' : '2'));
      expect(await activate(username)).to.equal('license_key_malformed');
    });

    it('row 10: what another name claimed is forgotten when an account takes the license', async () => {
      const eve = await customer('eve');
      ({ licenseKey, license } = await shop.sell());
      await ask(true);
      expect(await activate('ada')).to.equal('done');
      expect(await activate(eve.username)).to.equal('done');
      await add(eve);
      expect(await stored()).to.have.members([null, eve.username]);
      expect(await activate('ada')).to.equal('username_unknown');
      expect(await activate(eve.username)).to.equal('done');
    });

    it('row 10: at a sign-up too', async () => {
      await ask(true);
      expect(await activate('ada')).to.equal('done');
      const asked = { username: fresh('eve'), password: 'seven herons by the fjord', licenseKey, terms: '1' };
      await shop.accounts.signUp({ ...asked, remember: false });
      expect(await stored()).to.deep.equal([null]);
      expect(await activate('ada')).to.equal('username_unknown');
    });

    for (const required of [false, true]) {
      it(`is ${required ? 'kept' : 'forgotten'} when the license leaves its account, if ${required ? '' : 'not '}required`, async () => {
        const { username } = await customer('ada');
        expect(await activate(username)).to.equal('done');
        await ask(required);
        await shop.test.run(ownership.disownLicense, { license });
        expect(await stored()).to.deep.equal([required ? username : null]);
        expect(await activate('eve')).to.equal('done');
      });
    }

    it('is not in the way of a machine that renews', async () => {
      const device = Device.withAdapters(shop.test.run);
      await ask(true);
      await device.activate(licenseKey, { username: 'ada' });
      await add(await shop.signUp(fresh('eve')));
      expect('lease' in (await device.renew())).to.equal(true);
    });
  });
}
