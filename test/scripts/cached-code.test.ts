import { expect } from 'chai';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { codeCacheOf, loadBundle, wrapped } from '../../scripts/cached-code.ts';
import type * as CommandLine from '../../scripts/command-line.ts';

const BUNDLES = join(import.meta.dirname, '..', '..', 'bundle');
const COMMAND = join(BUNDLES, 'command-line.cjs');

describe('code that V8 need not compile again', () => {
  let folder: string;
  before(() => void (folder = mkdtempSync(join(tmpdir(), 'quietkey-test-'))));
  after(() => rmSync(folder, { recursive: true }));

  for (const name of ['command-line', 'main', 'writer']) {
    it(`is taken by the Node that built ${name}`, () => {
      const file = join(BUNDLES, `${name}.cjs`);
      // compiled as `loadBundle` does it, but not run
      const { cachedDataRejected } = new Script(wrapped(file), {
        filename: file,
        cachedData: readFileSync(codeCacheOf(file)),
      });
      expect(cachedDataRejected).to.equal(false);
    });
  }

  it('loads a bundle once', () => {
    const bundle = loadBundle<typeof CommandLine>(COMMAND);
    expect(bundle.isCached).to.equal(true);
    expect(bundle.exports.runCommandLine).to.be.a('function');
    expect(loadBundle(COMMAND)).to.equal(bundle);
  });

  const unusable: readonly [string, (cache: Buffer) => Buffer | null][] = [
    ['is missing', () => null],
    ['is empty', () => Buffer.alloc(0)],
    ['is cut', (cache) => cache.subarray(0, cache.length / 2)],
    ['is of another release', (cache) => Buffer.concat([Buffer.alloc(16, 7), cache.subarray(16)])],
  ];
  for (const [state, change] of unusable) {
    it(`a bundle is compiled if the cache ${state}`, () => {
      const file = join(folder, `${state}.cjs`);
      writeFileSync(file, 'exports.answer = () => 42;');
      const first = loadBundle<{ answer(): number }>(file);
      expect(first.exports.answer()).to.equal(42);
      const copy = join(folder, `${state}-again.cjs`);
      copyFileSync(file, copy);
      const cache = change(first.codeCache());
      if (cache !== null) writeFileSync(codeCacheOf(copy), cache);
      const again = loadBundle<{ answer(): number }>(copy);
      expect(again.exports.answer()).to.equal(42);
      expect(again.isCached).to.equal(false);
    });
  }
});
