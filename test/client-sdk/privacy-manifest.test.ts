/**
 * The privacy manifest against captured traffic: the real SDK lives a whole life at the real server, with each carrier
 * of Node.js, and everything that arrives is in the manifest, and everything in the manifest arrives.
 */

import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir, hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { sendSupportBundle, supportBundle } from '../../client-sdk/typescript/bundle.ts';
import { PATHS } from '../../client-sdk/typescript/contract/wire.ts';
import { Quietkey, type Adapter, type QuietkeyOptions } from '../../client-sdk/typescript/index.ts';
import { borrowSeat } from '../../client-sdk/typescript/floating.ts';
import { OfflineQuietkey, type OfflineWish } from '../../client-sdk/typescript/offline.ts';
import { parseOfflineRequest, readOfflineText } from '../../client-sdk/typescript/contract/offline.ts';
import {
  makePrivacyManifest,
  type ManifestField,
  type ManifestRequest,
} from '../../client-sdk/typescript/privacy-manifest.ts';
import { KEY_IN_COPIES } from '../../client-sdk/typescript/exchange/request.ts';
import { DEVICE_CODE_IN_COPIES } from '../../client-sdk/typescript/exchange/sign-in.ts';
import { TELEMETRY_PATHS } from '../../client-sdk/typescript/contract/telemetry-vocabulary.ts';
import { forcedOffBy } from '../../client-sdk/typescript/telemetry/forced-off.ts';
import { beginSupport } from '../../server/composition/support.ts';
import { operations } from '../../server/domain/operations.ts';
import { formsOf, type Needle } from '../../scripts/demo/search.ts';
import { openTestPortal, type Customer, type Portal } from '../server/portal/customers.ts';
import { ROOT } from '../support/root.ts';
import { startRecorder, type Recorded, type Recorder } from './support/recorder.ts';

const manifest = makePrivacyManifest();
const CARDS: Adapter[] = [
  { name: 'enp7s0canary', mac: 'a4:5e:60:c1:7b:01', class: 'own' },
  { name: 'wlp8s0canary', mac: 'a4:5e:60:c1:7b:02', class: 'own' },
];
const VERSION = '9.8.7-canary';

/** A part of a request: `path`, or the pointer of a value in the body, with `*` for indexes and the names of cells. */
type Part = readonly [field: string, value: string];

function partsOf(value: unknown, pointer = ''): Part[] {
  if (typeof value !== 'object' || value === null) return [[pointer, String(value)]];
  const isOpen = Array.isArray(value) || pointer === '/cells';
  return Object.entries(value).flatMap(([name, member]) =>
    partsOf(member, `${pointer}/${isOpen ? '*' : name}`),
  );
}

/** The parts of a body: JSON, or a zip as a whole. */
const partsOfBody = (body: Buffer): Part[] =>
  body.subarray(0, 2).equals(Buffer.from('PK'))
    ? [['body', body.toString('latin1')]]
    : partsOf(JSON.parse(String(body)));

/** The request of the manifest that a path belongs to, and the id in the path. */
function kindOf(path: string): { request: ManifestRequest | undefined; parts: Part[] } {
  for (const request of manifest.requests) {
    const form = request.path?.replace(':activation', '([^/]+)');
    const [whole, id] = new RegExp(`^${form}$`).exec(path) ?? [];
    if (whole !== undefined) return { request, parts: id === undefined ? [] : [['path', id]] };
  }
  return { request: undefined, parts: [] };
}

/** What differs between a request and its kind in the manifest. */
function faultsOf(fields: readonly ManifestField[], parts: readonly Part[]): string[] {
  const sent = new Set(parts.map(([field]) => field));
  const missing = fields.filter(({ field, optional }) => !optional && !sent.has(field));
  return [
    ...missing.map(({ field }) => `${field} is missing`),
    ...parts.flatMap(([field, value]) => {
      const row = fields.find((candidate) => candidate.field === field);
      if (row === undefined) return [`${field} is not in the manifest`];
      return new RegExp(row.form).test(value) ? [] : [`${field}: ${value} does not match ${row.form}`];
    }),
  ];
}

/** Faults of a request that arrived, headers included. */
function faultsOfRequest({ method, path, headers, body }: Recorded): string[] {
  const { request, parts } = kindOf(path);
  if (request === undefined || method !== 'POST') return [`${method} ${path} is not in the manifest`];
  const ofHeaders = headers.flatMap(([name, value]) => {
    const row = manifest.headers.find((candidate) => candidate.name === name);
    return row !== undefined && new RegExp(row.form).test(value) ? [] : [`header ${name}: ${value}`];
  });
  return [...ofHeaders, ...faultsOf(request.fields, [...parts, ...partsOfBody(body)])];
}

/** A body as `sent()` shows it. */
const withoutSecrets = (body: string): string =>
  body
    .replace(/(?<="licenseKey":")[^"]*/, KEY_IN_COPIES)
    .replace(/(?<="deviceCode":")[^"]*/, DEVICE_CODE_IN_COPIES);

describe('the privacy manifest and captured traffic', () => {
  let portal: Portal;
  let ada: Customer;
  let recorder: Recorder;
  let folder: string;
  /** The variables that force telemetry off here. */
  const forced: NodeJS.ProcessEnv = {};
  const files: { call: string; parts: Part[] }[] = [];
  before(async () => {
    portal = await openTestPortal();
    const { config } = portal.server;
    beginSupport(config, join(portal.server.folder, 'support.key'));
    ada = await portal.customer('ada');
    await portal.server.run(operations.licensing.changeProduct, {
      product: 'sonar',
      terms: { trialDays: 14 },
    });
    recorder = await startRecorder(portal.url);
    folder = mkdtempSync(join(tmpdir(), 'quietkey-manifest-'));
    for (let name = forcedOffBy(); name !== undefined; name = forcedOffBy()) {
      forced[name] = process.env[name];
      delete process.env[name];
    }
    // as to a server elsewhere, and as to one on this machine
    await live('fetch', { fetch: (url, init) => fetch(url, init) });
    await live('http', {});
    await live('install', { identity: 'install' });
    await live('none', { identity: 'none' });
    await borrow();
  });
  after(async () => {
    Object.assign(process.env, forced);
    recorder.close();
    await portal.end();
    rmSync(folder, { recursive: true });
  });

  const optionsOf = (name: string, more: Partial<QuietkeyOptions>): QuietkeyOptions => ({
    server: recorder.url,
    product: 'sonar',
    rootKey: portal.server.running().world.rootKey,
    store: join(folder, name),
    clock: () => portal.server.clock.now() * 1000,
    interfaces: () => CARDS,
    telemetry: { version: VERSION },
    // a draw of zero makes a report due at once
    random: (bytes) => (bytes === 4 ? Buffer.alloc(4) : randomBytes(bytes)),
    ...more,
  });

  const approve = async (code: string): Promise<void> => {
    const approval = { code, deed: 'approve', license: ada.license, nickname: '' };
    expect((await ada.browser.post('/activate', approval)).status).to.equal(303);
  };

  /** The whole life of an app: each call, activated and not, online and by files, with telemetry off and on. */
  async function live(name: string, more: Partial<QuietkeyOptions>): Promise<void> {
    const options = optionsOf(name, more);
    const app = new Quietkey(options);
    const before = recorder.recorded.length;
    app.check();
    await app.keepFresh();
    await app.telemetry.report();
    expect(app.sent()).to.deep.equal([]);
    app.telemetry.on();
    if (options.identity !== 'none') await app.startTrial();
    await app.activate(ada.licenseKey, { username: 'ada' });
    await app.activate(ada.licenseKey);
    await app.telemetry.report();
    await app.renew();
    await app.activateBySignIn({ show: ({ code }) => approve(code) });
    await sendSupportBundle(app, supportBundle(app));
    await app.release();
    await sendSupportBundle(app, supportBundle(app));
    await app.activateBySignIn({ show: ({ code }) => approve(code) });
    const others: readonly string[] = [TELEMETRY_PATHS.report, PATHS.bundles];
    const arrived = recorder.recorded.slice(before).filter(({ path }) => !others.includes(path));
    const sent = app.sent().filter(({ path }) => path !== PATHS.bundles);
    expect(sent.map(({ path, body }) => `${path} ${body}`)).to.deep.equal(
      arrived.map(({ path, body }) => `${path} ${withoutSecrets(String(body))}`),
    );
    await byFiles(options, [{ kind: 'renew' }, { kind: 'release' }]);
    await byFiles(optionsOf(`${name}-offline`, more), [
      { kind: 'activate', licenseKey: ada.licenseKey, username: 'ada' },
      { kind: 'renew' },
      { kind: 'activate', licenseKey: ada.licenseKey },
      { kind: 'release' },
    ]);
  }

  /** A floating seat that is borrowed. */
  async function borrow(): Promise<void> {
    const terms = { floatingMinutes: 60, borrowDays: 3 };
    await portal.server.run(operations.licensing.changeProduct, { product: 'sonar', terms });
    const app = new Quietkey(optionsOf('floating', {}));
    await app.activate(ada.licenseKey);
    await borrowSeat(app, { days: 1 });
    await app.release();
  }

  async function byFiles(options: QuietkeyOptions, wishes: readonly OfflineWish[]): Promise<void> {
    const app = new OfflineQuietkey(options);
    for (const wish of wishes) {
      const { text } = await app.request(wish);
      const read = readOfflineText('request', text);
      files.push({
        call: wish.kind,
        parts: partsOf(read.ok ? parseOfflineRequest(read.content) : undefined),
      });
      const { answer } = await portal.server.run(operations.activation.answerOffline, { request: text });
      await app.accept(answer);
    }
  }

  it('differ in nothing: each request is one of the manifest', () => {
    expect(recorder.recorded.flatMap(faultsOfRequest)).to.deep.equal([]);
    expect(recorder.recorded.length).to.be.above(20);
    const ofFiles = files.flatMap(({ call, parts }) =>
      faultsOf(manifest.requests.find(({ kind }) => kind === `${call}, in a file`)?.fields ?? [], parts),
    );
    expect(ofFiles).to.deep.equal([]);
  });

  it('differ in nothing: each request, field and header of the manifest is sent', () => {
    const seen = new Set([
      ...recorder.recorded.flatMap(({ path, headers, body }) => {
        const { request, parts } = kindOf(path);
        const fields = [...parts, ...partsOfBody(body)];
        return [
          ...headers.map(([name]) => `header ${name}`),
          ...fields.map(([field]) => `${request?.kind} ${field}`),
        ];
      }),
      ...files.flatMap(({ call, parts }) => parts.map(([field]) => `${call}, in a file ${field}`)),
    ]);
    const listed = [
      ...manifest.headers.map(({ name }) => `header ${name}`),
      ...manifest.requests.flatMap(({ kind, fields }) => fields.map(({ field }) => `${kind} ${field}`)),
    ];
    expect([...seen].toSorted()).to.deep.equal(listed.toSorted());
  });

  it('finds what is not in the manifest', () => {
    const [, activation] = recorder.recorded;
    const body = { ...(JSON.parse(String(activation?.body)) as object), hostname: 'studio' };
    const spoilt: Recorded = {
      ...activation!,
      headers: [...activation!.headers, ['x-app-version', '1.0']],
      body: Buffer.from(JSON.stringify({ ...body, nonce: undefined, tags: ['a4:5e:60:c1:7b:01'] })),
    };
    expect(faultsOfRequest(spoilt)).to.have.members([
      'header x-app-version: 1.0',
      '/nonce is missing',
      '/tags/*: a4:5e:60:c1:7b:01 does not match ^[\\w-]{22}$',
      '/hostname is not in the manifest',
    ]);
    expect(faultsOfRequest({ ...spoilt, path: '/v1/usage' })).to.have.length(1);
    expect(faultsOfRequest({ ...spoilt, method: 'GET' })).to.have.length(1);
  });

  it('what is never sent is in no request, in any encoding', () => {
    const states = readdirSync(folder).map((name) =>
      readFileSync(join(folder, name, 'state-a.json'), 'utf8'),
    );
    const secrets = states.flatMap((text) => [...text.matchAll(/"(?:secret|tagKey|installId)":"([\w-]+)"/g)]);
    const planted: Needle[] = [
      ...CARDS.flatMap(({ name, mac }) => [
        { name: 'adapter', text: name },
        { name: 'mac', text: mac, bytes: Buffer.from(mac.replaceAll(':', ''), 'hex') },
        { name: 'mac', text: mac.replaceAll(':', '') },
      ]),
      ...secrets.map(([, text = '']) => ({ name: 'secret', text, bytes: Buffer.from(text, 'base64url') })),
      { name: 'host name', text: hostname() },
      { name: 'account', text: userInfo().username },
      { name: 'folder', text: homedir() },
      { name: 'folder', text: folder },
      { name: 'version', text: VERSION },
    ];
    // a shorter text is found by chance in a nonce
    const needles = planted.filter(({ text }) => text.length >= 6);
    expect(needles.length).to.be.at.least(10);
    const traffic = Buffer.concat(
      recorder.recorded.flatMap(({ path, headers, body }) => [
        Buffer.from(JSON.stringify([path, headers])),
        body,
      ]),
    );
    const found = (searched: readonly Needle[]): string[] =>
      searched
        .flatMap(formsOf)
        .flatMap(({ name, form, bytes }) => (traffic.includes(bytes) ? [`${name}, ${form}`] : []));
    expect(found(needles)).to.deep.equal([]);
    const canonical = ada.licenseKey.replaceAll('-', '').slice(-30);
    expect(found([{ name: 'key', text: canonical }]), 'the search finds what is there').to.include(
      'key, text',
    );
  });

  it('every path that the SDK names is in the manifest', () => {
    const sources = readdirSync(new URL('client-sdk/typescript/exchange', ROOT)).map((name) =>
      readFileSync(new URL(`client-sdk/typescript/exchange/${name}`, ROOT), 'utf8'),
    );
    const named = new Set(
      sources.flatMap((text) => [...text.matchAll(/\bPATHS\.(\w+)/g)].map(([, name]) => name)),
    );
    const listed = readFileSync(new URL('client-sdk/typescript/privacy-manifest.ts', ROOT), 'utf8');
    expect([...named].filter((name) => !listed.includes(`PATHS.${name}`))).to.deep.equal([]);
    expect(named.size).to.be.at.least(5);
  });
});
