// Requests about personal data through the portal, without an account: the form says nothing of an address, one mail a day
// goes to it, and its link leads to a request and an answer.

import { expect } from 'chai';
import { DAY_SECONDS, dayOf } from '../../../server/domain/kernel/day.ts';
import { operations } from '../../../server/domain/operations.ts';
import { kindsOffered } from '../../../server/portal/pages/rights.ts';
import { ENGLISH } from '../../../server/texts/texts.ts';
import { wordsIn, type Browser } from './browsing.ts';
import { openPost, openTestPortal, type Customer, type Portal, type Post } from './customers.ts';

const { rights } = operations;

describe('a request about personal data', () => {
  let portal: Portal;
  let post: Post;
  let ada: Customer;
  let visitor: Browser;
  let networks = 0;
  before(async () => {
    portal = await openTestPortal({ QUIETKEY_TRUSTED_PROXIES: '127.0.0.1' });
    post = await openPost(portal);
    ada = await portal.customer('ada');
  });
  beforeEach(() => {
    visitor = portal.browser();
  });
  after(async () => {
    await post.end();
    await portal.end();
  });

  const away = () => ({ 'x-forwarded-for': `203.0.${(networks += 1)}.7` });
  const ask = (email: string, kind = 'access') => visitor.post('/requests', { kind, email }, away());
  const pathIn = (text: string, page: string): string => {
    const [link = ''] = new RegExp(`https?://\\S+/${page}/\\S+`).exec(text) ?? [];
    return link.replace(/^https?:\/\/[^/]+/, '');
  };
  const confirm = (path: string, email: string, more: object = {}) =>
    visitor.post(path.replace(/\?.*/, ''), {
      kind: 'access',
      asker: 'self',
      email,
      licenseKey: '',
      username: '',
      ...more,
    });

  it('is asked for alike for a known and an unknown address: the same answer, and the same mail', async () => {
    const answers = new Set<string>();
    const texts = new Set<string>();
    for (const email of [ada.email, 'nobody-at-all@example.com']) {
      const { status, text, headers } = await ask(email);
      answers.add(JSON.stringify([status, text, headers.location]));
      const [mail, ...more] = await post.collect();
      expect([mail?.to, more]).to.deep.equal([email, []]);
      texts.add(mail?.text.replaceAll(/requests\/\S+/g, 'LINK') ?? '');
    }
    expect([...answers]).to.deep.equal([JSON.stringify([303, '', '/requests?sent=yes'])]);
    expect([...texts]).to.have.lengthOf(1);
    expect(wordsIn(await visitor.get('/requests?sent=yes'))).to.include('whether or not we know it');
  });

  it('mails an address once a day, for all askers together, and answers as before', async () => {
    const email = 'flooded@example.com';
    for (let nth = 0; nth < 5; nth += 1) expect((await ask(email)).headers.location).to.include('sent=yes');
    expect(await post.collect()).to.have.lengthOf(1);
  });

  it('leads from the link to a number and a day, and from the answer to what is stored', async () => {
    const email = 'buyer@example.com';
    await portal.server.run(operations.licensing.issueLicense, { product: 'sonar', email });
    await ask(email, 'portability');
    const path = pathIn((await post.collect())[0]?.text ?? '', 'requests');
    const page = await visitor.get(path);
    expect(page.text).to.match(/value="portability"[^>]*checked/);
    const wrong = await confirm(path, 'eve@example.com');
    expect([wrong.status, wordsIn(wrong)]).to.satisfy(
      ([status, words]: [number, string]) => status === 404 && words.includes('link was mailed'),
    );
    const made = wordsIn(await confirm(path, email, { kind: 'portability' }));
    expect(made).to.include('We have your request');
    const { items } = await portal.server.run(rights.listRequests, { closed: false });
    const request = items[0]?.request ?? '';
    expect(made).to.include(request);
    expect(items[0]?.kind).to.equal('portability');

    const { publicUrl } = portal.server.running();
    const pages = { answerUrl: `${publicUrl}/answers`, dataUrl: `${publicUrl}/settings/held` };
    await portal.server.run(rights.answerRequest, { request, nothing: false, ...pages });
    const [mail] = await post.collect();
    expect(mail?.to).to.equal(email);
    const answer = pathIn(mail?.text ?? '', 'answers');
    const shown = await portal.browser().get(answer);
    expect([shown.status, wordsIn(shown)]).to.satisfy(
      ([status, words]: [number, string]) => status === 200 && words.includes('The data stored about you'),
    );
    expect(wordsIn(shown)).to.include(ENGLISH.inventory.tables.licenses);
    portal.server.clock.move(8 * DAY_SECONDS);
    expect((await portal.browser().get(answer)).status).to.equal(404);
    expect(wordsIn(await visitor.get(path))).to.include('This link has expired');
  });

  it('is not needed by a customer, who restricts, objects and withdraws in the settings, and ends each there', async () => {
    const { browser } = await portal.customer('rita');
    const page = async () => wordsIn(await browser.get('/settings/restriction'));
    const since = ENGLISH.rights.restriction.since(dayOf(portal.server.clock.now()));
    for (const [begin, end] of [
      ['restrict', 'release'],
      ['object', 'agree'],
    ] as const) {
      expect(await page()).to.not.include(since);
      expect((await browser.post('/settings/restriction', { deed: begin })).status).to.equal(303);
      expect(await page()).to.include(since);
      expect((await browser.post('/settings/restriction', { deed: end })).status).to.equal(303);
    }
    expect(await page()).to.not.include(since);
    expect((await browser.post('/settings/restriction', { deed: 'withdraw' })).status).to.equal(303);
    expect((await browser.post('/settings/restriction', { deed: 'forget' })).status).to.equal(400);
  });

  it('offers the kinds of the CCPA only where the vendor says so', () => {
    expect(kindsOffered({})).to.not.include.members(['know']);
    expect(kindsOffered({ vendor: { ccpa: true } })).to.include.members([
      'know',
      'delete',
      'correct',
      'access',
    ]);
  });
});
