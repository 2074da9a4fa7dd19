/**
 * Another email for licenses: proved by both addresses, or by the new one and the key; the new key works, the old one goes
 * on working, and anyone who has only one of the proofs changes nothing.
 */

import { expect } from 'chai';
import { join } from 'node:path';
import { prepareMailKey, readPrivateMailKey } from '../../../../server/crypto/mail-key.ts';
import { openSealedMail } from '../../../../server/crypto/sealed-mail.ts';
import type { AskEmailChange } from '../../../../server/domain/ownership/email-change.ts';
import type { Mail } from '../../../../server/domain/kernel/letter.ts';
import { codeOf, openShop, WORLDS, type Customer, type Shop } from '../../../support/accounts.ts';
import { random22 } from '../../../support/machine.ts';
import type { TestWorld } from '../../../support/world.ts';
import { HOUR_SECONDS } from '../../../../server/domain/kernel/day.ts';
import { LOGIN_TRIES } from '../../../../server/domain/account/login-throttle.ts';
import { operations } from '../../../../server/domain/operations.ts';

const OLD = 'ada@old.example';
const NEW = 'ada@new.example';

for (const [engine, open] of WORLDS) {
  describe(`a change of email over ${engine}`, () => {
    let test: TestWorld;
    let shop: Shop;
    let ada: Customer;

    beforeEach(async () => {
      test = await open();
      shop = await openShop(test);
      prepareMailKey(test.config.keysFolder, join(test.folder, 'mailer.key'));
      ada = await shop.signUp('ada', OLD);
    });
    afterEach(() => test.end());

    const mails = async (): Promise<Mail[]> => {
      const key = readPrivateMailKey(join(test.folder, 'mailer.key'));
      const taken = await test.run(operations.mail.takeMails, {});
      for (const { mail } of taken) await test.run(operations.mail.deleteMail, { mail });
      return Promise.all(taken.map(({ sealed }) => openSealedMail(sealed, key)));
    };
    /** Codes by the address that they were mailed to. */
    const codes = async (change: Omit<AskEmailChange, 'who'>): Promise<Record<string, string>> => {
      await test.run(operations.ownership.askEmailChange, { who: ada.who, ...change });
      const sent = await mails();
      return Object.fromEntries(
        sent.map(({ to, letter }) => [
          to !== null && 'email' in to ? to.email : '',
          letter.kind === 'code' ? letter.code : '',
        ]),
      );
    };
    const prove = (newCode = '', oldCode?: string) =>
      test.run(operations.ownership.proveEmailChange, { who: ada.who, newCode, oldCode });
    /** Proves the old address, as the owner of its licenses. */
    const claim = async () => {
      await test.run(operations.ownership.askClaim, { who: ada.who, email: OLD });
      const [mail] = await mails();
      const code = mail?.letter.kind === 'code' ? mail.letter.code : '';
      await test.run(operations.ownership.proveClaim, { who: ada.who, email: OLD, code });
    };
    const found = async (email: string) =>
      (await test.run(operations.licensing.findLicenses, { email })).items.map(({ license }) => license);
    const activate = (licenseKey: string) =>
      test.run(operations.activation.activate, {
        product: 'sonar',
        licenseKey,
        tags: [random22()],
        nonce: random22(),
        network: null,
      });

    it('by both addresses moves all licenses of the old one; both keys work, and the new one is derived again', async () => {
      const second = await shop.sell(OLD);
      await test.run(operations.ownership.addOwned, {
        account: ada.who.account,
        licenseKey: second.licenseKey,
      });
      const sent = await codes({ newEmail: ' Ada@NEW.example', oldEmail: OLD });
      expect(Object.keys(sent).sort()).to.deep.equal([NEW, OLD]);
      expect(await prove(sent[NEW], sent[OLD])).to.deep.equal({ is: 'done', licenses: 2 });
      expect(await found(NEW)).to.have.members([ada.license, second.license]);
      expect(await found(OLD)).to.deep.equal([]);

      const [mail] = await mails();
      expect(mail?.to).to.deep.equal({ email: NEW });
      const keys = mail?.letter.kind === 'keys' ? mail.letter.keys.map(({ licenseKey }) => licenseKey) : [];
      expect(keys).to.have.lengthOf(2).and.not.to.include(ada.licenseKey);
      for (const key of [ada.licenseKey, second.licenseKey, ...keys])
        expect(await codeOf(activate(key))).to.equal('done');
      await test.run(operations.account.askKey, { email: NEW });
      const [recovered] = await mails();
      const again =
        recovered?.letter.kind === 'keys' ? recovered.letter.keys.map(({ licenseKey }) => licenseKey) : [];
      expect(again).to.have.members(keys);
    });

    it('by the new address and the key moves the one license', async () => {
      const second = await shop.sell(OLD);
      await test.run(operations.ownership.addOwned, {
        account: ada.who.account,
        licenseKey: second.licenseKey,
      });
      await claim();
      const sent = await codes({ newEmail: NEW, licenseKey: ada.licenseKey.toLowerCase() });
      expect(Object.keys(sent)).to.deep.equal([NEW]);
      expect(await prove(sent[NEW])).to.deep.equal({ is: 'done', licenses: 1 });
      expect(await found(NEW)).to.deep.equal([ada.license]);
      expect(await found(OLD)).to.deep.equal([second.license]);
    });

    it('by the key alone is refused to an owner who has not proved the old address', async () => {
      const asked = { who: ada.who, newEmail: NEW, licenseKey: ada.licenseKey };
      for (const ask of [operations.ownership.askEmailChange, operations.ownership.considerEmailChange])
        expect(await codeOf(test.run(ask as typeof operations.ownership.askEmailChange, asked))).to.equal(
          'email_unproved',
        );
      expect(await mails()).to.deep.equal([]);
      await claim();
      expect(await codeOf(test.run(operations.ownership.askEmailChange, asked))).to.equal('done');
    });

    it('is not done by an account that has lost the license meanwhile', async () => {
      const sent = await codes({ newEmail: NEW, oldEmail: OLD });
      const eve = await shop.signUp('eve', 'eve@example.com');
      await test.run(operations.ownership.disownLicense, { license: ada.license });
      const { licenseKey } = ada;
      await test.run(operations.ownership.addOwned, { account: eve.who.account, licenseKey });
      expect(await prove(sent[NEW], sent[OLD])).to.deep.equal({ is: 'over' });
      expect(await found(OLD)).to.deep.equal([ada.license]);
    });

    it('has codes that add no recovery email', async () => {
      await claim();
      const sent = await codes({ newEmail: NEW, licenseKey: ada.licenseKey });
      const shown = { code: sent[NEW] ?? '' };
      const proved = test.run(operations.account.proveRecoveryEmail, { who: ada.who, shown });
      expect(await proved).to.deep.equal({ is: 'over' });
    });

    it('is refused where old email or key are of no license of the account', async () => {
      const stranger = await shop.sell('eve@example.com');
      const asked = (change: Omit<AskEmailChange, 'who'>) =>
        test.run(operations.ownership.askEmailChange, { who: ada.who, ...change });
      const ask = (change: Omit<AskEmailChange, 'who'>) => codeOf(asked(change));
      expect(await asked({ newEmail: NEW, oldEmail: 'eve@example.com' })).to.equal(null);
      expect(await ask({ newEmail: NEW, licenseKey: stranger.licenseKey })).to.equal('email_mismatch');
      expect(await ask({ newEmail: NEW })).to.equal('email_mismatch');
      expect(await ask({ newEmail: 'nobody', oldEmail: OLD })).to.equal('email_malformed');
      expect(await mails()).to.deep.equal([]);
    });

    it('makes anyone who guesses the old email wait, as where a key is shown', async () => {
      const guess = (oldEmail: string) =>
        test.run(operations.ownership.askEmailChange, { who: ada.who, newEmail: NEW, oldEmail });
      for (let wrong = 0; wrong < LOGIN_TRIES.asker.atOnce; wrong++) await codeOf(guess('eve@example.com'));
      expect(await codeOf(guess(OLD))).to.equal('too_many_requests');
      const { account } = ada.who;
      const shown = test.run(operations.ownership.showOwnKey, { account, license: ada.license, email: OLD });
      expect(await codeOf(shown)).to.equal('too_many_requests');
      test.clock.move(2 * HOUR_SECONDS);
      expect(await guess(OLD)).to.deep.equal({ byOld: true });
      for (let again = 0; again < 4; again++)
        expect(await guess(OLD), 'nothing is left').to.deep.equal({ byOld: true });
    });

    it('is not done with one of the codes, swapped, mistyped five times, too late, in another session, or twice', async () => {
      const sent = await codes({ newEmail: NEW, oldEmail: OLD });
      expect(await prove(sent[NEW])).to.deep.equal({ is: 'wrong', fields: ['oldCode'] });
      expect(await prove(sent[NEW], sent[NEW])).to.deep.equal({ is: 'wrong', fields: ['oldCode'] });
      expect(await prove(sent[OLD], sent[NEW])).to.deep.equal({
        is: 'wrong',
        fields: ['newCode', 'oldCode'],
      });
      const elsewhere = { ...ada.who, family: 'another session' };
      const other = await test.run(operations.ownership.proveEmailChange, {
        who: elsewhere,
        newCode: sent[NEW]!,
        oldCode: sent[OLD],
      });
      expect(other).to.deep.equal({ is: 'over' });
      for (let tries = 0; tries < 5; tries++) await prove('0000-0000', sent[OLD]);
      expect(await prove(sent[NEW], sent[OLD])).to.deep.equal({ is: 'over' });

      const late = await codes({ newEmail: NEW, oldEmail: OLD });
      test.clock.move(601);
      expect(await prove(late[NEW], late[OLD])).to.deep.equal({ is: 'over' });
      expect(await found(OLD)).to.deep.equal([ada.license]);
      const again = await codes({ newEmail: NEW, oldEmail: OLD });
      const twice = await Promise.all([prove(again[NEW], again[OLD]), prove(again[NEW], again[OLD])]);
      expect(twice.map(({ is }) => is).sort()).to.deep.equal(['done', 'over']);
    });

    it('brings nothing back of a license that was erased meanwhile', async () => {
      await claim();
      const sent = await codes({ newEmail: NEW, licenseKey: ada.licenseKey });
      const receipt = await test.run(operations.privacy.beginErasure, { urgent: false });
      const erase = { email: OLD, only: [], endLicenses: false, receipt };
      for (let after: string | null = ''; after !== null;) {
        const slice: { next: string | null } = await test.run(operations.privacy.eraseSlice, {
          ...erase,
          after,
        });
        after = slice.next;
      }
      expect(await prove(sent[NEW])).to.deep.equal({ is: 'over' });
      expect(await found(NEW)).to.deep.equal([]);
    });
  });
}
