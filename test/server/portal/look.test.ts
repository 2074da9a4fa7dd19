/**
 * The look of the portal: every state of the preview in a real browser, light and dark, on a phone and on a desk, under
 * the policy that the portal sends. Nothing may break the rules of accessibility, be wider than the screen, or be asked
 * of anybody else.
 */

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AxeBuilder } from '@axe-core/playwright';
import { expect } from 'chai';
import type { Browser, BrowserContext } from 'playwright-core';
import { showStates } from '../../../scripts/preview/states.ts';
import { ASSETS } from '../../../server/portal/html/assets.ts';
import { describeInBrowser } from '../../support/browser.ts';
import { rounds } from '../../support/rounds.ts';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 800 };

/** How many screens a page may be long. */
const SCREENS_MAX = 5;

const STATES = showStates();
/** A state with as many lines as a page has of a list. */
const LONG = 'licenses-part';
/** Every one where all is run; else every few, light and dark in turn. */
const STRIDE = Math.ceil(STATES.length / rounds(STATES.length, 6));

describeInBrowser('the look of the portal', (browser) => {
  let server: Server;
  let origin: string;
  before(async () => {
    server = createServer((request, response) => {
      const path = request.url ?? '';
      const asset = ASSETS[path];
      const state = STATES.find(({ name }) => path === `/${name}`);
      const type = asset?.type ?? 'text/html; charset=utf-8';
      response.writeHead(200, { 'content-type': type, 'content-security-policy': POLICY });
      response.end(asset?.text ?? state?.page);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());

  for (const colorScheme of ['light', 'dark'] as const) {
    const chosen = STATES.filter((_, index) => index % STRIDE === 0).filter(
      (_, index) => STRIDE === 1 || index % 2 === (colorScheme === 'light' ? 0 : 1),
    );
    it(`is open to everybody, in ${colorScheme}`, async () => {
      const context = await openContext(browser(), { colorScheme, javaScriptEnabled: true });
      const page = await context.newPage();
      const faults: string[] = [];
      for (const { name } of chosen) {
        await page.goto(`${origin}/${name}`);
        const { violations } = await new AxeBuilder({ page }).withTags(RULES).setLegacyMode().analyze();
        faults.push(
          ...violations.flatMap(({ id, nodes }) =>
            nodes.map(({ html: node, failureSummary }) => `${name}: ${id} at ${node} ${failureSummary}`),
          ),
        );
      }
      await context.close();
      expect(faults).to.deep.equal([]);
    });
  }

  it('fits a phone and a desk, styled, without script, and asks nobody else', async () => {
    const context = await openContext(browser(), { javaScriptEnabled: false });
    const asked = new Set<string>();
    const complaints: string[] = [];
    context.on('request', (request) => asked.add(new URL(request.url()).origin));
    const page = await context.newPage();
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    for (const size of STRIDE === 1 ? [PHONE, DESK] : [PHONE]) {
      await page.setViewportSize(size);
      for (const { name } of STATES) {
        await page.goto(`${origin}/${name}`);
        const [width, height, font] = await page.evaluate<[number, number, string]>(
          '[document.documentElement.scrollWidth, document.documentElement.scrollHeight, getComputedStyle(document.body).display]',
        );
        expect(width, `${name} at ${size.width}`).to.be.at.most(size.width);
        if (name !== LONG)
          expect(height, `${name} at ${size.width} is not endless`).to.be.at.most(SCREENS_MAX * size.height);
        expect(font, `${name} has its stylesheet`).to.equal('flex');
      }
    }
    await context.close();
    expect([...asked]).to.deep.equal([origin]);
    expect(complaints).to.deep.equal([]);
  });
});

async function openContext(
  browser: Browser,
  options: { colorScheme?: 'light' | 'dark'; javaScriptEnabled: boolean },
): Promise<BrowserContext> {
  return browser.newContext({ ...options, viewport: PHONE });
}
