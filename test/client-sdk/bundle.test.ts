/**
 * The support bundle: a plain zip that any program opens, with what support needs, and without anything that names a
 * person, a computer or a secret, whatever stood in errors, state and system.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { supportBundle } from '../../client-sdk/typescript/bundle.ts';
import { BadOptions, fileStore, Quietkey, type Fetch } from '../../client-sdk/typescript/index.ts';
import { TestKit } from '../../client-sdk/typescript/testing/index.ts';
import { writeZip } from '../../client-sdk/typescript/support/zip.ts';
import { formsOf, type Needle } from '../../scripts/demo/search.ts';
import { errorOf } from './support/machine.ts';

const UNZIP = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    assert archive.testzip() is None
    print(json.dumps({name: archive.read(name).decode() for name in archive.namelist()}))`;

/** The files of a zip, as another program reads them. */
function unzip(zip: Uint8Array): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'quietkey-zip-'));
  try {
    const path = join(folder, 'bundle.zip');
    writeFileSync(path, zip);
    const output = execFileSync('python3', ['-c', UNZIP, path], { encoding: 'utf8' });
    return JSON.parse(output) as Record<string, string>;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the zip of a support bundle', () => {
  it('is read by another program, also without a file and with any text', () => {
    const texts = ['', 'a', 'ß\u0000\u{1f600}\r\n', 'x'.repeat(70_000)];
    const files = texts.map((text, index) => [`file-${index}.txt`, text] as const);
    expect(unzip(writeZip(files))).to.deep.equal(Object.fromEntries(files));
    expect(unzip(writeZip([]))).to.deep.equal({});
  });

  it('is the same for the same files', () => {
    expect(writeZip([['a.txt', 'a']])).to.deep.equal(writeZip([['a.txt', 'a']]));
  });
});

describe('supportBundle()', () => {
  const kit = new TestKit({ product: 'sonar', terms: { seats: 2 } });
  const filesOf = (app: Quietkey) => unzip(supportBundle(app));
  const stateOf = (app: Quietkey) => JSON.parse(filesOf(app)['state.json'] ?? '') as Record<string, never>;

  it('has what support needs of a licensed app', async () => {
    const app = new Quietkey(kit.machine().options);
    await app.activate(kit.issue({ entitlements: ['pro'] }).key);
    app.check();
    kit.fail('captive_portal');
    await errorOf(app.renew());
    kit.recover();
    const files = filesOf(app);
    expect(Object.keys(files)).to.deep.equal([
      'read-me.txt',
      'system.json',
      'state.json',
      'log.txt',
      'sent.txt',
    ]);
    const state = stateOf(app) as unknown as { check: object; stored: Record<string, object> };
    expect(state.check).to.deep.equal({ ...app.check() });
    const { activation, license, sequence } = state.stored['activation'] as Record<string, unknown>;
    expect(state.stored['lease']).to.include({
      sub: license,
      jti: `${String(activation)}.${String(sequence)}`,
      tags: 2,
    });
    expect(state.stored).to.include({ readError: null, leaseFault: null });
    expect(state.stored['unanswered']).to.deep.equal(['renewing']);
    expect(state.stored['adapters']).to.include({ own: 2, foreign: 0 });
    expect(JSON.parse(files['system.json'] ?? '')).to.have.nested.property(
      'runtime.node',
      process.versions.node,
    );
    const log = files['log.txt'] ?? '';
    expect(log).to.match(
      /^\d{4}-\d\d-\d\dT[\d:.]+Z check: licensed lease_valid\n.* activate: done after \d+ ms\n/,
    );
    expect(log).to.match(/ renew: failed after \d+ ms\n {4}proxy_or_captive_portal: /);
    expect(files['sent.txt']?.trim().split('\n')).to.have.length(app.sent().length);
  });

  it('reads no adapter before an activation, and stores and sends nothing', () => {
    const machine = kit.machine();
    const interfaces = (): never => expect.fail('an adapter was read');
    const fetch = (): never => expect.fail('something was sent');
    const app = new Quietkey({ ...machine.options, interfaces, fetch });
    expect(stateOf(app)).to.have.nested.property('stored.adapters', 'not read: no activation');
    expect(machine.stored).to.equal(undefined);
  });

  it('says why a state cannot be read', async () => {
    const machine = kit.machine();
    const app = new Quietkey(machine.options);
    await app.activate(kit.issue().key);
    machine.disk = 'unreadable';
    const { stored } = stateOf(new Quietkey(machine.options)) as unknown as {
      stored: { readError: object[] };
    };
    expect(stored.readError[0]).to.have.property('message');
  });

  it('keeps the latest 200 entries of the log', async () => {
    const app = new Quietkey({ ...kit.machine().options, quiet: true });
    for (let times = 0; times < 250; times += 1) await errorOf(app.renew());
    expect(filesOf(app)['log.txt']?.match(/^\d.*(?:renew: failed|check: )/gm)).to.have.length(200);
  });

  it('takes only a client', () => {
    for (const given of [undefined, null, {}, { parts: 7 }, 'client'])
      expect(() => supportBundle(given as never)).to.throw(BadOptions, 'new Quietkey');
  });
});

describe('an unedited support bundle', () => {
  const kit = new TestKit({ product: 'sonar' });
  const importedKeys = [{ alphabet: '0123456789ABCDEF', groups: [8, 8, 8, 8] }];
  const NAMES = {
    home: '/home/ada.canary lovelace',
    otherHome: '/Users/grace.canary/Library',
    username: 'zoe.canary',
    email: 'bea.canary@example.org',
    proxyHost: 'proxy-canary.corp.example',
    ipv4: '203.0.113.77',
    ipv6: '2001:db8:cafe::77',
    mac: 'a4:5e:60:c1:7b:01',
    adapterName: 'enxa45e60c17b01',
    token: 'eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJjYW5hcnkifQ.Y2FuYXJ5LXNpZ25hdHVyZQ',
    importedKey: '0123ABCD-4567ABCD-89ABCDEF-01234567',
  };
  const PROXY_PASSWORD = 'pw-canary-7';
  const needle = (name: string, text: string): Needle => ({ name, text });
  let home: string | undefined;
  let folder: string;
  before(() => {
    home = process.env['HOME'];
    folder = mkdtempSync(join(tmpdir(), 'quietkey-canary-'));
    process.env['HOME'] = NAMES.home;
    // a test before this one may have replaced the environment by a copy, which the system does not read
    NAMES.home = homedir();
  });
  after(() => {
    if (home === undefined) delete process.env['HOME'];
    else process.env['HOME'] = home;
    rmSync(folder, { recursive: true });
  });

  it('has no canary of any source in any encoding, and the search finds them in the sources', async () => {
    const machine = kit.machine();
    machine.adapters = [{ name: NAMES.adapterName, mac: NAMES.mac, class: 'own' }];
    const sources: string[] = [];
    let plant: ((request: string) => string) | undefined;
    const fetch: Fetch = async (url, init) => {
      const request = `${url} ${JSON.stringify(init.headers)} ${typeof init.body === 'string' ? init.body : ''}`;
      if (plant === undefined) return machine.options.fetch(url, init);
      const message = plant(request);
      sources.push(message);
      throw new TypeError('fetch failed', {
        cause: Object.assign(new Error(message), { code: 'CERT_HAS_EXPIRED' }),
      });
    };
    const store = fileStore(folder);
    const options = { ...machine.options, store, importedKeys, fetch };
    const app = new Quietkey(options);
    const { key } = kit.issue({ owner: NAMES.username });
    await app.activate(key, { username: NAMES.username });
    const before = store.read() ?? '';

    const failing = new Quietkey(options);
    const messages: ((request: string) => string)[] = [
      ...Object.values(NAMES).flatMap((text) => [
        () => `it failed: ${text}`,
        () =>
          `"${encodeURIComponent(text)}" or ${text.toUpperCase()} or ${Buffer.from(text).toString('base64')}`,
      ]),
      () => `http://proxy-canary:${PROXY_PASSWORD}@${NAMES.proxyHost}:3128`,
      () => `getaddrinfo ENOTFOUND ${NAMES.proxyHost}`,
      () => `on ${hostname()} as ${userInfo().username} in ${userInfo().homedir}`,
      () => `the key is ${key}`,
      (request) => request,
      () => before.slice(0, 400),
      ...Array.from({ length: 20 }, (_, nth) => () => before.slice(300 * nth, 300 * nth + 450)),
    ];
    for (const message of messages) {
      plant = message;
      await errorOf(failing.renew());
      await errorOf(failing.activate(key, { username: NAMES.username }));
    }
    sources.push(store.read() ?? '');
    const broken = { ...store, read: (): string => expect.fail(`EACCES: open '${NAMES.home}/${before}'`) };

    const state = JSON.parse(before) as { holding: Record<string, string>; installId: string };
    const { secret = '', tagKey = '', activation = '' } = state.holding;
    const bodies = failing.sent().map(({ body }) => JSON.parse(body) as Record<string, string>);
    const needles: Needle[] = [
      ...Object.entries(NAMES).map(([name, text]) => needle(name, text)),
      { name: 'mac', text: NAMES.mac.replaceAll(':', ''), bytes: Buffer.from('a45e60c17b01', 'hex') },
      needle('password', PROXY_PASSWORD),
      needle('key', key),
      needle('key', key.replaceAll('-', '')),
      ...[secret, tagKey, state.installId].map((text) => needle('secret', text)),
      ...bodies
        .flatMap(({ proof, nonce }) => [proof, nonce])
        .flatMap((text) => (text ? [needle('proof', text)] : [])),
      ...[hostname(), userInfo().homedir]
        .filter((text) => text.length > 5)
        .map((text) => needle('system', text)),
    ];
    const bundles = [failing, app, new Quietkey({ ...options, store: broken })].map((client) =>
      Buffer.from(supportBundle(client)),
    );
    const found = (where: Buffer): string[] =>
      needles
        .flatMap(formsOf)
        .flatMap(({ name, form, bytes }) => (where.includes(bytes) ? [`${name}, ${form}`] : []));
    expect(found(Buffer.concat(bundles))).to.deep.equal([]);

    const planted = new Set(found(Buffer.from(sources.join('\n'))).map((hit) => hit.split(',')[0]));
    const missed = new Set(needles.map(({ name }) => name));
    for (const name of planted) missed.delete(name ?? '');
    expect([...missed], 'the search finds what is in the sources').to.deep.equal([]);
    expect(bundles[0]?.includes(activation), 'the search finds what is in the bundle').to.equal(true);
    const log = unzip(bundles[0]!)['log.txt'] ?? '';
    expect(log.match(/CERT_HAS_EXPIRED/g)?.length).to.be.above(80);
    expect(log).to.include('<home>').and.include('<address>').and.include('<email>').and.include('<host>');
    expect(readFileSync(join(folder, 'state-a.json'), 'utf8')).to.include(secret);
  });
});
