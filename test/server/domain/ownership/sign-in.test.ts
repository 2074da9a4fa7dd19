// Sign-in to activate, on both engines: what a poll gets, that an approval takes one seat of the chosen license, and that
// nothing else than the customer's answer and time changes it.

import { expect } from 'chai';
import fc from 'fast-check';
import type { ActivateAnswer } from '../../../../client-sdk/typescript/contract/wire.ts';
import type { SignInAnswer } from '../../../../client-sdk/typescript/contract/sign-in.ts';
import { operations } from '../../../../server/domain/operations.ts';
import { toHour, toInstant } from '../../../../server/domain/kernel/day.ts';
import { judgePoll, signInOf, type SignInRow } from '../../../../server/domain/ownership/sign-in.ts';
import { codeOf, openShop, WORLDS, type Customer, type Shop } from '../../../support/accounts.ts';
import { proofOf, random22 } from '../../../support/machine.ts';
import { rounds } from '../../../support/rounds.ts';

const { activation: activations, licensing, ownership, privacy } = operations;
/** Codes end with a whole minute, so they live for ten to eleven minutes. */
const ENDED_SECONDS = 661;

describe('what a poll finds', () => {
  const now = toInstant(1_000);
  const row: SignInRow = {
    id: 'i',
    product: 'sonar',
    code: 'c',
    device: 'd',
    decision: null,
    account: null,
    license: null,
    nickname: null,
    endsSecond: now,
    endsHour: toHour(0),
  };
  const approved = { ...row, decision: 'approved', account: 'a', license: 'l' } as const;
  const denied = { ...row, decision: 'denied' } as const;
  const ended = { endsSecond: toInstant(999) };
  const CASES: readonly [what: string, row: SignInRow | undefined, asked: object, is: string][] = [
    ['no sign-in', undefined, {}, 'over'],
    ['one without an answer', row, {}, 'waiting'],
    ['in its last second', row, {}, 'waiting'],
    ['one that was approved', approved, {}, 'approved'],
    ['one that was denied', denied, {}, 'denied'],
    ['one that has ended', { ...row, ...ended }, {}, 'over'],
    ['approved, ended', { ...approved, ...ended }, {}, 'over'],
    ['denied, ended', { ...denied, ...ended }, {}, 'over'],
    ['another device code', row, { device: 'e' }, 'over'],
    ['approved, another device code', approved, { device: 'e' }, 'over'],
    ['denied, another device code', denied, { device: 'e' }, 'over'],
    ['another product', row, { product: 'echo' }, 'over'],
    ['approved, another product', approved, { product: 'echo' }, 'over'],
    ['approved by an account that was deleted', { ...approved, account: null }, {}, 'waiting'],
  ];
  for (const [what, stored, asked, is] of CASES) {
    it(`${what}: ${is}`, () => {
      const poll = { product: 'sonar', device: 'd', ...asked };
      expect(judgePoll(stored, poll, { now }, { same: (first, second) => first === second }).is).to.equal(is);
    });
  }
});

/** An app that waits. */
interface App extends SignInAnswer {
  readonly nonce: string;
  readonly tags: string[];
}

for (const [engine, open] of WORLDS) {
  describe(`a sign-in, over ${engine}`, function () {
    let shop: Shop;
    let ada: Customer;
    let eve: Customer;
    before(async () => {
      shop = await openShop(await open());
      [ada, eve] = [await shop.signUp('ada'), await shop.signUp('eve')];
    });
    after(() => shop.test.end());

    const begin = async (): Promise<App> => ({
      ...(await shop.test.run(activations.beginSignIn, { product: 'sonar' })),
      nonce: random22(),
      tags: [random22(), random22()],
    });
    const poll = ({ deviceCode, nonce, tags }: App, more: object = {}): Promise<ActivateAnswer> => {
      const sent = {
        product: 'sonar',
        deviceCode,
        nonce,
        tags,
        identity: 'adapters',
        network: null,
        ...more,
      };
      return shop.test.run(activations.activateSignedIn, sent as never);
    };
    const byCode = (customer: Customer, { userCode: code }: App) => ({ account: customer.who.account, code });
    const approve = (customer: Customer, app: App, license = customer.license, nickname = '') =>
      shop.test.run(ownership.answerSignIn, {
        ...byCode(customer, app),
        deed: 'approve',
        license,
        nickname,
        isMailed: true,
      });
    const deny = (customer: Customer, app: App) =>
      shop.test.run(ownership.answerSignIn, { ...byCode(customer, app), deed: 'deny', isMailed: false });
    const machines = async (customer: Customer) =>
      (await shop.test.run(ownership.showOwned, { account: customer.who.account, license: customer.license }))
        .machines;
    const used = async ({ license }: Customer): Promise<number> =>
      (await shop.test.run(licensing.showLicense, { license })).used;

    it('waits, and gets a seat of the chosen license with its nickname once it is approved', async () => {
      const bea = await shop.signUp('bea');
      const app = await begin();
      expect(await codeOf(poll(app))).to.equal('authorization_pending');
      const shown = await shop.test.run(ownership.lookUpSignIn, byCode(bea, app));
      expect([shown.words, shown.productName]).to.deep.equal([app.words, 'Sonar']);
      expect(shown.licenses.map(({ license }) => license)).to.deep.equal([bea.license]);
      await approve(bea, app, bea.license, ' Studio,  left ');
      expect(await used(bea), 'an approval takes no seat').to.equal(0);
      const { activation, lease } = await poll(app);
      expect(activation).to.equal(signInOf(app.deviceCode));
      const [machine, ...others] = await machines(bea);
      expect([machine?.machine, machine?.nickname, others.length]).to.deep.equal([
        app.words,
        'Studio, left',
        0,
      ]);
      expect(await used(bea)).to.equal(1);

      expect((await poll(app)).lease, 'a lost answer').to.equal(lease);
      for (const other of [{ nonce: random22() }, { tags: [random22()] }]) {
        expect(await codeOf(poll(app, other)), 'a second use').to.equal('expired_token');
      }
      expect([await used(bea), (await machines(bea)).length]).to.deep.equal([1, 1]);
    });

    it('keeps the seat of a machine that has one, and repeats a lost answer of it', async () => {
      const bea = await shop.signUp('bea-held');
      const first = await begin();
      await approve(bea, first);
      const { activation, epoch, sequence, secret } = await poll(first);
      const again = { ...(await begin()), tags: first.tags };
      const proof = proofOf(secret, [
        'activate',
        activation,
        String(epoch),
        String(sequence),
        again.nonce,
        ...again.tags,
      ]);
      await approve(bea, again);
      const held = { held: { activation, epoch, sequence, proof } };
      const kept = await poll(again, held);
      expect(kept).to.include({ activation, epoch: epoch + 1 });
      expect((await poll(again, held)).lease, 'a lost answer').to.equal(kept.lease);
      expect([await used(bea), await codeOf(poll(again, { ...held, nonce: random22() }))]).to.deep.equal([
        1,
        'expired_token',
      ]);
    });

    it('that is denied learns so, and its code is used up', async () => {
      const app = await begin();
      expect((await deny(ada, app)).license).to.equal(null);
      expect([await codeOf(poll(app)), await codeOf(poll(app))]).to.deep.equal([
        'access_denied',
        'access_denied',
      ]);
      for (const act of [approve, deny]) expect(await codeOf(act(ada, app))).to.equal('sign_in_code_unknown');
    });

    it('ends after ten minutes, approved or not, and nobody can answer it then', async () => {
      const [approved, open] = [await begin(), await begin()];
      await approve(ada, approved);
      shop.test.clock.move(600);
      expect(await codeOf(poll(open))).to.equal('authorization_pending');
      shop.test.clock.move(ENDED_SECONDS - 600);
      for (const app of [approved, open]) expect(await codeOf(poll(app))).to.equal('expired_token');
      expect(await codeOf(approve(ada, open))).to.equal('sign_in_code_unknown');
      const seats = await used(ada);
      await begin();
      expect(
        await shop.test.run(ownership.isSignInWaiting, {
          account: ada.who.account,
          license: ada.license,
          signIn: signInOf(approved.deviceCode),
        }),
      ).to.equal(false);
      expect(await used(ada)).to.equal(seats);
    });

    it('is answered for a valid license of the own account and of its product only', async () => {
      await shop.test.run(licensing.addProduct, { product: 'echo', name: 'Echo', terms: {} });
      const other = await shop.test.run(licensing.issueLicense, {
        product: 'echo',
        email: 'ada@example.com',
      });
      const { license: echo } = await shop.test.run(ownership.addOwned, {
        account: ada.who.account,
        licenseKey: other.licenseKey,
      });
      const suspended = await shop.sell();
      await shop.test.run(ownership.addOwned, { account: ada.who.account, licenseKey: suspended.licenseKey });
      await shop.test.run(licensing.suspendLicense, { license: suspended.license });
      const app = await begin();
      for (const license of [eve.license, echo, suspended.license, random22(), '']) {
        expect(await codeOf(approve(ada, app, license)), license).to.equal('request_malformed');
      }
      expect(await codeOf(approve(ada, app, ada.license, 'call 030 1234567')), 'a nickname').to.equal(
        'request_malformed',
      );
      const { licenses } = await shop.test.run(ownership.lookUpSignIn, byCode(ada, app));
      expect(licenses.map(({ license }) => license)).to.deep.equal([ada.license]);
      expect(await codeOf(poll(app))).to.equal('authorization_pending');
    });

    it('gives nothing of a license that left the account after the approval', async () => {
      const bea = await shop.signUp('bea-gone');
      const app = await begin();
      await approve(bea, app);
      await shop.test.run(ownership.disownLicense, { license: bea.license });
      expect([await codeOf(poll(app)), await used(bea)]).to.deep.equal(['access_denied', 0]);
    });

    it('is refused where no seat is left, and gets one that is released in time', async () => {
      const bea = await shop.signUp('bea-full');
      await shop.test.run(licensing.setSeats, { license: bea.license, seats: 1 });
      const [first, second] = [await begin(), await begin()];
      for (const app of [first, second]) await approve(bea, app);
      const { activation } = await poll(first);
      expect(await codeOf(poll(second))).to.equal('seats_taken');
      const released = { account: bea.who.account, license: bea.license, activations: [activation] };
      await shop.test.run(ownership.releaseOwned, released);
      expect((await poll(second)).activation).to.equal(signInOf(second.deviceCode));
    });

    it('satisfies terms that require a username by the account, whose name is then stored', async () => {
      const bea = await shop.signUp('bea-named');
      const stored = async () => (await machines(bea)).map(({ username }) => username);
      const sign = async () => {
        const app = await begin();
        await approve(bea, app);
        await poll(app);
      };
      await sign();
      expect(await stored()).to.deep.equal([null]);
      await shop.test.run(licensing.changeProduct, { product: 'sonar', terms: { usernameRequired: true } });
      await sign();
      await shop.test.run(licensing.changeProduct, { product: 'sonar', terms: { usernameRequired: false } });
      expect(await stored()).to.have.members(['bea-named', null]);
    });

    it('is shown with the personal data of who approved it', async () => {
      const bea = await shop.signUp('bea-shown');
      const app = await begin();
      await approve(bea, app, bea.license, 'attic');
      const { tables } = await shop.test.run(privacy.listPersonalData, { account: bea.who.account });
      const values = tables.find(({ table }) => table === 'sign_ins')?.values.flat() ?? [];
      expect(values.map(({ value }) => value)).to.include.members(['approved', 'attic', bea.license]);
    });

    it('races: of answers and polls at once, one answer counts, and a code gives one seat', async () => {
      for (let round = 0; round < rounds(40); round += 1) {
        const app = await begin();
        const stolen = { ...app, nonce: random22(), tags: [random22()] };
        const [ends] = await Promise.all([
          Promise.all([approve(ada, app), deny(ada, app), approve(eve, app), deny(eve, app)].map(codeOf)),
          Promise.all([poll(app), poll(stolen), poll(app)].map(codeOf)),
        ]);
        expect(ends.filter((end) => end === 'done')).to.have.length(1);
        const isApproved = ends[0] === 'done' || ends[2] === 'done';
        const polls = await Promise.all([poll(app), poll(stolen), poll(app), poll(app)].map(codeOf));
        if (isApproved) expect(polls).to.include.members(['done', 'expired_token']);
        else expect(polls).to.deep.equal(Array(4).fill('access_denied'));
        expect((await used(ada)) + (await used(eve))).to.equal(isApproved ? 1 : 0);
        for (const customer of [ada, eve]) await empty(customer);
      }
    });

    /** Gives the seats back, so that each round has a free one. */
    async function empty(customer: Customer): Promise<void> {
      const { account } = customer.who;
      const ids = (await machines(customer)).map(({ activation }) => activation);
      if (ids.length === 0) return;
      await shop.test.run(ownership.releaseOwned, { account, license: customer.license, activations: ids });
    }

    it('follows its states, whatever is done in which order', async function () {
      const bea = await shop.signUp('bea-model');
      const stranger = { deviceCode: `${random22()}.${'x'.repeat(43)}` };
      type Act = 'poll' | 'poll elsewhere' | 'steal' | 'approve' | 'deny' | 'wait' | 'look';
      const acts = fc.constantFrom<Act>('poll', 'poll elsewhere', 'steal', 'approve', 'deny', 'wait', 'look');
      await fc.assert(
        fc.asyncProperty(fc.array(acts, { minLength: 3, maxLength: 9 }), async (list) => {
          const app = await begin();
          let state: 'waiting' | 'approved' | 'denied' | 'used' | 'ended' = 'waiting';
          let age = 0;
          const atPoll = () =>
            ({
              waiting: 'authorization_pending',
              approved: 'done',
              denied: 'access_denied',
              used: 'done',
              ended: 'expired_token',
            })[state];
          for (const act of list) {
            if (act === 'wait') {
              shop.test.clock.move(331);
              age += 331;
              if (age > 660 && state !== 'used') state = 'ended';
            } else if (act === 'poll') {
              expect(await codeOf(poll(app)), state).to.equal(atPoll());
              if (state === 'approved') state = 'used';
            } else if (act === 'poll elsewhere') {
              const wrong = [
                { product: 'echo' },
                stranger,
                { deviceCode: `${signInOf(app.deviceCode)}.${'x'.repeat(43)}` },
              ];
              for (const more of wrong)
                expect(await codeOf(poll(app, more)), state).to.equal('expired_token');
            } else if (act === 'steal') {
              if (state !== 'approved')
                expect(await codeOf(poll(app, { nonce: random22(), tags: [random22()] })), state).to.equal(
                  state === 'used' ? 'expired_token' : atPoll(),
                );
            } else if (act === 'look') {
              const looked = codeOf(shop.test.run(ownership.lookUpSignIn, byCode(bea, app)));
              expect(await looked, state).to.equal(state === 'waiting' ? 'done' : 'sign_in_code_unknown');
            } else {
              const answered = await codeOf(act === 'approve' ? approve(bea, app) : deny(bea, app));
              expect(answered, state).to.equal(state === 'waiting' ? 'done' : 'sign_in_code_unknown');
              if (state === 'waiting') state = act === 'approve' ? 'approved' : 'denied';
            }
          }
          expect(await used(bea)).to.equal(state === 'used' ? 1 : 0);
          await empty(bea);
        }),
        // what a failed run leaves behind would mislead the shrinking
        { numRuns: rounds(150), endOnFailure: true },
      );
    });
  });
}
