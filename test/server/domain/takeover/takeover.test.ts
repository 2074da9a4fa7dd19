// Take-overs, on both engines: who has proved the email of a license becomes its owner after seven days in which the owner can
// refuse; then an operator decides. Nothing of the earlier owner opens the license afterwards, and its machines keep running.

import { expect } from 'chai';
import type { ActivateAnswer } from '../../../../client-sdk/typescript/contract/wire.ts';
import { addDays, DAY_SECONDS, toDay, type Day } from '../../../../server/domain/kernel/day.ts';
import { operations } from '../../../../server/domain/operations.ts';
import {
  beginTakeover,
  endOfRest,
  stageOfTakeover,
  type TakeoverRow,
  type TakeoverStage,
} from '../../../../server/domain/ownership/takeovers.ts';
import { judgeTakeover } from '../../../../server/domain/takeover/answer-takeover.ts';
import { runErasure } from '../../../../server/jobs/erasure.ts';
import { codeOf, openShop, WORLDS, type Customer, type Shop } from '../../../support/accounts.ts';
import { proven, random22 } from '../../../support/machine.ts';
import { openMailbox, type Mailbox } from '../../../support/mailbox.ts';
import { ownerIn } from '../../../support/table-rows.ts';
import { rounds } from '../../../support/rounds.ts';
import { timeAt, TODAY } from '../../../support/rows.ts';
import { startOf } from '../../../../server/domain/kernel/day.ts';

const {
  account: accounts,
  activation: activations,
  licensing,
  ownership,
  privacy,
  sharing,
  takeover,
} = operations;
const RACES = rounds(40, 4);
const WAIT_DAYS = 8;
const REST_DAYS = 90;

describe('the stage of a take-over', () => {
  const begun = beginTakeover('license', 'account', timeAt(startOf(TODAY)));
  const refusedDay = addDays(TODAY, 3);
  const refused = { ...begun, refusedDay, endsDay: addDays(refusedDay, REST_DAYS) };
  const CASES: readonly [what: string, row: TakeoverRow | undefined, days: number, is: TakeoverStage][] = [
    ['there is none', undefined, 0, 'none'],
    ['it has begun', begun, 0, 'waiting'],
    ['seven days are not over', begun, WAIT_DAYS - 1, 'waiting'],
    ['seven days are over', begun, WAIT_DAYS, 'ready'],
    ['on its last day', begun, WAIT_DAYS + 30, 'ready'],
    ['after its last day', begun, WAIT_DAYS + 31, 'none'],
    ['its account was deleted', { ...begun, account: null }, 0, 'none'],
    ['the owner has refused', refused, 3, 'contested'],
    ['the owner has refused, and the wait is over', refused, WAIT_DAYS, 'contested'],
    ['the owner refused 90 days ago', refused, 3 + REST_DAYS, 'contested'],
    ['the owner refused 91 days ago', refused, 4 + REST_DAYS, 'none'],
    ['an operator has refused', { ...refused, account: null }, 3 + REST_DAYS, 'resting'],
    ['an operator refused 91 days ago', { ...refused, account: null }, 4 + REST_DAYS, 'none'],
  ];
  for (const [what, row, days, is] of CASES) {
    it(`${what}: ${is}`, () => {
      expect(stageOfTakeover(row, timeAt(startOf(addDays(TODAY, days))))).to.equal(is);
    });
  }

  it('does not follow a clock that is not believed', () => {
    const ahead = { now: startOf(addDays(TODAY, 60)), confirmedDay: TODAY };
    expect(stageOfTakeover(begun, ahead)).to.equal('waiting');
  });

  for (const days of [-400, -9, 60]) {
    it(`gives the owner seven days, and has 90 days' rest, where it begins by a clock ${days} days apart`, () => {
      const wrong = { now: startOf(addDays(TODAY, days)), confirmedDay: TODAY };
      const row = beginTakeover('license', 'account', wrong);
      const after = (passed: number) => timeAt(startOf(addDays(TODAY, passed)));
      expect(stageOfTakeover(row, after(WAIT_DAYS - 1))).to.equal('waiting');
      const rest = { ...row, account: null, refusedDay: TODAY, endsDay: endOfRest(wrong) };
      expect(stageOfTakeover(rest, after(REST_DAYS))).to.equal('resting');
    });
  }
});

describe('whether a license can be taken over', () => {
  const DAY = toDay(20_000);
  const CASES: readonly [
    suspended: Day | null,
    revoked: Day | null,
    proved: Day | null,
    isHeld: boolean,
    is: string,
  ][] = [
    [null, null, null, false, 'free'],
    [DAY, null, null, false, 'barred'],
    [null, DAY, null, false, 'barred'],
    [null, null, DAY, false, 'barred'],
    [null, null, null, true, 'barred'],
    [DAY, DAY, DAY, true, 'barred'],
  ];
  for (const [suspendedDay, revokedDay, provedDay, isHeld, is] of CASES) {
    it(`suspended ${suspendedDay}, revoked ${revokedDay}, proved ${provedDay}, held ${isHeld}: ${is}`, () => {
      expect(judgeTakeover({ suspendedDay, revokedDay }, { provedDay }, isHeld)).to.equal(is);
    });
  }
  it('is free without an owner', () => {
    expect(judgeTakeover({ suspendedDay: null, revokedDay: null }, undefined, false)).to.equal('free');
  });
});

for (const [engine, open] of WORLDS) {
  describe(`a take-over, over ${engine}`, () => {
    let shop: Shop;
    let post: Mailbox;
    let ada: Customer;
    let thief: Customer;
    let other: Customer;
    let license: string;
    let licenseKey: string;
    let nth = 0;
    before(async () => {
      shop = await openShop(await open());
      post = openMailbox(shop.test);
      other = await shop.signUp('other');
      ada = await shop.signUp('ada');
    });
    beforeEach(async () => {
      nth += 1;
      thief = await shop.signUp(`thief-${nth}`);
      await sell();
    });
    after(() => shop.test.end());

    const email = () => `ada-${nth}@shop.example`;
    const order = () => `A-${nth}`;
    const sell = async () => {
      const sold = await shop.test.run(licensing.issueLicense, {
        product: 'sonar',
        email: email(),
        order: order(),
      });
      ({ licenseKey } = sold);
      license = sold.license.license;
      await add(thief);
      await join(other);
    };
    const asOf = ({ who: { account } }: Customer) => ({ account, license });
    const add = ({ who: { account } }: Customer) =>
      shop.test.run(ownership.addOwned, { account, licenseKey });
    const join = async (customer: Customer, owner = thief) => {
      const { token } = await shop.test.run(sharing.inviteMember, asOf(owner));
      await shop.test.run(sharing.acceptInvitation, { account: customer.who.account, token });
    };
    const begin = (by = ada) => post.claim(by, email(), true);
    const complete = (by = ada) => shop.test.run(takeover.completeTakeover, asOf(by));
    const refuse = (by = thief) => shop.test.run(takeover.refuseTakeover, asOf(by));
    const show = async (by: Customer) => {
      const { to, stage, takeable } = await shop.test.run(takeover.showTakeover, asOf(by));
      return [to, stage, takeable];
    };
    const lists = async ({ who: { account } }: Customer) => {
      const { begun, owned } = await shop.test.run(takeover.listTakeovers, { account });
      const count = (rows: { license: string }[]) => rows.filter((row) => row.license === license).length;
      return [count(begun), count(owned)];
    };
    const grant = () => shop.test.run(takeover.grantTakeover, { license });
    const dismiss = () => shop.test.run(takeover.dismissTakeover, { license });
    const wait = (days = WAIT_DAYS) => shop.test.clock.move(days * DAY_SECONDS);
    const details = () => shop.test.run(licensing.showLicense, { license });
    const ownerOf = () => ownerIn(shop.test.config, license);
    const machines = async (customer: Customer) =>
      (await shop.test.run(ownership.showOwned, asOf(customer))).machines;
    const activate = (key: string, tags = [random22()]) =>
      shop.test.run(activations.activate, {
        product: 'sonar',
        licenseKey: key,
        tags,
        nonce: random22(),
        network: '203.0.113.0/24',
      });
    const renew = (held: ActivateAnswer, tags: string[]) =>
      shop.test.run(activations.renewLease, proven('renew', held, tags));
    const signIn = async (customer: Customer, tags = [random22()]) => {
      const { userCode: code, deviceCode } = await shop.test.run(activations.beginSignIn, {
        product: 'sonar',
      });
      const answer = { ...asOf(customer), code, deed: 'approve', nickname: '', isMailed: false } as const;
      await shop.test.run(ownership.answerSignIn, answer);
      const poll = { product: 'sonar', deviceCode, nonce: random22(), tags, network: '198.51.100.0/24' };
      return shop.test.run(activations.activateSignedIn, { ...poll, identity: 'adapters' as const });
    };
    const erase = ({ who: { account } }: Customer, endLicenses = false) =>
      runErasure(
        shop.test.world,
        { account, only: [], endLicenses },
        { apply: true, urgent: false, actor: 'customer' },
      );

    it('begins only where the customer asks for it, and changes nothing yet', async () => {
      expect(await codeOf(post.claim(ada, email()))).to.equal('takeover_possible');
      expect(await lists(thief)).to.deep.equal([0, 0]);
      expect(await begin()).to.deep.equal({ is: 'done', licenses: 0, left: 0, takeovers: 1 });
      expect(await begin(), 'again').to.deep.equal({ is: 'done', licenses: 0, left: 0, takeovers: 1 });
      expect([await lists(ada), await lists(thief), await lists(other)]).to.deep.equal([
        [1, 0],
        [0, 1],
        [0, 0],
      ]);
      expect([await show(ada), await show(thief)]).to.deep.equal([
        ['claimant', 'waiting', 'free'],
        ['owner', 'waiting', 'free'],
      ]);
      expect(await codeOf(complete())).to.equal('takeover_early');
      wait(WAIT_DAYS - 1);
      expect(await codeOf(complete())).to.equal('takeover_early');
      expect(await ownerOf()).to.equal(thief.username);
    });

    it('leaves the earlier owner and the members nothing, and their apps keep running', async () => {
      const tags: [string[], string[], string[]] = [[random22()], [random22()], [random22()]];
      const byKey = await activate(licenseKey, tags[0]);
      const bySignIn = await signIn(thief, tags[1]);
      const ofMember = await signIn(other, tags[2]);
      await begin();
      wait();
      expect(await complete()).to.deep.equal({ license });
      expect(await complete(), 'sent twice').to.deep.equal({ license });
      expect(await ownerOf()).to.equal(ada.username);
      for (const customer of [thief, other])
        expect(await codeOf(machines(customer))).to.equal('license_unknown');
      expect(await codeOf(activate(licenseKey))).to.equal('license_key_unknown');
      expect(await codeOf(add(thief))).to.equal('license_key_unknown');
      for (const [held, own] of [
        [byKey, tags[0]] as const,
        [bySignIn, tags[1]] as const,
        [ofMember, tags[2]] as const,
      ])
        expect(await renew(held, own)).to.have.property('lease');
      const found = (await machines(ada)).map(({ nickname, username, network, isOwn }) => [
        nickname,
        username,
        network,
        isOwn,
      ]);
      expect(found).to.deep.equal(tags.map(() => [null, null, null, true]));
      const { account } = thief.who;
      const data = await shop.test.run(privacy.listPersonalData, { account });
      expect(JSON.stringify(data)).to.not.include(license);
    });

    it('gives the new owner a new key of the same email, also by the order', async () => {
      await begin();
      wait();
      await complete();
      expect((await shop.test.run(ownership.showOwned, asOf(ada))).key).to.equal('derivable');
      const shown = await shop.test.run(ownership.showOwnKey, { ...asOf(ada), email: email() });
      expect(shown.licenseKey).to.not.equal(licenseKey);
      expect(await codeOf(activate(shown.licenseKey ?? ''))).to.equal('done');
      const again = await shop.test.run(licensing.issueLicense, {
        product: 'sonar',
        email: email(),
        order: order(),
      });
      expect([again.alreadyIssued, again.licenseKey]).to.deep.equal([true, shown.licenseKey]);
      // the email is proved, so nobody takes the license over any more
      expect(await codeOf(begin(other))).to.equal('license_owned');
    });

    it('gives the key by the order first, and then the same in the portal', async () => {
      await begin();
      wait();
      await complete();
      const sold = { product: 'sonar', email: email(), order: order() };
      const { licenseKey: key } = await shop.test.run(licensing.issueLicense, sold);
      expect(await codeOf(activate(key))).to.equal('done');
      const shown = await shop.test.run(ownership.showOwnKey, { ...asOf(ada), email: email() });
      expect(shown.licenseKey).to.equal(key);
    });

    it('is mailed to the owner, and its answers to the account that asks', async () => {
      const unsubscribeUrl = 'https://portal.example/unsubscribe';
      for (const { who, username } of [ada, thief]) {
        const address = `${username}@notices.example`;
        await shop.test.run(accounts.setNotices, { who, wanted: ['news'], email: address, unsubscribeUrl });
      }
      const told = async (what: string, { username }: Customer) =>
        expect(await post.letters()).to.deep.equal([{ kind: 'changed', what, username }]);
      await begin();
      await told('takeover', thief);
      await refuse();
      await told('takeover refused', ada);
      await grant();
      expect(await post.letters()).to.have.deep.members([
        { kind: 'changed', what: 'taken over', username: thief.username },
        { kind: 'changed', what: 'takeover granted', username: ada.username },
      ]);
      nth += 1;
      await sell();
      await begin();
      await told('takeover', thief);
      await dismiss();
      await told('takeover ended', ada);
    });

    it('is in the answers to renewals until the owner refuses, and changes no lease', async () => {
      const tags = [random22()];
      const held = await activate(licenseKey, tags);
      const noticesOf = async (): Promise<unknown> => {
        const answer = await renew(held, tags);
        expect(answer).to.include({ activation: held.activation });
        return 'notices' in answer ? answer.notices : undefined;
      };
      expect(await noticesOf()).to.equal(undefined);
      await begin();
      expect(await noticesOf()).to.deep.equal(['takeover']);
      wait();
      expect(await noticesOf()).to.deep.equal(['takeover']);
      await shop.test.run(privacy.releasePolicy, { asked: { 'network prefixes': 60 } });
      expect(await noticesOf()).to.deep.equal(['takeover', 'policy']);
      await refuse();
      expect(await noticesOf()).to.deep.equal(['policy']);
      for (let day = 0; day < 22; day += 1) {
        wait(1);
        await shop.test.run(operations.cluster.lookAtClock, {});
      }
      expect(await noticesOf()).to.equal(undefined);
      await grant();
      expect(await noticesOf()).to.equal(undefined);
    });

    it('that the owner refuses waits for an operator, who can grant it', async () => {
      await begin();
      await refuse();
      await refuse();
      wait();
      expect([await show(ada), await show(thief)]).to.deep.equal([
        ['claimant', 'contested', 'free'],
        ['owner', 'contested', 'free'],
      ]);
      expect(await codeOf(complete())).to.equal('takeover_barred');
      const { items } = await shop.test.run(takeover.listOpenTakeovers, {});
      const listed = items.find((item) => item.license === license);
      expect(listed?.stage).to.equal('contested');
      const { contested, firstEndsOn, open } = await shop.test.run(takeover.countTakeovers, {});
      const waiting = items.filter(({ stage }) => stage === 'contested');
      expect([open, contested, firstEndsOn]).to.deep.equal([
        items.length,
        waiting.length,
        waiting[0]?.endsOn,
      ]);
      expect(await grant()).to.deep.equal({ license });
      expect(await ownerOf()).to.equal(ada.username);
      expect(await codeOf(grant())).to.equal('takeover_unknown');
      expect(await codeOf(activate(licenseKey))).to.equal('license_key_unknown');
      const holdings = await shop.test.run(privacy.listHoldings, { license, limit: 1_000 });
      expect(JSON.stringify(holdings)).to.include('takeover grant');
    });

    it('that is refused is not begun again for 90 days, by anybody', async () => {
      await begin();
      await refuse();
      wait(REST_DAYS - 1);
      await dismiss();
      expect(await codeOf(grant())).to.equal('takeover_unknown');
      expect(await codeOf(complete())).to.equal('license_unknown');
      expect(await show(thief)).to.deep.equal(['owner', 'resting', 'free']);
      const [member] = (await shop.test.run(sharing.listMembers, asOf(thief))).members;
      await shop.test.run(sharing.removeMember, { ...asOf(thief), member: member?.member ?? '' });
      wait(REST_DAYS);
      for (const customer of [ada, other]) expect(await codeOf(begin(customer))).to.equal('license_owned');
      await join(other);
      wait(1);
      expect(await begin()).to.deep.equal({ is: 'done', licenses: 0, left: 0, takeovers: 1 });
    });

    it('that the owner refuses ends by itself after 90 days', async () => {
      await begin();
      await refuse();
      wait(REST_DAYS);
      expect(await codeOf(begin(other)), 'one at a time').to.equal('license_owned');
      wait(1);
      expect(await codeOf(grant())).to.equal('takeover_unknown');
      expect(await show(thief)).to.deep.equal(['owner', 'none', 'free']);
    });

    it('is one at a time, and can be withdrawn', async () => {
      await begin();
      expect(await codeOf(begin(other))).to.equal('license_owned');
      await shop.test.run(takeover.withdrawTakeover, asOf(ada));
      expect(await codeOf(complete())).to.equal('license_unknown');
      const third = await shop.signUp(`third-${nth}`);
      expect(await begin(third)).to.deep.equal({ is: 'done', licenses: 0, left: 0, takeovers: 1 });
      await refuse();
      await shop.test.run(takeover.withdrawTakeover, asOf(third));
      expect(await codeOf(begin()), 'after a refusal the rest goes on').to.equal('license_owned');
    });

    it('is nobody else’s to see, to refuse, to withdraw or to complete', async () => {
      await begin();
      wait();
      const stranger = await shop.signUp(`stranger-${nth}`);
      for (const customer of [other, stranger])
        for (const act of [
          takeover.showTakeover,
          takeover.refuseTakeover,
          takeover.withdrawTakeover,
          takeover.completeTakeover,
        ])
          expect(
            await codeOf(shop.test.run(act as typeof takeover.completeTakeover, asOf(customer))),
          ).to.equal('license_unknown');
      const withdrawn = shop.test.run(takeover.withdrawTakeover, asOf(thief));
      expect(await codeOf(withdrawn)).to.equal('license_unknown');
      expect(await complete(thief)).to.deep.equal({ license });
      expect(await ownerOf(), 'an owner stays it').to.equal(thief.username);
      expect(await codeOf(refuse(ada))).to.equal('license_unknown');
    });

    it('ends when the owner proves the email', async () => {
      await begin();
      expect(await post.claim(thief, email())).to.deep.include({ licenses: 1 });
      wait();
      expect(await codeOf(complete())).to.equal('license_unknown');
      expect(await codeOf(grant())).to.equal('takeover_unknown');
      expect(await codeOf(begin())).to.equal('license_owned');
    });

    it('is not stopped by a recovery address that the owner adds later', async () => {
      await begin();
      const pageUrl = 'https://portal.example';
      await post.letters();
      const address = `${thief.username}@own.example`;
      await shop.test.run(accounts.askRecoveryEmail, { who: thief.who, email: address, pageUrl });
      const [letter] = await post.letters();
      const shown = { code: letter?.kind === 'proof' ? letter.code : '' };
      await shop.test.run(accounts.proveRecoveryEmail, { who: thief.who, shown });
      wait();
      expect(await codeOf(complete())).to.equal('done');
    });

    for (const endLicenses of [false, true]) {
      it(`is done at once when the owner leaves${endLicenses ? ' and wants to end the license' : ''}`, async () => {
        await begin();
        await erase(thief, endLicenses);
        expect(await ownerOf()).to.equal(null);
        expect(await show(ada)).to.deep.equal(['claimant', 'ready', 'free']);
        expect(await codeOf(complete())).to.equal('done');
        expect(await ownerOf()).to.equal(ada.username);
        const shown = await shop.test.run(ownership.showOwnKey, { ...asOf(ada), email: email() });
        expect(await codeOf(activate(shown.licenseKey ?? ''))).to.equal('done');
      });
    }

    it('does not wait longer when another account adds the license by its key', async () => {
      await begin();
      wait(WAIT_DAYS - 1);
      await erase(thief);
      const second = await shop.signUp(`second-${nth}`);
      await add(second);
      await join(other, second);
      expect(await show(second)).to.deep.equal(['owner', 'waiting', 'free']);
      expect(await codeOf(complete())).to.equal('takeover_early');
      wait(1);
      expect(await codeOf(complete())).to.equal('done');
    });

    it('is given up with the account that asks', async () => {
      const guest = await shop.signUp(`guest-${nth}`);
      await begin(guest);
      await erase(guest);
      expect([await lists(thief), await show(thief)]).to.deep.equal([
        [0, 0],
        ['owner', 'none', 'free'],
      ]);
      expect(await begin()).to.deep.equal({ is: 'done', licenses: 0, left: 0, takeovers: 1 });
    });

    const hold = (input: object) =>
      shop.test.run(privacy.addHold, { class: 'all', reason: 'law', authority: 'Court', ...input });
    const BARS: readonly [what: string, act: () => Promise<unknown>, code: string][] = [
      ['suspends the license', () => shop.test.run(licensing.suspendLicense, { license }), 'takeover_barred'],
      ['revokes the license', () => shop.test.run(licensing.revokeLicense, { license }), 'takeover_barred'],
      ['holds the license', () => hold({ license }), 'takeover_barred'],
      ['holds the account', () => hold({ username: thief.username }), 'takeover_barred'],
      [
        'corrects its email',
        () => shop.test.run(licensing.correctLicense, { license, email: `right-${nth}@shop.example` }),
        'license_unknown',
      ],
    ];
    for (const [what, act, code] of BARS) {
      it(`is not done after an operator ${what}`, async () => {
        await begin();
        wait();
        await act();
        expect(await codeOf(complete())).to.equal(code);
        expect(await codeOf(grant())).to.equal(code === 'license_unknown' ? 'takeover_unknown' : code);
        expect(await ownerOf()).to.equal(thief.username);
      });
    }

    it(`races through ${RACES} rounds with one owner and exact seats`, async () => {
      for (let round = 0; round < RACES; round += 1) {
        nth += 1;
        thief = await shop.signUp(`thief-${nth}`);
        await sell();
        const { activation } = await signIn(thief);
        await signIn(other);
        await begin();
        const code = await post.askClaim(thief, email());
        const second = await post.askClaim(other, email());
        wait();
        const [member] = (await shop.test.run(sharing.listMembers, asOf(thief))).members;
        const proof = (customer: Customer, typed: string) =>
          shop.test.run(ownership.proveClaim, {
            who: customer.who,
            email: email(),
            code: typed,
            takeOver: true,
          });
        const works: Promise<unknown>[] = [
          shop.test.run(ownership.releaseOwned, { ...asOf(thief), activations: [activation] }),
          complete(),
          shop.test.run(sharing.removeMember, { ...asOf(thief), member: member?.member ?? '' }),
          ...[
            () => [refuse(), proof(other, second)],
            () => [
              proof(thief, code),
              shop.test.run(sharing.offerTransfer, { ...asOf(thief), username: 'other', isMailed: false }),
            ],
            () => [grant(), dismiss()],
            () => [erase(thief)],
          ][round % 4]!(),
          complete(),
          signIn(thief),
        ];
        const codes = (await Promise.all(works.map((work) => codeOf(work)))).join();
        const { account, used } = await details();
        expect([thief.username, ada.username, other.username, null], codes).to.include(account);
        const { items } = await shop.test.run(activations.listActivations, { license });
        expect(items.filter(({ status }) => status === 'active').length, codes).to.equal(used);
        if (account !== ada.username) continue;
        expect(await codeOf(machines(thief)), codes).to.equal('license_unknown');
        expect((await shop.test.run(sharing.listMembers, asOf(ada))).members, codes).to.deep.equal([]);
        expect(await codeOf(activate(licenseKey)), codes).to.equal('license_key_unknown');
        expect(await codeOf(grant()), codes).to.equal('takeover_unknown');
      }
    });
  });
}
