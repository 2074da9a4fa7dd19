// Claims, on both engines: who proves the license's email becomes its owner where the present owner has proved nothing; a
// code says nothing about an address, and opens only the claim of the address that it was asked for.

import Database from 'better-sqlite3';
import { expect } from 'chai';
import { join } from 'node:path';
import { prepareMailKey, readPrivateMailKey } from '../../../../server/crypto/mail-key.ts';
import { openSealedMail } from '../../../../server/crypto/sealed-mail.ts';
import { toDay } from '../../../../server/domain/kernel/day.ts';
import type { Letter } from '../../../../server/domain/kernel/letter.ts';
import { operations } from '../../../../server/domain/operations.ts';
import {
  judgeClaim,
  type PresentOwner,
  type PresentTakeover,
} from '../../../../server/domain/ownership/claim.ts';
import { OWNED_MAX } from '../../../../server/domain/ownership/owned-licenses.ts';
import { databasePath } from '../../../../server/composition/prepare-secrets.ts';
import { codeOf, openShop, WORLDS, type Customer, type Shop } from '../../../support/accounts.ts';
import { ownerIn } from '../../../support/table-rows.ts';
import { random22 } from '../../../support/machine.ts';

const { account: accounts, activation, licensing, mail, ownership, privacy } = operations;
const DAY = toDay(20_000);

describe('who owns a license whose email is proved', () => {
  const eve: PresentOwner = { account: 'eve', provedDay: null, emailIndex: null, shares: false };
  const CASES: readonly [what: string, revoked: boolean, owner: PresentOwner | undefined, is: string][] = [
    ['nobody owns it', false, undefined, 'taken'],
    ['the owner has proved nothing', false, eve, 'taken'],
    ['the owner has proved this email', false, { ...eve, provedDay: DAY }, 'kept'],
    ['the owner has an address of its own', false, { ...eve, emailIndex: 'index' }, 'kept'],
    ['the owner has proved nothing, and shares it', false, { ...eve, shares: true }, 'shared'],
    [
      'the owner has proved the email, and shares it',
      false,
      { ...eve, provedDay: DAY, shares: true },
      'kept',
    ],
    ['the account owns and shares it', false, { ...eve, account: 'ada', shares: true }, 'own'],
    ['the owner has both', false, { ...eve, provedDay: DAY, emailIndex: 'index' }, 'kept'],
    ['the account owns it', false, { ...eve, account: 'ada' }, 'own'],
    ['the account owns it and has proved it', false, { ...eve, account: 'ada', provedDay: DAY }, 'own'],
    ['it is revoked, and nobody owns it', true, undefined, 'ended'],
    ['it is revoked', true, eve, 'ended'],
    ['it is revoked, and the owner has proved', true, { ...eve, provedDay: DAY }, 'ended'],
    ['it is revoked, and the account owns it', true, { ...eve, account: 'ada' }, 'ended'],
  ];
  for (const [what, revoked, owner, is] of CASES) {
    it(`${what}: ${is}`, () => {
      expect(judgeClaim({ revokedDay: revoked ? DAY : null }, owner, 'ada').is).to.equal(is);
    });
  }

  const OPEN: readonly [
    stage: PresentTakeover['stage'],
    account: string | null,
    alone: string,
    shares: string,
  ][] = [
    ['none', null, 'taken', 'shared'],
    ['waiting', 'ada', 'taken', 'begun'],
    ['ready', 'ada', 'taken', 'begun'],
    ['contested', 'ada', 'begun', 'begun'],
    ['waiting', 'max', 'taken', 'kept'],
    ['ready', 'max', 'taken', 'kept'],
    ['contested', 'max', 'kept', 'kept'],
    ['resting', null, 'kept', 'kept'],
  ];
  for (const [stage, by, alone, shares] of OPEN) {
    it(`a take-over is ${stage}, of ${by ?? 'nobody'}: ${alone}, or if it is shared ${shares}`, () => {
      const takeover = { stage, account: by };
      const judged = [false, true].map(
        (isShared) => judgeClaim({ revokedDay: null }, { ...eve, shares: isShared }, 'ada', takeover).is,
      );
      expect(judged).to.deep.equal([alone, shares]);
    });
  }
});

for (const [engine, open] of WORLDS) {
  describe(`a claim by email, over ${engine}`, () => {
    let shop: Shop;
    let ada: Customer;
    let thief: Customer;
    let bought: { license: string; licenseKey: string };
    let buyers = 0;
    before(async () => {
      shop = await openShop(await open());
      prepareMailKey(shop.test.config.keysFolder, join(shop.test.folder, 'mailer.key'));
    });
    beforeEach(async () => {
      buyers += 1;
      [ada, thief] = [await shop.signUp(`ada-${buyers}`), await shop.signUp(`thief-${buyers}`)];
      bought = await shop.sell(addressOf(ada));
      await add(thief);
    });
    after(() => shop.test.end());

    const addressOf = ({ username }: Customer) => `${username}@shop.example`;
    const add = ({ who: { account } }: Customer) =>
      shop.test.run(ownership.addOwned, { account, licenseKey: bought.licenseKey });
    const letters = async (): Promise<Letter[]> => {
      const key = readPrivateMailKey(join(shop.test.folder, 'mailer.key'));
      const taken = await shop.test.run(mail.takeMails, {});
      for (const { mail: sent } of taken) await shop.test.run(mail.deleteMail, { mail: sent });
      return (await Promise.all(taken.map(({ sealed }) => openSealedMail(sealed, key)))).map(
        ({ letter }) => letter,
      );
    };
    const askFor = async ({ who }: Customer, email: string): Promise<string> => {
      await shop.test.run(ownership.askClaim, { who, email });
      const [letter] = await letters();
      return letter?.kind === 'code' && letter.of === 'claim' ? letter.code : '';
    };
    const prove = ({ who }: Customer, email: string, code: string) =>
      shop.test.run(ownership.proveClaim, { who, email, code });
    const claim = async (customer: Customer, email = addressOf(ada)) =>
      prove(customer, email, await askFor(customer, email));
    const ownerOf = (license = bought.license) => ownerIn(shop.test.config, license);
    const machines = async ({ who: { account } }: Customer) =>
      (await shop.test.run(ownership.showOwned, { account, license: bought.license })).machines;

    it('moves the license from an owner who has proved nothing, and its machines keep running', async () => {
      const { licenseKey } = bought;
      const machine = { tags: [random22()], nonce: random22(), network: null };
      const lease = await shop.test.run(activation.activate, { product: 'sonar', licenseKey, ...machine });
      const [from, named] = [{ account: thief.who.account, license: bought.license }, lease.activation];
      await shop.test.run(ownership.nameMachine, { ...from, activation: named, nickname: 'the thief’s' });
      expect(await claim(ada)).to.deep.equal({ is: 'done', licenses: 1, takeovers: 0, left: 0 });
      expect(await ownerOf()).to.equal(ada.username);
      expect(await codeOf(machines(thief))).to.equal('license_unknown');
      const [left, ...more] = await machines(ada);
      expect([left?.activation, left?.nickname, more]).to.deep.equal([named, null, []]);
    });

    it('gives a license that is in no account, without its key', async () => {
      await shop.test.run(licensing.issueLicense, { product: 'sonar', email: addressOf(ada) });
      await shop.test.run(ownership.disownLicense, { license: bought.license });
      expect(await claim(ada)).to.deep.equal({ is: 'done', licenses: 2, takeovers: 0, left: 0 });
      expect(await ownerOf()).to.equal(ada.username);
    });

    it('leaves the license where the owner has proved the address, or has one', async () => {
      expect(await claim(thief)).to.deep.equal({ is: 'done', licenses: 1, takeovers: 0, left: 0 });
      expect(await codeOf(claim(ada))).to.equal('license_owned');
      expect(await ownerOf()).to.equal(thief.username);
    });

    it('leaves the license where a legal hold keeps it, until it is lifted', async () => {
      const order = { class: 'all', reason: 'law', authority: 'Court' };
      const { hold } = await shop.test.run(privacy.addHold, { ...order, license: bought.license });
      expect(await codeOf(claim(ada))).to.equal('license_owned');
      expect(await ownerOf()).to.equal(thief.username);
      await shop.test.run(privacy.liftHold, { hold });
      expect(await codeOf(claim(ada))).to.equal('done');
      expect(await ownerOf()).to.equal(ada.username);
    });

    it('leaves the license where the account of the owner has a recovery address', async () => {
      const pageUrl = 'https://portal.example';
      await shop.test.run(accounts.askRecoveryEmail, { who: thief.who, email: 'thief@own.example', pageUrl });
      const [letter] = await letters();
      const shown = { code: letter?.kind === 'proof' ? letter.code : '' };
      expect(await shop.test.run(accounts.proveRecoveryEmail, { who: thief.who, shown })).to.deep.equal({
        is: 'done',
      });
      expect(await codeOf(claim(ada))).to.equal('license_owned');
    });

    it('proves nothing any more after the seller has corrected the email', async () => {
      await claim(thief);
      const email = `right-${buyers}@shop.example`;
      await shop.test.run(licensing.correctLicense, { license: bought.license, email });
      await letters();
      expect(await claim(ada, email)).to.deep.equal({ is: 'done', licenses: 1, takeovers: 0, left: 0 });
    });

    const moveByKey = (newEmail: string) =>
      shop.test.run(ownership.askEmailChange, {
        who: thief.who,
        newEmail,
        licenseKey: bought.licenseKey,
      });

    it('holds after the account that has proved the email has changed it by the key', async () => {
      const email = `new-${buyers}@shop.example`;
      await claim(thief);
      await moveByKey(email);
      const [sent] = await letters();
      const newCode = sent?.kind === 'code' ? sent.code : '';
      await shop.test.run(ownership.proveEmailChange, { who: thief.who, newCode });
      await letters();
      expect(await codeOf(claim(ada, email))).to.equal('license_owned');
    });

    it('is not prevented by the holder of a leaked key, who cannot move the license to another email', async () => {
      expect(await codeOf(moveByKey(`thief-${buyers}@shop.example`))).to.equal('email_unproved');
      expect(await claim(ada)).to.deep.equal({ is: 'done', licenses: 1, takeovers: 0, left: 0 });
    });

    it('opens nothing with a code for another address, in another browser, twice, or late', async () => {
      const other = await askFor(ada, 'other@shop.example');
      expect(await prove(ada, addressOf(ada), other)).to.deep.equal({ is: 'wrong' });
      const code = await askFor(ada, addressOf(ada));
      expect(await prove(thief, addressOf(ada), code)).to.deep.equal({ is: 'over' });
      shop.test.clock.move(661);
      expect(await prove(ada, addressOf(ada), code)).to.deep.equal({ is: 'over' });
      const again = await askFor(ada, addressOf(ada));
      expect((await prove(ada, addressOf(ada), again)).is).to.equal('done');
      expect(await prove(ada, addressOf(ada), again)).to.deep.equal({ is: 'over' });
    });

    it('takes no code of another purpose, and its code serves no other', async () => {
      const pageUrl = 'https://portal.example';
      await shop.test.run(accounts.askRecoveryEmail, { who: ada.who, email: addressOf(ada), pageUrl });
      const [letter] = await letters();
      const code = letter?.kind === 'proof' ? letter.code : '';
      expect(await prove(ada, addressOf(ada), code)).to.deep.equal({ is: 'wrong' });
      const shown = { code: await askFor(ada, addressOf(ada)) };
      const recovery = await shop.test.run(accounts.proveRecoveryEmail, { who: ada.who, shown });
      expect(recovery.is).to.not.equal('done');
      const changed = await shop.test.run(ownership.proveEmailChange, { who: ada.who, newCode: shown.code });
      expect(changed.is).to.not.equal('done');
      expect(await ownerOf()).to.equal(thief.username);
    });

    it('of an address with which nothing was bought gets a code like any other, and then nothing', async () => {
      expect(await codeOf(claim(ada, 'nobody@shop.example'))).to.equal('email_mismatch');
      expect(await codeOf(shop.test.run(ownership.askClaim, { who: ada.who, email: 'nobody' }))).to.equal(
        'email_malformed',
      );
    });

    it('tells the earlier owner, at an address for notices', async () => {
      const email = 'thief@own.example';
      const unsubscribeUrl = 'https://portal.example/unsubscribe';
      await shop.test.run(accounts.setNotices, { who: thief.who, wanted: ['news'], email, unsubscribeUrl });
      await letters();
      const code = await askFor(ada, addressOf(ada));
      await prove(ada, addressOf(ada), code);
      expect(await letters()).to.deep.equal([{ kind: 'changed', what: 'owner', username: thief.username }]);
    });

    if (engine === 'SQLite')
      it('gives as many licenses as the account has room for, and says that others are left', async () => {
        const more = await Promise.all([1, 2, 3].map(() => shop.sell(addressOf(ada))));
        for (const { license } of more) await shop.test.run(ownership.disownLicense, { license });
        fill(shop, ada, bought.license, OWNED_MAX - 3);
        expect(await claim(ada)).to.deep.equal({ is: 'done', licenses: 2, takeovers: 0, left: 2 });
        const owners = await Promise.all([bought, ...more].map(({ license }) => ownerOf(license)));
        expect(owners.filter((owner) => owner === ada.username)).to.have.length(2);
        const other = await shop.signUp(`other-${buyers}`);
        expect(await claim(other)).to.include({ is: 'done', licenses: 2, left: 0 });
        expect(await codeOf(claim(await shop.signUp(`late-${buyers}`)))).to.equal('license_owned');
      });

    it('by two at once gives the license one owner', async () => {
      const second = await shop.signUp(`second-${buyers}`);
      const codes = [await askFor(ada, addressOf(ada)), await askFor(second, addressOf(ada))];
      const all = await Promise.all(
        [ada, second].map((customer, nth) => codeOf(prove(customer, addressOf(ada), codes[nth] ?? ''))),
      );
      expect(all.toSorted()).to.deep.equal(['done', 'license_owned']);
      const winner = all[0] === 'done' ? ada : second;
      expect(await ownerOf()).to.equal(winner.username);
    });
  });
}

/** Makes an account the owner of this many copies of a license, which have no email. */
function fill({ test }: Shop, { who: { account } }: Customer, license: string, count: number): void {
  const database = new Database(databasePath(test.config));
  database.exec('CREATE TEMP TABLE filled AS SELECT * FROM licenses WHERE 0');
  database.prepare('INSERT INTO filled SELECT * FROM licenses WHERE id = ?').run(license);
  const name = database.prepare('UPDATE filled SET id = ?, email_index = NULL');
  const own = database.prepare('INSERT INTO owners (license, account, since_day) VALUES (?, ?, 0)');
  database.transaction(() => {
    for (let nth = 0; nth < count; nth += 1) {
      const id = `filled${String(nth).padStart(16, '0')}`;
      name.run(id);
      database.exec('INSERT INTO licenses SELECT * FROM filled');
      own.run(id, account);
    }
  })();
  database.close();
}
