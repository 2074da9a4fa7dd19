/**
 * What a shop delivered wrong is corrected without a second license: the order can be repeated as it was delivered and as
 * it is right, machines stay activated, the key of a wrong address ends, and the accounts that it concerns are notified.
 */

import { expect } from 'chai';
import { join } from 'node:path';
import { prepareMailKey, readPrivateMailKey } from '../../../../server/crypto/mail-key.ts';
import { openSealedMail } from '../../../../server/crypto/sealed-mail.ts';
import type { CorrectLicense } from '../../../../server/domain/ownership/correct-license.ts';
import { DAY_SECONDS } from '../../../../server/domain/kernel/day.ts';
import type { Mail } from '../../../../server/domain/kernel/letter.ts';
import { Refusal } from '../../../../server/domain/kernel/refusal.ts';
import { operations } from '../../../../server/domain/operations.ts';
import { codeOf, openShop, WORLDS, type Customer, type Shop } from '../../../support/accounts.ts';
import { proven, random22 } from '../../../support/machine.ts';
import type { TestWorld } from '../../../support/world.ts';

const WRONG = 'ada@exmaple.com';
const RIGHT = 'ada@example.com';
const ORDER = { product: 'sonar', email: WRONG, order: 'A-1017', seats: 3 };

for (const [engine, open] of WORLDS) {
  describe(`a correction of an order over ${engine}`, () => {
    let test: TestWorld;
    let shop: Shop;
    let license: string;
    let oldKey: string;

    beforeEach(async () => {
      test = await open();
      shop = await openShop(test);
      prepareMailKey(test.config.keysFolder, join(test.folder, 'mailer.key'));
      const issued = await issue();
      [license, oldKey] = [issued.license.license, issued.licenseKey];
    });
    afterEach(() => test.end());

    const issue = (changes: object = {}) =>
      test.run(operations.licensing.issueLicense, { ...ORDER, ...changes });
    const correct = (changes: Omit<CorrectLicense, 'license'>) =>
      test.run(operations.licensing.correctLicense, { license, ...changes });
    const machine = () => ({ tags: [random22()], nonce: random22(), network: null });
    const activate = (licenseKey: string, product = 'sonar') =>
      test.run(operations.activation.activate, { product, licenseKey, ...machine() });
    const faultsOf = async (act: Promise<unknown>): Promise<string[]> => {
      const error = await act.then(
        () => undefined,
        (caught: unknown) => caught,
      );
      return error instanceof Refusal ? (error.parts.fields ?? []).map(({ pointer }) => pointer) : [];
    };
    const mails = async (): Promise<Mail[]> => {
      const key = readPrivateMailKey(join(test.folder, 'mailer.key'));
      const taken = await test.run(operations.mail.takeMails, {});
      for (const { mail } of taken) await test.run(operations.mail.deleteMail, { mail });
      return Promise.all(taken.map(({ sealed }) => openSealedMail(sealed, key)));
    };
    const licensesOf = async (email: string) =>
      (await test.run(operations.licensing.findLicenses, { email })).items.map((view) => view.license);

    it('of the email: another key, the old one ends, and both requests of the shop are repeats', async () => {
      const seat = await activate(oldKey);
      const { licenseKey } = await correct({ email: ` Ada@EXAMPLE.com`, mail: true });
      expect(licenseKey).to.be.a('string').and.not.equal(oldKey);
      expect([await licensesOf(RIGHT), await licensesOf(WRONG)]).to.deep.equal([[license], []]);

      expect(await codeOf(activate(oldKey))).to.equal('license_key_unknown');
      await activate(licenseKey ?? '');
      test.clock.move(8 * DAY_SECONDS);
      const renewed = await test.run(operations.activation.renewLease, {
        ...proven('renew', seat, machine().tags),
        network: null,
      });
      expect(renewed, 'a machine that runs').to.have.property('lease');

      const again = await issue({ email: RIGHT });
      expect(again).to.deep.include({ licenseKey, alreadyIssued: true });
      expect(again.license.license).to.equal(license);
      expect(await codeOf(issue()), 'as the shop delivered it').to.equal('order_corrected');
      expect(await codeOf(issue({ email: 'eve@example.com' }))).to.equal('order_mismatch');
      expect((await test.run(operations.licensing.findLicenses, { order: 'A-1017' })).items).to.have.lengthOf(
        1,
      );

      const sent = await mails();
      expect(sent.map(({ to }) => to)).to.deep.equal([{ email: RIGHT }]);
      expect(sent[0]?.letter).to.deep.include({ kind: 'keys' });
    });

    it('of the email, with the old key kept: the wrong request gets its key again', async () => {
      await correct({ email: RIGHT, keepKey: true });
      expect(await issue()).to.deep.include({ licenseKey: oldKey, alreadyIssued: true });
      await activate(oldKey);
    });

    it('back to the first email makes its key valid again', async () => {
      await correct({ email: RIGHT });
      expect((await correct({ email: WRONG })).licenseKey).to.equal(oldKey);
      await activate(oldKey);
      expect(await codeOf(issue({ email: RIGHT }))).to.equal('order_corrected');
    });

    it('of the seats: the order may be repeated with either number, and with no other', async () => {
      expect((await correct({ seats: 5 })).license.seats).to.equal(5);
      expect((await correct({ seats: 7 })).licenseKey, 'the key stays').to.equal(null);
      for (const seats of [3, 7, undefined]) expect((await issue({ seats })).license.seats).to.equal(7);
      expect(await faultsOf(issue({ seats: 5 }))).to.deep.equal(['/seats']);
      expect(await faultsOf(issue({ seats: 9, endsOn: '2099-12-31' }))).to.deep.equal(['/seats', '/endsOn']);
    });

    it('of the product: the license of the wrong one is revoked, and the order has the right one', async () => {
      await test.run(operations.licensing.addProduct, {
        product: 'atlas',
        name: 'Atlas',
        prefix: 'ATLAS',
        terms: { durationDays: 365 },
      });
      expect(await faultsOf(correct({ product: 'atlas' }))).to.deep.equal(['/email']);
      const seat = await activate(oldKey);
      const corrected = await correct({ product: 'atlas', email: RIGHT });
      expect(corrected.license).to.include({ product: 'atlas', seats: 3, status: 'active' });
      expect(corrected.license.endsOn).to.be.a('string');
      expect(corrected.licenseKey).to.match(/^ATLAS-/);
      await activate(corrected.licenseKey ?? '', 'atlas');
      const ended = await test.run(operations.activation.renewLease, {
        ...proven('renew', seat, machine().tags),
        network: null,
      });
      expect(ended, 'a machine of the wrong product').to.have.property('statement');

      const right = await issue({ product: 'atlas', email: RIGHT });
      expect(right).to.deep.include({ licenseKey: corrected.licenseKey, alreadyIssued: true });
      expect((await issue({ email: RIGHT })).license.license, 'the product as delivered').to.equal(
        corrected.license.license,
      );
      expect(await codeOf(issue()), 'as the shop delivered it').to.equal('order_corrected');
      expect((await licensesOf(RIGHT)).length, 'the revoked one has the wrong email').to.equal(1);
    });

    it('notifies the owner of the license and the account that the old address recovers', async () => {
      const wants = async ({ who }: Customer, email: string) => {
        const notices = { who, wanted: ['expiry'], email, unsubscribeUrl: 'https://x.example' } as const;
        await test.run(operations.account.setNotices, notices);
      };
      const owner = await shop.signUp('owner', 'owner@example.com');
      await test.run(operations.ownership.addOwned, { account: owner.who.account, licenseKey: oldKey });
      await wants(owner, 'owner@example.com');
      const stranger = await shop.signUp('stranger', 'stranger@example.com');
      await wants(stranger, WRONG);
      await mails();
      const asked = { who: stranger.who, email: WRONG, pageUrl: 'https://x.example/settings' };
      await test.run(operations.account.askRecoveryEmail, asked);
      const [proof] = await mails();
      const code = proof?.letter.kind === 'proof' ? proof.letter.code : '';
      await test.run(operations.account.proveRecoveryEmail, { who: stranger.who, shown: { code } });
      await mails();

      await correct({ email: RIGHT, reason: 'typing error' });
      const letters = (await mails()).map(({ letter }) => letter);
      expect(letters).to.have.deep.members(
        ['owner', 'stranger'].map((username) => ({ kind: 'changed', what: 'order', username })),
      );
      expect(await test.run(operations.licensing.showLicense, { license })).to.include({ account: 'owner' });
      const recorded = (await test.run(operations.privacy.listHoldings, { license })).items;
      expect(recorded.map(({ value }) => value))
        .to.include('license correct')
        .and.to.include('typing error');
    });

    it('is refused where there is nothing to correct, or no link to the buyer', async () => {
      expect(await faultsOf(correct({}))).to.deep.equal(['/email']);
      for (const ignored of [{ keepKey: true }, { mail: true }])
        expect(await faultsOf(correct({ seats: 5, ...ignored }))).to.deep.equal(['/email']);
      expect(await codeOf(correct({ email: 'nobody' }))).to.equal('email_malformed');
      expect(await codeOf(correct({ product: 'none', email: RIGHT }))).to.equal('product_unknown');
      expect(await faultsOf(correct({ seats: 0 }))).to.deep.equal(['/seats']);
      await test.run(operations.licensing.revokeLicense, { license });
      expect(await codeOf(correct({ seats: 2 }))).to.equal('license_revoked');
    });

    it('is done once under one Idempotency-Key', async () => {
      const asked = { email: RIGHT, idempotencyKey: 'once' };
      expect(await correct(asked)).to.deep.equal(await correct(asked));
    });
  });

  describe(`a repeated order over ${engine}`, () => {
    let test: TestWorld;
    beforeEach(async () => {
      test = await open();
      await openShop(test);
    });
    afterEach(() => test.end());
    const issue = (changes: object = {}) =>
      test.run(operations.licensing.issueLicense, { ...ORDER, ...changes });

    it('is the first license again, after any change of it', async () => {
      const { license, licenseKey, alreadyIssued } = await issue({ endsOn: '2099-12-31' });
      expect(alreadyIssued).to.equal(false);
      const id = { license: license.license };
      const changes = [
        () => test.run(operations.licensing.setSeats, { ...id, seats: 8 }),
        () => test.run(operations.licensing.renewLicense, { ...id, endsOn: null }),
        () => test.run(operations.licensing.setSeats, { ...id, seats: 1 }),
        () => test.run(operations.licensing.suspendLicense, id),
      ];
      for (const change of changes) {
        await change();
        const again = await issue({ endsOn: '2099-12-31' });
        expect(again).to.include({ licenseKey, alreadyIssued: true });
        expect(again.license.license).to.equal(license.license);
      }
      expect((await issue()).license.status).to.equal('suspended');
    });

    it('is refused once the license is revoked, and the key is not shown', async () => {
      const { license } = await issue();
      await test.run(operations.licensing.revokeLicense, { license: license.license });
      const error = await issue().then(
        () => undefined,
        (caught: unknown) => caught,
      );
      expect(error).to.be.instanceOf(Refusal).with.property('code', 'license_revoked');
      expect((error as Refusal).message).to.match(/revoked on \d{4}-\d\d-\d\d/);
    });

    it('is one license of one product', async () => {
      await test.run(operations.licensing.addProduct, { product: 'atlas', name: 'Atlas', terms: {} });
      await issue();
      expect(await codeOf(issue({ product: 'atlas' }))).to.equal('order_mismatch');
      expect((await issue({ product: 'atlas', order: 'A-1017/2' })).alreadyIssued).to.equal(false);
    });

    it('has one first answer among many at once', async () => {
      const answers = await Promise.all(Array.from({ length: 12 }, () => issue()));
      expect(answers.filter(({ alreadyIssued }) => !alreadyIssued)).to.have.lengthOf(1);
      expect(new Set(answers.map(({ licenseKey }) => licenseKey)).size).to.equal(1);
    });

    it('is considered as it would be answered, and nothing is written', async () => {
      const consider = (changes: object = {}) =>
        test.run(operations.licensing.considerIssue, { ...ORDER, ...changes });
      expect(await consider()).to.deep.equal({ alreadyIssued: false });
      const { license } = await issue();
      expect(await consider()).to.deep.equal({ alreadyIssued: true });
      expect(await codeOf(consider({ seats: 9 }))).to.equal('order_mismatch');
      expect(await codeOf(consider({ order: '4111111111111111' }))).to.equal('request_malformed');
      expect(await codeOf(consider({ order: 'A-2', endsOn: '2001-01-01' }))).to.equal('request_malformed');
      await test.run(operations.licensing.revokeLicense, { license: license.license });
      expect(await codeOf(consider())).to.equal('license_revoked');
    });
  });
}
