/**
 * A packed server: below 60 MB, complete, and readable by every account. It runs from a folder in which no other package
 * can be found.
 */

import { expect } from 'chai';
import { execFile, execFileSync } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ROOT } from '../support/root.ts';
import { VERSION } from '../../server/config/version.ts';
import { scratchFolder } from '../server/crypto/scratch.ts';

interface Component {
  name: string;
  version: string;
}
interface Bill {
  metadata: { component: Component };
  components: (Component & { purl: string; hashes: { content: string }[] })[];
}

const readRoot = (path: string): unknown =>
  JSON.parse(readFileSync(fileURLToPath(new URL(path, ROOT)), 'utf8'));
const PACKAGE = readRoot('package.json') as { dependencies: object };
const CLIENT = readRoot('client-sdk/typescript/package.json') as object;
const LOCK = readRoot('package-lock.json') as {
  packages: Record<string, { version: string; integrity: string }>;
};
const run = promisify(execFile);
const PACK = fileURLToPath(new URL('../../scripts/pack-server.js', import.meta.url));
const MEBIBYTES_MAX = 60;
const BLOCK_BYTES = 512;
/** Files that do something when they are imported. */
const ENTRY_POINTS =
  /(?:^|\/)(?:main|writer|quietkey|openapi|scrub-child|demo\/(?:demo|app)|preview\/preview|client-sdk\/typescript\/command)\.js$/;

describe('a packed server', function () {
  let folder: string;
  let files: string[];

  before(async () => {
    folder = join(scratchFolder(), 'opt', 'quietkey');
    await run(process.execPath, [PACK, folder]);
    files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it(`takes less than ${MEBIBYTES_MAX} MB of disk`, () => {
    const bytes = files.reduce((sum, path) => sum + lstatSync(join(folder, path)).blocks * BLOCK_BYTES, 0);
    expect(bytes / 1_048_576)
      .to.be.below(MEBIBYTES_MAX)
      .and.be.greaterThan(20);
  });

  it('has neither tests nor tools, and every account can read it', () => {
    expect(
      files.filter((path) => /^dist\/test|\/(?:typescript|mocha|oxlint|prettier)\/package\.json$/.test(path)),
    ).to.deep.equal([]);
    for (const path of ['', ...files]) {
      const { mode } = statSync(join(folder, path));
      expect(mode & 0o044, path).to.equal(0o044);
      expect(mode & 0o022, path).to.equal(0);
    }
    expect(statSync(join(folder, '..')).mode & 0o777).to.equal(0o755);
  });

  it('has every package that a file of it loads', async () => {
    const modules = files.filter((path) => /^dist\/.*\.js$/.test(path) && !ENTRY_POINTS.test(path));
    expect(modules.length).to.be.greaterThan(200);
    const text = modules.map((path) => `await import('./${path}');`).join('\n');
    await run(process.execPath, ['--input-type=module', '-e', text], { cwd: folder });
  });

  it('has a bill of materials with each of its packages, as the lock file has them', () => {
    const bill = JSON.parse(readFileSync(join(folder, 'sbom.cdx.json'), 'utf8')) as Bill;
    expect(bill).to.include({ bomFormat: 'CycloneDX', specVersion: '1.5', version: 1 });
    expect(bill.metadata.component).to.include({ name: 'quietkey', version: VERSION, type: 'application' });
    const listed = bill.components.map(({ name, version }) => `${name} ${version}`);
    const there = files
      .filter((path) => /(?:^|\/)node_modules\/(?:@[^/]+\/)?[^@/.][^/]*\/package\.json$/.test(path))
      .map((path) => JSON.parse(readFileSync(join(folder, path), 'utf8')) as Component)
      .map(({ name, version }) => `${name} ${version}`);
    expect(listed).to.have.members([...new Set(there)]);
    for (const name of Object.keys(PACKAGE.dependencies))
      expect(
        listed.some((entry) => entry.startsWith(`${name} `)),
        name,
      ).to.equal(true);
    for (const { name, version, purl, hashes } of bill.components) {
      expect(purl).to.equal(`pkg:npm/${name.replace('@', '%40')}@${version}`);
      const locked = Object.entries(LOCK.packages).filter(
        ([path, entry]) => path.endsWith(`node_modules/${name}`) && entry.version === version,
      );
      const sums = locked.map(([, { integrity }]) =>
        Buffer.from(integrity.slice(7), 'base64').toString('hex'),
      );
      expect(sums, name).to.include(hashes[0]?.content);
    }
    expect(Object.keys(CLIENT), 'the SDK is its own code alone').not.to.include('dependencies');
  });

  it('prepares a folder, makes a backup and purges to the last byte', async () => {
    const data = join(scratchFolder(), 'data');
    const command = join(folder, 'node_modules', '.bin', 'quietkey');
    const ask = async (...words: string[]): Promise<string> =>
      (await run(process.execPath, [command, '--data', data, ...words])).stdout;
    expect((await ask('--version')).trim()).to.equal(VERSION);
    await ask('init');
    await ask('product', 'add', 'sonar', '--name', 'Sonar');
    await ask('license', 'issue', 'sonar', 'ada@example.com');
    await ask('backup');
    expect(await ask('evidence', '--out', join(scratchFolder(), 'evidence'))).to.contain('sbom-sdk.cdx.json');
    expect(await ask('erase', 'ada@example.com', '--purpose', 'legal', '--apply', '--now')).to.contain(
      'No byte of the deleted rows is left',
    );
  });

  it('is refused where something is', () => {
    expect(() => execFileSync(process.execPath, [PACK, folder], { stdio: 'pipe' })).to.throw(
      /exists. Name a new folder/,
    );
  });
});
