/**
 * The table of everything that can be guessed: a flood of wrong guesses from a hundred networks, and then the right one,
 * from elsewhere and from a network of the flood. A refusal code that means a wrong guess and is in no row fails.
 */

import { expect } from 'chai';
import { join } from 'node:path';
import supertest from 'supertest';
import type { SignInAnswer } from '../../../client-sdk/typescript/contract/sign-in.ts';
import { PATHS, type ActivateAnswer } from '../../../client-sdk/typescript/contract/wire.ts';
import { operations } from '../../../server/domain/operations.ts';
import { REFUSAL_CODES, rowOfCode, type RefusalCode } from '../../../server/domain/kernel/refusal-table.ts';
import { makeCouponCode } from '../../../server/domain/renewal/coupon-code.ts';
import { POLICIES } from '../../../server/web/rate-limits.ts';
import { rounds } from '../../support/rounds.ts';
import { proven, random22 } from '../../support/machine.ts';
import type { Browser, Typed } from '../portal/browsing.ts';
import { askForLink } from '../../support/requests.ts';
import { makeDownloads, type TestDownloads } from '../../support/downloads.ts';
import { invite } from '../portal/sharing.ts';
import { openPost, openTestPortal, type Customer, type Portal } from '../portal/customers.ts';

interface Secret {
  readonly what: string;
  /** The codes of a wrong guess. */
  readonly codes: readonly RefusalCode[];
  /** Whether the right one passes also from a network of the flood: it does if it has 100 random bits or more. */
  readonly isRandom: boolean;
  /** Sends a guess from an address, and returns the status of the answer. */
  readonly send: (address: string, isRight: boolean) => Promise<number>;
}

const NETWORKS = rounds(104, 5);
const ELSEWHERE = '192.0.2.1';
/** Limits of the same form, so small that a short flood spends them. */
const SMALL = {
  ...POLICIES,
  network: { quota: 5, windowSeconds: 600 },
  object: { quota: 5, windowSeconds: 600 },
};

describe('a flood of wrong guesses', () => {
  let portal: Portal;
  let ada: Customer;
  let eve: Customer;
  let fay: Customer;
  let gus: Customer;
  let token: string;
  let recoveryCodes: string[];
  let unsubscribe: string;
  let invitation: string;
  let requestLink: string;
  let coupon: string;
  let downloads: TestDownloads;
  let machine: ActivateAnswer;
  let licenseKey: string;
  const tags = [random22()];
  before(async () => {
    downloads = makeDownloads();
    const settings = { QUIETKEY_TRUSTED_PROXIES: '127.0.0.1', QUIETKEY_DOWNLOADS: downloads.folder };
    portal = await openTestPortal(settings, SMALL);
    [ada, eve] = [await portal.customer('ada'), await portal.customer('eve')];
    [fay, gus] = [await portal.customer('fay'), await portal.customer('gus')];
    const { server } = portal;
    ({ licenseKey } = await server.run(operations.licensing.issueLicense, {
      product: 'sonar',
      email: 'x@example.com',
    }));
    machine = (await post(ELSEWHERE, PATHS.activations, activation(licenseKey))).body as ActivateAnswer;
    ({ token } = await server.run(operations.operator.createOperatorToken, {
      name: 'shop',
      scopes: ['products:read'],
    }));
    const codes = await ada.browser.post('/settings/codes', { current: ada.password });
    recoveryCodes = codes.text.match(/(?:[0-9A-Z]{5}-){3}[0-9A-Z]{5}/g) ?? [];
    unsubscribe = await unsubscribeLinkOf(ada, portal);
    invitation = await invite(ada);
    const gives = { product: 'sonar', seats: 1, endsOn: '2099-12-31' };
    ({ code: coupon } = await server.run(operations.renewal.createCoupon, gives));
    const asked = { email: 'x@example.com', kind: 'access' } as const;
    requestLink = await askForLink(server.run, join(server.folder, 'mailer.key'), asked);
  });
  after(async () => {
    await portal.end();
    downloads.end();
  });

  const post = (address: string, path: string, body: object) =>
    supertest(portal.url).post(path).set('x-forwarded-for', address).send(body);
  const activation = (key: string, more: object = {}) => ({
    product: 'sonar',
    licenseKey: key,
    tags,
    nonce: random22(),
    ...more,
  });
  const begin = async (address: string) =>
    (await post(address, PATHS.signIns, { product: 'sonar' })).body as SignInAnswer;
  const fill = async (browser: Browser, address: string, path: string, typed: Typed): Promise<number> =>
    (await browser.post(path, typed, { 'x-forwarded-for': address })).status;

  const SECRETS: readonly Secret[] = [
    {
      what: 'license keys',
      codes: ['license_key_unknown', 'license_key_malformed'],
      isRandom: true,
      send: async (address, isRight) => {
        const key = isRight ? licenseKey : '00000-00000-00000-00000-00000-00000';
        return (await post(address, PATHS.activations, activation(key))).status;
      },
    },
    {
      what: 'usernames of a license',
      codes: ['username_unknown'],
      isRandom: false,
      send: async (address, isRight) => {
        const username = isRight ? ada.username : `user-${random22().slice(0, 8).toLowerCase()}a`;
        return (await post(address, PATHS.activations, activation(ada.licenseKey, { username }))).status;
      },
    },
    {
      what: 'proofs of a machine',
      codes: ['activation_unknown', 'proof_invalid'],
      isRandom: true,
      send: async (address, isRight) => {
        const { network: _, activation: id, ...renewal } = proven('renew', machine, tags);
        const body = isRight ? renewal : { ...renewal, nonce: random22() };
        const { status, body: answer } = await post(address, PATHS.lease.replace(':activation', id), body);
        if (status === 200) machine = { ...machine, ...(answer as object) };
        return status;
      },
    },
    {
      what: 'operator tokens',
      codes: ['token_invalid'],
      isRandom: true,
      send: async (address, isRight) => {
        const bearer = isRight ? token : token.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
        const headers = { 'x-forwarded-for': address, authorization: `Bearer ${bearer}` };
        return (await supertest(portal.url).get(PATHS.products).set(headers)).status;
      },
    },
    {
      what: 'usernames at the sign-up',
      codes: ['username_taken'],
      isRandom: false,
      send: async (address, isRight) => {
        const username = isRight ? `free-${random22().slice(0, 8).toLowerCase()}a` : ada.username;
        return fill(portal.browser(), address, '/signup', {
          username,
          licenseKey: '',
          password: '',
          terms: '',
        });
      },
    },
    {
      what: 'passwords',
      codes: ['credentials_wrong'],
      isRandom: false,
      send: (address, isRight) => {
        const { username, password } = ada;
        const typed = isRight ? { username, password } : { username: `name-${random22()}`, password };
        return fill(portal.browser(), address, '/login', typed);
      },
    },
    {
      what: 'recovery codes',
      codes: [],
      isRandom: true,
      send: (address, isRight) => {
        const { username, password } = ada;
        const typed = isRight
          ? { username, code: recoveryCodes.pop() ?? '', next: password }
          : { username, code: 'K7QMP-00000-00000-00001', next: 'password1' };
        return fill(portal.browser(), address, '/recover/code', typed);
      },
    },
    {
      what: 'links of mails',
      codes: ['link_unknown'],
      isRandom: true,
      send: (address, isRight) => {
        const path = isRight ? unsubscribe : `/unsubscribe/${random22()}.${random22()}`;
        return fill(portal.browser(), address, path, {});
      },
    },
    {
      what: 'usernames of a license that a request is about',
      codes: ['rights_proof_wrong'],
      isRandom: false,
      send: (address, isRight) => {
        const username = isRight ? ada.username : `user-${random22().slice(0, 8).toLowerCase()}a`;
        const said = { kind: 'access', asker: 'self', email: 'x@example.com' };
        const proof = { licenseKey: ada.licenseKey, username };
        return fill(portal.browser(), address, `/requests/${requestLink}`, { ...said, ...proof });
      },
    },
    {
      what: 'invitations',
      codes: ['invitation_unknown'],
      isRandom: true,
      send: async (address, isRight) => {
        const headers = { 'x-forwarded-for': address };
        return (await portal.browser().get(`/invitations/${isRight ? invitation : random22()}`, headers))
          .status;
      },
    },
    {
      what: 'device codes',
      codes: ['expired_token'],
      isRandom: true,
      send: async (address, isRight) => {
        const { deviceCode, userCode } = await begin(address);
        const approval = { deed: 'approve', code: userCode, license: eve.license, nickname: '' };
        if (isRight) await fill(eve.browser, ELSEWHERE, '/activate', approval);
        const guess = isRight ? deviceCode : `${deviceCode.slice(0, 23)}${'A'.repeat(43)}`;
        const poll = { product: 'sonar', deviceCode: guess, tags: [random22()], nonce: random22() };
        return (await post(address, PATHS.signInActivations, poll)).status;
      },
    },
    {
      what: 'codes of sign-ins',
      codes: ['sign_in_code_unknown'],
      isRandom: false,
      send: async (address, isRight) => {
        const { userCode } = await begin(ELSEWHERE);
        const { browser } = address === ELSEWHERE ? ada : fay;
        return fill(browser, address, '/activate', { code: isRight ? userCode : 'BBBB-BBBB' });
      },
    },
    {
      what: 'links to files',
      codes: ['download_unknown'],
      isRandom: true,
      send: async (address, isRight) => {
        const headers = { 'x-forwarded-for': address };
        const { text } = await eve.browser.get(`/licenses/${eve.license}/downloads`);
        const link = /\/downloads\/[\w-]{22}\/[\w.-]+/.exec(text)?.[0] ?? '';
        const path = isRight ? link : link.replace(/\.[\w-]+$/, `.${random22()}`);
        return (await portal.browser().get(path, headers)).status;
      },
    },
    {
      what: 'coupons',
      codes: ['coupon_unknown'],
      isRandom: false,
      send: (address, isRight) => {
        const { browser, license } = address === ELSEWHERE ? eve : gus;
        const guess = makeCouponCode(random22());
        return fill(browser, address, `/licenses/${license}/coupon`, { coupon: isRight ? coupon : guess });
      },
    },
    {
      what: 'emails of a license',
      codes: ['email_mismatch'],
      isRandom: false,
      send: (address, isRight) => {
        const { browser, license, email } = address === ELSEWHERE ? ada : eve;
        return fill(browser, address, `/licenses/${license}/key`, {
          email: isRight ? email : 'nobody@example.com',
        });
      },
    },
  ];
  for (const [nth, { what, isRandom, send }] of SECRETS.entries()) {
    it(`of ${what} refuses ${isRandom ? 'no right one' : 'none from elsewhere, and right and wrong ones alike in its network'}`, async () => {
      const flooder = `198.51.${nth}.9`;
      const first = await send(flooder, false);
      for (let network = 0; network < NETWORKS; network += 1)
        for (let guess = 0; guess <= SMALL.object.quota; guess += 1)
          await send(`203.${nth}.${network}.7`, false);
      for (let guess = 0; guess <= SMALL.object.quota; guess += 1) await send(flooder, false);
      expect(first).to.not.equal(429);
      expect(await send(flooder, false)).to.equal(429);
      const right = await send(ELSEWHERE, true);
      // a free username alone is no sign-up yet
      expect(right).to.be.oneOf(what === 'usernames at the sign-up' ? [400] : [200, 303]);
      expect(await send(flooder, true)).to.equal(isRandom ? right : 429);
    });
  }

  it('has a row for each code of a wrong guess', () => {
    const guesses = REFUSAL_CODES.filter((code) => rowOfCode(code).isGuess);
    expect(SECRETS.flatMap(({ codes }) => codes).toSorted()).to.deep.equal(guesses.toSorted());
  });
});

/** The link that ends a customer's notices, out of the first mail. */
async function unsubscribeLinkOf(customer: Customer, portal: Portal): Promise<string> {
  const mails = await openPost(portal);
  await customer.browser.post('/settings/notices', { expiry: 'yes', email: customer.email });
  const [mail] = await mails.collect();
  await mails.end();
  return /\/unsubscribe\/[\w.-]+/.exec(mail?.raw.replaceAll(/\r?\n[ \t]+/g, '') ?? '')?.[0] ?? '';
}
