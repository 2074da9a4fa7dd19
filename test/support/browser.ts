/**
 * A real Chromium for the tests of pages, by playwright-core, which does not include a browser. Without an installed
 * one these tests are skipped with a line that explains how to get one, but in CI they must run.
 */

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const HOW = 'no Chromium: apt-get install chromium, or name one by QUIETKEY_TEST_BROWSER=/path/to/chromium';

/** A suite with a browser, which is opened before it and closed after it. */
export function describeInBrowser(title: string, define: (browser: () => Browser) => void): void {
  describe(title, function () {
    this.timeout(900_000);
    const executablePath = findChromium();
    if (executablePath === undefined) return leaveOut();
    let open: Browser | undefined;
    before(async () => {
      // root, as in a container, has no sandbox
      open = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
    });
    after(() => open?.close());
    define(() => {
      if (open === undefined) throw new Error('the browser is open only while a test runs');
      return open;
    });
  });
}

/** A pending test without a browser; in CI it fails. */
function leaveOut(): void {
  const fail = (): never => {
    throw new Error(HOW);
  };
  it(`is skipped: ${HOW}`, process.env['CI'] === undefined ? undefined : fail);
}

function findChromium(): string | undefined {
  const named = process.env['QUIETKEY_TEST_BROWSER'];
  if (named !== undefined) return named;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(existsSync);
}
