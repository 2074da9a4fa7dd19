/** What can be put into a mail by a name that somebody else chose: no header, no recipient, no markup. */

import { expect } from 'chai';
import { compose } from '../../../server/mail/compose.ts';
import { makeFolder } from '../../../client-sdk/typescript/primitives/files.ts';
import { openOutbox } from '../../../server/mail/carrier.ts';
import { word, wordVendor } from '../../../server/mail/word-mail.ts';
import { ENGLISH } from '../../../server/texts/texts.ts';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from '../crypto/scratch.ts';
import { htmlOf, textOf } from '../../support/post-office.ts';

const NAMES = [
  'Sonar\r\nBcc: eve@example.com',
  'Sonar\nContent-Type: text/html\n\n<b>hello</b>',
  'Sonar\u2028Bcc: eve@example.com',
  '<img src="https://eve.example/x.png" onerror=alert(1)>',
  `"><script>alert(1)</script>&amp;'`,
  '=?utf-8?q?=0D=0ABcc:_eve@example.com?=',
  'Sonar '.repeat(40),
  '語😀é',
];

const SOURCE = { vendor: { name: 'Harbour Software' } };

describe('a mail', () => {
  for (const product of NAMES) {
    it(`of a product ${JSON.stringify(product).slice(0, 50)} has one recipient and no markup but ours`, async () => {
      const folder = join(scratchFolder(), 'outbox');
      const worded = word(
        { kind: 'keys', keys: [{ product, licenseKey: 'SONAR-00000' }], left: 0 },
        ENGLISH,
        SOURCE,
      );
      const carrier = openOutbox(folder, { name: 'Sonar, Inc.', address: 'keys@example.com' }, makeFolder);
      expect(await carrier.carry(compose(worded!, ENGLISH), { to: 'ada@example.com', mail: 'm' })).to.equal(
        'delivered',
      );
      const [file = ''] = readdirSync(folder);
      const raw = readFileSync(join(folder, file), 'utf8');
      expect(statSync(join(folder, file)).mode & 0o777).to.equal(0o600);

      const head = raw
        .split('\n\n')[0]!
        .replace(/\n[ \t]+/g, ' ')
        .split('\n');
      const names = head.map((line) => line.split(':')[0]!.toLowerCase());
      expect(
        names.filter((name) => ['to', 'cc', 'bcc', 'subject', 'from'].includes(name)).sort(),
      ).to.deep.equal(['from', 'subject', 'to']);
      expect(head.find((line) => line.startsWith('To:'))).to.equal('To: ada@example.com');
      expect(head).to.include('Auto-Submitted: auto-generated');
      const tags = (htmlOf(raw).match(/<[^>]*>/g) ?? []).map((tag) => tag.replace(/[ >].*/, ''));
      expect([...new Set(tags)].sort()).to.deep.equal([
        '<!doctype',
        '</body',
        '</code',
        '</html',
        '</p',
        '<body',
        '<code',
        '<html',
        '<p',
      ]);
      expect(textOf(raw)).to.contain('\n  SONAR-00000\n');
      for (const line of textOf(raw).split('\n')) expect(line.length).to.be.at.most(78);
    });
  }

  it('names each product where there are several keys, and how many were left out', () => {
    const keys = [
      { product: 'Sonar', licenseKey: 'S' },
      { product: 'Lidar', licenseKey: 'L' },
    ];
    const { subject, text } = compose(word({ kind: 'keys', keys, left: 1_200 }, ENGLISH, SOURCE)!, ENGLISH);
    expect(subject).to.equal('Your license keys');
    expect(text).to.match(/Sonar:\n\n {2}S\n\nLidar:\n\n {2}L\n\n1,200 more keys are not in this mail\./);
  });

  it('with keys says product, order, portal, how to activate, and what to do if the key is lost', () => {
    const vendor = { name: 'Harbour', support: 'help@example.com', imprint: 'https://example.com/imprint' };
    const portal = {
      home: 'https://licenses.example.com',
      lostKey: 'https://licenses.example.com/recover/key',
      privacy: 'https://licenses.example.com/privacy',
    };
    const source = { vendor, portal };
    const letter = {
      kind: 'keys',
      keys: [{ product: 'Sonar', licenseKey: 'S', order: 'A-1017' }],
      left: 0,
    } as const;
    const { paragraphs, subject } = word(letter, ENGLISH, source)!;
    const { text } = compose(
      { subject, paragraphs: [...paragraphs, ...wordVendor(source, ENGLISH)] },
      ENGLISH,
    );
    for (const part of [
      'your license key for Sonar',
      'Order: A-1017',
      portal.home,
      portal.lostKey,
      'start the app and enter the key',
      'If you lose the key',
      'This mail is from Harbour.',
      vendor.support,
      vendor.imprint,
      'We keep no copy of this mail.',
    ])
      expect(text, part).to.contain(part);
    expect(compose(word(letter, ENGLISH, SOURCE)!, ENGLISH).text).to.contain(
      'If you lose the key, ask the seller.',
    );
  });

  it('with keys has the vendor’s own words, in their language only, beside the same facts', () => {
    const own = { opening: 'Hello,\n\n{product} is {product}.', closing: 'Yours, {vendor} <{support}>' };
    const vendor = { name: '{product}', support: 'help@example.com', keyMail: { en: own } };
    const letter = { kind: 'keys', keys: [{ product: 'So{vendor}nar', licenseKey: 'S' }], left: 0 } as const;
    const { text, html } = compose(word(letter, ENGLISH, { vendor })!, ENGLISH);
    expect(text.startsWith('Hello,\n\nSo{vendor}nar is So{vendor}nar.\n\nSo{vendor}nar:\n\n  S\n')).to.equal(
      true,
    );
    expect(text).to.contain('Yours, {product} <help@example.com>').and.to.contain('If you lose the key');
    expect(html).to.contain('Yours, {product} &lt;help@example.com&gt;');
    expect(text).not.to.contain('Keep the key');
    const other = word(letter, { ...ENGLISH, language: 'xx' }, { vendor })!;
    expect(compose(other, ENGLISH).text).to.contain('Keep the key');
  });

  it('of a decoy is none', () => {
    expect(word({ kind: 'decoy' }, ENGLISH, SOURCE)).to.equal(undefined);
  });
});
