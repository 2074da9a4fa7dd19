// A claim through the portal, with real mail: the page is alike for any address, and the code alone opens it.

import { expect } from 'chai';
import { operations } from '../../../server/domain/operations.ts';
import { wordsIn } from './browsing.ts';
import { openPost, openTestPortal, type Customer, type Portal, type Post } from './customers.ts';
import { codeIn } from '../../support/post-office.ts';

describe('a claim in the portal', () => {
  let portal: Portal;
  let post: Post;
  let ada: Customer;
  let eve: Customer;
  before(async () => {
    portal = await openTestPortal();
    post = await openPost(portal);
    [ada, eve] = [await portal.customer('ada'), await portal.customer('eve')];
  });
  after(async () => {
    await post.end();
    await portal.end();
  });

  const ask = (email: string) => ada.browser.post('/claim', { deed: 'ask', email });

  it('gives the buyer the license that somebody else added by its key', async () => {
    const sold = { product: 'sonar', email: ada.email };
    const { license, licenseKey } = await portal.server.run(operations.licensing.issueLicense, sold);
    const path = `/licenses/${license.license}`;
    expect((await eve.browser.post('/licenses', { licenseKey })).headers.location).to.include(path);
    const refused = await ada.browser.post('/licenses', { licenseKey });
    expect(wordsIn(refused)).to.include('already belongs to an account');

    expect((await ask(ada.email)).status).to.equal(200);
    const [mail] = await post.collect();
    expect(mail?.to).to.equal(ada.email);
    const code = codeIn(mail?.text);
    const claimed = await ada.browser.post('/claim', { deed: 'prove', email: ada.email, code });
    expect([claimed.status, claimed.headers.location]).to.deep.equal([303, '/licenses?done=licensesClaimed']);
    expect((await ada.browser.get(path)).status).to.equal(200);
    expect((await eve.browser.get(path)).status).to.equal(404);
  });

  it('answers any address alike', async () => {
    const answers = [];
    for (const email of ['nobody@example.com', eve.email]) {
      const { status, text } = await ask(email);
      answers.push([status, text.replaceAll(email, '')]);
    }
    expect(answers[0]).to.deep.equal(answers[1]);
    expect((await post.collect()).map(({ to }) => to)).to.have.members(['nobody@example.com', eve.email]);
  });
});
