/**
 * The clients in other languages, which were written from client-sdk/PROTOCOL.md: the vectors of the protocol, and a
 * seat of the real server that moves between them and the SDK for Node.js. The client in C runs under the sanitizers of
 * addresses and of undefined behaviour.
 */

import { expect } from 'chai';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileStore, Quietkey, type Adapter, type Check } from '../../client-sdk/typescript/index.ts';
import type { IssueAnswer } from '../../client-sdk/typescript/contract/license-view.ts';
import { DAY_SECONDS } from '../../server/domain/kernel/day.ts';
import { operations } from '../../server/domain/operations.ts';
import { rounds } from '../support/rounds.ts';
import { readVectors } from '../support/vectors.ts';
import { startTestServer, type TestServer } from '../support/world.ts';
import { C, PYTHON, requireTools, type Driver } from './support/other-languages.ts';
import type { FileVector, StepVector } from './support/protocol-vectors.ts';

interface Vectors {
  setting: { server: string; product: string; rootKey: string };
  machines: Record<string, Adapter[]>;
  keys: { canonical: string; tagKey: string }[];
  proofs: { proof: string }[];
  steps: StepVector[];
  files: FileVector[];
  answers: { answer?: unknown; error?: string; refusal?: string; retry?: boolean; waitSeconds?: number }[];
}
const vectors = readVectors<Vectors>('protocol');

/** Slow hashes take most of the time of a trial: by default each of its steps runs in one of the languages only. */
function isRun(client: typeof PYTHON, index: number): boolean {
  const isTrial = /^(?:start|preview)Trial/.test(vectors.steps[index]?.title ?? '');
  return !isTrial || rounds(2, 1) === 2 || index % 2 === (client === C ? 0 : 1);
}

for (const client of [PYTHON, C])
  describe(`the client in ${client.language}, by the vectors of the protocol`, () => {
    let driver: Driver;
    before(function () {
      requireTools(client, { skip: () => this.skip() });
      driver = client.start();
    });
    after(async () => expect((await driver?.end()) ?? 0).to.equal(0));

    it('derives keys and proofs', async () => {
      const { keys, proofs } = vectors;
      expect(await driver.ask({ run: 'digests', keys, proofs })).to.deep.equal({
        keys: keys.map(({ canonical, tagKey }) => [canonical, tagKey]),
        proofs: proofs.map(({ proof }) => proof),
      });
    });

    const storedAfter = (title: string): string | null => {
      const step = vectors.steps.find((candidate) => candidate.title === title)!;
      return step.after === undefined ? storedBefore(step) : step.after;
    };
    const storedBefore = ({ before: stored }: StepVector): string | null =>
      stored === null || stored.startsWith('{') ? stored : storedAfter(stored);

    for (const step of vectors.steps.filter((_step, index) => isRun(client, index))) {
      it(step.title, async () => {
        const { title: _title, exchanges, result, machine, ...given } = step;
        const answers = exchanges.map(({ answer }) => answer);
        const adapters = vectors.machines[machine];
        const before = storedBefore(step);
        const request = { run: 'step', ...vectors.setting, ...given, adapters, answers, before };
        const { fault: _fault, ...expected } = { fault: '', ...result };
        expect(await driver.ask(request)).to.deep.equal({
          exchanges: exchanges.map(({ path, body }) => ({ path, body })),
          result: result && expected,
          after: step.after === undefined ? before : step.after,
        });
      });
    }

    it('writes the two files of the state, and sets a torn one aside', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'quietkey-other-'));
      try {
        for (const { title, damage = {}, before: stored, text, files } of vectors.files) {
          const read = await driver.ask({ run: 'file', folder, damage, text });
          expect(read, title).to.deep.equal({ before: stored });
          const written = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
          expect(Object.fromEntries(written), title).to.deep.equal(files);
        }
      } finally {
        rmSync(folder, { recursive: true });
      }
    });

    it('tells answers from what is none', async () => {
      for (const row of vectors.answers) {
        const { answer, error, refusal = null, retry, waitSeconds: wait = 0 } = row;
        const expected = error === undefined ? { answer } : { error, refusal, retry, wait };
        expect(await driver.ask({ run: 'answer', ...row }), JSON.stringify(row)).to.deep.equal(expected);
      }
    });

    it('loses no change of a state that the SDK for Node.js changes at the same time', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'quietkey-other-'));
      try {
        const store = fileStore(folder);
        const asked = driver.ask({ run: 'count', folder, times: 20 });
        for (let times = 0; times < 20; times += 1) {
          await new Promise(setImmediate);
          store.exclusively!(() => {
            const members = JSON.parse(store.read() ?? '{}') as { count?: number };
            store.write(JSON.stringify({ ...members, count: (members.count ?? 0) + 1 }));
          });
        }
        await asked;
        expect(JSON.parse(store.read()!)).to.include({ count: 40 });
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  });

describe('one seat of an app that changes its language', () => {
  const CARDS: Adapter[] = [
    { name: 'eth0', mac: 'a4:5e:60:c1:7b:01', class: 'own' },
    { name: 'wlan0', mac: 'a4:5e:60:c1:7b:02', class: 'own' },
  ];
  const OTHER: Adapter[] = [{ name: 'eth0', mac: 'a4:5e:60:c1:7b:21', class: 'own' }];
  let server: TestServer;
  let sold: IssueAnswer;

  before(async () => {
    server = await startTestServer();
    await server.run(operations.licensing.addProduct, {
      product: 'sonar',
      name: 'Sonar',
      terms: { seats: 1 },
    });
  });
  after(() => server.end());
  beforeEach(async () => {
    sold = await server.run(operations.licensing.issueLicense, {
      product: 'sonar',
      email: 'ada@example.com',
    });
  });

  const folderOf = (name: string): string => join(server.folder, `${sold.license.license}-${name}`);
  const days = (count: number): void => server.clock.move(count * DAY_SECONDS);
  const activations = async () =>
    (await server.run(operations.activation.listActivations, { license: sold.license.license })).items;
  const callOf = async (
    driver: Driver,
    folder: string,
    call: string,
    options: object = {},
  ): Promise<Partial<Check>> =>
    (await driver.ask({
      run: 'call',
      server: server.running().url,
      product: 'sonar',
      rootKey: server.running().world.rootKey,
      folder: folderOf(folder),
      now: server.clock.now(),
      adapters: CARDS,
      identity: 'adapters',
      licenseKey: sold.licenseKey,
      call,
      ...options,
    })) as Partial<Check>;
  const nodeOn = (folder: string, product = 'sonar'): Quietkey =>
    new Quietkey({
      server: server.running().url,
      product,
      rootKey: server.running().world.rootKey,
      store: folderOf(folder),
      clock: () => server.clock.now() * 1000,
      interfaces: () => CARDS,
    });
  const licensed = { state: 'licensed', reason: 'lease_valid', refreshDue: false };

  for (const client of [PYTHON, C])
    describe(`from Node.js to ${client.language}`, () => {
      let driver: Driver;
      before(function () {
        requireTools(client, { skip: () => this.skip() });
        driver = client.start();
      });
      after(async () => expect((await driver?.end()) ?? 0).to.equal(0));
      const otherOn = (folder: string, call: string, options: object = {}): Promise<Partial<Check>> =>
        callOf(driver, folder, call, options);

      it('and back keeps one activation, and is released', async () => {
        const node = nodeOn('moved');
        await node.activate(sold.licenseKey);
        const before = fileStore(folderOf('moved')).read();
        expect(await otherOn('moved', 'check')).to.deep.equal(licensed);
        expect(fileStore(folderOf('moved')).read()).to.equal(before);
        const [{ activation } = { activation: '' }] = await activations();
        for (let week = 0; week < 2; week += 1) {
          days(8);
          expect(await otherOn('moved', 'check')).to.include({ state: 'licensed', refreshDue: true });
          expect(await otherOn('moved', 'renew')).to.deep.equal(licensed);
          expect(node.check()).to.include(licensed);
          days(8);
          expect(node.check()).to.include({ state: 'licensed', refreshDue: true });
          expect(await node.renew()).to.include(licensed);
        }
        expect(await otherOn('moved', 'activate')).to.deep.equal(licensed);
        const rows = await activations();
        expect(rows.map((row) => row.activation)).to.deep.equal([activation]);
        const sent = node.sent().map(({ path }) => path.split('/').at(-1));
        expect(sent).to.deep.equal(['activations', 'lease', 'lease', 'lease', 'lease', 'activations']);
        expect(await otherOn('moved', 'release')).to.include({ state: 'unlicensed', reason: 'released' });
        expect(node.check()).to.include({ state: 'unlicensed', reason: 'released' });
        const { used } = await server.run(operations.licensing.showLicense, {
          license: sold.license.license,
        });
        expect(used).to.equal(0);
      });

      it('begins there by its install id, and goes to Node.js by adapters and back', async () => {
        const byInstall = { identity: 'install' };
        expect(await otherOn('install', 'activate', byInstall)).to.deep.equal(licensed);
        days(8);
        expect(await nodeOn('install').keepFresh()).to.deep.include({ reached: true });
        expect(nodeOn('install').check()).to.include(licensed);
        days(8);
        expect(await otherOn('install', 'keepFresh', byInstall)).to.deep.equal(licensed);
        expect(await activations()).to.have.length(1);
      });

      it('is asked for again by Node.js if the answer was lost, and is one seat', async () => {
        await server.stop();
        expect(await otherOn('lost', 'activate')).to.deep.equal({ error: 'no_network' });
        await server.start();
        expect(await nodeOn('lost').activate(sold.licenseKey)).to.include(licensed);
        expect(nodeOn('lost').sent()[0]!.body).to.equal(nodeOn('lost').sent()[1]!.body);
        expect(await activations()).to.have.length(1);
      });

      it('follows no redirect, and ends a call whose answer does not come', async () => {
        const paths: string[] = [];
        const answers: Record<string, (response: ServerResponse) => void> = {
          '/moved/v1/activations': (response) =>
            response.writeHead(307, { location: '/elsewhere' }).end('{}'),
          '/cut/v1/activations': (response) => response.destroy(),
        };
        const hostile = createServer((request, response) => {
          paths.push(request.url ?? '');
          answers[request.url ?? '']?.(response);
        });
        await new Promise<void>((resolve) => hostile.listen(0, '127.0.0.1', resolve));
        const url = `http://127.0.0.1:${(hostile.address() as AddressInfo).port}`;
        try {
          const from = (path: string) => otherOn(`hostile${path}`, 'activate', { server: url + path });
          expect(await from('/moved')).to.deep.equal({ error: 'proxy_or_captive_portal' });
          expect(await from('/cut')).to.deep.equal({ error: 'no_network' });
          expect(paths).to.deep.equal(['/moved/v1/activations', ...Array(3).fill('/cut/v1/activations')]);
          const waited = await driver.ask({ run: 'send', url: `${url}/silent`, seconds: 0.1 });
          expect(waited).to.deep.equal({ error: 'no_network' });
        } finally {
          hostile.closeAllConnections();
          hostile.close();
        }
      });

      it('lives the whole life of a license there', async () => {
        expect(await otherOn('life', 'check')).to.include({ state: 'unlicensed', reason: 'no_activation' });
        const wrong = { licenseKey: '25JYA-7HNRG-BEYQG-MSB0W-C624J-05K2D' };
        expect(await otherOn('life', 'activate', wrong)).to.deep.equal({
          error: 'license_refused',
          refusal: 'license_key_unknown',
        });
        expect(await otherOn('life', 'activate')).to.deep.equal(licensed);
        expect(await otherOn('other', 'activate', { adapters: OTHER })).to.deep.equal({
          error: 'license_refused',
          refusal: 'seats_taken',
        });
        const { license } = sold.license;
        await server.run(operations.licensing.suspendLicense, { license });
        expect(await otherOn('life', 'check')).to.include({ state: 'licensed' });
        expect(await otherOn('life', 'renew')).to.include({ state: 'unlicensed', reason: 'suspended' });
        await server.run(operations.licensing.reinstateLicense, { license });
        expect(await otherOn('life', 'keepFresh')).to.deep.equal(licensed);
        expect(await otherOn('life', 'renew', { adapters: OTHER })).to.deep.equal(licensed);
        days(31);
        expect(await otherOn('life', 'check', { adapters: OTHER })).to.include({ state: 'stale' });
        expect(await otherOn('life', 'keepFresh', { adapters: OTHER })).to.deep.equal(licensed);
        expect(await activations()).to.have.length(1);
        await server.run(operations.licensing.revokeLicense, { license });
        expect(await otherOn('life', 'renew')).to.include({ state: 'unlicensed', reason: 'revoked' });
      });
    });

  for (const client of [PYTHON, C])
    it(`begins with a trial in ${client.language}, which Node.js goes on with and a license replaces`, async function () {
      requireTools(client, { skip: () => this.skip() });
      const driver = client.start();
      const product = `${client.language.toLowerCase()}-app`;
      const terms = { seats: 1, trialDays: 14 };
      await server.run(operations.licensing.addProduct, { product, name: 'With a trial', terms });
      const email = 'ada@example.com';
      const { licenseKey } = await server.run(operations.licensing.issueLicense, { product, email });
      const on = (folder: string, call: string, options: object = {}) =>
        callOf(driver, folder, call, { product, licenseKey, ...options });
      const node = nodeOn('tried', product);

      expect(await on('tried', 'startTrial')).to.deep.equal(licensed);
      expect(node.check()).to.include(licensed).and.property('trial').to.include({ per: 'machine' });
      await node.startTrial();
      expect(await on('tried', 'startTrial')).to.deep.equal(licensed);
      expect(node.sent().map(({ path }) => path)).to.deep.equal(['/v1/trials']);
      expect(await on('tried', 'renew')).to.deep.equal({ error: 'not_activated' });
      days(13);
      // a reinstall: the same trial, with the same end
      expect(await on('tried again', 'startTrial')).to.deep.equal(licensed);
      expect(nodeOn('tried again', product).check().trial).to.deep.equal(node.check().trial);
      days(2);
      const over = { state: 'unlicensed', reason: 'license_ended', refreshDue: false };
      expect(await on('tried', 'check')).to.deep.equal(over);
      expect(node.check()).to.include(over);
      const refused = { error: 'license_refused', refusal: 'trial_over' };
      expect(await on('tried', 'startTrial')).to.deep.equal(refused);
      expect(await on('tried', 'activate')).to.deep.equal(licensed);
      expect(node.check()).to.include(licensed).and.not.have.property('trial');
      expect(await on('tried', 'release')).to.include({ state: 'unlicensed', reason: 'released' });
      expect(await driver.end()).to.equal(0);
    });

  it('goes from Node.js to C, to Python and back with one activation', async function () {
    for (const client of [PYTHON, C]) requireTools(client, { skip: () => this.skip() });
    const drivers = [C.start(), PYTHON.start()];
    const node = nodeOn('three');
    await node.activate(sold.licenseKey);
    const [{ activation } = { activation: '' }] = await activations();
    const earlier = Array.from({ length: 500 }, () => ({ ...node.sent()[0], path: '(earlier)' }));
    const store = fileStore(folderOf('three'));
    store.write(JSON.stringify({ ...(JSON.parse(store.read() ?? '') as object), sent: earlier }));
    for (const driver of [...drivers, ...drivers]) {
      days(8);
      expect(await callOf(driver, 'three', 'check')).to.include({ state: 'licensed', refreshDue: true });
      expect(await callOf(driver, 'three', 'keepFresh')).to.deep.equal(licensed);
    }
    days(8);
    expect(await node.renew()).to.include(licensed);
    expect((await activations()).map((row) => row.activation)).to.deep.equal([activation]);
    const copies = node.sent().map(({ path }) => path === '(earlier)');
    expect(copies).to.deep.equal(Array.from({ length: 500 }, (_, nth) => nth < 495));
    for (const driver of drivers) expect(await driver.end()).to.equal(0);
  });
});
