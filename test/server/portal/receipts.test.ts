/**
 * Receipts in the portal: the one of a deletion, which is shown and saved without a login once it is signed, and the page
 * that verifies a text or a file and stores neither.
 */

import { expect } from 'chai';
import { finishReceipts } from '../../../server/jobs/sign-receipts.ts';
import type { Heard } from '../http/asking.ts';
import { wordsIn, type Browser } from './browsing.ts';
import { openTestPortal, type Portal } from './customers.ts';
import { tablesOf } from './tables.ts';

const VERIFY = '/receipts/verify';
const VALID = 'This server has signed this receipt.';
const INVALID = 'This server has not signed this receipt';

describe('a receipt in the portal', () => {
  let portal: Portal;
  let stranger: Browser;
  let path: string;
  let token: string;
  before(async () => {
    portal = await openTestPortal();
    stranger = portal.browser();
  });
  after(() => portal.end());

  /** Sends a form with a file as browsers do. */
  const upload = (receipt: string, file: string | Uint8Array, name = 'receipt.txt'): Promise<Heard> => {
    const form = new FormData();
    form.set('receipt', receipt);
    form.set('file', new Blob([file]), name);
    return stranger.upload(VERIFY, form);
  };

  it('follows the deletion of the account, and is whole once the bytes are gone', async () => {
    const ada = await portal.customer('ada');
    const deleted = await ada.browser.post('/settings/delete', { current: ada.password, sure: 'yes' });
    expect(deleted.status).to.equal(303);
    expect(deleted.headers.location).to.match(/^\/receipts\/[\w-]{22}\?done=accountDeleted$/);
    path = String(deleted.headers.location).split('?')[0] ?? '';
    const early = wordsIn(await ada.browser.get(String(deleted.headers.location)));
    expect(early)
      .to.contain('Your account is deleted')
      .and.to.match(/then the receipt is signed|is signed\. Save/);
    await finishReceipts(portal.server.running().world);
    const page = await stranger.get(path);
    expect(wordsIn(page))
      .to.contain('the receipt is signed. Save it')
      .and.contain('an erasure of personal data');
    token = /eyJ[\w-]+\.[\w-]+\.[\w-]{86}/.exec(page.text)?.[0] ?? '';
    const file = await stranger.get(`${path}/receipt.txt`);
    expect(file.text).to.equal(`${token}\n`);
    expect(file.headers).to.include({
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': `attachment; filename="receipt-${path.slice(-22)}.txt"`,
      'cache-control': 'no-store',
    });
    expect((await stranger.get(`/receipts/${'A'.repeat(22)}`)).status).to.equal(404);
    expect((await stranger.get(`/receipts/${'A'.repeat(22)}/receipt.txt`)).status).to.equal(404);
  });

  it('is verified from a text and from a file, and nothing that is sent is stored', async () => {
    const stored = tablesOf(portal.server.config);
    const lines = portal.server.log.length;
    const utf16 = Buffer.from(`\uFEFFreceipt: ${token}`, 'utf16le');
    const other = token.slice(0, -6) + (token.at(-6) === 'A' ? 'B' : 'A') + token.slice(-5);
    const CASES: [title: string, answer: () => Promise<Heard>, message: string, status?: number][] = [
      ['pasted', () => stranger.post(VERIFY, { receipt: token }), VALID],
      ['pasted among words', () => stranger.post(VERIFY, { receipt: `My receipt: ${token}\n` }), VALID],
      ['in a file', () => upload('', `${token}\n`), VALID],
      ['in a file of UTF-16', () => upload('', utf16), VALID],
      ['pasted and in a file', () => upload(token, token), VALID],
      ['pasted into a form with an empty file', () => upload(token, '', ''), VALID],
      ['changed', () => stranger.post(VERIFY, { receipt: other }), INVALID],
      ['cut', () => stranger.post(VERIFY, { receipt: token.slice(0, -1) }), INVALID],
      ['a file of another kind', () => upload('', Buffer.from([0x89, 0x50, 0, 255])), 'Enter one whole', 400],
      ['two', () => stranger.post(VERIFY, { receipt: `${token} ${other}` }), 'Enter one whole', 400],
      ['none', () => stranger.post(VERIFY, { receipt: '<b>' }), 'Enter one whole', 400],
      ['too long', () => upload('', 'x'.repeat(20_000)), '', 413],
    ];
    for (const [title, answer, message, status = 200] of CASES) {
      const heard = await answer();
      expect(heard.status, title).to.equal(status);
      expect(wordsIn(heard), title).to.contain(message);
    }
    expect(tablesOf(portal.server.config)).to.deep.equal(stored);
    expect(JSON.stringify(portal.server.log.slice(lines))).not.to.contain(token.slice(0, 40));
  });
});
