// A real server with customers in it: each has bought a license, runs it on a machine, and has signed up with its key.

import { expect } from 'chai';
import { random22 } from '../../support/machine.ts';
import { quickPasswords } from '../../support/accounts.ts';
import { startTestServer, UNLIMITED, type TestServer } from '../../support/world.ts';
import type { Policies } from '../../../server/web/rate-limits.ts';
import { join } from 'node:path';
import { readConfig } from '../../../server/config/config.ts';
import { beginMailer, openMailer, sendDue } from '../../../server/composition/mailer.ts';
import { openPostOffice, textOf, type Delivered } from '../../support/post-office.ts';
import { browserAt, wordsIn, type Browser } from './browsing.ts';
import { operations } from '../../../server/domain/operations.ts';

export interface Customer {
  readonly username: string;
  readonly password: string;
  readonly email: string;
  readonly licenseKey: string;
  readonly license: string;
  readonly activation: string;
  /** Logged in. */
  readonly browser: Browser;
}

export interface Portal {
  readonly server: TestServer;
  readonly url: string;
  /** A browser that nobody has logged in with. */
  browser(): Browser;
  customer(username: string): Promise<Customer>;
  end(): Promise<void>;
}

/**
 * @param settings of the environment
 * @param limits on guessing; none by default
 * @param more what else a server is given; by default quick hashes, and no thread of its own, which takes most of its start
 */
export async function openTestPortal(
  settings: Record<string, string> = {},
  limits: Policies = UNLIMITED,
  more: Parameters<typeof startTestServer>[3] = { passwords: quickPasswords(), threads: 'in-thread' },
): Promise<Portal> {
  const server = await startTestServer(settings, limits, undefined, more);
  const { url, publicUrl } = server.running();
  const browsers: Browser[] = [];
  await server.run(operations.licensing.addProduct, { product: 'sonar', name: 'Sonar', terms: { seats: 3 } });
  const browser = (): Browser => {
    const made = browserAt(url, new URL(publicUrl).origin);
    browsers.push(made);
    return made;
  };
  return {
    server,
    url,
    browser,
    customer: (username) => makeCustomer(server, browser(), username),
    end: async () => {
      for (const browser of browsers) browser.end();
      await server.end();
    },
  };
}

export interface Post {
  /** Sends what waits, and answers what came: to whom, the text, and all of it as it came. */
  collect(): Promise<{ to: string; text: string; raw: string }[]>;
  end(): Promise<void>;
}

/** A mail server for the portal, and a mailer that has its key. */
export async function openPost({ server }: Pick<Portal, 'server'>): Promise<Post> {
  const keyFile = join(server.folder, 'mailer.key');
  beginMailer(server.config, keyFile);
  const office = await openPostOffice();
  const config = readConfig({
    QUIETKEY_DATA: server.config.dataFolder,
    QUIETKEY_SMTP_URL: `smtp://127.0.0.1:${office.port}`,
    QUIETKEY_MAIL_FROM: 'Sonar <keys@example.com>',
    QUIETKEY_MAILER_KEY: keyFile,
  });
  const mailer = openMailer(server.running().world, config, { log: () => undefined });
  const read = ({ to, raw }: Delivered) => ({ to: to.join(), text: textOf(raw), raw });
  return {
    collect: async () => {
      await sendDue(mailer);
      return office.delivered.splice(0).map(read);
    },
    end: () => office.close(),
  };
}

async function makeCustomer(server: TestServer, browser: Browser, username: string): Promise<Customer> {
  const [email, password] = [`${username}@example.com`, `${username} likes cold harbours`];
  const { license, licenseKey } = await server.run(operations.licensing.issueLicense, {
    product: 'sonar',
    email,
  });
  const machine = { tags: [random22()], nonce: random22(), network: '203.0.113.0/24' };
  const { activation } = await server.run(operations.activation.activate, {
    product: 'sonar',
    licenseKey,
    ...machine,
  });
  const terms = await termsIn(browser);
  const signedUp = await browser.post('/signup', { username, password, licenseKey, terms });
  expect(signedUp.status, wordsIn(signedUp)).to.equal(200);
  return { username, password, email, licenseKey, license: license.license, activation, browser };
}

/** The version of the terms that the form of the sign-up offers. */
async function termsIn(browser: Browser): Promise<string> {
  const { text } = await browser.get('/signup');
  return /name="terms"[^>]*value="([^"]*)"/.exec(text)?.[1] ?? '';
}
