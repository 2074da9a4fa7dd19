// Transfers, on both engines: nothing changes before the receiver accepts, and nothing of the earlier owner opens the license
// afterwards, while its machines keep running.

import { expect } from 'chai';
import type { ActivateAnswer } from '../../../../client-sdk/typescript/contract/wire.ts';
import {
  addDays,
  DAY_SECONDS,
  dayOf,
  hourOf,
  HOUR_SECONDS,
  startOf,
  toDay,
  writeDate,
} from '../../../../server/domain/kernel/day.ts';
import { operations } from '../../../../server/domain/operations.ts';
import {
  beginTransfer,
  judgeTransfer,
  stageOf,
  type Transferable,
} from '../../../../server/domain/ownership/transfers.ts';
import { runErasure } from '../../../../server/jobs/erasure.ts';
import { codeOf, openShop, WORLDS, type Customer, type Shop } from '../../../support/accounts.ts';
import { proven, random22 } from '../../../support/machine.ts';
import { openMailbox, type Mailbox } from '../../../support/mailbox.ts';
import { ownerIn } from '../../../support/table-rows.ts';
import { rounds } from '../../../support/rounds.ts';
import { timeAt, TODAY } from '../../../support/rows.ts';

const {
  account: accounts,
  activation: activations,
  licensing,
  ownership,
  privacy,
  rights,
  sharing,
} = operations;
const RACES = rounds(40, 4);
const DAY = toDay(20_000);

describe('whether an owner may give a license away', () => {
  const license = { revokedDay: null, suspendedDay: null, emailIndex: 'index' };
  const [unproved, proved] = [{ provedDay: null }, { provedDay: DAY }];
  const CASES: readonly [
    what: string,
    license: object,
    owner: typeof unproved | typeof proved,
    is: Transferable,
  ][] = [
    ['the email is proved', {}, proved, 'free'],
    ['the email is not proved', {}, unproved, 'unproved'],
    ['there is no email', { emailIndex: null }, unproved, 'free'],
    ['there is no email, which was proved before', { emailIndex: null }, proved, 'free'],
    ['it is suspended', { suspendedDay: DAY }, proved, 'barred'],
    ['it is suspended, and not proved', { suspendedDay: DAY }, unproved, 'barred'],
    ['it is suspended, without an email', { suspendedDay: DAY, emailIndex: null }, unproved, 'barred'],
    ['it is revoked', { revokedDay: DAY }, proved, 'barred'],
    ['it is revoked, and not proved', { revokedDay: DAY }, unproved, 'barred'],
    ['it is revoked, without an email', { revokedDay: DAY, emailIndex: null }, unproved, 'barred'],
    ['it is suspended and revoked', { suspendedDay: DAY, revokedDay: DAY }, proved, 'barred'],
  ];
  for (const [what, changed, owner, is] of CASES) {
    it(`${what}: ${is}`, () => {
      expect(judgeTransfer({ ...license, ...changed }, owner, false)).to.equal(is);
      expect(judgeTransfer({ ...license, ...changed }, owner, true), 'held').to.equal('barred');
    });
  }

  it('is accepted in 24 hours at the earliest, in seven days at the latest, and by the confirmed day', () => {
    const begun = timeAt(startOf(TODAY));
    const row = beginTransfer('license', 'account', begun);
    const timeOf = (seconds: number, confirmed = seconds) => ({
      now: (begun.now + seconds) as typeof begun.now,
      confirmedDay: addDays(begun.confirmedDay, Math.floor(confirmed / DAY_SECONDS)),
    });
    const CASES_OF_TIME: readonly [seconds: number, stage: string][] = [
      [0, 'early'],
      [DAY_SECONDS - 1, 'early'],
      [DAY_SECONDS, 'early'],
      [DAY_SECONDS + HOUR_SECONDS, 'ready'],
      [7 * DAY_SECONDS, 'ready'],
      [8 * DAY_SECONDS, 'over'],
      [90 * DAY_SECONDS, 'over'],
    ];
    for (const [seconds, stage] of CASES_OF_TIME)
      expect(stageOf(row, timeOf(seconds)), String(seconds)).to.equal(stage);
    expect(row.readyHour - hourOf(begun.now)).to.equal(25);
    expect(stageOf(row, timeOf(6 * DAY_SECONDS, 0)), 'of a clock that is not believed').to.equal('early');
    for (const apart of [-400, -9, 60]) {
      const wrong = { now: timeOf(apart * DAY_SECONDS).now, confirmedDay: begun.confirmedDay };
      const late = beginTransfer('license', 'account', wrong);
      expect(stageOf(late, timeOf(DAY_SECONDS)), `begun by a clock ${apart} days apart`).to.equal('early');
    }
  });
});

for (const [engine, open] of WORLDS) {
  describe(`a transfer, over ${engine}`, () => {
    let shop: Shop;
    let post: Mailbox;
    let seller: Customer;
    let buyer: Customer;
    let other: Customer;
    let order: string;
    let nth = 0;
    before(async () => {
      shop = await openShop(await open());
      post = openMailbox(shop.test);
      other = await shop.signUp('other');
    });
    beforeEach(async () => {
      nth += 1;
      [seller, buyer] = [await shop.signUp(`seller-${nth}`), await shop.signUp(`buyer-${nth}`)];
      order = `the-sale-${nth}`;
      const { license, licenseKey } = await issue();
      const { account } = seller.who;
      await shop.test.run(ownership.addOwned, { account, licenseKey });
      seller = { ...seller, license: license.license, licenseKey };
      await post.claim(seller, emailOf(seller));
    });
    after(() => shop.test.end());

    const emailOf = ({ username }: Customer) => `${username}@shop.example`;
    const issue = (email = emailOf(seller)) =>
      shop.test.run(licensing.issueLicense, { product: 'sonar', email, order });
    const asOf = ({ who: { account } }: Customer) => ({ account, license: seller.license });
    const offer = (username = buyer.username, by = seller) =>
      shop.test.run(sharing.offerTransfer, { ...asOf(by), username, isMailed: true });
    const accept = (by = buyer) => shop.test.run(sharing.acceptTransfer, asOf(by));
    const wait = () => shop.test.clock.move(DAY_SECONDS + HOUR_SECONDS);
    const transfer = async () => {
      await offer();
      wait();
      return accept();
    };
    const waiting = async ({ who: { account } }: Customer) => {
      const { by, to } = await shop.test.run(sharing.listTransfers, { account });
      return [by.length, to.length];
    };
    const ownerOf = () => ownerIn(shop.test.config, seller.license);
    const machines = async (customer: Customer) =>
      (await shop.test.run(ownership.showOwned, asOf(customer))).machines;
    const seats = async () => (await shop.test.run(licensing.showLicense, { license: seller.license })).used;
    const activate = (licenseKey: string, tags = [random22()]) =>
      shop.test.run(activations.activate, {
        product: 'sonar',
        licenseKey,
        tags,
        nonce: random22(),
        network: '203.0.113.0/24',
      });
    const renew = (held: ActivateAnswer, tags: string[]) =>
      shop.test.run(activations.renewLease, proven('renew', held, tags));
    const signIn = async (customer: Customer, tags = [random22()], nickname = '') => {
      const { userCode: code, deviceCode } = await shop.test.run(activations.beginSignIn, {
        product: 'sonar',
      });
      const answer = { ...asOf(customer), code, deed: 'approve', nickname, isMailed: false } as const;
      await shop.test.run(ownership.answerSignIn, answer);
      const poll = { product: 'sonar', deviceCode, nonce: random22(), tags, network: '198.51.100.0/24' };
      return shop.test.run(activations.activateSignedIn, { ...poll, identity: 'adapters' as const });
    };
    const join = async (customer: Customer) => {
      const { token } = await shop.test.run(sharing.inviteMember, asOf(seller));
      await shop.test.run(sharing.acceptInvitation, { account: customer.who.account, token });
    };
    const makeKey = (by = buyer) => shop.test.run(sharing.makeOwnKey, asOf(by));

    it('begins only by an owner who has proved the email', async () => {
      const email = `thief-${nth}@shop.example`;
      const sold = await shop.test.run(licensing.issueLicense, { product: 'sonar', email });
      const { account } = seller.who;
      await shop.test.run(ownership.addOwned, { account, licenseKey: sold.licenseKey });
      const found = { account, license: sold.license.license };
      const asked = { ...found, username: buyer.username, isMailed: true };
      expect(await codeOf(shop.test.run(sharing.offerTransfer, asked))).to.equal('transfer_barred');
      expect((await shop.test.run(sharing.showTransfer, found)).transferable).to.equal('unproved');
      await post.claim(seller, email);
      expect((await shop.test.run(sharing.showTransfer, found)).transferable).to.equal('free');
      expect(await codeOf(shop.test.run(sharing.offerTransfer, asked))).to.equal('done');
    });

    it('waits for 24 hours and for the receiver, and is shown to both', async () => {
      await offer();
      expect([await waiting(seller), await waiting(buyer)]).to.deep.equal([
        [1, 0],
        [0, 1],
      ]);
      const [his, hers] = [
        await shop.test.run(sharing.showTransfer, asOf(seller)),
        await shop.test.run(sharing.showTransfer, asOf(buyer)),
      ];
      expect([his.to, hers.to, hers.open?.readyHour]).to.deep.equal([
        'owner',
        'receiver',
        his.open?.readyHour,
      ]);
      expect(await codeOf(accept())).to.equal('transfer_early');
      shop.test.clock.move(DAY_SECONDS - 1);
      expect(await codeOf(accept())).to.equal('transfer_early');
      shop.test.clock.move(HOUR_SECONDS + 1);
      expect(await accept()).to.deep.equal({ license: seller.license });
      expect(await ownerOf()).to.equal(buyer.username);
      expect(await accept(), 'sent twice').to.deep.equal({ license: seller.license });
      expect([await waiting(seller), await waiting(buyer)]).to.deep.equal([
        [0, 0],
        [0, 0],
      ]);
    });

    it('is offered alike to a name that nobody has, to oneself, and to somebody', async () => {
      const answers = [];
      for (const username of [buyer.username, 'nobody-at-all', seller.username]) {
        await post.letters();
        const answer = await offer(username);
        const [by] = await waiting(seller);
        answers.push([answer, by, (await post.letters()).length]);
      }
      expect(answers).to.deep.equal([buyer, seller, other].map(() => [{}, 1, 1]));
      wait();
      for (const customer of [buyer, other])
        expect(await codeOf(accept(customer))).to.equal('license_unknown');
      expect(await ownerOf()).to.equal(seller.username);
    });

    it('is shown to the owner until its end, whether the receiver declines, deletes the account or is nobody', async () => {
      const ends = [
        () => shop.test.run(sharing.declineTransfer, asOf(buyer)),
        () => erase(buyer),
        () => Promise.resolve(),
      ];
      for (const end of ends) {
        await offer();
        await end();
        expect((await waiting(seller))[0]).to.equal(1);
        expect(await shop.test.run(sharing.showTransfer, asOf(seller))).to.have.nested.property(
          'open.endsDay',
        );
      }
      shop.test.clock.move(8 * DAY_SECONDS);
      expect((await waiting(seller))[0]).to.equal(0);
    });

    it('brings the new owner a notice of an end of which the earlier one had one', async () => {
      const license = seller.license;
      const unsubscribeUrl = 'https://portal.example/unsubscribe';
      for (const { who, username } of [seller, buyer, other]) {
        const email = `${username}@notices.example`;
        await shop.test.run(accounts.setNotices, { who, wanted: ['expiry'], email, unsubscribeUrl });
      }
      const endsOn = writeDate(addDays(dayOf(shop.test.clock.now()), 25));
      await shop.test.run(licensing.renewLicense, { license, endsOn });
      const notices = async () => {
        await post.letters();
        await shop.test.run(accounts.noticeEnding, { after: '', unsubscribeUrl });
        return (await post.letters()).filter(({ kind }) => kind === 'ending').length;
      };
      expect([await notices(), await notices()], 'the seller').to.deep.equal([1, 0]);
      await transfer();
      expect([await notices(), await notices()], 'after a transfer').to.deep.equal([1, 0]);
      const { licenseKey } = await makeKey();
      await shop.test.run(ownership.disownLicense, { license });
      await shop.test.run(ownership.addOwned, { account: other.who.account, licenseKey });
      expect([await notices(), await notices()], 'after it was added by its key').to.deep.equal([1, 0]);
      await shop.test.run(ownership.addOwned, { account: other.who.account, licenseKey });
      expect(await notices(), 'added twice').to.equal(0);
    });

    it('is mailed to both', async () => {
      const unsubscribeUrl = 'https://portal.example/unsubscribe';
      for (const { who, username } of [seller, buyer]) {
        const email = `${username}@notices.example`;
        await shop.test.run(accounts.setNotices, { who, wanted: ['news'], email, unsubscribeUrl });
      }
      await post.letters();
      await offer();
      expect(await post.letters()).to.have.deep.members([
        { kind: 'changed', what: 'transfer', username: seller.username },
        { kind: 'offer', username: buyer.username },
      ]);
      wait();
      await accept();
      expect(await post.letters()).to.deep.equal([
        { kind: 'changed', what: 'transferred', username: seller.username },
      ]);
    });

    it('is taken back, declined, replaced, and over after seven days', async () => {
      await offer();
      await shop.test.run(sharing.withdrawTransfer, asOf(seller));
      await shop.test.run(sharing.withdrawTransfer, asOf(seller));
      wait();
      expect(await codeOf(accept()), 'taken back').to.equal('license_unknown');
      await offer();
      await shop.test.run(sharing.declineTransfer, asOf(buyer));
      wait();
      expect(await codeOf(accept()), 'declined').to.equal('license_unknown');
      await offer();
      await offer(other.username);
      wait();
      expect(await codeOf(accept()), 'replaced').to.equal('license_unknown');
      await offer();
      shop.test.clock.move(8 * DAY_SECONDS);
      expect(await codeOf(accept()), 'late').to.equal('license_unknown');
      expect(await codeOf(shop.test.run(sharing.showTransfer, asOf(buyer)))).to.equal('license_unknown');
      expect(await ownerOf()).to.equal(seller.username);
    });

    it('is nobody else’s to see, to accept, to decline or to take back', async () => {
      await offer();
      await join(other);
      wait();
      for (const act of [
        sharing.showTransfer,
        sharing.acceptTransfer,
        sharing.declineTransfer,
        sharing.withdrawTransfer,
      ])
        expect(await codeOf(shop.test.run(act as typeof sharing.acceptTransfer, asOf(other)))).to.equal(
          'license_unknown',
        );
      expect(await codeOf(offer(other.username, other))).to.equal('license_unknown');
      expect(await codeOf(accept())).to.equal('done');
    });

    it('leaves the earlier owner and the members nothing, and their apps keep running', async () => {
      const tags: [string[], string[], string[]] = [[random22()], [random22()], [random22()]];
      await join(other);
      const byKey = await activate(seller.licenseKey, tags[0]);
      const bySignIn = await signIn(seller, tags[1], 'the seller’s');
      const ofMember = await signIn(other, tags[2], 'the member’s');
      const { token } = await shop.test.run(sharing.inviteMember, asOf(seller));
      const { userCode: code, deviceCode } = await shop.test.run(activations.beginSignIn, {
        product: 'sonar',
      });
      const approval = { ...asOf(seller), code, deed: 'approve', nickname: '', isMailed: false } as const;
      await shop.test.run(ownership.answerSignIn, approval);
      await transfer();
      for (const customer of [seller, other])
        expect(await codeOf(machines(customer))).to.equal('license_unknown');
      expect(await codeOf(activate(seller.licenseKey))).to.equal('license_key_unknown');
      expect(await codeOf(signIn(seller)), 'a license that is not one’s own').to.equal('request_malformed');
      const poll = { product: 'sonar', deviceCode, nonce: random22(), tags: [random22()], network: null };
      expect(await codeOf(shop.test.run(activations.activateSignedIn, poll))).to.equal('expired_token');
      const taken = { account: other.who.account, token };
      expect(await codeOf(shop.test.run(sharing.acceptInvitation, taken))).to.equal('invitation_unknown');
      expect(await codeOf(post.claim(seller, emailOf(seller)))).to.equal('email_mismatch');
      const added = shop.test.run(ownership.addOwned, {
        account: other.who.account,
        licenseKey: seller.licenseKey,
      });
      expect(await codeOf(added)).to.equal('license_key_unknown');
      for (const [held, own] of [
        [byKey, tags[0]] as const,
        [bySignIn, tags[1]] as const,
        [ofMember, tags[2]] as const,
      ])
        expect(await renew(held, own)).to.have.property('lease');
      const found = (await machines(buyer)).map(({ nickname, username, network, isOwn }) => [
        nickname,
        username,
        network,
        isOwn,
      ]);
      expect(found).to.deep.equal(tags.map(() => [null, null, null, true]));
      for (const customer of [seller, other]) {
        const data = await shop.test.run(privacy.listPersonalData, { account: customer.who.account });
        expect(JSON.stringify(data)).to.not.include(seller.license);
      }
      const data = JSON.stringify(
        await shop.test.run(privacy.listPersonalData, { account: buyer.who.account }),
      );
      for (const secret of [order, seller.username, 'the seller’s', '203.0.113'])
        expect(data).to.not.include(secret);
    });

    it('gives the new owner a key, and with it an email and its key', async () => {
      await transfer();
      expect((await shop.test.run(ownership.showOwned, asOf(buyer))).key).to.equal('unmade');
      expect(await codeOf(makeKey(seller))).to.equal('license_unknown');
      const [{ licenseKey: first }, { licenseKey }] = [await makeKey(), await makeKey()];
      expect(await codeOf(activate(first)), 'an earlier key').to.equal('license_key_unknown');
      expect(await codeOf(activate(licenseKey))).to.equal('done');
      const newEmail = emailOf(buyer);
      await post.letters();
      await shop.test.run(ownership.askEmailChange, { who: buyer.who, newEmail, licenseKey });
      const [sent] = await post.letters();
      const newCode = sent?.kind === 'code' ? sent.code : '';
      await shop.test.run(ownership.proveEmailChange, { who: buyer.who, newCode });
      expect(await codeOf(makeKey())).to.equal('already_shown');
      const shown = await shop.test.run(ownership.showOwnKey, { ...asOf(buyer), email: newEmail });
      expect(await codeOf(activate(shown.licenseKey ?? ''))).to.equal('done');
      expect(new Set([seller.licenseKey, first, licenseKey, shown.licenseKey]).size).to.equal(4);
      for (const email of [emailOf(seller), newEmail])
        expect(await codeOf(issue(email)), `the order again, with ${email}`).to.equal('already_shown');
      expect(
        await codeOf(shop.test.run(licensing.considerIssue, { product: 'sonar', email: newEmail, order })),
      ).to.equal('already_shown');
      const mails = await post.letters();
      expect(JSON.stringify(mails)).to.not.include(order);
    });

    it('lets the license be given on, and back', async () => {
      await transfer();
      const [first, second] = [seller, buyer];
      await offer(first.username, second);
      wait();
      expect(await codeOf(shop.test.run(sharing.acceptTransfer, asOf(first)))).to.equal('done');
      expect(await ownerOf()).to.equal(first.username);
      expect(await codeOf(machines(second))).to.equal('license_unknown');
      expect(await codeOf(activate(first.licenseKey)), 'the first key').to.equal('license_key_unknown');
    });

    it('leaves the order with the license, for a refund', async () => {
      await transfer();
      const [found] = (await shop.test.run(licensing.findLicenses, { order })).items;
      expect(found?.license).to.equal(seller.license);
      const { orders } = await shop.test.run(licensing.showLicense, { license: seller.license });
      expect(orders.map((each) => each.order)).to.deep.equal([order]);
      await shop.test.run(licensing.revokeLicense, { license: seller.license, reason: 'refunded' });
      expect((await shop.test.run(ownership.showOwned, asOf(buyer))).status).to.equal('revoked');
    });

    it('shows the new owner nothing that operators did or looked up for the earlier owner', async () => {
      const { license } = seller;
      const { who } = buyer;
      const [email, unsubscribeUrl] = ['buyer@notices.example', 'https://portal.example/unsubscribe'];
      await shop.test.run(accounts.setNotices, { who, wanted: ['news'], email, unsubscribeUrl });
      await shop.test.run(licensing.suspendLicense, { license, reason: 'chargeback of May' });
      await shop.test.run(licensing.reinstateLicense, { license, reason: 'chargeback settled' });
      await shop.test.run(licensing.showLicense, { license });
      await transfer();
      await post.letters();
      const data = () => shop.test.run(privacy.listPersonalData, { account: who.account });
      const shown = JSON.stringify([await data(), await shop.test.run(ownership.showOwned, asOf(buyer))]);
      expect(shown).to.include('license transfer').and.not.include('chargeback');
      expect(shown).to.not.include('license show');
      await shop.test.run(accounts.noticeLooks, { unsubscribeUrl, after: '' });
      expect(await post.letters()).to.deep.equal([]);
      await shop.test.run(licensing.showLicense, { license });
      expect(JSON.stringify(await data())).to.include('license show');
      await shop.test.run(accounts.noticeLooks, { unsubscribeUrl, after: '' });
      expect((await post.letters()).map(({ kind }) => kind)).to.deep.equal(['looks']);
    });

    it('takes the license out of what the earlier owner has asked for about personal data', async () => {
      await post.letters();
      const [email, kind] = [emailOf(seller), 'access'] as const;
      await shop.test.run(rights.askRequest, { email, kind, pageUrl: 'https://p.example' });
      const [sent] = await post.letters();
      const token = sent?.kind === 'request' ? new URL(sent.link).pathname.slice(1) : '';
      const proof = { asker: 'self', licenseKey: '', username: '' } as const;
      const { request } = await shop.test.run(rights.confirmRequest, { token, kind, email, ...proof });
      expect(JSON.stringify(await shop.test.run(rights.showRequest, { request }))).to.include(seller.license);
      await transfer();
      expect(JSON.stringify(await shop.test.run(rights.showRequest, { request }))).to.not.include(
        seller.license,
      );
      const urls = { answerUrl: 'https://p.example/a', dataUrl: 'https://p.example/d' };
      expect(await shop.test.run(rights.answerRequest, { request, nothing: false, ...urls })).to.include({
        outcome: 'nothing',
      });
    });

    it('is recorded, so that operators see it', async () => {
      await transfer();
      const { license } = seller;
      const holdings = await shop.test.run(privacy.listHoldings, { license, limit: 1_000 });
      expect(JSON.stringify(holdings)).to.include('license transfer');
    });

    const ENDINGS: readonly [what: string, end: () => Promise<unknown>, code: string][] = [
      [
        'suspends it',
        () => shop.test.run(licensing.suspendLicense, { license: seller.license }),
        'transfer_barred',
      ],
      [
        'revokes it',
        () => shop.test.run(licensing.revokeLicense, { license: seller.license }),
        'transfer_barred',
      ],
      ['holds it', () => hold({ license: seller.license }), 'transfer_barred'],
      ['holds the account', () => hold({ class: 'account', username: seller.username }), 'transfer_barred'],
      [
        'takes it out of the account',
        () => shop.test.run(ownership.disownLicense, { license: seller.license }),
        'license_unknown',
      ],
      [
        'corrects its email',
        () =>
          shop.test.run(licensing.correctLicense, {
            license: seller.license,
            email: `right-${nth}@shop.example`,
          }),
        'license_unknown',
      ],
      ['erases the owner', () => erase(seller), 'license_unknown'],
      ['erases the receiver', () => erase(buyer), 'license_unknown'],
    ];
    const erase = ({ who: { account } }: Customer) =>
      runErasure(
        shop.test.world,
        { account, only: [], endLicenses: false },
        { apply: true, urgent: false, actor: 'customer' },
      );
    const hold = (input: object) =>
      shop.test.run(privacy.addHold, {
        class: 'all',
        reason: 'order',
        authority: 'District Court, case 17',
        ...input,
      });
    it('begins and takes effect only after a legal hold of the license or the account was lifted', async () => {
      const { license, username } = seller;
      for (const input of [{ class: 'machines', license }, { username }]) {
        const placed = await hold(input);
        expect((await shop.test.run(sharing.showTransfer, asOf(seller))).transferable).to.equal('barred');
        expect(await codeOf(offer())).to.equal('transfer_barred');
        expect(await codeOf(shop.test.run(ownership.disownLicense, { license }))).to.equal('license_held');
        expect(await ownerOf()).to.equal(username);
        await shop.test.run(privacy.liftHold, { hold: placed.hold });
      }
      await transfer();
      expect(await ownerOf()).to.equal(buyer.username);
    });

    for (const [what, end, code] of ENDINGS) {
      it(`is not accepted after somebody ${what}`, async () => {
        await offer();
        wait();
        await end();
        expect(await codeOf(accept())).to.equal(code);
        expect(await ownerOf()).to.not.equal(buyer.username);
      });
    }

    it(`races through ${RACES} rounds with one owner and exact seats`, async () => {
      let [owner, next] = [seller, buyer];
      for (let round = 0; round < RACES; round += 1) {
        const tags = [random22()];
        const { activation } = await signIn(owner, tags);
        const { token } = await shop.test.run(sharing.inviteMember, asOf(owner));
        await shop.test.run(sharing.acceptInvitation, { account: other.who.account, token });
        await signIn(other);
        const [member] = (await shop.test.run(sharing.listMembers, asOf(owner))).members;
        await offer(next.username, owner);
        wait();
        const works: Promise<unknown>[] = [
          shop.test.run(ownership.releaseOwned, { ...asOf(owner), activations: [activation] }),
          accept(next),
          shop.test.run(sharing.removeMember, { ...asOf(owner), member: member?.member ?? '' }),
          ...(round % 2 === 0 ? [shop.test.run(sharing.withdrawTransfer, asOf(owner))] : []),
          accept(next),
          signIn(owner),
        ];
        const codes = await Promise.all(works.map((work) => codeOf(work)));
        const isMoved = (await ownerOf()) === next.username;
        expect(isMoved || (await ownerOf()) === owner.username, codes.join()).to.equal(true);
        if (isMoved) {
          expect(await codeOf(machines(owner))).to.equal('license_unknown');
          [owner, next] = [next, owner];
        }
        const held = await machines(owner);
        expect(held.filter(({ status }) => status === 'active').length, codes.join()).to.equal(await seats());
        expect((await shop.test.run(sharing.listMembers, asOf(owner))).members.length).to.be.at.most(
          isMoved ? 0 : 1,
        );
        for (const left of (await shop.test.run(sharing.listMembers, asOf(owner))).members)
          await shop.test.run(sharing.removeMember, { ...asOf(owner), member: left.member });
        const activationsLeft = (await machines(owner)).map(({ activation: id }) => id);
        if (activationsLeft.length > 0)
          await shop.test.run(ownership.releaseOwned, { ...asOf(owner), activations: activationsLeft });
      }
    });
  });
}
