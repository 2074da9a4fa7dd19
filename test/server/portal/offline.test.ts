/**
 * Machines without network in the portal, with the request files of the real SDK, over both engines: by text and by
 * file, without an account, saved as a file, with the rules and limits of the online calls. Nothing that is sent is
 * stored.
 */

import { expect } from 'chai';
import { join } from 'node:path';
import { OfflineQuietkey, type OfflineWish } from '../../../client-sdk/typescript/offline.ts';
import { codesOfCall } from '../../../client-sdk/typescript/contract/codes.ts';
import { splitOfflineText, writeOfflineText } from '../../../client-sdk/typescript/contract/offline.ts';
import { operations } from '../../../server/domain/operations.ts';
import { ENGLISH } from '../../../server/texts/texts.ts';
import { POLICIES } from '../../../server/web/rate-limits.ts';
import { emptyDatabase } from '../../support/postgres.ts';
import type { Heard } from '../http/asking.ts';
import { wordsIn, type Browser } from './browsing.ts';
import { qrTextsIn } from './qr-texts.ts';
import { openTestPortal, type Portal } from './customers.ts';
import { tablesOf } from './tables.ts';

const { refused, text: faults } = ENGLISH.faults.offline;

/** The answer that a page shows. */
const answerIn = ({ text }: Heard): string => /qkans1\.[\w.-]+/.exec(text)?.[0] ?? '';

for (const engine of ['SQLite', 'PostgreSQL'] as const) {
  describe(`a machine without network in the portal, on ${engine}`, () => {
    let portal: Portal;
    let visitor: Browser;
    let licenseKey: string;
    let license: string;
    let end: () => Promise<void>;
    let machines = 0;
    before(async () => {
      const database = engine === 'SQLite' ? undefined : await emptyDatabase();
      portal = await openTestPortal(database === undefined ? {} : { DATABASE_URL: database.url });
      visitor = portal.browser();
      const issued = await portal.server.run(operations.licensing.issueLicense, {
        product: 'sonar',
        email: 'ada@example.com',
        seats: 1,
      });
      ({ licenseKey } = issued);
      ({ license } = issued.license);
      end = async () => {
        await portal.end();
        await database?.end();
      };
    });
    after(() => end());

    const machine = (product = 'sonar'): OfflineQuietkey =>
      new OfflineQuietkey({
        server: 'https://license.example',
        product,
        rootKey: portal.server.running().world.rootKey,
        store: join(portal.server.folder, `app-${(machines += 1)}`),
        clock: () => portal.server.clock.now() * 1000,
        fetch: () => Promise.reject(new Error('there is no network')),
        identity: 'install',
      });
    const used = async (): Promise<number> =>
      (await portal.server.run(operations.licensing.showLicense, { license })).used;
    const post = (request: string, path = '/offline'): Promise<Heard> =>
      visitor.post(path, path === '/offline' ? { request, file: '' } : { request });
    const upload = (file: string): Promise<Heard> => {
      const form = new FormData();
      form.set('request', '');
      form.set('file', new Blob([file]), 'sonar.qkreq');
      return visitor.upload('/offline', form);
    };
    const write = async (app: OfflineQuietkey, wish: OfflineWish): Promise<string> =>
      (await app.request(wish)).text;

    it('activates, renews and gives its seat back, by text, by file and by parts', async () => {
      const app = machine();
      const asked = await write(app, { kind: 'activate', licenseKey });
      const shown = await post(asked);
      expect([shown.status, wordsIn(shown)]).to.deep.include(200);
      expect(wordsIn(shown)).to.contain('Carry this answer to the machine');
      expect(await app.accept(answerIn(shown))).to.include({ state: 'licensed' });
      const file = await visitor.post('/offline/answer', { request: asked });
      expect(file.headers).to.include({
        'content-disposition': 'attachment; filename="sonar.qkans"',
        'content-type': 'text/plain; charset=utf-8',
        'cache-control': 'no-store',
      });
      expect(await used(), 'the same request again').to.equal(1);
      const renewed = await upload(await write(app, { kind: 'renew' }));
      const codes = qrTextsIn(renewed.text);
      expect(codes, 'too long for one QR code').to.have.length.above(1);
      expect(await app.accept(codes.toReversed().join('\n'))).to.include({ state: 'licensed' });
      const parts = splitOfflineText(await write(app, { kind: 'release' }), 200).toReversed();
      expect(parts.length).to.be.greaterThan(1);
      const released = await post(parts.join('\r\n'));
      expect(wordsIn(released)).to.contain('The seat is free for another machine');
      expect(await app.accept(answerIn(released))).to.include({ state: 'unlicensed' });
      expect(await used()).to.equal(0);
    });

    it('takes the answer that was saved as a file', async () => {
      const app = machine();
      const file = await post(await write(app, { kind: 'activate', licenseKey }), '/offline/answer');
      expect(await app.accept(file.text)).to.include({ state: 'licensed' });
      expect(wordsIn(await post(await write(machine(), { kind: 'activate', licenseKey })))).to.contain(
        refused.seats_taken,
      );
      expect(answerIn(await post(await write(app, { kind: 'release' })))).not.to.equal('');
    });

    it('gets the reason of a refusal, and how to go on', async () => {
      const whole = await write(machine(), { kind: 'activate', licenseKey });
      const nobody = { call: 'activate', key: 'A'.repeat(43), body: {} };
      const other = writeOfflineText('request', Buffer.from(JSON.stringify(nobody)).toString('base64url'));
      const CASES: [request: string, message: string, status: number][] = [
        ['', faults.absent, 400],
        ['hello', faults.absent, 400],
        [whole.slice(0, -9), faults.damaged, 400],
        [writeOfflineText('answer', 'a.b.c'), faults.other_kind, 400],
        [splitOfflineText(whole, 200)[0] ?? '', faults.parts_missing, 400],
        [other, faults.content, 400],
        [await write(machine('lidar'), { kind: 'activate', licenseKey }), refused.license_key_unknown, 404],
      ];
      for (const [request, message, status] of CASES) {
        const heard = await post(request);
        expect([heard.status, wordsIn(heard)], request.slice(0, 40)).to.satisfy(
          ([code, words]: [number, string]) => code === status && words.includes(message),
        );
        expect(heard.text).to.contain('aria-invalid="true"');
        expect((await upload(request)).status).to.equal(status);
      }
      await portal.server.run(operations.licensing.suspendLicense, { license });
      expect(wordsIn(await post(whole))).to.contain(refused.license_suspended);
      await portal.server.run(operations.licensing.reinstateLicense, { license });
    });

    it('leaves no text of a request or an answer in the rows and the log', async () => {
      const lines = portal.server.log.length;
      const request = await write(machine(), { kind: 'activate', licenseKey });
      const answer = answerIn(await post(request));
      const rows = engine === 'SQLite' ? tablesOf(portal.server.config) : {};
      const left = JSON.stringify([portal.server.log.slice(lines), rows]);
      for (const text of [request, answer, licenseKey]) expect(left).not.to.contain(text.slice(10, 60));
    });
  });
}

describe('the limits of a machine without network in the portal', () => {
  it('count guesses by network and uses by key, as the online calls do', async () => {
    const few = { quota: 2, windowSeconds: 600 };
    const portal = await openTestPortal({}, { ...POLICIES, network: few, key: few });
    const { licenseKey } = await portal.customer('ada');
    const app = (product: string): OfflineQuietkey =>
      new OfflineQuietkey({
        server: 'https://license.example',
        product,
        rootKey: portal.server.running().world.rootKey,
        store: join(portal.server.folder, `app-${product}`),
        clock: () => portal.server.clock.now() * 1000,
        identity: 'install',
      });
    const visitor = portal.browser();
    const { text } = await app('other').request({ kind: 'activate', licenseKey });
    const guesses: number[] = [];
    for (let guess = 0; guess < 3; guess += 1)
      guesses.push((await visitor.post('/offline', { request: text, file: '' })).status);
    expect(guesses).to.deep.equal([404, 404, 429]);
    const uses: number[] = [];
    const whole = (await app('sonar').request({ kind: 'activate', licenseKey })).text;
    for (let use = 0; use < 13; use += 1)
      uses.push((await visitor.post('/offline', { request: whole, file: '' })).status);
    expect(uses).to.include(200).and.include(429);
    await portal.end();
  });
});

describe('a refusal of an online call', () => {
  for (const call of ['activate', 'renew', 'release'] as const)
    it(`${call} has words for the page of a machine without network`, () => {
      expect(codesOfCall(call).filter((code) => !Object.hasOwn(refused, code))).to.deep.equal([]);
    });
});
