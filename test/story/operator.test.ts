/**
 * The command line from an empty disk to a purge, in the order in which a vendor first uses it. In the full run each
 * step is a separate process, as in a shell, so only the data folder keeps state between them.
 */

import { expect } from 'chai';
import type { Page } from '../../server/domain/kernel/page.ts';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProductView } from '../../client-sdk/typescript/contract/product-terms.ts';
import type { IssueAnswer, LicenseView } from '../../client-sdk/typescript/contract/license-view.ts';
import { openTerminal, type Terminal } from '../scripts/terminal.ts';

const EMAIL = 'Ada.Lovelace@Example.com';
const KEY_LINE = /^SONAR-(?:[0-9A-HJKMNP-TV-Z]{5}-){5}[0-9A-HJKMNP-TV-Z]{5}$/m;

interface Token {
  operatorToken: string;
  token: string;
  status: string;
}

describe('the command line of an operator', () => {
  let terminal: Terminal;
  let license: string;
  let licenseKey: string;
  let token: Token;

  before(async () => {
    terminal = await openTerminal();
  });
  after(() => terminal.throwAway());

  const done = async (...words: string[]): Promise<string> => {
    const { exit, out, err } = await terminal.type(words);
    expect(exit, `quietkey ${words.join(' ')}\n${out}${err}`).to.equal(0);
    // paths are not wrapped, and the temporary folder's may be long
    const lines = out.split('\n').filter((line) => !line.includes(terminal.folder));
    for (const line of lines) expect(line.length, line).to.be.at.most(80);
    return out;
  };

  it('init creates the data folder, for its owner only, and prints the next commands', async () => {
    const out = await done('init');
    expect(out).to.contain(terminal.dataFolder).and.to.contain('quietkey product add');
    expect((await stat(terminal.dataFolder)).mode & 0o077).to.equal(0);
  });

  it('init changes nothing when repeated', async () => {
    const before = await contents(terminal.folder);
    await done('init');
    expect((await contents(terminal.folder)).secrets).to.deep.equal(before.secrets);
  });

  it('product add, list, show, change', async () => {
    const name = ['--name', 'Sonar Pro', '--prefix', 'SONAR'];
    const terms = ['--seats', '2', '--duration-days', '365', '--entitlements', 'pro, export'];
    const added = await done('product', 'add', 'sonar', ...name, ...terms);
    expect(added)
      .to.match(/^Added\./)
      .and.to.match(/^Entitlements +pro, export$/m);
    expect(await done('product', 'list')).to.match(/^sonar {4}Sonar Pro {2}/m);
    const shown = await terminal.ask<ProductView>('product', 'show', 'sonar');
    expect(shown).to.include({ product: 'sonar', prefix: 'SONAR' });
    expect(shown.terms).to.include({ seats: 2, durationDays: 365, leaseDays: 30 });
    const change = ['--lease-days', '60', '--releases-per-year', 'any', '--username-required'];
    const changed = await terminal.ask<ProductView>('product', 'change', 'sonar', ...change);
    const terms60 = { ...shown.terms, leaseDays: 60, usernameRequired: true };
    expect(changed).to.deep.equal({ ...shown, terms: terms60 });
    const back = await terminal.ask<ProductView>('product', 'change', 'sonar', '--no-username-required');
    expect(back.terms.usernameRequired).to.equal(false);
  });

  it('license issue: the same order gets the same key, and no order a new one', async () => {
    const first = await done('license', 'issue', 'sonar', EMAIL, '--order', 'A-1017');
    licenseKey = KEY_LINE.exec(first)?.[0] ?? '';
    expect(first.split(licenseKey), 'the key is printed once').to.have.lengthOf(2);
    expect(first.toLowerCase()).not.to.contain(EMAIL.toLowerCase());
    const again = await terminal.ask<IssueAnswer>('license', 'issue', 'sonar', EMAIL, '--order', 'A-1017');
    expect(again.licenseKey).to.equal(licenseKey);
    const another = await terminal.ask<IssueAnswer>('license', 'issue', 'sonar', EMAIL);
    expect(another.licenseKey).not.to.equal(licenseKey);
    license = again.license.license;
  });

  it('reads an email from standard input', async () => {
    const words = ['license', 'issue', 'sonar', '-', '--order', 'A-1017', '--json'];
    const { exit, out } = await terminal.type(words, { input: `  ${EMAIL.toLowerCase()}\n` });
    expect(exit).to.equal(0);
    expect((JSON.parse(out) as IssueAnswer).licenseKey).to.equal(licenseKey);
  });

  it('license show and find', async () => {
    expect(await done('license', 'show', license)).to.contain('0 of 2 taken');
    const found = await done('license', 'find', EMAIL);
    expect(found.trimEnd().split('\n'), 'a head and two licenses').to.have.lengthOf(3);
    expect(found).to.contain(license);
    expect(await done('license', 'find', 'nobody@example.com')).to.contain('No license');
    const { out } = await terminal.type(['license', 'find', '-', '--json'], { input: EMAIL });
    const all = JSON.parse(out) as Page<{ license: string }>;
    expect([all.items.length, all.next, all.more]).to.deep.equal([2, null, 0]);
    const part = async (...words: string[]) =>
      (await terminal.type(['license', 'find', '-', '--limit', '1', ...words], { input: EMAIL })).out;
    const [, after = ''] =
      /1 more item follows[^]*license find - --limit 1 --after (\S+)/.exec(await part()) ?? [];
    const rest = JSON.parse(await part('--after', after, '--json')) as typeof all;
    expect([rest.items[0]?.license, rest.next]).to.deep.equal([all.items[1]?.license, null]);
  });

  it('license holdings shows what is stored about the customer, and no email', async () => {
    const out = await done('license', 'holdings', license);
    expect(out).to.contain('Finds the license by the buyer’s email address').and.not.to.contain('@');
    const { items } = await terminal.ask<Page<object>>('license', 'holdings', license);
    expect(items).to.be.an('array').that.is.not.empty;
  });

  it('license seats, suspend, reinstate, disown, renew, revoke', async () => {
    const change = (...words: string[]) =>
      terminal.ask<LicenseView>('license', ...words, '--reason', 'as asked');
    expect((await change('seats', license, '5')).seats).to.equal(5);
    expect((await change('seats', license, '4', '--yes')).seats).to.equal(4);
    expect((await change('suspend', license)).status).to.equal('suspended');
    expect((await change('reinstate', license)).status).to.equal('active');
    expect((await change('disown', license, '--yes')).status).to.equal('active');
    const renewed = await change('renew', license, '--ends-on', '2099-12-31', '--updates-until', 'never');
    expect(renewed).to.include({ endsOn: '2099-12-31', updatesUntil: null });
    expect((await change('renew', license, '--ends-on', 'never')).endsOn).to.equal(null);
    expect((await change('revoke', license, '--yes')).status).to.equal('revoked');
    expect(await done('license', 'show', license)).to.match(/^Revoked on {4}\d{4}-\d\d-\d\d$/m);
  });

  it('activation list, while no machine has activated', async () => {
    expect(await done('activation', 'list', license)).to.contain('No seat');
    const nobody = 'A'.repeat(22);
    const { exit, err } = await terminal.type(['activation', 'release', license, nobody]);
    expect({ exit, err }).to.have.property('exit', 1);
  });

  it('token create, list, revoke: the token is shown once', async () => {
    const out = await done(
      'token',
      'create',
      'webshop',
      '--scopes',
      'licenses:write,products:read',
      '--days',
      '90',
    );
    expect(out)
      .to.match(/^qkop_[\w-]{22}\.[\w-]{43}$/m)
      .and.to.contain('shown only once');
    token = await terminal.ask<Token>('token', 'create', 'second', '--scopes', 'products:read');
    const list = await done('token', 'list');
    expect(list).to.contain('webshop').and.to.contain('licenses:write').and.not.to.contain(token.token);
    expect(list).not.to.contain(token.token.split('.')[1]);
    expect((await terminal.ask<Token>('token', 'revoke', token.operatorToken)).status).to.equal('revoked');
    expect(await done('token', 'revoke', token.token), 'even if the whole token is pasted').to.contain(
      token.operatorToken,
    );
  });

  it('key list and rotate', async () => {
    const before = await terminal.ask<{ version: number; keys: unknown[] }>('key', 'list');
    const rotated = await terminal.ask<{ version: number }>('key', 'rotate');
    expect(rotated.version).to.be.greaterThan(before.version);
    expect(await done('key', 'list')).to.contain(String(rotated.version));
    const { items } = await terminal.ask<Page<object>>('license', 'find', EMAIL);
    expect(items, 'licenses are still found').to.have.lengthOf(2);
  });

  it('purge shows what is due, and deletes it with --apply', async () => {
    expect(await done('purge'))
      .to.match(/^operator actions +0 +0 +\d+ +365 days +365 days$/m)
      .and.to.contain('--apply');
    expect(await done('purge', '--apply')).to.contain('Nothing was due');
    expect(await terminal.ask('purge'))
      .to.have.property('classes')
      .that.is.an('array');
  });

  it('doctor warns about the remaining steps of the setup, and reports no failure', async () => {
    const out = await done('doctor');
    expect(out)
      .to.match(/^warn {2}root key/m)
      .and.not.to.match(/^fail/m);
  });

  it('records the actor, and never stores the email', async () => {
    const { all } = await contents(terminal.folder);
    for (const form of [EMAIL, EMAIL.toLowerCase(), licenseKey]) {
      expect(all.includes(form), form).to.equal(false);
      expect(all.includes(Buffer.from(form).toString('base64url').slice(0, -2)), form).to.equal(false);
    }
    await done('license', 'show', license, '--actor', 'auditor');
    expect((await contents(terminal.folder)).all.includes('terminal:auditor')).to.equal(true);
  });

  it('key root move moves the root key away, and rotate then requires it', async () => {
    const away = join(terminal.folder, 'usb-stick');
    const out = await done('key', 'root', 'move', away);
    expect(out).to.contain('--root-key');
    const [file = ''] = await readdir(away);
    expect((await stat(join(away, file))).mode & 0o777).to.equal(0o600);
    const without = await terminal.type(['key', 'rotate']);
    expect(without.exit, without.err).to.equal(1);
    expect(without.err).to.contain('--root-key');
    await done('key', 'rotate', '--root-key', join(away, file));
    expect(await done('doctor')).to.match(/^ok {4}root key/m);
  });
});

/** All bytes of the files in a folder, which no process has open, and the secrets among them. */
async function contents(folder: string): Promise<{ all: Buffer; secrets: string[] }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(files.sort().map(async (file) => ({ file, bytes: await readFile(file) })));
  const secrets = texts.filter(({ file }) => !/sqlite|\.db|-wal$|-shm$/.test(file));
  return {
    all: Buffer.concat(texts.map(({ bytes }) => bytes)),
    secrets: secrets.map(({ file, bytes }) => `${file} ${bytes.toString('hex')}`),
  };
}
