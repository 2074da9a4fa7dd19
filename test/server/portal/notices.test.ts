// Mail that a customer asked for, and the one click that ends it: sent by a mail program, from nowhere and without a
// login.

import { expect } from 'chai';
import { wordsIn } from './browsing.ts';
import { openPost, openTestPortal, type Customer, type Portal, type Post } from './customers.ts';

const PATH = '/settings/notices';

describe('notices in the portal', () => {
  let portal: Portal;
  let post: Post;
  let ada: Customer;
  before(async () => {
    portal = await openTestPortal();
    post = await openPost(portal);
    ada = await portal.customer('ada');
  });
  after(async () => {
    await post.end();
    await portal.end();
  });

  /** The kinds that the page shows as wanted. */
  const wanted = async () => {
    const { text } = await ada.browser.get(PATH);
    const boxes = text.match(/<input[^>]*type="checkbox"[^>]*>/g) ?? [];
    return boxes.filter((box) => /\bchecked\b/.test(box)).map((box) => /name="(\w+)"/.exec(box)?.[1]);
  };

  it('none is wanted until a box is ticked, and then an address is asked for', async () => {
    expect(await wanted()).to.deep.equal([]);
    const asked = await ada.browser.post(PATH, { expiry: 'yes', email: '' });
    expect([asked.status, wordsIn(asked).includes('Enter an email address.')]).to.deep.equal([400, true]);
    const { status, headers } = await ada.browser.post(PATH, { expiry: 'yes', email: 'Ada@example.com' });
    expect([status, headers.location]).to.deep.equal([303, `${PATH}?done=noticesSaved`]);
    expect(await wanted()).to.deep.equal(['expiry']);
    expect((await ada.browser.get(PATH)).text).to.not.include('ada@example.com');
  });

  it('a mail program ends them all with one click', async () => {
    const [mail] = await post.collect();
    expect(mail?.to).to.equal('ada@example.com');
    expect(mail?.raw).to.match(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r?$/m);
    const unfolded = mail?.raw.replaceAll(/\r?\n[ \t]+/g, ' ') ?? '';
    const link = /^List-Unsubscribe: <([^>]+)>/m.exec(unfolded)?.[1] ?? '';
    expect(link.startsWith(`${portal.url}/unsubscribe/`), link).to.equal(true);
    const path = new URL(link).pathname;
    const program = portal.browser();
    expect(wordsIn(await program.get(path))).to.include('Unsubscribe?');
    expect(await wanted(), 'looking is no click').to.deep.equal(['expiry']);
    const wrong = path.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    const from = { origin: undefined, accept: '*/*' };
    expect((await program.post(wrong, {}, from)).status).to.equal(404);
    const headers = { ...from, 'content-type': 'multipart/form-data; boundary=x' };
    expect((await program.post(path, {}, headers)).status).to.equal(200);
    expect(await wanted()).to.deep.equal([]);
    expect((await program.post(path, {}, from)).status, 'again').to.equal(200);
  });

  it('are in the language that was chosen where the address was typed, and other mails in the one chosen now', async () => {
    const choose = (language: string) => ada.browser.post('/language', { language, to: PATH });
    const expectMail = async (words: string) => {
      const [mail] = await post.collect();
      expect(mail?.text.replaceAll(/\s+/g, ' ')).to.include(words);
    };
    const rename = (username: string) =>
      ada.browser.post('/settings/username', { username, current: ada.password });
    await choose('de');
    await ada.browser.post(PATH, { expiry: 'yes', email: 'grace@example.com' });
    await expectMail('Sie erhalten, was ausgewählt wurde');
    await choose('');
    await rename('grace');
    await expectMail('Ihr Konto hat jetzt den Benutzernamen grace.');
    await choose('fr');
    await rename('ada');
    await expectMail('Votre compte a désormais le nom d’utilisateur ada.');
    await choose('');
    await ada.browser.post(PATH, {});
  });

  it('nobody’s mailbox is flooded with greetings', async () => {
    const greet = (email: string) => ada.browser.post(PATH, { news: 'yes', email });
    const statuses = [];
    for (let times = 0; times < 4; times += 1) {
      statuses.push((await greet('victim@example.com')).status);
      await ada.browser.post(PATH, { email: '' });
    }
    expect(statuses).to.deep.equal([303, 303, 303, 429]);
    expect(await wanted()).to.deep.equal([]);
    expect(await post.collect()).to.have.lengthOf(3);
  });
});
