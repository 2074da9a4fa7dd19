/**
 * The language of a reader: the one that was chosen at the foot of a page, else the one that the browser asks for. Only
 * a choice is kept, in a cookie, and taken into the mails that the reader asks for.
 */

import express from 'express';
import { expect } from 'chai';
import { openPortal } from '../../../server/portal/portal.ts';
import type { PortalDependencies } from '../../../server/portal/route/dependencies.ts';
import { LANGUAGES } from '../../../server/texts/texts.ts';
import { tagsOf, wordsOf } from '../../support/page-tags.ts';
import { given, PSEUDO, unmarkedIn } from '../../support/pseudo-texts.ts';
import { NO_LIMITS, NO_TURNS } from '../../support/world.ts';
import { browserAt, wordsIn, type Browser } from './browsing.ts';
import { openPost, openTestPortal } from './customers.ts';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const PSEUDO_FIRST = { 'accept-language': 'en-x-pseudo, fr;q=0.8' };
const URL = 'http://licenses.example.com';

describe('the language of a reader', () => {
  const asked: object[] = [];
  let server: Server;
  let browser: Browser;
  before(async () => {
    const dependencies = {
      recovery: { askKey: async (request: object) => void asked.push(request) },
      accounts: { suggestUsername: () => given('quiet-heron') },
      url: () => URL,
      vendor: () => ({ name: given('Sonar') }),
      trustedProxies: [],
      limits: NO_LIMITS,
      formTurns: NO_TURNS,
    } as unknown as PortalDependencies;
    const app = express().use(openPortal(dependencies, [...LANGUAGES, PSEUDO]));
    await new Promise<void>((resolve) => (server = app.listen(0, '127.0.0.1', () => resolve())));
    browser = browserAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, URL);
  });
  after(() => {
    browser.end();
    server.close();
  });

  const languageOf = async (path: string, headers: Record<string, string> = {}) => {
    const { text } = await browser.get(path, headers);
    return tagsOf(text).find(({ name }) => name === 'html')?.attributes['lang'];
  };
  const choose = (language: string, to = '/signup') => browser.post('/language', { language, to });
  afterEach(() => browser.cookies.clear());

  it('is the one that the browser prefers of those that are here, else English', async () => {
    const preferences: [string, string][] = [
      ['en-x-pseudo', 'en-x-pseudo'],
      ['nl, en-x-pseudo;q=0.5, en;q=0.4', 'en-x-pseudo'],
      ['en, en-x-pseudo;q=0.9', 'en'],
      ['en-AU', 'en'],
      ['de', 'de'],
      ['de-AT', 'de'],
      ['DE-ch', 'de'],
      ['de-Latn-AT-1996', 'de'],
      ['fr-CA, en;q=0.9, fr;q=0.8', 'fr'],
      ['en;q=0.4, fr-BE;q=0.9', 'fr'],
      ['de;q=0.2, fr;q=0.2', 'de'],
      ['de;q=0, fr;q=0.1', 'fr'],
      ['de;q=0', 'en'],
      ['*, fr;q=0.5', 'fr'],
      ['nl, *;q=0.1', 'en'],
      ['den, frr', 'en'],
      ['*', 'en'],
      ['en;q=0', 'en'],
      ['', 'en'],
      ['\u00ff;;q=,,', 'en'],
      ['x,'.repeat(2_000), 'en'],
    ];
    for (const [header, expected] of preferences) {
      expect(await languageOf('/login', { 'accept-language': header }), header).to.equal(expected);
    }
    expect(await languageOf('/login')).to.equal('en');
    expect(browser.cookies.size, 'and is kept nowhere').to.equal(0);
  });

  it('is the chosen one, whatever the browser prefers, until the choice is taken back', async () => {
    const { status, headers } = await choose('de', '/recover/key?a=b');
    expect([status, headers.location]).to.deep.equal([303, '/recover/key?a=b']);
    expect(headers['set-cookie']).to.deep.equal([
      'quietkey-language=de; Path=/; HttpOnly; SameSite=Lax; Max-Age=15552000',
    ]);
    expect(await languageOf('/login', { 'accept-language': 'fr' })).to.equal('de');
    await choose('fr');
    expect(await languageOf('/login', { 'accept-language': 'de' })).to.equal('fr');
    await choose('');
    expect(browser.cookies.size).to.equal(0);
    expect(await languageOf('/login', { 'accept-language': 'de' })).to.equal('de');
  });

  it('is none that is not here, and no choice leads to another site', async () => {
    const wrong: Record<string, string>[] = [
      { language: 'xx', to: '/login' },
      { language: 'de', to: 'https://eve.example/' },
      { language: 'de', to: '//eve.example' },
      { language: 'de', to: '/\\eve.example' },
      { language: 'de', to: '/login\r\nset-cookie: a=b' },
      { language: 'de' },
    ];
    for (const typed of wrong) {
      const { status, headers } = await browser.post('/language', typed);
      expect([status, headers['set-cookie'], headers.location]).to.deep.equal([400, undefined, undefined]);
    }
    for (const planted of ['xx', 'de-', 'constructor', '"de"']) {
      browser.cookies.set('quietkey-language', planted);
      expect(await languageOf('/login', { 'accept-language': 'fr' }), planted).to.equal('fr');
    }
  });

  it('can be chosen on every page, except one that answers a form or shows an error', async () => {
    const offered = ({ text }: { text: string }) =>
      tagsOf(text).flatMap(({ attributes: { name, value } }) => (name === 'language' ? [value] : []));
    const all = ['en', 'de', 'fr', 'en-x-pseudo'];
    expect(offered(await browser.get('/signup'))).to.deep.equal(all);
    expect(offered(await browser.get('/nowhere'))).to.deep.equal([]);
    expect(offered(await browser.post('/recover/key', { email: '' }))).to.deep.equal([]);
    await choose('de');
    expect(offered(await browser.get('/signup'))).to.deep.equal([...all, '']);
  });

  it('is that of pages, of forms shown again and of pages of errors; and of a cache’s key', async () => {
    const pages = [
      await browser.get('/signup', PSEUDO_FIRST),
      await browser.post('/recover/key', { email: '' }, PSEUDO_FIRST),
      await browser.post('/recover/key', { email: 'a', other: 'b' }, PSEUDO_FIRST),
      await browser.post('/recover/key', {}, { ...PSEUDO_FIRST, origin: 'https://eve.example' }),
      await browser.get('/nowhere', PSEUDO_FIRST),
    ];
    expect(pages.map(({ status }) => status)).to.deep.equal([200, 400, 400, 403, 404]);
    for (const { text, headers } of pages) {
      expect(headers.vary).to.equal('Accept-Language, Cookie');
      expect(headers['content-language']).to.equal('en-x-pseudo');
      expect(headers['cache-control']).to.equal('no-store');
      // the address of the portal, and the version of the terms
      const own = text.replaceAll(URL, '').replaceAll(/\d{4}-\d\d/g, '');
      const words = wordsOf(own.replaceAll(/<bdi>(?:English|Deutsch|Français)<\/bdi>/g, ''));
      expect(words.flatMap((part) => unmarkedIn(part) || [])).to.deep.equal([]);
    }
  });

  it('goes into the mails that the reader asks for, if it was chosen', async () => {
    await choose('en-x-pseudo');
    await browser.post('/recover/key', { email: 'a@b.example' });
    browser.cookies.clear();
    await browser.post('/recover/key', { email: 'a@b.example' }, PSEUDO_FIRST);
    expect(asked.map((request) => (request as { language?: string }).language)).to.deep.equal([
      'en-x-pseudo',
      undefined,
    ]);
  });
});

describe('a mail that a request asks for', () => {
  it('is worded in the language that was chosen', async () => {
    const portal = await openTestPortal();
    const post = await openPost(portal);
    try {
      const ada = await portal.customer('ada');
      const reader = portal.browser();
      await reader.post('/language', { language: 'de', to: '/recover/key' });
      const { status } = await reader.post('/recover/key', { email: ada.email });
      expect(status).to.equal(303);
      const [mail] = await post.collect();
      expect(mail?.raw.replaceAll('=3D', '=')).to.include('<html lang="de" dir="ltr">');
      expect(mail?.text).to.include('Das ist Ihr Lizenzschlüssel für Sonar:');
      expect(wordsIn(await ada.browser.get('/settings/held'))).to.include('Legal basis: contract');
    } finally {
      await post.end();
      await portal.end();
    }
  });
});
