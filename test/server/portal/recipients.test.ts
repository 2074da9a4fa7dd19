/** Who receives data, as customers see it: nobody by default; then each recipient, on the right customer's page alone. */

import { expect } from 'chai';
import { operations } from '../../../server/domain/operations.ts';
import { wordsIn } from './browsing.ts';
import { openTestPortal, type Customer, type Portal } from './customers.ts';

const TAX = { recipient: 'Tax office', classes: ['orders'], ground: 'legal-obligation' };

describe('who receives data', () => {
  let portal: Portal;
  let ada: Customer;
  let bob: Customer;
  before(async () => {
    portal = await openTestPortal();
    [ada, bob] = [await portal.customer('ada'), await portal.customer('bob')];
  });
  after(() => portal.end());

  const dataOf = async ({ browser }: Customer) => wordsIn(await browser.get('/settings/held'));
  const privacy = async () => wordsIn(await portal.browser().get('/privacy'));

  it('is nobody until something is recorded', async () => {
    expect(await dataOf(ada)).to.match(/Who receives your data\s+0 entries\s+Nobody\./);
    expect(await privacy()).to.include('Nobody receives the data of all customers.');
    expect(await privacy()).to.match(/2026: never\s+2025: never\s+2024: never/);
  });

  it('is on the page of the customer whose data it is, and counted for everybody', async () => {
    const hosting = { recipient: 'Example Hosting', classes: ['all'], ground: 'processor' };
    await portal.server.run(operations.privacy.addDisclosure, hosting);
    await portal.server.run(operations.privacy.addDisclosure, { ...TAX, license: ada.license });
    const [hers, his] = [await dataOf(ada), await dataOf(bob)];
    for (const page of [hers, his, await privacy()]) {
      expect(page).to.include('Example Hosting');
      expect(page).to.match(/processes data for us \(GDPR Art\. 28\), since \d+ November 2026\s+All data/);
    }
    expect(hers).to.include('Tax office').and.include('required by law (GDPR Art. 6(1)(c))');
    expect(hers).to.include('Recorded to whom your data were given');
    for (const page of [his, await privacy()]) expect(page).not.to.include('Tax office');
    expect(await privacy()).to.match(/2026: 1 time\s+2025: never/);
  });

  it('is in the notice for programs, in the language of the reader', async () => {
    const { status, headers, text } = await portal
      .browser()
      .get('/privacy.json', { 'Accept-Language': 'de' });
    expect([status, headers['content-type']]).to.deep.equal([200, 'application/json; charset=utf-8']);
    const notice = JSON.parse(text) as { language: string; recipients: { ground: { text: string } }[] };
    expect(notice.language).to.equal('de');
    expect(notice.recipients[0]?.ground.text).to.equal('verarbeitet Daten für uns (Art. 28 DSGVO)');
  });

  it('is announced on the pages of an account until the day, with a link to what changes', async () => {
    for (const recipients of [[], [{ recipient: 'New Hosting', classes: ['all'], ground: 'processor' }]])
      await portal.server.run(operations.privacy.releasePolicy, { asked: {}, recipients });
    const line = /Version 2 of the policy on your data applies from [^.]+\./;
    for (const path of ['/licenses', '/settings']) {
      const page = await ada.browser.get(path);
      expect(wordsIn(page)).to.match(line);
      expect(page.text).to.include('href="/privacy#versions"');
    }
    const { text } = await portal.browser().get('/privacy');
    expect(text).to.include('id="versions"').and.include('New Hosting');
    expect(text, 'is no page of an account').not.to.match(line);
  });

  it('is said in the language of the reader', async () => {
    const page = async (language: string) => {
      const { text } = await portal.browser().get('/privacy', { 'Accept-Language': language });
      return text;
    };
    expect(await page('de'))
      .to.include('verarbeitet Daten für uns (Art. 28 DSGVO)')
      .and.include('2025: nie');
    expect(await page('fr')).to.include('traite des données pour nous (art. 28 du RGPD)');
  });
});
