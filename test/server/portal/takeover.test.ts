// A take-over in the portal, with real mail: it begins by a tick beside the mailed code, the owner refuses it with one click on
// the page of the license, and what the server answers before the code says nothing about the address.

import { expect } from 'chai';
import { DAY_SECONDS } from '../../../server/domain/kernel/day.ts';
import { operations } from '../../../server/domain/operations.ts';
import { wordsIn } from './browsing.ts';
import { openPost, openTestPortal, type Customer, type Portal, type Post } from './customers.ts';
import { makeMember } from './sharing.ts';
import { codeIn } from '../../support/post-office.ts';

const EMAIL = 'ada-2@example.com';

describe('a take-over in the portal', () => {
  let portal: Portal;
  let post: Post;
  let ada: Customer;
  let eve: Customer;
  let max: Customer;
  let license: string;
  before(async () => {
    portal = await openTestPortal();
    post = await openPost(portal);
    [ada, eve] = [await portal.customer('ada'), await portal.customer('eve')];
    max = await portal.customer('max');
    await shareByEve();
  });
  after(async () => {
    await post.end();
    await portal.end();
  });

  /** A license that Eve owns by its key alone, and shares. */
  const shareByEve = async () => {
    const sold = { product: 'sonar', email: EMAIL };
    const issued = await portal.server.run(operations.licensing.issueLicense, sold);
    license = issued.license.license;
    await eve.browser.post('/licenses', { licenseKey: issued.licenseKey });
    await makeMember({ ...eve, license }, max);
  };
  const path = () => `/licenses/${license}/takeover`;
  const ask = async (email = EMAIL) => {
    const answered = await ada.browser.post('/claim', { deed: 'ask', email });
    const [mail] = await post.collect();
    return { answered, code: codeIn(mail?.text) };
  };
  const prove = (code: string, takeOver: object) =>
    ada.browser.post('/claim', { deed: 'prove', email: EMAIL, code, ...takeOver });

  it('is answered alike for every address before the code is typed', async () => {
    const pages = [];
    for (const email of [EMAIL, 'ada-3@example.com']) {
      const { answered, code } = await ask(email);
      expect(code).to.not.equal('');
      pages.push([answered.status, answered.text.replaceAll(email, '')]);
    }
    expect(pages[0]).to.deep.equal(pages[1]);
  });

  it('begins by a tick, for which the page asks', async () => {
    const { code } = await ask();
    const refused = await prove(code, {});
    expect([refused.status, wordsIn(refused).includes('You can take it over')]).to.deep.equal([409, true]);
    expect((await prove(code, { takeOver: 'yes' })).headers.location).to.equal(
      '/licenses?done=takeoverBegun',
    );
    expect(wordsIn(await ada.browser.get('/licenses'))).to.include('You have asked to take over Sonar');
    const asked = await ada.browser.get(path());
    expect(wordsIn(asked)).to.include('The app keeps running on all machines in use');
    expect(asked.text).to.not.include('value="complete"');
    expect((await ada.browser.post(path(), { deed: 'complete' })).status).to.equal(409);
  });

  it('is refused by the owner with one click on the page of the license', async () => {
    expect(wordsIn(await eve.browser.get('/licenses'))).to.include('Somebody asks to take over Sonar');
    const page = await eve.browser.get(`/licenses/${license}`);
    expect(page.text).to.include(`action="${path()}"`).and.to.include('value="refuse"');
    expect((await eve.browser.post(path(), { deed: 'refuse' })).headers.location).to.equal(
      `${path()}?done=takeoverRefused`,
    );
    expect(wordsIn(await eve.browser.get(path()))).to.include('The seller decides by');
    expect(wordsIn(await ada.browser.get(path()))).to.include('The owner has refused');
  });

  it('is done by the customer when the wait is over', async () => {
    await portal.server.run(operations.takeover.grantTakeover, { license });
    expect((await eve.browser.get(path())).status).to.equal(404);
    expect(wordsIn(await ada.browser.get(path()))).to.include('Nobody asks to take this license over');
    await shareByEve();
    await prove((await ask()).code, { takeOver: 'yes' });
    portal.server.clock.move(8 * DAY_SECONDS);
    for (const { browser, username, password } of [ada, eve])
      expect((await browser.post('/login', { username, password })).status).to.equal(303);
    const done = await ada.browser.post(path(), { deed: 'complete' });
    expect(done.headers.location).to.equal(`/licenses/${license}?done=takeoverCompleted`);
    expect((await ada.browser.post(path(), { deed: 'complete' })).status, 'sent twice').to.equal(303);
    expect((await eve.browser.get(`/licenses/${license}`)).status).to.equal(404);
    const key = await ada.browser.post(`/licenses/${license}/key`, { email: EMAIL });
    expect(key.text).to.match(/(?:[0-9A-Z]{5}-){5}[0-9A-Z]{5}/);
  });
});
