// Sign-in to activate, from end to end: the SDK in a process of its own, and a customer with a browser.

import { expect } from 'chai';
import { fork, type ChildProcess } from 'node:child_process';
import { on } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SignInPrompt } from '../../client-sdk/typescript/index.ts';
import type { SignInAnswer } from '../../client-sdk/typescript/contract/sign-in.ts';
import { operations } from '../../server/domain/operations.ts';
import { POLICIES } from '../../server/web/rate-limits.ts';
import { UNLIMITED } from '../support/world.ts';
import { random22 } from '../support/machine.ts';
import { linksIn, wordsIn } from '../server/portal/browsing.ts';
import {
  openPost,
  openTestPortal,
  type Customer,
  type Portal,
  type Post,
} from '../server/portal/customers.ts';

const PROGRAM = fileURLToPath(new URL('./sign-in-app.js', import.meta.url));
const HOME = { 'x-forwarded-for': '203.0.113.7' };
const ELSEWHERE = '198.51.100.7';

interface Said {
  prompt?: SignInPrompt;
  end?: string;
  machineName?: string;
}

/** An app that waits, and what it still says. */
interface App {
  readonly prompt: SignInPrompt;
  readonly ended: () => Promise<Said>;
}

describe('an app that signs in', () => {
  let portal: Portal;
  let post: Post;
  let ada: Customer;
  const children: ChildProcess[] = [];
  before(async () => {
    const limits = { ...POLICIES, poll: UNLIMITED.poll, forms: UNLIMITED.forms };
    portal = await openTestPortal({ QUIETKEY_TRUSTED_PROXIES: '127.0.0.1' }, limits);
    post = await openPost(portal);
    ada = await portal.customer('ada');
  });
  after(async () => {
    for (const child of children) child.kill();
    await post.end();
    await portal.end();
  });

  const start = async (address = HOME['x-forwarded-for']): Promise<App> => {
    const { url, world } = portal.server.running();
    const store = join(portal.server.folder, random22());
    const child = fork(PROGRAM, [url, world.rootKey, store, address, String(portal.server.clock.now())]);
    children.push(child);
    const said = on(child, 'message');
    const next = async (): Promise<Said> => ((await said.next()).value as [Said])[0];
    const { prompt } = await next();
    if (prompt === undefined) throw new Error('the app shows nothing');
    return { prompt, ended: next };
  };
  const enter = (code: string, more: object = {}) => ada.browser.post('/activate', { code, ...more }, HOME);
  const approve = ({ prompt }: App, nickname = '') =>
    enter(prompt.code, { deed: 'approve', license: ada.license, nickname });

  it('is activated when the customer sees its words and approves, and can be released at once', async () => {
    await ada.browser.post('/settings/notices', { expiry: 'yes', email: ada.email });
    await post.collect();
    const app = await start();
    expect(app.prompt.url).to.equal(`${portal.url}/activate`);
    const question = wordsIn(await enter(app.prompt.code.toLowerCase().replace('-', ' ')));
    expect(question).to.include(app.prompt.words).and.include('Activate Sonar?');
    expect(question).to.include('1 of 3 seats used').and.not.include('different networks');
    const to = (await approve(app, 'attic')).headers.location ?? '';
    expect(await app.ended()).to.deep.equal({ end: 'licensed', machineName: app.prompt.words });
    const done = await ada.browser.get(to);
    expect(wordsIn(done)).to.include('attic').and.include(app.prompt.words).and.include('203.0.113.0/24');
    const [mail] = await post.collect();
    expect(mail?.text).to.include('allowed an app to use a license');

    const release = linksIn(done).find((link) => link.includes('/release?activation=')) ?? '';
    const activation = new URL(release, portal.url).searchParams.get('activation') ?? '';
    await ada.browser.post(release.replace(/\?.*/, ''), { activation });
    const { used } = await portal.server.run(operations.licensing.showLicense, { license: ada.license });
    expect(used).to.equal(1);
    expect((await ada.browser.get(to)).status, 'after the release').to.equal(404);
  });

  it('is denied', async () => {
    const app = await start();
    expect((await enter(app.prompt.code, { deed: 'deny' })).headers.location).to.equal(
      '/licenses?done=appDenied',
    );
    expect(await app.ended()).to.deep.equal({ end: 'access_denied' });
    expect((await enter(app.prompt.code)).status, 'the code again').to.equal(404);
  });

  it('ends with its code, and the code then looks like one that never was', async () => {
    const app = await start();
    portal.server.clock.move(661);
    expect(await app.ended()).to.deep.equal({ end: 'expired_token' });
    const [ended, never] = [await enter(app.prompt.code), await enter('BBBB-BBBB')];
    expect(ended.status).to.equal(404);
    expect(ended.text.replace(app.prompt.code, '')).to.equal(never.text.replace('BBBB-BBBB', ''));
  });

  it('that somebody else started, whose code came by a link, is asked for again and warned of', async () => {
    const app = await start(ELSEWHERE);
    const link = `/activate?code=${app.prompt.code}`;
    const visitor = portal.browser();
    const login = await visitor.get(link);
    expect(login.headers.location).to.equal('/login?to=activate');
    const { username, password } = ada;
    const entered = await visitor.post('/login', { username, password, to: 'activate' });
    expect(entered.headers.location).to.equal('/activate');
    const asked = await visitor.get(link);
    expect(asked.text).to.not.include(app.prompt.code);
    expect(wordsIn(asked)).to.include('came here by a link');
    const question = wordsIn(await enter(app.prompt.code));
    expect(question).to.include('different networks').and.include('If you do not, somebody else');
    await enter(app.prompt.code, { deed: 'deny' });
    expect(await app.ended()).to.deep.equal({ end: 'access_denied' });
  });

  it('is mailed three times a day at most, so that nobody floods an address for notices', async () => {
    const bea = await portal.customer('bea');
    await bea.browser.post('/settings/notices', { expiry: 'yes', email: bea.email });
    await post.collect();
    for (let nth = 0; nth < 4; nth += 1) {
      const { userCode: code } = await portal.server.run(operations.activation.beginSignIn, {
        product: 'sonar',
      });
      const approval = { code, deed: 'approve', license: bea.license, nickname: '' };
      expect((await bea.browser.post('/activate', approval)).status).to.equal(303);
    }
    expect(await post.collect()).to.have.length(3);
  });

  it('whose code is guessed: right and wrong ones get one answer above the limit, before they are looked up', async () => {
    const eve = await portal.customer('eve');
    const app = await start();
    const guess = async (code: string) => {
      const { status, text, headers } = await eve.browser.post('/activate', { code });
      return { status, retry: headers['retry-after'], text: text.replace(code, '') };
    };
    const wrong = async () => guess('BBBB-BBBB');
    expect((await wrong()).status).to.equal(404);
    for (let nth = 1; nth < POLICIES.object.quota; nth += 1) await wrong();
    const refused = await wrong();
    expect(refused.status).to.equal(429);
    expect(await guess(app.prompt.code)).to.deep.equal(refused);
    const blind = await eve.browser.post('/activate', {
      code: app.prompt.code,
      deed: 'approve',
      license: eve.license,
      nickname: '',
    });
    expect(blind.status).to.equal(429);
    await approve(app);
    expect((await app.ended()).end, 'others are not limited').to.equal('licensed');
  });
});

describe('a sign-in that is polled too fast', () => {
  let portal: Portal;
  before(async () => {
    // no time passes that would allow another poll
    portal = await openTestPortal({}, { ...POLICIES, poll: { quota: 2, windowSeconds: 1e9 } });
  });
  after(() => portal.end());

  it('must slow down, whether its code is right or not, and loses nothing', async () => {
    const send = async (path: string, body: object) =>
      fetch(portal.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const begun = (await (await send('/v1/sign-ins', { product: 'sonar' })).json()) as SignInAnswer;
    const codes = async (deviceCode: string) => {
      const poll = { product: 'sonar', deviceCode, tags: [random22()], nonce: random22() };
      const heard: string[] = [];
      for (let nth = 0; nth < 3; nth += 1) {
        const { code } = (await (await send('/v1/sign-in-activations', poll)).json()) as { code: string };
        heard.push(code);
      }
      return heard.join();
    };
    expect(await codes(begun.deviceCode)).to.equal('authorization_pending,authorization_pending,slow_down');
    expect(await codes(`${random22()}.${'A'.repeat(43)}`)).to.equal('expired_token,expired_token,slow_down');
    const ada = await portal.customer('ada');
    const found = await ada.browser.post('/activate', { code: begun.userCode });
    expect(wordsIn(found)).to.include(begun.words);
  });
});
