// Members, on both engines: an offer makes nobody a member until it is accepted, and says nothing about usernames; a member
// has one seat and never the key; who is removed has nothing left, and the others keep what is theirs.

import { expect } from 'chai';
import { join as pathOf } from 'node:path';
import type { ActivateAnswer } from '../../../../client-sdk/typescript/contract/wire.ts';
import { beginSupport } from '../../../../server/composition/support.ts';
import { operations } from '../../../../server/domain/operations.ts';
import { DAY_SECONDS } from '../../../../server/domain/kernel/day.ts';
import { INVITED_SIGN_UPS } from '../../../../server/domain/account/login-throttle.ts';
import { MEMBERS_MAX } from '../../../../server/domain/ownership/members.ts';
import { runErasure } from '../../../../server/jobs/erasure.ts';
import { codeOf, openShop, PASSWORD, WORLDS, type Customer, type Shop } from '../../../support/accounts.ts';
import { proofOf, proven, random22 } from '../../../support/machine.ts';
import { rounds } from '../../../support/rounds.ts';
import { rowsIn } from '../../../support/table-rows.ts';

const { activation: activations, licensing, ownership, privacy, sharing } = operations;
const RACES = rounds(60, 3);

for (const [engine, open] of WORLDS) {
  describe(`members, over ${engine}`, function () {
    let shop: Shop;
    let owner: Customer;
    let bea: Customer;
    let cy: Customer;
    let nth = 0;
    before(async () => {
      shop = await openShop(await open());
      beginSupport(shop.test.config, pathOf(shop.test.folder, 'support.key'));
      [owner, bea, cy] = [await shop.signUp('ada'), await shop.signUp('bea'), await shop.signUp('cy')];
    });
    beforeEach(async () => {
      nth += 1;
      const sold = await shop.sell(`owner-${nth}@example.com`);
      const { account } = owner.who;
      await shop.test.run(ownership.addOwned, { account, licenseKey: sold.licenseKey });
      owner = { ...owner, ...sold };
    });
    after(() => shop.test.end());

    const ofLicense = ({ who: { account } }: Customer, license = owner.license) => ({ account, license });
    const offer = (to: string, by = owner) =>
      shop.test.run(sharing.offerSeat, { ...ofLicense(by), username: to });
    const offersTo = ({ who: { account } }: Customer) => shop.test.run(sharing.listOffers, { account });
    const accept = async (customer: Customer) => {
      const [waiting] = await offersTo(customer);
      const asked = { account: customer.who.account, offer: waiting?.offer ?? '' };
      return shop.test.run(sharing.acceptOffer, asked);
    };
    const join = async (customer: Customer) => {
      await offer(customer.username);
      await accept(customer);
    };
    const members = (by = owner) => shop.test.run(sharing.listMembers, ofLicense(by));
    const memberOf = async (customer: Customer) =>
      (await shop.test.run(ownership.showOwned, ofLicense(customer))).memberId ?? '';
    const remove = async (customer: Customer, by = owner) =>
      shop.test.run(sharing.removeMember, { ...ofLicense(by), member: await memberOf(customer) });
    const appoint = (member: string, { by = owner, isManager = true } = {}) =>
      shop.test.run(sharing.appointMember, { ...ofLicense(by), member, isManager });
    const signIn = async (
      customer: Customer,
      { license = owner.license, tags = [random22(), random22()], nickname = '' } = {},
    ): Promise<ActivateAnswer> => {
      const { userCode: code, deviceCode } = await shop.test.run(activations.beginSignIn, {
        product: 'sonar',
      });
      const approval = { account: customer.who.account, code, deed: 'approve', license, nickname } as const;
      await shop.test.run(ownership.answerSignIn, { ...approval, isMailed: false });
      const poll = { product: 'sonar', deviceCode, nonce: random22(), tags, network: '203.0.113.0/24' };
      return shop.test.run(activations.activateSignedIn, { ...poll, identity: 'adapters' as const });
    };
    const seats = async () => (await shop.test.run(licensing.showLicense, { license: owner.license })).used;
    const machines = async (customer: Customer) =>
      (await shop.test.run(ownership.showOwned, ofLicense(customer))).machines;

    const sendBundle = async ({ activation, epoch, sequence, secret }: ActivateAnswer) => {
      const [nonce, hash] = [random22(), 'h'.repeat(43)];
      const proof = proofOf(secret, ['bundle', activation, String(epoch), String(sequence), nonce, hash]);
      const proven = { activation, epoch, sequence, proof };
      return (await shop.test.run(activations.takeBundle, { nonce, zip: '', bytes: 1, hash, proven })).bundle;
    };
    const data = async ({ who: { account } }: Customer) =>
      JSON.stringify(await shop.test.run(privacy.listPersonalData, { account }));
    const left = async () =>
      (await shop.test.run(activations.listBundles, { limit: 1_000 })).items.map(({ bundle }) => bundle);

    describe('what one license bounds', () => {
      const signUpBy = async (username: string) => {
        const { token } = await shop.test.run(sharing.inviteMember, ofLicense(owner));
        const account = {
          username,
          password: 'a hash',
          terms: '2026-01',
          remember: false,
          recoveryCodes: [],
        };
        return codeOf(shop.test.run(sharing.signUpInvited, { ...account, token }));
      };
      it('the accounts that its invitations make in a day, though members are removed', async () => {
        const removeFirst = async () => {
          const [first] = (await members()).members;
          await shop.test.run(sharing.removeMember, { ...ofLicense(owner), member: first?.member ?? '' });
        };
        // on PostgreSQL, the count after the first one is set, but in the full run
        const { atOnce } = INVITED_SIGN_UPS;
        const signUps = engine === 'SQLite' ? atOnce : rounds(atOnce, 1);
        for (let made = 0; made < signUps; made += 1) {
          expect(await signUpBy(`guest-${nth}-${made}`)).to.equal('done');
          if (made % 10 === 9) for (let removed = 0; removed < 10; removed += 1) await removeFirst();
        }
        if (signUps < atOnce)
          await rowsIn(shop.test.config, `UPDATE attempts SET failures = ${atOnce} WHERE failures = 1`);
        expect(await signUpBy(`guest-${nth}-more`)).to.equal('invitations_used_up');
        const { token } = await shop.test.run(sharing.inviteMember, ofLicense(owner));
        const accepted = shop.test.run(sharing.acceptInvitation, { account: bea.who.account, token });
        expect(await codeOf(accepted), 'an account that exists').to.equal('done');
        shop.test.clock.move(DAY_SECONDS);
        expect(await signUpBy(`guest-${nth}-more`), 'the next day').to.equal('done');
      });

      it('the releases of its members, which leave half of a year to the owner', async () => {
        await shop.test.run(licensing.changeProduct, { product: 'sonar', terms: { releasesPerYear: 4 } });
        try {
          const own = await shop.test.run(activations.activate, {
            product: 'sonar',
            licenseKey: owner.licenseKey,
            tags: [random22()],
            nonce: random22(),
            network: null,
          });
          await join(bea);
          const release = (by: Customer, activation: string) =>
            codeOf(shop.test.run(ownership.releaseOwned, { ...ofLicense(by), activations: [activation] }));
          expect(await release(bea, (await signIn(bea)).activation)).to.equal('done');
          expect(await release(bea, (await signIn(bea)).activation)).to.equal('done');
          const tags = [random22()];
          const last = await signIn(bea, { tags });
          expect(await release(bea, last.activation)).to.equal('release_limit_reached');
          const byApp = shop.test.run(activations.releaseLease, proven('release', last, tags));
          expect(await codeOf(byApp), 'nor by the app').to.equal('release_limit_reached');
          expect(await codeOf(remove(bea, bea)), 'nor by leaving').to.equal('release_limit_reached');
          expect(await release(owner, own.activation)).to.equal('done');
          expect(await codeOf(remove(bea)), 'by the owner').to.equal('done');
          expect(await seats()).to.equal(0);
        } finally {
          await shop.test.run(licensing.changeProduct, {
            product: 'sonar',
            terms: { releasesPerYear: null },
          });
        }
      });
    });

    describe('an offer', () => {
      it('makes a member only when it is accepted, and is used up', async () => {
        await offer(bea.username.toUpperCase());
        expect(await codeOf(machines(bea))).to.equal('license_unknown');
        const [waiting, ...more] = await offersTo(bea);
        expect([waiting?.productName, more]).to.deep.equal(['Sonar', []]);
        expect(await accept(bea)).to.deep.equal({ license: owner.license });
        expect(await machines(bea)).to.deep.equal([]);
        expect(await offersTo(bea)).to.deep.equal([]);
        const { members: shown, offers } = await members();
        expect(shown.map(({ name, username, machines: own }) => [name, username, own])).to.deep.equal([
          ['M1', null, []],
        ]);
        expect(offers).to.deep.equal([]);
      });

      it('is listed alike for a name that nobody has, and for whom there is nothing to offer', async () => {
        await join(cy);
        for (const username of [bea.username, 'nobody-at-all', cy.username, owner.username, bea.username])
          expect(Object.keys(await offer(username))).to.deep.equal(['name']);
        const { offers } = await members();
        expect(offers.map(({ name }) => name).toSorted()).to.deep.equal(['M2', 'M3', 'M4', 'M5', 'M6']);
        expect(new Set(offers.map(({ kind, endsDay }) => `${kind} ${endsDay}`)).size).to.equal(1);
        expect((await offersTo(bea)).length).to.equal(1);
        for (const customer of [cy, owner]) expect(await offersTo(customer)).to.deep.equal([]);
      });

      it('is open for seven days, to the account that it was made for', async () => {
        await offer(bea.username);
        const [{ offer: id } = { offer: '' }] = await offersTo(bea);
        const to = ({ who: { account } }: Customer) => ({ account, offer: id });
        for (const act of [sharing.showOffer, sharing.acceptOffer, sharing.declineOffer])
          expect(await codeOf(shop.test.run(act as typeof sharing.showOffer, to(cy)))).to.equal(
            'invitation_unknown',
          );
        shop.test.clock.move(7 * DAY_SECONDS);
        expect((await shop.test.run(sharing.showOffer, to(bea))).productName).to.equal('Sonar');
        shop.test.clock.move(DAY_SECONDS);
        expect(await codeOf(shop.test.run(sharing.acceptOffer, to(bea)))).to.equal('invitation_unknown');
        expect((await members()).offers).to.deep.equal([]);
      });

      it('can be taken back and declined', async () => {
        await offer(bea.username);
        const [{ offer: id } = { offer: '' }] = (await members()).offers;
        await shop.test.run(sharing.withdrawOffer, { ...ofLicense(cy, cy.license), offer: id });
        expect((await offersTo(bea)).length, 'by the owner of another license').to.equal(1);
        await shop.test.run(sharing.withdrawOffer, { ...ofLicense(owner), offer: id });
        expect(await codeOf(accept(bea))).to.equal('invitation_unknown');
        await offer(cy.username);
        const [{ offer: to } = { offer: '' }] = await offersTo(cy);
        await shop.test.run(sharing.declineOffer, { account: cy.who.account, offer: to });
        expect(await offersTo(cy)).to.deep.equal([]);
        expect(
          await codeOf(shop.test.run(sharing.showOffer, { account: cy.who.account, offer: to })),
        ).to.equal('invitation_unknown');
      });

      it('is listed by the owner until its end, whether it was declined or nobody has the name', async () => {
        await offer(cy.username);
        await offer('nobody-at-all');
        const before = await members();
        const [{ offer: to } = { offer: '' }] = await offersTo(cy);
        await shop.test.run(sharing.declineOffer, { account: cy.who.account, offer: to });
        expect(await members()).to.deep.equal(before);
        shop.test.clock.move(8 * DAY_SECONDS);
        expect((await members()).offers).to.deep.equal([]);
      });

      it('has the same values in the data of the owner, whether or not an account has the name', async () => {
        owner = await shop.signUp('asking');
        for (const username of [bea.username, 'nobody-at-all', cy.username]) await offer(username);
        const { tables } = await shop.test.run(privacy.listPersonalData, { account: owner.who.account });
        const rows = tables.find(({ table }) => table === 'member_offers')?.values ?? [];
        const kinds = rows.map((values) => values.map(({ purpose, form }) => `${purpose} ${form}`).join());
        expect([rows.length, new Set(kinds).size]).to.deep.equal([3, 1]);
      });

      it(`is refused beyond ${MEMBERS_MAX} members and offers`, async () => {
        for (let made = 0; made < MEMBERS_MAX; made += 1) await offer(`somebody-${made}`);
        expect(await codeOf(offer(bea.username))).to.equal('list_full');
        expect(await codeOf(shop.test.run(sharing.inviteMember, ofLicense(owner)))).to.equal('list_full');
      });
    });

    describe('an invitation', () => {
      const invite = () => shop.test.run(sharing.inviteMember, ofLicense(owner));
      const take = ({ who: { account } }: Customer, token: string) =>
        shop.test.run(sharing.acceptInvitation, { account, token });

      it('makes one member of anyone who has the link, once', async () => {
        const { token } = await invite();
        expect(token).to.match(/^[\w-]{22}$/);
        expect((await shop.test.run(sharing.showInvitation, { token })).productName).to.equal('Sonar');
        expect(await take(owner, token), 'the owner does not use it up').to.deep.equal({
          license: owner.license,
        });
        await take(bea, token);
        expect(await codeOf(take(cy, token))).to.equal('invitation_unknown');
        expect((await members()).members.map(({ name }) => name)).to.deep.equal(['M1']);
      });

      it('is over after seven days, and when it is taken back', async () => {
        const [first, second] = [await invite(), await invite()];
        const taken = (await members()).offers.find(({ name }) => name === second.name);
        await shop.test.run(sharing.withdrawOffer, { ...ofLicense(owner), offer: taken?.offer ?? '' });
        expect(await codeOf(take(bea, second.token))).to.equal('invitation_unknown');
        shop.test.clock.move(8 * DAY_SECONDS);
        for (const token of [first.token, random22()])
          expect(await codeOf(take(bea, token))).to.equal('invitation_unknown');
      });

      it('opens an account for somebody without a key, who then has one seat', async () => {
        const { token } = await invite();
        const asked = {
          username: `dan-${nth}`,
          password: PASSWORD,
          terms: '2026-01',
          remember: false,
          token,
        };
        const { cookie } = await shop.accounts.signUpInvited(asked);
        const who = (await shop.accounts.resume(cookie.token))?.who ?? owner.who;
        const dan = { ...bea, username: asked.username, who };
        expect((await signIn(dan)).lease).to.be.a('string');
        const again = { ...asked, username: `eli-${nth}` };
        expect(await codeOf(shop.accounts.signUpInvited(again))).to.equal('invitation_unknown');
        expect(await codeOf(shop.accounts.checkSignUp({ username: again.username }))).to.equal('done');
      });
    });

    describe('a member', () => {
      it('activates by sign-in, on one machine, and sees only that one and no key', async () => {
        await join(bea);
        await signIn(owner, { nickname: 'the owner’s' });
        const { activation } = await signIn(bea, { nickname: 'studio' });
        expect(await seats()).to.equal(2);
        const [own, ...others] = await machines(bea);
        expect([own?.activation, own?.nickname, own?.network, others]).to.deep.equal([
          activation,
          'studio',
          '203.0.113.0/24',
          [],
        ]);
        expect(await codeOf(signIn(bea)), 'a second machine').to.equal('seats_taken');
        expect(await seats()).to.equal(2);
        const { account, license } = ofLicense(bea);
        const email = `owner-${nth}@example.com`;
        const key = shop.test.run(ownership.showOwnKey, { account, license, email });
        expect(await codeOf(key)).to.equal('license_unknown');
        await shop.test.run(ownership.releaseOwned, { ...ofLicense(bea), activations: [activation] });
        expect((await signIn(bea)).lease, 'after the release').to.be.a('string');
        expect(await seats()).to.equal(2);
      });

      it('is seen by the owner by name, machine, days and nickname, without network and username', async () => {
        await join(bea);
        const { activation } = await signIn(bea, { nickname: 'studio' });
        const [shown] = await machines(owner);
        expect(shown).to.include({
          activation,
          nickname: 'studio',
          member: 'M1',
          network: null,
          username: null,
        });
        const [member] = (await members()).members;
        expect(member).to.include({ username: null, isSelf: false });
        expect(member?.machines.map(({ network }) => network)).to.deep.equal([null]);
        const naming = { ...ofLicense(owner), activation, nickname: 'mine' };
        expect(await codeOf(shop.test.run(ownership.nameMachine, naming))).to.equal('activation_unknown');
        await shop.test.run(ownership.nameMachine, { ...naming, ...ofLicense(bea) });
        expect((await machines(bea))[0]?.nickname).to.equal('mine');
      });

      it('is shown with its username only by the product’s terms, and its username verifies', async () => {
        await join(bea);
        const terms = { usernameRequired: true, memberUsernames: true };
        await shop.test.run(licensing.changeProduct, { product: 'sonar', terms });
        try {
          await signIn(bea);
          expect((await members()).members[0]?.username).to.equal(bea.username);
          expect((await machines(owner))[0]?.username).to.equal(bea.username);
          const byKey = (username: string) =>
            shop.test.run(activations.activate, {
              product: 'sonar',
              licenseKey: owner.licenseKey,
              username,
              tags: [random22()],
              nonce: random22(),
              network: null,
            });
          for (const { username } of [owner, bea]) expect(await codeOf(byKey(username))).to.equal('done');
          expect(await codeOf(byKey(cy.username))).to.equal('username_unknown');
        } finally {
          const back = { usernameRequired: false, memberUsernames: false };
          await shop.test.run(licensing.changeProduct, { product: 'sonar', terms: back });
        }
      });

      it('takes a machine over that the owner had, with neither its nickname nor its username', async () => {
        await join(bea);
        const tags = [random22(), random22()];
        const first = await signIn(owner, { tags, nickname: 'the owner’s' });
        const second = await signIn(bea, { tags });
        expect([second.activation, await seats()]).to.deep.equal([first.activation, 1]);
        const [machine] = await machines(bea);
        expect([machine?.activation, machine?.nickname, machine?.username]).to.deep.equal([
          first.activation,
          null,
          null,
        ]);
        await signIn(owner, { tags });
        expect(await machines(bea)).to.deep.equal([]);
      });

      it('has its own seat in its data, the owner the name of the member, and neither more', async () => {
        owner = await shop.signUp('solo');
        await join(bea);
        const { activation } = await signIn(bea, { nickname: `studio-${nth}` });
        const mine = await signIn(owner, { nickname: 'the owner’s' });
        const data = async ({ who: { account } }: Customer) =>
          JSON.stringify(await shop.test.run(privacy.listPersonalData, { account }));
        const [hers, his] = [await data(bea), await data(owner)];
        expect(hers).to.include(activation).and.include(`studio-${nth}`).and.include('"M1"');
        for (const secret of [mine.activation, 'the owner’s', owner.who.account, `"${owner.username}"`])
          expect(hers).to.not.include(secret);
        expect(his).to.include(mine.activation).and.include('"M1"').and.include('the owner’s');
        for (const secret of [activation, `studio-${nth}`, bea.who.account, `"${bea.username}"`])
          expect(his).to.not.include(secret);
      });
    });

    describe('a support bundle', () => {
      it('of a member’s machine is in the data of the member only, and the owner’s in the owner’s', async () => {
        await join(bea);
        const [hers, his] = [await sendBundle(await signIn(bea)), await sendBundle(await signIn(owner))];
        expect(await data(bea))
          .to.include(hers)
          .and.not.include(his);
        expect(await data(owner))
          .to.include(his)
          .and.not.include(hers);
      });

      it('of a member’s machine ends with the membership, also of a machine that was released', async () => {
        await join(bea);
        const first = await signIn(bea);
        const sent = [await sendBundle(first)];
        await shop.test.run(ownership.releaseOwned, { ...ofLicense(bea), activations: [first.activation] });
        sent.push(await sendBundle(await signIn(bea)));
        const his = await sendBundle(await signIn(owner));
        await remove(bea);
        expect(await left())
          .to.include(his)
          .and.not.include.members(sent);
        expect(await data(owner))
          .to.not.include(sent[0])
          .and.not.include(sent[1]);
      });
    });

    describe('a removal', () => {
      it('releases the machine, and leaves nothing of the license to the account', async () => {
        await join(bea);
        await signIn(bea, { nickname: 'studio-of-removal' });
        const { userCode: code, deviceCode } = await shop.test.run(activations.beginSignIn, {
          product: 'sonar',
        });
        const approval = { account: bea.who.account, code, deed: 'approve', license: owner.license } as const;
        await shop.test.run(ownership.answerSignIn, { ...approval, nickname: '', isMailed: false });
        expect(await remove(bea)).to.deep.equal({ released: 1, isSelf: false });
        expect(await seats()).to.equal(0);
        const poll = { product: 'sonar', deviceCode, nonce: random22(), tags: [random22()], network: null };
        expect(await codeOf(shop.test.run(activations.activateSignedIn, poll))).to.equal('expired_token');
        expect(await codeOf(machines(bea))).to.equal('license_unknown');
        const { items } = await shop.test.run(ownership.listOwned, { account: bea.who.account });
        expect(items.map(({ license }) => license))
          .to.include(bea.license)
          .and.not.include(owner.license);
        const data = await shop.test.run(privacy.listPersonalData, { account: bea.who.account });
        expect(JSON.stringify(data)).to.not.include(owner.license).and.not.include('studio-of-removal');
      });

      it('keeps to the limits of a release, but not where no seat is released', async () => {
        const terms = { releaseCooldownDays: 7 };
        await shop.test.run(licensing.changeProduct, { product: 'sonar', terms });
        try {
          for (const customer of [bea, cy]) await join(customer);
          await signIn(bea);
          await remove(bea);
          await remove(cy);
          await join(bea);
          await signIn(bea);
          expect(await codeOf(remove(bea))).to.equal('release_too_soon');
          expect(await codeOf(remove(bea, bea))).to.equal('release_too_soon');
          shop.test.clock.move(7 * DAY_SECONDS);
          expect(await codeOf(remove(bea, bea))).to.equal('done');
        } finally {
          const back = { releaseCooldownDays: 0 };
          await shop.test.run(licensing.changeProduct, { product: 'sonar', terms: back });
        }
      });

      it('ends the offers to the account, by which it would come back', async () => {
        const { token } = await shop.test.run(sharing.inviteMember, ofLicense(owner));
        await offer(bea.username);
        await shop.test.run(sharing.acceptInvitation, { account: bea.who.account, token });
        await offer(cy.username);
        await remove(bea);
        expect(await offersTo(bea)).to.deep.equal([]);
        expect(await codeOf(accept(cy)), 'the offer to another account').to.equal('done');
      });

      for (const [what, end] of [
        ['removed', (member: Customer) => remove(member)],
        ['gone', (member: Customer) => remove(member, member)],
        [
          'no longer a manager',
          async (member: Customer) => appoint(await memberOf(member), { isManager: false }),
        ],
      ] as const) {
        it(`of a manager who is ${what} ends the offers and invitations that the manager may have made`, async () => {
          await join(bea);
          await appoint(await memberOf(bea));
          const { token } = await shop.test.run(sharing.inviteMember, ofLicense(bea));
          const before = await offersTo(cy);
          await offer(cy.username, bea);
          await end(bea);
          const asked = { account: cy.who.account, token };
          expect(await codeOf(shop.test.run(sharing.acceptInvitation, asked))).to.equal('invitation_unknown');
          expect(await offersTo(cy), 'an offer to a second account').to.deep.equal(before);
        });
      }

      it('by a manager removes members, no managers, and not the owner', async () => {
        for (const customer of [bea, cy]) await join(customer);
        const [first, second] = [await memberOf(bea), await memberOf(cy)];
        expect(await codeOf(appoint(second, { by: bea }))).to.equal('license_unknown');
        expect(await codeOf(remove(cy, bea)), 'a member').to.equal('member_unknown');
        await appoint(first);
        expect(await codeOf(appoint(second, { by: bea })), 'a manager').to.equal('license_unknown');
        await appoint(second);
        expect(await codeOf(remove(cy, bea))).to.equal('member_unknown');
        await appoint(second, { isManager: false });
        expect(await codeOf(remove(cy, bea))).to.equal('done');
      });
    });

    describe('an erasure', () => {
      const kept: Customer[] = [];
      beforeEach(async () => {
        kept.splice(0, 3, owner, bea, cy);
        owner = await shop.signUp(`owner-${nth}`);
        [bea, cy] = [await shop.signUp(`bea-${nth}`), await shop.signUp(`cy-${nth}`)];
      });
      afterEach(() => {
        [owner = owner, bea = bea, cy = cy] = kept;
      });
      const erase = ({ who: { account } }: Customer, endLicenses = false) =>
        runErasure(
          shop.test.world,
          { account, only: [], endLicenses },
          { apply: true, urgent: false, actor: 'customer' },
        );

      it('of the owner leaves the member its seat, its machine and its nickname', async () => {
        await join(bea);
        const { activation } = await signIn(bea, { nickname: 'studio' });
        await signIn(owner, { nickname: 'the owner’s' });
        await offer(cy.username);
        await erase(owner);
        const [machine] = await machines(bea);
        expect([machine?.activation, machine?.nickname, machine?.network]).to.deep.equal([
          activation,
          'studio',
          '203.0.113.0/24',
        ]);
        expect(await offersTo(cy), 'what the owner offered').to.deep.equal([]);
        const { licenseKey } = owner;
        await shop.test.run(ownership.addOwned, { account: cy.who.account, licenseKey });
        expect((await members(cy)).members.map(({ name }) => name)).to.deep.equal(['M1']);
      });

      it('of an account with an offer leaves the offer in the list of the owner, like one to a name that nobody has', async () => {
        await offer(bea.username);
        await offer('nobody-at-all');
        const before = await members();
        await erase(bea);
        expect(await members()).to.deep.equal(before);
      });

      it('of the owner leaves what the member has sent to the support', async () => {
        await join(bea);
        const [hers, his] = [await sendBundle(await signIn(bea)), await sendBundle(await signIn(owner))];
        await erase(owner);
        expect(await left())
          .to.include(hers)
          .and.not.include(his);
      });

      it('of the owner who ends the license ends it for the member', async () => {
        await join(bea);
        await signIn(bea);
        await erase(owner, true);
        expect(await codeOf(machines(bea))).to.equal('license_unknown');
      });

      it('of the member gives the owner the seat back, and leaves the others alone', async () => {
        for (const customer of [bea, cy]) await join(customer);
        await signIn(bea, { nickname: 'studio' });
        const { activation } = await signIn(cy, { nickname: 'kitchen' });
        const mine = await signIn(owner, { nickname: 'the owner’s' });
        await erase(bea);
        expect(await seats()).to.equal(2);
        const left = (await machines(owner)).map(({ nickname, activation: id }) => [id, nickname]);
        expect(left).to.have.deep.members([
          [activation, 'kitchen'],
          [mine.activation, 'the owner’s'],
        ]);
        expect((await members()).members.map(({ name }) => name)).to.deep.equal(['M2']);
        const data = await shop.test.run(privacy.listPersonalData, { account: owner.who.account });
        expect(JSON.stringify(data)).to.not.include('studio');
      });

      it('of both leaves nothing of either', async () => {
        await join(bea);
        await signIn(bea, { nickname: 'studio' });
        await erase(owner);
        await erase(bea);
        expect(await seats()).to.equal(0);
        for (const { who } of [owner, bea])
          expect(await codeOf(shop.test.run(privacy.listPersonalData, { account: who.account }))).to.equal(
            'account_unknown',
          );
      });
    });

    it('end with the ownership that an operator removes, together with their machines', async () => {
      await join(bea);
      await signIn(bea);
      await offer(cy.username);
      await shop.test.run(licensing.showLicense, { license: owner.license });
      await shop.test.run(ownership.disownLicense, { license: owner.license });
      expect([await seats(), await codeOf(machines(bea)), await offersTo(cy)]).to.deep.equal([
        0,
        'license_unknown',
        [],
      ]);
    });

    it('move with the license that replaces one of the wrong product', async () => {
      await join(bea);
      await signIn(bea);
      await shop.test.run(licensing.addProduct, { product: `echo-${nth}`, name: 'Echo', terms: {} });
      const { license } = await shop.test.run(licensing.correctLicense, {
        license: owner.license,
        product: `echo-${nth}`,
        email: `owner-${nth}@example.com`,
      });
      const shown = await shop.test.run(ownership.showOwned, ofLicense(bea, license.license));
      expect([shown.role, shown.member, shown.machines]).to.deep.equal(['member', 'M1', []]);
    });

    it(`race through ${RACES} rounds of accepting, removing, releasing and signing in, with exact seats and one owner`, async () => {
      const [first, second] = [await shop.signUp('first'), await shop.signUp('second')];
      for (let round = 0; round < RACES; round += 1) {
        const { token } = await shop.test.run(sharing.inviteMember, ofLicense(owner));
        await join(first);
        const { activation } = await signIn(first);
        const take = ({ who: { account } }: Customer) =>
          shop.test.run(sharing.acceptInvitation, { account, token });
        const release = () =>
          shop.test.run(ownership.releaseOwned, { ...ofLicense(owner), activations: [activation] });
        const works = [remove(first), remove(first), release(), take(second), take(bea), signIn(first)];
        const codes = await Promise.all(works.map((work) => codeOf(work as Promise<unknown>)));
        expect(codes.slice(3, 5).toSorted()).to.deep.equal(['done', 'invitation_unknown']);
        const { members: left } = await members();
        const held = (await machines(owner)).filter(({ status }) => status === 'active').length;
        expect(held, codes.join()).to.equal(await seats());
        expect(left.some(({ machines: own }) => own.length > 1)).to.equal(false);
        for (const { member } of left)
          await shop.test.run(sharing.removeMember, { ...ofLicense(owner), member });
        expect([await seats(), (await machines(owner)).length]).to.deep.equal([0, 0]);
        const { account } = await shop.test.run(licensing.showLicense, { license: owner.license });
        expect(account).to.equal(owner.username);
      }
    });
  });
}
