// One deed with several licenses in the portal: the page says what follows for each, the form does each by itself, and the
// answer says line by line what was done. The terms of releases hold, and licenses of others are as licenses of nobody.

import { expect } from 'chai';
import { operations } from '../../../server/domain/operations.ts';
import { random22 } from '../../support/machine.ts';
import { wordsIn } from './browsing.ts';
import { openPost, openTestPortal, type Customer, type Portal, type Post } from './customers.ts';
import { waitingOffer } from './sharing.ts';
import { codeIn } from '../../support/post-office.ts';

const { activation: activations, licensing, sharing } = operations;

describe('several licenses at once', () => {
  let portal: Portal;
  let post: Post;
  let ada: Customer;
  let eve: Customer;
  before(async () => {
    portal = await openTestPortal();
    post = await openPost(portal);
    [ada, eve] = [await portal.customer('ada'), await portal.customer('eve')];
    const terms = { seats: 2, releaseCooldownDays: 7, releasesPerYear: 4 };
    await portal.server.run(licensing.addProduct, { product: 'tide', name: 'Tide', terms });
  });
  after(async () => {
    await post.end();
    await portal.end();
  });

  /** Another license of ada, with one machine. */
  const buy = async (product = 'sonar', machines = 1, email = 'ada-2@example.com'): Promise<string> => {
    const { license, licenseKey } = await portal.server.run(licensing.issueLicense, { product, email });
    for (let nth = 0; nth < machines; nth += 1) {
      const machine = { product, tags: [random22()], nonce: random22(), network: null };
      await portal.server.run(activations.activate, { ...machine, licenseKey });
    }
    expect((await ada.browser.post('/licenses', { licenseKey })).status).to.equal(303);
    return license.license;
  };
  const asked = (deed: string, licenses: readonly string[]) =>
    ada.browser.get(
      `/batch?${[`deed=${deed}`, ...licenses.map((license) => `license=${license}`)].join('&')}`,
    );
  const used = async (license: string) => (await portal.server.run(licensing.showLicense, { license })).used;

  it('are selected in the list by an owner of two', async () => {
    expect((await eve.browser.get('/licenses')).text).to.not.include('action="/batch"');
    const license = await buy();
    const { text } = await ada.browser.get('/licenses');
    expect(text).to.include('action="/batch"');
    for (const id of [license, ada.license]) expect(text).to.include(`value="${id}"`);
  });

  it('are refused without a license, with too many, and for a deed that is none', async () => {
    const many = Array.from({ length: 21 }, random22);
    for (const page of [
      await asked('assign', []),
      await asked('assign', many),
      await asked('dance', [ada.license]),
      await ada.browser.post('/batch', { deed: 'assign', license: many, username: 'eve' }),
    ]) {
      expect(page.status).to.equal(422);
      expect(wordsIn(page)).to.include('Select 1 to 20 of your licenses');
    }
    expect(await portal.server.run(sharing.listOffers, { account: random22() })).to.deep.equal([]);
  });

  it('are each offered a seat, and a revoked one is refused by its line', async () => {
    const [first, second] = [await buy(), await buy()];
    const licenses = [first, second, ada.license];
    const page = await asked('assign', licenses);
    expect(wordsIn(page))
      .to.include('Offer a seat of 3 licenses?')
      .and.include('becomes a member by accepting');
    await portal.server.run(licensing.revokeLicense, { license: second });
    expect(wordsIn(await asked('assign', licenses))).to.include('A revoked license cannot be shared.');
    const malformed = await ada.browser.post('/batch', {
      deed: 'assign',
      license: licenses,
      username: 'a@b.com',
    });
    expect([malformed.status, malformed.text.includes('id="username-wrong"')]).to.deep.equal([422, true]);
    const done = await ada.browser.post('/batch', { deed: 'assign', license: licenses, username: 'eve' });
    expect([done.status, wordsIn(done)]).to.satisfy(
      ([status, words]: [number, string]) =>
        status === 200 && words.includes('Done for 2 of 3 licenses') && words.includes('Not done.'),
    );
    const listed = (await eve.browser.get('/licenses')).text;
    expect([...listed.matchAll(/href="\/offers\//g)]).to.have.lengthOf(2);
    expect(await waitingOffer(eve)).to.not.equal('');
    const unknown = await ada.browser.post('/batch', {
      deed: 'assign',
      license: [ada.license],
      username: 'nobody-here',
    });
    expect(wordsIn(unknown)).to.include('A seat is offered.');
  });

  it('release the ticked machines by the terms of each', async () => {
    const [free, limited, waiting] = [await buy('sonar', 2), await buy('tide', 2), await buy('tide')];
    const page = await asked('release', [free, limited, waiting, eve.license]);
    const words = wordsIn(page);
    expect(words)
      .to.include('Release machines of 3 licenses?')
      .and.include('A license that is not in your account');
    expect(words).to.include('The next release is possible in 7 days');
    const ticks = [...page.text.matchAll(/value="([\w-]{22}\.[\w-]{22})"\s+(checked)?/g)];
    const checked = ticks.filter(([, , isChecked]) => isChecked).map(([, value = '']) => value);
    expect(ticks).to.have.lengthOf(5);
    expect(checked.map((value) => value.split('.')[0])).to.deep.equal([free, free, waiting]);
    const none = await ada.browser.post('/batch', { deed: 'release', license: [free] });
    expect([none.status, wordsIn(none).includes('Select at least one machine.')]).to.deep.equal([400, true]);
    const machine = ticks.map(([, value = '']) => value);
    const license = [free, limited, waiting];
    const done = await ada.browser.post('/batch', { deed: 'release', license, machine });
    expect(wordsIn(done)).to.include('Done for 2 of 3 licenses').and.include('2 machines released.');
    expect(await Promise.all(license.map(used))).to.deep.equal([0, 2, 0]);
    expect(wordsIn(await asked('release', license))).to.include('Release machines of 1 license?');
  });

  it('change nothing of a license of somebody else, which is as one of nobody', async () => {
    for (const deed of ['assign', 'release', 'transfer']) {
      const answers = [];
      for (const other of [eve.license, random22()]) {
        const machine = `${other}.${eve.activation}`;
        const form = { deed, license: other, machine, username: 'ada', current: ada.password };
        const heard = [await asked(deed, [other]), await ada.browser.post('/batch', form)];
        answers.push(heard.map(({ status, text }) => [status, text.replaceAll(other, 'L')]));
      }
      expect(answers[0]).to.deep.equal(answers[1]);
    }
    const mine = `${ada.license}.${eve.activation}`;
    const done = await ada.browser.post('/batch', { deed: 'release', license: [ada.license], machine: mine });
    expect(wordsIn(done)).to.include('Done for 0 of 1 license');
    expect(await used(eve.license)).to.equal(1);
  });

  it('are offered to a new owner with the password, and with one mail', async () => {
    const email = 'ada-3@example.com';
    const license = [await buy('sonar', 1, email), await buy('sonar', 1, email)];
    expect(wordsIn(await asked('transfer', license))).to.include('First prove the email address');
    await ada.browser.post('/claim', { deed: 'ask', email });
    const code = codeIn((await post.collect())[0]?.text);
    await ada.browser.post('/claim', { deed: 'prove', email, code });
    for (const { browser } of [ada, eve])
      await browser.post('/settings/notices', { email: 'notices@example.com', expiry: 'yes' });
    await post.collect();
    expect(wordsIn(await asked('transfer', license))).to.include('Transfer 2 licenses?');
    const typed = { deed: 'transfer', license, username: 'eve' };
    const wrong = await ada.browser.post('/batch', { ...typed, current: 'not my password at all' });
    expect([wrong.status, wrong.text.includes('id="current-wrong"')]).to.deep.equal([403, true]);
    const done = await ada.browser.post('/batch', { ...typed, current: ada.password });
    expect(wordsIn(done)).to.include('Done for 2 of 2 licenses');
    const subjects = (await post.collect()).map(({ raw }) => /^Subject: (.*)$/m.exec(raw)?.[1]);
    expect(subjects).to.have.members([
      'You have offered a license to another account',
      'A license is offered to you',
    ]);
    expect(wordsIn(await asked('transfer', license))).to.include('offered to an account already');
    expect((await eve.browser.get('/licenses')).text.match(/as its new owner/g)).to.have.lengthOf(2);
  });
});
