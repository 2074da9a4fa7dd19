/**
 * The look of the portal and of its mails: every state of the preview and every mail in a real browser, in each language,
 * light and dark, on a phone and on a desk, under the policy that the portal sends. Nothing may break the rules of
 * accessibility, be wider than the screen, or be asked of anybody else.
 */

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AxeBuilder } from '@axe-core/playwright';
import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Letter } from '../../../server/domain/kernel/letter.ts';
import { compose } from '../../../server/mail/compose.ts';
import { word, wordUnsubscribe } from '../../../server/mail/word-mail.ts';
import { LANGUAGES } from '../../../server/texts/texts.ts';
import { showStates } from '../../../scripts/preview/states.ts';
import { previewAssets } from '../../../scripts/preview/vendor-states.ts';
import { describeInBrowser } from '../../support/browser.ts';
import { LETTERS } from '../../support/letters.ts';
import { rounds } from '../../support/rounds.ts';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** The portal's policy, but that pages of this server may be shown in a sheet of them. */
const POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'self'; base-uri 'none'";
const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 800 };

/** How many screens a page may be long. */
const SCREENS_MAX = 5;
/** A sheet shows so many pages side by side, each in a frame of the screen's size. */
const SHEET = 32;
const SHEET_PATH = '/sheet/';

/** Every state in every language, by its path. */
const SHOWN = LANGUAGES.flatMap((texts, nth) =>
  showStates({ texts }).map(({ name, page }, index) => ({
    path: `/${name}/${texts.language}`,
    page,
    /** Whether this is the state's language in the tests that show each state in one language only. The languages take turns. */
    isInTurn: index % LANGUAGES.length === nth,
  })),
);
const MAILS = LANGUAGES.flatMap((texts) =>
  Object.entries(LETTERS).flatMap(([kind, letters]) =>
    letters.map((content, nth) => {
      const worded = word({ kind, ...content } as Letter, texts, { vendor: { name: 'Harbour' } })!;
      const paragraphs = [
        ...worded.paragraphs,
        ...wordUnsubscribe('https://example.com/unsubscribe/x', texts),
      ];
      return {
        path: `/mail/${kind}-${nth}/${texts.language}`,
        page: compose({ ...worded, paragraphs }, texts).html,
      };
    }),
  ),
);
const STATES = rounds(2, 1) === 1 ? SHOWN.filter(({ isInTurn }) => isInTurn) : SHOWN;
/** A state with as many lines as a page has of a list. */
const LONG = '/licenses-part/';
/** Every one where all is run; else every few, light and dark in turn. */
const STRIDE = Math.ceil(STATES.length / rounds(STATES.length, 6));

describeInBrowser('the look of the portal', (browser) => {
  const assets = previewAssets();
  let server: Server;
  let origin: string;
  before(async () => {
    server = createServer((request, response) => {
      const path = decodeURI(request.url ?? '');
      const asset = assets[path];
      const state = [...STATES, ...MAILS].find((shown) => path === shown.path);
      const type = asset?.type ?? 'text/html; charset=utf-8';
      // a mail comes without the portal's policy, which would refuse its style
      const isMail = path.startsWith('/mail/') || path.startsWith(SHEET_PATH);
      const text = asset?.text ?? state?.page ?? sheetOf(path);
      // so that a page that is not there cannot look right
      if (text === undefined) response.destroy();
      else {
        const policy = isMail ? {} : { 'content-security-policy': POLICY };
        response.writeHead(200, { 'content-type': type, ...policy }).end(text);
      }
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
      for (const { path } of chosen) {
        await page.goto(origin + path);
        const { violations } = await new AxeBuilder({ page }).withTags(RULES).setLegacyMode().analyze();
        faults.push(
          ...violations.flatMap(({ id, nodes }) =>
            nodes.map(({ html: node, failureSummary }) => `${path}: ${id} at ${node} ${failureSummary}`),
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
      for (const { path, width, height, display } of await looksOf(page, origin, { shown: STATES, size })) {
        expect(width, `${path} at ${size.width}`).to.be.at.most(size.width);
        if (!path.startsWith(LONG))
          expect(height, `${path} at ${size.width} is not endless`).to.be.at.most(SCREENS_MAX * size.height);
        expect(display, `${path} has its stylesheet`).to.equal('flex');
      }
    }
    await context.close();
    expect([...asked]).to.deep.equal([origin]);
    expect(complaints).to.deep.equal([]);
  });

  it('fits a phone, in every mail of every language', async () => {
    const context = await openContext(browser(), { javaScriptEnabled: false });
    const page = await context.newPage();
    for (const { path, width } of await looksOf(page, origin, { shown: MAILS, size: PHONE }))
      expect(width, path).to.be.at.most(PHONE.width);
    await context.close();
  });
});

async function openContext(
  browser: Browser,
  options: { colorScheme?: 'light' | 'dark'; javaScriptEnabled: boolean },
): Promise<BrowserContext> {
  return browser.newContext({ ...options, viewport: PHONE });
}

interface Look {
  readonly path: string;
  readonly width: number;
  readonly height: number;
  /** How the body is laid out, which the stylesheet says. */
  readonly display: string;
}

/** Opens pages as sheets, and measures each in its frame. */
async function looksOf(
  page: Page,
  origin: string,
  { shown, size }: { shown: readonly { path: string }[]; size: typeof PHONE },
): Promise<Look[]> {
  const looks: Look[] = [];
  for (let from = 0; from < shown.length; from += SHEET) {
    const paths = shown.slice(from, from + SHEET).map(({ path }) => path);
    await page.goto(`${origin}${SHEET_PATH}${size.width}x${size.height}?${paths.join('&')}`);
    looks.push(
      ...(await page.evaluate<Look[]>(`[...document.querySelectorAll('iframe')].map((frame) => {
        const { documentElement: root, body } = frame.contentDocument;
        return {
          path: frame.getAttribute('src'),
          width: root.scrollWidth,
          height: root.scrollHeight,
          display: getComputedStyle(body).display,
        };
      })`)),
    );
  }
  expect(looks.map(({ path }) => path)).to.deep.equal(shown.map(({ path }) => path));
  return looks;
}

/** The sheet of an address of {@link looksOf}: its pages, each in a frame. */
function sheetOf(address: string): string | undefined {
  const [, width, height, paths] = /^\/sheet\/(\d+)x(\d+)\?(.+)$/.exec(address) ?? [];
  if (paths === undefined) return undefined;
  const frame = (path: string): string =>
    `<iframe src="${path}" width="${width}" height="${height}" style="border: 0"></iframe>`;
  return `<!doctype html><title>Sheet</title><link rel="icon" href="data:,">${paths.split('&').map(frame).join('')}`;
}
