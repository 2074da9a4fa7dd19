/**
 * The vendor on the pages of a running server: what each page shows with and without `vendor.json`, where its logo and
 * colour come from, and that a file that becomes wrong changes nothing but the log.
 */

import { expect } from 'chai';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigFault, readConfig, type Config } from '../../../server/config/config.ts';
import { openVendor } from '../../../server/composition/open-vendor.ts';
import { operations } from '../../../server/domain/operations.ts';
import { scratchFolder } from '../crypto/scratch.ts';
import { openTestPortal, type Customer, type Portal } from './customers.ts';
import { wordsIn } from './browsing.ts';

const SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>';
const PAGES = ['/login', '/privacy', '/recover', '/licenses', '/settings', '/nothing-here'];
const VENDOR = {
  name: 'Harbour & Sons',
  support: 'help@example.com',
  imprint: 'https://example.com/imprint',
  terms: 'https://example.com/terms',
  privacy: 'https://example.com/privacy',
  color: '#8a5cc2',
  logo: 'logo.svg',
  security: { contact: 'a+b@example.com', lastDay: '2027-06-30', policy: 'https://example.com/security' },
};

function put({ dataFolder }: Config, vendor: object): void {
  writeFileSync(join(dataFolder, 'logo.svg'), SVG, { mode: 0o600 });
  writeFileSync(join(dataFolder, 'vendor.json'), JSON.stringify(vendor), { mode: 0o600 });
}

describe('the vendor on every page', () => {
  let portal: Portal;
  let ada: Customer;
  before(async () => {
    portal = await openTestPortal();
    ada = await portal.customer('ada');
    await portal.server.stop();
    put(portal.server.config, VENDOR);
    await portal.server.start();
  });
  after(() => portal.end());

  it('says where a fault is reported, in security.txt', async () => {
    const { status, text, headers } = await portal.browser().get('/.well-known/security.txt');
    expect([status, headers['content-type']]).to.deep.equal([200, 'text/plain; charset=utf-8']);
    expect(text).to.equal(
      'Contact: mailto:a%2Bb@example.com\nExpires: 2027-06-30T23:59:59Z\nPolicy: https://example.com/security\n',
    );
  });

  it('is named, with its support, its own pages and the number of the page', async () => {
    const visitor = portal.browser();
    for (const path of PAGES) {
      const heard = await (path.startsWith('/s') || path === '/licenses' ? ada.browser : visitor).get(path);
      expect(heard.text, path).to.match(/<title>[^<]* · Harbour &amp; Sons<\/title>/);
      const words = wordsIn(heard);
      const requestId = String(heard.headers['x-request-id']);
      expect(words, path).to.contain(`name its number: ${requestId}`);
      expect(heard.text).to.contain(`href="mailto:help%40example.com?subject=Page%20${requestId}"`);
      for (const to of [VENDOR.imprint, VENDOR.terms, VENDOR.privacy])
        expect(heard.text, path).to.contain(`<a href="${to}">`);
      expect(words).to.contain('Terms of Harbour &amp; Sons').and.contain('help@example.com');
    }
    expect(wordsIn(await visitor.get('/privacy'))).to.contain('any correspondence with you');
  });

  it('has its logo and colour served by this server, under the policy of every page', async () => {
    const page = await ada.browser.get('/licenses');
    const policy = page.headers['content-security-policy'];
    const loaded = [...page.text.matchAll(/<(?:link|img)[^>]* (?:href|src)="([^"]*)"/g)].map(
      ([, path]) => path,
    );
    expect(loaded).to.deep.equal(['/portal.svg', '/portal.css', '/vendor.css', '/vendor-logo']);
    const [style, logo] = [await ada.browser.get('/vendor.css'), await ada.browser.get('/vendor-logo')];
    expect([style.headers['content-type'], logo.headers['content-type']]).to.deep.equal([
      'text/css; charset=utf-8',
      'image/svg+xml',
    ]);
    expect([style.headers['content-security-policy'], logo.headers['content-security-policy']]).to.deep.equal(
      [policy, policy],
    );
    expect(policy).to.contain("default-src 'none'").and.not.contain('unsafe');
    expect(logo.text).to.equal(SVG);
    expect(style.text).to.contain('--main: #8a5cc2;');
  });

  it('is not on the pages of a server without the file', async () => {
    await portal.server.stop();
    rmSync(join(portal.server.config.dataFolder, 'vendor.json'));
    await portal.server.start();
    const heard = await fetch(`${portal.server.running().url}/login`);
    const text = await heard.text();
    expect(text)
      .to.contain('· Quietkey</title>')
      .and.not.match(/vendor|example\.com|its number/);
    for (const path of ['/vendor.css', '/vendor-logo', '/.well-known/security.txt'])
      expect((await fetch(portal.server.running().url + path)).status).to.equal(404);
  });

  it('stops the start if its file is wrong', async () => {
    await portal.server.stop();
    put(portal.server.config, { ...VENDOR, color: '#ffff00' });
    const fault = await portal.server.start().catch((error: unknown) => error);
    expect(fault).to.be.instanceOf(ConfigFault);
    expect(String(fault)).to.contain('/color has a contrast of');
    rmSync(join(portal.server.config.dataFolder, 'vendor.json'));
    await portal.server.start();
  });

  it('gives the reason of a suspension at the top of the license', async () => {
    const { license } = ada;
    await portal.server.run(operations.licensing.suspendLicense, { license, reason: 'payment overdue' });
    expect(wordsIn(await ada.browser.get(`/licenses/${license}`))).to.match(
      /The seller’s reason: payment overdue Apps stop/,
    );
  });
});

describe('the vendor’s file beside a running server', () => {
  it('is read again every two seconds, and a wrong one changes nothing but the log', async () => {
    const config = readConfig({ QUIETKEY_DATA: scratchFolder() });
    const lines: { event?: string; reason?: string }[] = [];
    let time = 0;
    const vendor = openVendor(config, { log: (line) => lines.push(line), seconds: () => time });
    expect(vendor().name).to.equal('Quietkey');
    put(config, VENDOR);
    expect(vendor().name, 'within two seconds').to.equal('Quietkey');
    time += 2;
    expect(vendor()).to.include({ name: VENDOR.name, color: VENDOR.color });
    put(config, { ...VENDOR, color: 'red' });
    time += 2;
    expect([vendor().color, vendor().name]).to.deep.equal([VENDOR.color, VENDOR.name]);
    time += 2;
    vendor();
    expect(lines, 'logged once').to.have.lengthOf(1);
    expect(lines[0]?.event).to.equal('vendor file not read');
    expect(lines[0]?.reason).to.contain('/color is not a colour');
    put(config, { name: 'B' });
    time += 2;
    expect(vendor()).to.deep.equal({ name: 'B' });
  });
});
