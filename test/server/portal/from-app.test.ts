// An app's link into one flow of the portal: it leads through the login to the flow and back to the flow's page, which links
// to the app only by an address that the product lists, character by character.

import { expect } from 'chai';
import { operations } from '../../../server/domain/operations.ts';
import { wordsIn } from './browsing.ts';
import { openTestPortal, type Customer, type Portal } from './customers.ts';

const BACK = 'com.example.sonar:/released?by=portal';

describe('a link of an app into the portal', () => {
  let portal: Portal;
  let ada: Customer;
  before(async () => {
    portal = await openTestPortal();
    ada = await portal.customer('ada');
    const terms = { returnAddresses: ['https://example.com/thanks', BACK] };
    await portal.server.run(operations.licensing.changeProduct, { product: 'sonar', terms });
  });
  after(() => portal.end());

  const link = (query: Record<string, string>): string =>
    `/from-app?${new URLSearchParams({ flow: 'release', product: 'sonar', ...query }).toString()}`;

  it('survives the login, with nothing but what it says', async () => {
    const { username, password } = ada;
    const visitor = portal.browser();
    const sent = await visitor.get(`${link({ return: BACK })}&done=released&code=ABC`);
    const login = sent.headers.location ?? '';
    expect(login).to.match(/^\/login\?to=fromApp/);
    const [, to = ''] = /name="to"\s+value="([^"]*)"/.exec((await visitor.get(login)).text) ?? [];
    const done = await visitor.post('/login', { username, password, to: to.replaceAll('&amp;', '&') });
    expect(done.headers.location).to.equal(link({ return: BACK }));
    const again = await visitor.get(login);
    expect(again.headers.location, 'who is logged in').to.equal(link({ return: BACK }));
  });

  it('leads to no other page or site by what a login is sent', async () => {
    const { username, password } = ada;
    for (const [to, location] of [
      ['fromApp?//evil.example', '/from-app?%2F%2Fevil.example='],
      ['https://evil.example?fromApp', '/licenses'],
      ['fromApp\r\nx: y', '/licenses'],
      ['/from-app?flow=release', '/licenses'],
      ['toString?', '/licenses'],
    ] as const) {
      const visitor = portal.browser();
      expect((await visitor.post('/login', { username, password, to })).headers.location).to.equal(location);
    }
  });

  it('is answered with a link back only to a listed address', async () => {
    const listed = await ada.browser.get(link({ return: BACK }));
    expect(listed.text).to.include(`href="${BACK}"`);
    expect(wordsIn(listed)).to.include(`The link opens ${BACK}`);
    for (const wrong of [
      `${BACK}&x=1`,
      BACK.toUpperCase(),
      'com.example.sonar:/released',
      'https://example.com/thanks/',
      'https://example.com/thanks#x',
      'https://example.com',
      'javascript:alert(1)',
      '//evil.example',
    ]) {
      const page = await ada.browser.get(link({ return: wrong }));
      expect(page.status).to.equal(200);
      expect(page.text, wrong).to.not.match(/rel="noreferrer"/);
      expect(wordsIn(page), wrong).to.include('an address that the seller has not listed');
    }
    expect(wordsIn(await ada.browser.get(link({})))).to.include('This page ends here. Go back to the app');
    expect((await ada.browser.get(link({ product: 'other', return: BACK }))).text).to.not.include(
      'noreferrer',
    );
    expect((await ada.browser.get(link({ flow: 'dance' }))).status).to.equal(404);
  });

  it('goes through a release and back to its page', async () => {
    const { license, activation } = ada;
    const way = new URLSearchParams({ activation, product: 'sonar', return: BACK }).toString();
    const page = await ada.browser.get(link({ return: BACK }));
    expect(page.text).to.include(`action="/licenses/${license}/release"`).and.include(activation);
    const asked = await ada.browser.get(`/licenses/${license}/release?${way}`);
    expect(asked.text).to.include(`name="return" value="${BACK}"`);
    const typed = { activation, product: 'sonar', return: BACK };
    const released = await ada.browser.post(`/licenses/${license}/release`, typed);
    expect(released.headers.location).to.equal(`${link({ return: BACK })}&done=released`);
    const end = await ada.browser.get(released.headers.location ?? '');
    expect(wordsIn(end)).to.include('Released. The seat is free').and.include('Back to the app');
  });

  it('goes to the coupon of an owner, and keeps the way back', async () => {
    const page = await ada.browser.get(link({ flow: 'renew', return: BACK }));
    const to =
      /href="(\/licenses\/[\w-]+\/coupon\?[^"]*)"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect((await ada.browser.get(to)).text).to.include(`name="return" value="${BACK}"`);
  });
});
