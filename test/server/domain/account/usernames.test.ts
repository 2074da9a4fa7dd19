/**
 * A username that changes, and one that was forgotten, over both engines: nothing of the former name is left in rows or
 * files, it is free at once, and a forgotten one is found by a whole proof only.
 */

import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { prepareMailKey, readPrivateMailKey } from '../../../../server/crypto/mail-key.ts';
import { openSealedMail } from '../../../../server/crypto/sealed-mail.ts';
import { INVENTORY } from '../../../../server/domain/inventory/inventory.ts';
import type { Mail } from '../../../../server/domain/kernel/letter.ts';
import { operations } from '../../../../server/domain/operations.ts';
import { codeOf, openShop, PASSWORD, WORLDS, type Customer, type Shop } from '../../../support/accounts.ts';
import { random22 } from '../../../support/machine.ts';
import type { TestWorld } from '../../../support/world.ts';

const ADA = 'ada@example.com';

/** Everything that a world stores: on SQLite the bytes of its files, on PostgreSQL the rows of all tables. */
async function storedIn({ config, world }: TestWorld): Promise<string> {
  if (config.database === undefined) {
    await world.secureDelete();
    const names = readdirSync(config.dataFolder).filter((name) => name.startsWith('quietkey.db'));
    return names.map((name) => readFileSync(join(config.dataFolder, name)).toString('latin1')).join('\n');
  }
  const client = new pg.Client(config.database.reveal());
  await client.connect();
  const rows: unknown[] = [];
  for (const table of Object.keys(INVENTORY)) rows.push((await client.query(`SELECT * FROM ${table}`)).rows);
  await client.end();
  return JSON.stringify(rows);
}

for (const [engine, open] of WORLDS) {
  describe(`usernames over ${engine}`, () => {
    let test: TestWorld;
    let shop: Shop;
    let ada: Customer;
    before(async () => {
      test = await open();
      shop = await openShop(test);
      prepareMailKey(test.config.keysFolder, join(test.folder, 'mailer.key'));
      ada = await shop.signUp('silver-otter-7', ADA);
    });
    after(() => test.end());

    const mails = async (): Promise<Mail[]> => {
      const key = readPrivateMailKey(join(test.folder, 'mailer.key'));
      const taken = await test.run(operations.mail.takeMails, {});
      for (const { mail } of taken) await test.run(operations.mail.deleteMail, { mail });
      return Promise.all(taken.map(({ sealed }) => openSealedMail(sealed, key)));
    };
    const activate = (username: string, { licenseKey } = ada) =>
      test.run(operations.activation.activate, {
        product: 'sonar',
        licenseKey,
        tags: [random22()],
        nonce: random22(),
        network: null,
        username,
      });

    const joinLicenseOf = async ({ who, license }: Customer) => {
      const { account } = ada.who;
      const offered = { account: who.account, license, username: ada.username };
      await test.run(operations.sharing.offerSeat, offered);
      const [{ offer } = { offer: '' }] = await test.run(operations.sharing.listOffers, { account });
      await test.run(operations.sharing.acceptOffer, { account, offer });
    };

    it('that are forgotten are found by a key and a code of one account, and by nothing less', async () => {
      const eve = await shop.signUp('other-heron-9', 'eve@example.com');
      const { licenseKey: unowned } = await shop.sell('bob@example.com');
      const find = (licenseKey: string, code: string) => shop.accounts.findUsername({ licenseKey, code });
      const [code = ''] = ada.recoveryCodes;
      const [othersCode = ''] = eve.recoveryCodes;
      for (let times = 0; times < 2; times += 1)
        expect(await find(`Key: ${ada.licenseKey.toLowerCase()}`, code.toLowerCase())).to.equal(ada.username);
      const LESS: [key: string, code: string][] = [
        [ada.licenseKey, othersCode],
        [ada.licenseKey, ''],
        [ada.licenseKey, 'AAAAA-AAAAA-AAAAA-AAAAA'],
        [eve.licenseKey, code],
        [unowned, code],
        ['AAAAA-AAAAA-AAAAA-AAAAA-AAAAA-AAAAA', code],
        [ada.username, code],
        ['', code],
      ];
      for (const [key, typed] of LESS)
        expect(await codeOf(find(key, typed)), `${key} ${typed}`).to.equal('credentials_wrong');
    });

    it('are mailed to the address that recovers the account, and to no other', async () => {
      await test.run(operations.account.askUsername, { email: ADA });
      expect(
        (await mails()).map(({ letter }) => letter.kind),
        'not proved yet',
      ).to.deep.equal(['decoy']);
      await test.run(operations.account.askRecoveryEmail, { who: ada.who, email: ADA, pageUrl: 'https://x' });
      const [{ letter } = { letter: undefined }] = await mails();
      const code = letter?.kind === 'proof' ? letter.code : '';
      await test.run(operations.account.proveRecoveryEmail, { who: ada.who, shown: { code } });
      await test.run(operations.account.askUsername, { email: ' Ada@Example.com ' });
      const [mail] = await mails();
      expect(mail?.letter).to.deep.equal({ kind: 'usernames', usernames: [ada.username] });
      expect(mail?.to).to.deep.equal({ email: ADA });
      expect(await codeOf(test.run(operations.account.askUsername, { email: 'ada' }))).to.equal(
        'email_malformed',
      );
    });

    it('that were changed are stored nowhere any more, and are free at once', async () => {
      const former = ada.username;
      const owner = await shop.signUp('grey-lynx-3', 'owner@example.com');
      await joinLicenseOf(owner);
      await activate(former);
      await activate(former, owner);
      expect(await storedIn(test)).to.contain(former);
      const change = { who: ada.who, password: PASSWORD, username: 'amber-falcon-1' };
      expect(await codeOf(shop.accounts.changeUsername({ ...change, password: 'wrong' }))).to.equal(
        'credentials_wrong',
      );
      await shop.accounts.changeUsername(change);
      await mails();
      const stored = await storedIn(test);
      expect(stored).to.contain('amber-falcon-1');
      expect(stored.includes(former), 'the former name').to.equal(false);
      expect(await codeOf(activate(former))).to.equal('username_unknown');
      expect(await codeOf(activate('amber-falcon-1'))).to.equal('done');
      expect((await shop.signUp(former, 'new@example.com')).username).to.equal(former);
    });
  });
}
