import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { transformSync } from 'esbuild';
import { makePrivacyManifest } from '../../client-sdk/typescript/privacy-manifest.ts';
import { fileStore } from '../../client-sdk/typescript/state/state-file.ts';
import { operations } from '../../server/domain/operations.ts';
import { ROOT } from '../support/root.ts';
import { movableClock, startTestServer, UNLIMITED } from '../support/world.ts';
import { toInstant } from '../../server/domain/kernel/day.ts';

const run: (file: string, words: string[]) => Promise<Ran> = promisify(execFile);

interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  /** Of one that failed. */
  readonly code?: number;
}

/** The package as published, unpacked into an app's node_modules, and used as ESM and CommonJS. */
describe('the packed SDK', () => {
  let folder: string;
  let files: string[];

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'quietkey-packed-'));
    const sdk = fileURLToPath(new URL('client-sdk/typescript/', ROOT));
    execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: sdk, stdio: 'ignore' });
    const target = join(folder, 'node_modules', '@quietkey', 'client');
    mkdirSync(target, { recursive: true });
    const tarball = join(folder, 'quietkey-client-0.1.0.tgz');
    execFileSync('tar', ['-xzf', tarball, '-C', target, '--strip-components=1']);
    files = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n');
  });
  after(() => rmSync(folder, { recursive: true }));

  const use = `
    const rootKey = 'qkroot_' + Buffer.from(
      crypto.generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }).x, 'base64url').toString('base64url');
    const app = new Quietkey({ server: 'http://127.0.0.1:2', product: 'sonar', rootKey, store: process.argv[2] });
    const { state, reason } = app.check();
    app.renew().catch((error) => console.log(state, reason, error.code, error instanceof QuietkeyError));`;
  const cases: [string, string][] = [
    [
      'imported.mjs',
      `import crypto from 'node:crypto'; import { Quietkey, QuietkeyError } from '@quietkey/client';`,
    ],
    ['required.cjs', `const crypto = require('node:crypto'); const { Quietkey, QuietkeyError } = require('@quietkey/client');`], // prettier-ignore
  ];
  for (const [name, head] of cases) {
    it(`${name} runs`, () => {
      writeFileSync(join(folder, name), head + use);
      const store = join(folder, `store-${name}`);
      const output = execFileSync(process.execPath, [join(folder, name), store], { encoding: 'utf8' });
      expect(output.trim()).to.equal('unlicensed no_activation not_activated true');
    });
  }

  it('includes an example that activates, checks offline, renews and releases', async () => {
    const server = await startTestServer(
      {},
      UNLIMITED,
      movableClock(toInstant(Math.floor(Date.now() / 1_000))),
    );
    try {
      await server.run(operations.licensing.addProduct, { product: 'sonar', name: 'Sonar', terms: {} });
      const sale = { product: 'sonar', email: 'ada@example.com' };
      const { licenseKey } = await server.run(operations.licensing.issueLicense, sale);
      const mistyped = licenseKey.slice(0, -1) + (licenseKey.endsWith('0') ? '1' : '0');
      const { url, world } = server.running();
      const example = join(folder, 'node_modules', '@quietkey', 'client', 'example', 'app.mjs');
      const store = join(folder, 'store-example');
      const settings = ['--server', url, '--root-key', world.rootKey, '--store', store];
      const app = (...words: string[]) =>
        run(process.execPath, [example, ...words, ...settings]).catch((error: unknown) => error as Ran);

      expect((await app('check')).stdout).to.match(/^unlicensed \(no_activation\)\n/);
      const refused = await app('activate', mistyped);
      expect([refused.code, refused.stderr.split('\n')[0]]).to.deep.equal([1, 'license_key_malformed']);
      expect((await app('activate', licenseKey)).stdout).to.match(/^licensed \([^]*^Lease until \d{4}-/m);
      await server.stop();
      expect((await app()).stdout, 'a start without the server').to.match(/^licensed \(/);
      expect((await app('check')).stdout, 'without the server').to.match(/^licensed \(/);
      await server.start();
      expect((await app('renew')).stdout).to.match(/^licensed \(/);
      expect((await app('release')).stdout).to.match(/^unlicensed \(released\)\n/);
    } finally {
      await server.end();
    }
  });

  it('includes the tests of the example, which need no server', async () => {
    const tests = join(folder, 'node_modules', '@quietkey', 'client', 'example', 'license.test.mjs');
    expect((await run(process.execPath, ['--test', tests])).stdout).to.match(/^# pass 4$|pass 4\n/m);
  });

  it('has the test kit for an app in CommonJS', () => {
    const code = `const { TestKit } = require('@quietkey/client/testing'); const { Quietkey } = require('@quietkey/client');
      const kit = new TestKit({ product: 'sonar' }); const app = new Quietkey(kit.machine().options);
      app.activate(kit.issue().key).then(({ state }) => console.log(state));`;
    writeFileSync(join(folder, 'kit.cjs'), code);
    const output = execFileSync(process.execPath, [join(folder, 'kit.cjs')], { encoding: 'utf8' });
    expect(output).to.equal('licensed\n');
  });

  it('includes the command quietkey-client', () => {
    const installed = join(folder, 'node_modules', '@quietkey', 'client');
    const { bin } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
      bin: Record<string, string>;
    };
    const command = join(installed, bin['quietkey-client'] ?? '');
    const store = join(folder, 'store-typed');
    fileStore(store).write('{}');
    const output = execFileSync(process.execPath, [command, 'telemetry', 'view', store], {
      encoding: 'utf8',
    });
    expect(output).to.equal('Telemetry is off.\nNothing was sent.\n');
  });

  it('has a main entry of at most 30 kB, minified and gzipped, with all that it loads at once', () => {
    const modules = new Map<string, string>();
    const load = (name: string): void => {
      if (modules.has(name)) return;
      const code = readFileSync(join(folder, 'node_modules/@quietkey/client/dist/esm', name), 'utf8');
      modules.set(name, transformSync(code, { minify: true }).code);
      for (const [, path = ''] of code.matchAll(/^(?:import|export|\}).*? ?["'](\.\/.+?\.js)["'];$/gm))
        load(join(name, '..', path));
    };
    load('index.js');
    expect([...modules.keys()].filter((name) => name.startsWith('parts/'))).not.to.deep.equal([]);
    expect(gzipSync([...modules.values()].join('')).length).to.be.at.most(30_000);
  });

  it('has one copy of the classes that an app compares, whichever entry uses them', () => {
    const code = `
      import { BadOptions } from '@quietkey/client';
      import { OfflineQuietkey } from '@quietkey/client/offline';
      try { new OfflineQuietkey({}); } catch (error) { console.log(error instanceof BadOptions); }`;
    writeFileSync(join(folder, 'classes.mjs'), code);
    const output = execFileSync(process.execPath, [join(folder, 'classes.mjs')], { encoding: 'utf8' });
    expect(output).to.equal('true\n');
  });

  it('includes the privacy manifest', () => {
    const code = `console.log(JSON.stringify(require('@quietkey/client/privacy-manifest.json')))`;
    writeFileSync(join(folder, 'manifest.cjs'), code);
    const output = execFileSync(process.execPath, [join(folder, 'manifest.cjs')], { encoding: 'utf8' });
    expect(JSON.parse(output)).to.deep.equal(makePrivacyManifest());
  });

  it('has declarations that TypeScript before 5.0 finds', () => {
    const declarations = files.filter((name) => name.endsWith('.d.ts'));
    expect(declarations.length).to.be.greaterThan(40);
    for (const name of declarations) {
      const path = join(folder, 'node_modules', '@quietkey', 'client', name.replace('package/', ''));
      expect(readFileSync(path, 'utf8').match(/['"]\.{1,2}\/[^'"]*\.ts['"]/g), name).to.equal(null);
    }
  });

  it('contains only its own files', () => {
    expect(files).to.include.members([
      'package/package.json',
      'package/LICENSE',
      'package/MACHINES.md',
      'package/README.md',
      'package/dist/esm/index.js',
      'package/example/app.mjs',
    ]);
    for (const file of files)
      expect(file).to.match(
        /^package\/(?:package\.json|LICENSE$|MACHINES\.md|README\.md|privacy-manifest\.json|dist\/|example\/(?:app|license|license\.test)\.mjs$)/,
      );
  });
});
