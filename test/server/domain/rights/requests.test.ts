// Requests about personal data, on both engines: a link proves the address, the request is about what was proved and
// nothing else, each end is mailed, and a closed request has nothing of its person.

import { expect } from 'chai';
import { join } from 'node:path';
import { runPurge } from '../../../../server/composition/world.ts';
import { prepareMailKey, readPrivateMailKey } from '../../../../server/crypto/mail-key.ts';
import { openSealedAddress, openSealedMail } from '../../../../server/crypto/sealed-mail.ts';
import { DAY_SECONDS, dayOf } from '../../../../server/domain/kernel/day.ts';
import type { Letter } from '../../../../server/domain/kernel/letter.ts';
import type { RequestKind } from '../../../../server/domain/kernel/rights.ts';
import { operations } from '../../../../server/domain/operations.ts';
import { isRequestLinkOpen, LINK_DAYS } from '../../../../server/domain/rights/ask-request.ts';
import { ANSWER_DAYS, wayOf } from '../../../../server/domain/rights/decide-request.ts';
import { codeOf, openShop, WORLDS, type Shop } from '../../../support/accounts.ts';
import { random22 } from '../../../support/machine.ts';

const { account: accounts, activation, mail, rights } = operations;
const PAGES = {
  answerUrl: 'https://portal.example/answers',
  dataUrl: 'https://portal.example/settings/held',
};

describe('the way of an answer', () => {
  const CASES = [
    ['access', { licenses: 1, accounts: 0, strangers: 1 }, 'link'],
    ['access', { licenses: 0, accounts: 1, strangers: 0 }, 'portal'],
    ['access', { licenses: 2, accounts: 1, strangers: 0 }, 'portal'],
    ['know', { licenses: 2, accounts: 1, strangers: 1 }, 'link'],
    ['portability', { licenses: 0, accounts: 0, strangers: 0 }, 'mail'],
    ['erasure', { licenses: 1, accounts: 1, strangers: 0 }, 'mail'],
    ['objection', { licenses: 1, accounts: 0, strangers: 1 }, 'mail'],
  ] as const;
  for (const [kind, found, way] of CASES) {
    it(`to ${kind} with ${JSON.stringify(found)}: ${way}`, () => {
      expect(wayOf(kind, found)).to.equal(way);
    });
  }
});

for (const [engine, open] of WORLDS) {
  describe(`requests about personal data, over ${engine}`, () => {
    let shop: Shop;
    let people = 0;
    let email: string;
    before(async () => {
      shop = await openShop(await open());
      prepareMailKey(shop.test.config.keysFolder, join(shop.test.folder, 'mailer.key'));
    });
    beforeEach(() => {
      email = `person-${(people += 1)}@shop.example`;
    });
    after(() => shop.test.end());

    const mails = async (): Promise<{ to: string | undefined; letter: Letter }[]> => {
      const key = readPrivateMailKey(join(shop.test.folder, 'mailer.key'));
      const taken = await shop.test.run(mail.takeMails, {});
      for (const { mail: sent } of taken) await shop.test.run(mail.deleteMail, { mail: sent });
      return Promise.all(
        taken.map(async ({ sealed }) => {
          const { to, letter } = await openSealedMail(sealed, key);
          const sealedTo =
            to !== null && 'sealed' in to ? await openSealedAddress(to.sealed, key) : undefined;
          return { to: to !== null && 'email' in to ? to.email : sealedTo?.email, letter };
        }),
      );
    };
    const link = async (address = email): Promise<string> => {
      await mails();
      await shop.test.run(rights.askRequest, {
        email: address,
        kind: 'access',
        pageUrl: 'https://p.example',
      });
      const [sent] = await mails();
      expect(sent?.to).to.equal(address);
      return sent?.letter.kind === 'request' ? new URL(sent.letter.link).pathname.slice(1) : '';
    };
    const NO_PROOF = { asker: 'self', licenseKey: '', username: '' } as const;
    const confirm = (token: string, more: object = {}, kind: RequestKind = 'access') =>
      shop.test.run(rights.confirmRequest, { token, kind, email, ...NO_PROOF, ...more });
    const make = async (kind: RequestKind = 'access'): Promise<string> =>
      (await confirm(await link(), {}, kind)).request;
    const show = (request: string) => shop.test.run(rights.showRequest, { request });
    const answer = (request: string, nothing = false) =>
      shop.test.run(rights.answerRequest, { request, nothing, ...PAGES });
    const days = (count: number) => shop.test.clock.move(count * DAY_SECONDS);
    const tokenIn = (letter: Letter | undefined): string =>
      letter?.kind === 'request answered' ? (letter.link ?? '').slice(PAGES.answerUrl.length + 1) : '';
    const tables = async (token: string) =>
      (await shop.test.run(rights.showAnswer, { token })).tables.map(({ table }) => table);
    const recoverBy = async (username: string, address: string) => {
      const customer = await shop.signUp(username, `other-${username}@shop.example`);
      const pageUrl = 'https://portal.example';
      await shop.test.run(accounts.askRecoveryEmail, { who: customer.who, email: address, pageUrl });
      const [sent] = await mails();
      const shown = { code: sent?.letter.kind === 'proof' ? sent.letter.code : '' };
      await shop.test.run(accounts.proveRecoveryEmail, { who: customer.who, shown });
      await mails();
      return customer;
    };

    it('store nothing until the link comes back with its address, within three days', async () => {
      const token = await link();
      expect((await shop.test.run(rights.countRequests, {})).held).to.equal(0);
      expect(await codeOf(confirm(token, { email: 'eve@shop.example' }))).to.equal('link_unknown');
      expect(await codeOf(confirm(token.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))))).to.equal(
        'link_unknown',
      );
      days(LINK_DAYS);
      expect(isRequestLinkOpen(token, dayOf(shop.test.clock.now()))).to.equal(true);
      const made = await confirm(token);
      const { receivedOn, acknowledgedOn } = await show(made.request);
      expect(receivedOn < acknowledgedOn, 'received on the day of the mail').to.equal(true);
      days(1);
      expect(isRequestLinkOpen(token, dayOf(shop.test.clock.now()))).to.equal(false);
      expect(await codeOf(confirm(token, {}, 'erasure'))).to.equal('link_unknown');
      await answer(made.request);
    });

    it('are made once by one link and kind', async () => {
      const token = await link();
      const [first, second, other] = [
        await confirm(token),
        await confirm(token),
        await confirm(token, {}, 'erasure'),
      ];
      expect(second).to.deep.equal(first);
      expect(other.request).to.not.equal(first.request);
    });

    it('are made once by forms that are sent at the same time', async () => {
      await shop.sell(email);
      const token = await link();
      const made = await Promise.all(Array.from({ length: 4 }, () => confirm(token)));
      expect(new Set(made.map(({ request }) => request)).size).to.equal(1);
      const { licenses } = await show(made[0]?.request ?? '');
      expect(licenses).to.have.length(1);
    });

    it('are not about an account that the address no longer recovers', async () => {
      const { who } = await recoverBy(`mover-${people}`, email);
      const request = await make();
      await shop.test.run(accounts.removeRecoveryEmail, { who });
      expect((await show(request)).accounts).to.deep.equal([]);
      expect(await answer(request)).to.include({ outcome: 'nothing' });
      await mails();
    });

    it('are shown to an operator for a purpose only', async () => {
      const request = await make();
      const { world } = shop.test;
      expect(await codeOf(world.run(rights.showRequest, { request }, 'terminal:test'))).to.equal(
        'request_malformed',
      );
      expect((await show(request)).kind).to.equal('access');
    });

    it('are about the licenses and accounts of the address, and about no others', async () => {
      const bought = await shop.sell(email);
      const { who } = await recoverBy(`reader-${people}`, email);
      await shop.sell(`stranger-${people}@shop.example`);
      const { licenses, accounts: found } = await show(await make());
      expect([licenses, found]).to.deep.equal([[bought.license], [who.account]]);
    });

    it('are about the license of a key that is shown with its owner’s username, and refuse any other pair', async () => {
      const owner = await shop.signUp(`owner-${people}`, `elsewhere-${people}@shop.example`);
      const unowned = await shop.sell(`elsewhere-${people}@shop.example`);
      const token = await link();
      for (const wrong of [
        { licenseKey: owner.licenseKey, username: `someone-${people}` },
        { licenseKey: unowned.licenseKey, username: owner.username },
        { licenseKey: 'SONAR-1', username: owner.username },
      ]) {
        expect(await codeOf(confirm(token, wrong))).to.equal('rights_proof_wrong');
      }
      const proof = { licenseKey: owner.licenseKey, username: owner.username.toUpperCase() };
      const { licenses } = await show((await confirm(token, proof)).request);
      expect(licenses).to.deep.equal([owner.license]);
    });

    it('to see what is stored are answered by a link for seven days, and to what the person proved alone', async () => {
      const bought = await shop.sell(email);
      const { licenseKey } = bought;
      const machine = { tags: [random22()], nonce: random22(), network: '203.0.113.0/24' };
      await shop.test.run(activation.activate, { product: 'sonar', licenseKey, ...machine });
      const request = await make();
      expect(await answer(request)).to.include({ standing: 'closed', outcome: 'granted' });
      const [sent] = await mails();
      expect(sent).to.deep.include({ to: email });
      expect(sent?.letter).to.include({ kind: 'request answered', way: 'link', isNothing: false });
      const token = tokenIn(sent?.letter);
      expect(await tables(token)).to.include.members(['licenses', 'activations', 'device_tags']);
      const { rows } = await shop.test.run(rights.exportAnswer, { token });
      expect(rows.map(({ table }) => table)).to.include.members(await tables(token));
      days(ANSWER_DAYS);
      expect(await tables(token)).to.include('licenses');
      days(1);
      expect(await codeOf(shop.test.run(rights.showAnswer, { token }))).to.equal('link_unknown');
      expect(await codeOf(shop.test.run(rights.exportAnswer, { token }))).to.equal('link_unknown');
      expect(await codeOf(answer(request))).to.equal('request_closed');
    });

    it('of a buyer do not show the machines of somebody else who owns the license', async () => {
      const bought = await shop.sell(email);
      const { licenseKey } = bought;
      const owner = await shop.signUp(`holder-${people}`);
      await shop.test.run(operations.ownership.addOwned, { account: owner.who.account, licenseKey });
      const machine = { tags: [random22()], nonce: random22(), network: null };
      await shop.test.run(activation.activate, { product: 'sonar', licenseKey, ...machine });
      await answer(await make());
      const [sent] = await mails();
      const seen = await tables(tokenIn(sent?.letter));
      expect(seen).to.include('licenses').and.to.not.include.members(['activations']);
      expect(seen).to.not.include('owners').and.to.not.include('accounts');
    });

    it('of a person with an account are answered in the portal, without a link to the data', async () => {
      await recoverBy(`account-${people}`, email);
      await answer(await make());
      const [sent] = await mails();
      expect(sent?.letter).to.include({ way: 'portal', link: PAGES.dataUrl });
    });

    it('about nobody are answered so', async () => {
      expect(await answer(await make())).to.include({ outcome: 'nothing' });
      expect((await mails())[0]?.letter).to.include({ isNothing: true, way: 'mail', link: null });
    });

    it('are extended once, until their day, with a reason', async () => {
      const request = await make();
      const due = (await show(request)).dueOn;
      const extended = await shop.test.run(rights.extendRequest, { request, reason: 'complex' });
      expect(extended.dueOn > due).to.equal(true);
      expect((await mails())[0]?.letter).to.include({ kind: 'request extended', dueOn: extended.dueOn });
      const again = shop.test.run(rights.extendRequest, { request, reason: 'many' });
      expect(await codeOf(again)).to.equal('request_extended');
      const late = await make('erasure');
      days(40);
      expect(await show(late)).to.include({ standing: 'overdue' });
      const tooLate = shop.test.run(rights.extendRequest, { request: late, reason: 'many' });
      expect(await codeOf(tooLate)).to.equal('extension_late');
      const { items } = await shop.test.run(rights.listRequests, { closed: false });
      expect(items[0]).to.include({ standing: 'overdue' });
      expect(items.map(({ dueOn }) => dueOn)).to.deep.equal(items.map(({ dueOn }) => dueOn).toSorted());
      expect((await shop.test.run(rights.countRequests, {})).overdue).to.be.above(0);
    });

    it('are refused for a reason of their kind, and a third request to know in twelve months as such', async () => {
      const wrong = await make();
      const unfit = shop.test.run(rights.refuseRequest, { request: wrong, reason: 'law' });
      expect(await codeOf(unfit)).to.equal('request_malformed');
      await shop.test.run(rights.refuseRequest, { request: wrong, reason: 'unidentified' });
      expect((await mails())[0]).to.deep.include({ to: email });
      await shop.sell(email);
      for (const nth of [1, 2]) {
        const request = await make('know');
        const soon = shop.test.run(rights.refuseRequest, { request, reason: 'twice' });
        expect(await codeOf(soon), `request ${nth}`).to.equal('request_malformed');
        await answer(request);
        await mails();
        days(ANSWER_DAYS + 1);
      }
      const third = await make('know');
      expect((await show(third)).reasons).to.include('twice');
      await shop.test.run(rights.refuseRequest, { request: third, reason: 'twice' });
      await mails();
      days(365);
      expect((await show(await make('know'))).reasons).to.not.include('twice');
    });

    it('that are closed keep kind, days and outcome for 24 months, and then nothing', async () => {
      await shop.sell(email);
      const request = await make('rectification');
      await shop.test.run(rights.closeRequest, { request, reason: 'withdrawn' });
      expect(await mails()).to.deep.equal([]);
      const closed = await show(request);
      expect(closed).to.include({ kind: 'rectification', outcome: 'closed', reason: 'withdrawn' });
      expect([closed.licenses, closed.accounts]).to.deep.equal([[], []]);
      const isKept = async () => {
        await runPurge(shop.test.world, { apply: true });
        return (await codeOf(show(request))) === 'done';
      };
      days(730);
      expect(await isKept()).to.equal(true);
      days(1);
      expect(await isKept()).to.equal(false);
    });
  });
}
