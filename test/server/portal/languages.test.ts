/**
 * The language of a reader: negotiated on each request against the languages that are here, kept nowhere, and taken into
 * the mails that the request asks for.
 */

import express from 'express';
import { expect } from 'chai';
import { openPortal } from '../../../server/portal/portal.ts';
import type { PortalDependencies } from '../../../server/portal/route/dependencies.ts';
import { ENGLISH } from '../../../server/texts/texts.ts';
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
      site: given('Sonar'),
      trustedProxies: [],
      limits: NO_LIMITS,
      formTurns: NO_TURNS,
    } as unknown as PortalDependencies;
    const app = express().use(openPortal(dependencies, [ENGLISH, PSEUDO]));
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

  it('is the one that is preferred of those that are here, else English', async () => {
    const preferences: [string, string][] = [
      ['en-x-pseudo', 'en-x-pseudo'],
      ['fr, en-x-pseudo;q=0.5, en;q=0.4', 'en-x-pseudo'],
      ['en, en-x-pseudo;q=0.9', 'en'],
      ['en-AU', 'en'],
      ['fr, *;q=0.1', 'en'],
      ['fr', 'en'],
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
      expect(headers.vary).to.equal('Accept-Language');
      expect(headers['cache-control']).to.equal('no-store');
      // the address of the portal, and the version of the terms
      const words = wordsOf(text.replaceAll(URL, '').replaceAll(/\d{4}-\d\d/g, ''));
      expect(words.flatMap((part) => unmarkedIn(part) || [])).to.deep.equal([]);
    }
  });

  it('goes into the mails that it asks for, and into no cookie', async () => {
    const { status, headers } = await browser.post('/recover/key', { email: 'a@b.example' }, PSEUDO_FIRST);
    expect([status, headers['set-cookie']]).to.deep.equal([303, undefined]);
    await browser.post('/recover/key', { email: 'a@b.example' });
    expect(asked.map((of) => (of as { language?: string }).language)).to.deep.equal(['en-x-pseudo', 'en']);
  });
});

describe('a mail that a request asks for', () => {
  it('is worded in the language of the request', async () => {
    const portal = await openTestPortal();
    const post = await openPost(portal);
    try {
      const ada = await portal.customer('ada');
      const { status } = await portal.browser().post('/recover/key', { email: ada.email });
      expect(status).to.equal(303);
      const [mail] = await post.collect();
      expect(mail?.raw.replaceAll('=3D', '=')).to.include('<html lang="en" dir="ltr">');
      expect(mail?.text).to.include('This is your license key for Sonar:');
      expect(wordsIn(await ada.browser.get('/settings/held'))).to.include('Legal basis: contract');
    } finally {
      await post.end();
      await portal.end();
    }
  });
});
