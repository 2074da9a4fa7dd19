// The customer's whole story in a real browser, as a person goes through it, beside a desktop app in a process of its own
// and a real mail server. Once with script, and once with script disabled: the portal has none.

import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import type { DemoMachine } from '../../../scripts/demo/app.ts';
import { describeInBrowser } from '../../support/browser.ts';
import { rounds } from '../../support/rounds.ts';
import { movableClock, startTestServer, UNLIMITED, type TestServer } from '../../support/world.ts';
import { openPost, type Post } from './customers.ts';
import { operations } from '../../../server/domain/operations.ts';
import { toInstant } from '../../../server/domain/kernel/day.ts';

// this file runs from dist/test/server/portal
const APP = fileURLToPath(new URL('../../../scripts/demo/app.js', import.meta.url));
const [PASSWORD, NEXT] = ['four calm otters by the pier', 'nine slow lanterns drifting'];

describeInBrowser('a customer with a browser', (browser) => {
  let server: TestServer;
  let post: Post;
  before(async () => {
    // the app in its own process has no other clock than this machine's
    server = await startTestServer({}, UNLIMITED, movableClock(toInstant(Date.now() / 1000)));
    post = await openPost({ server });
    await server.run(operations.licensing.addProduct, {
      product: 'sonar',
      name: 'Sonar',
      terms: { seats: 2 },
    });
  });
  after(async () => {
    await post.end();
    await server.end();
  });

  for (const javaScriptEnabled of [false, true].slice(0, rounds(2, 1))) {
    it(`goes through all of it, script ${javaScriptEnabled ? 'enabled' : 'disabled'}`, async () => {
      const { url } = server.running();
      const context = await browser().newContext({ baseURL: url, javaScriptEnabled });
      const page = await context.newPage();
      const complaints = watch(page, url);
      const name = javaScriptEnabled ? 'ada' : 'ada-again';
      const email = `${name}@example.com`;
      const { licenseKey, license } = await server.run(operations.licensing.issueLicense, {
        product: 'sonar',
        email,
      });
      const app = appIn(server, name);
      const { machineName } = await app('activate', licenseKey);

      await signUp(page, name, licenseKey);
      await seeMachine(page, machineName);
      await release(page, machineName);
      expect(await app('renew')).to.include({ state: 'unlicensed', reason: 'released' });
      await addRecoveryEmail(page, post, email);
      await page.getByRole('button', { name: 'Log out' }).click();
      await recoverKey(page, post, { email, licenseKey });
      await resetPassword(page, post, email);
      await logIn(page, name, NEXT);
      await deleteAccount(page);

      expect((await server.run(operations.licensing.showLicense, license)).status).to.equal('active');
      expect(complaints).to.deep.equal([]);
      await context.close();
    });
  }
});

/** What the browser complains of, and what it asks of anybody else. */
function watch(page: Page, url: string): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== url) complaints.push(request.url());
  });
  return complaints;
}

interface Checked {
  state: string;
  reason: string;
  machineName: string;
}

/** A desktop app on a machine of its own. */
function appIn(server: TestServer, folder: string): (...what: string[]) => Promise<Checked> {
  const { url, world } = server.running();
  const machine: DemoMachine = {
    server: url,
    product: 'sonar',
    rootKey: world.rootKey,
    store: join(server.folder, folder),
    adapters: [
      { name: 'eth0', mac: `a4:5e:60:c1:7b:${folder.length.toString(16).padStart(2, '0')}`, builtIn: true },
    ],
  };
  return async (...what) => {
    const { stdout } = await promisify(execFile)(process.execPath, [APP, JSON.stringify(machine), ...what]);
    const { ok, answer } = JSON.parse(stdout) as { ok: boolean; answer: Checked };
    expect(ok, stdout).to.equal(true);
    return answer;
  };
}

const heading = async (page: Page, text: string | RegExp): Promise<void> =>
  page.getByRole('heading', { level: 1, name: text }).waitFor();

async function signUp(page: Page, username: string, licenseKey: string): Promise<void> {
  await page.goto('/');
  await page.getByRole('link', { name: 'Create an account with your license key' }).click();
  expect(await page.getByLabel('Username').inputValue()).to.match(/^[a-z]+-[a-z]+-\d{4}$/);
  await page.getByLabel('License key').fill(licenseKey);
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByLabel(/I accept the terms/).check();
  await page.getByRole('button', { name: 'Create account' }).click();
  await heading(page, 'Your recovery codes');
  expect(await page.getByRole('listitem').count()).to.equal(10);
  await page.getByRole('link', { name: /continue/ }).click();
}

async function seeMachine(page: Page, machine: string): Promise<void> {
  await heading(page, 'Your licenses');
  await page.getByRole('link', { name: 'Sonar' }).click();
  await heading(page, 'Sonar');
  await page.getByText('1 of 2 seats used').waitFor();
  await page.getByRole('link', { name: machine }).click();
  await page.getByLabel('Nickname').fill('studio left');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The nickname is saved.').waitFor();
  await page.getByRole('link', { name: 'Sonar' }).click();
}

async function release(page: Page, machine: string): Promise<void> {
  await page.getByLabel(`Select ${machine}`).check();
  await page.getByRole('button', { name: /Release the selected machines/ }).click();
  await heading(page, 'Release this machine?');
  await page.getByText('as often as you need').waitFor();
  await page.getByRole('button', { name: 'Release this machine' }).click();
  await page.getByText('The seat is free').waitFor();
  await page.getByText('0 of 2 seats used').waitFor();
}

async function addRecoveryEmail(page: Page, post: Post, email: string): Promise<void> {
  await page.goto('/settings/email');
  await page.getByLabel('Email address').fill(email);
  await page.getByLabel('Current password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Mail me a code' }).click();
  await page.goto(await linkMailed(post));
  await page.getByRole('main').getByRole('button').last().click();
  await page.getByText('by mail to this address').waitFor();
}

async function recoverKey(
  page: Page,
  post: Post,
  { email, licenseKey }: { email: string; licenseKey: string },
): Promise<void> {
  await heading(page, 'Log in');
  await page.getByRole('link', { name: 'Lost your key or password?' }).click();
  await page.getByRole('link', { name: 'My license key' }).click();
  await page.getByLabel('Email address').fill(email);
  await page.getByRole('button', { name: 'Mail me my key' }).click();
  await heading(page, 'Check your mail');
  const [mail] = await post.collect();
  expect(mail?.to).to.equal(email);
  expect(mail?.text).to.include(licenseKey);
}

async function resetPassword(page: Page, post: Post, email: string): Promise<void> {
  await page.goto('/recover');
  await page.getByRole('link', { name: 'My password', exact: true }).click();
  await page.getByLabel('Email address').fill(email);
  await page.getByRole('button', { name: 'Mail me a link' }).click();
  await heading(page, 'Check your mail');
  await page.goto(await linkMailed(post));
  await page.getByLabel('New password').fill(NEXT);
  await page.getByRole('button', { name: 'Set new password' }).click();
  await page.getByText('Your new password is set').waitFor();
}

async function linkMailed(post: Post): Promise<string> {
  const [mail] = await post.collect();
  return /https?:\/\/\S+/.exec(mail?.text ?? '')?.[0] ?? 'about:blank';
}

async function logIn(page: Page, username: string, password: string): Promise<void> {
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await heading(page, 'Your licenses');
}

async function deleteAccount(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('link', { name: 'Delete', exact: false }).click();
  await page.getByLabel(/I have saved my license keys/).check();
  await page.getByLabel('Current password').fill(NEXT);
  await page.getByRole('button', { name: 'Delete my account' }).click();
  await heading(page, 'Receipt');
  await page.goto('/licenses');
  await heading(page, 'Log in');
}
