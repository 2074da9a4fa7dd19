import { expect } from 'chai';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeCacheOf, loadBundle } from '../../scripts/cached-code.ts';
import type * as CommandLine from '../../scripts/command-line.ts';

const BUNDLE = join(import.meta.dirname, '..', '..', 'bundle', 'command-line.cjs');

describe('code that V8 need not compile again', () => {
  let folder: string;
  before(() => void (folder = mkdtempSync(join(tmpdir(), 'quietkey-test-'))));
  after(() => rmSync(folder, { recursive: true }));

  it('is taken by the Node that built it', () => {
    const bundle = loadBundle<typeof CommandLine>(BUNDLE);
    expect(bundle.isCached).to.equal(true);
    expect(bundle.exports.runCommandLine).to.be.a('function');
  });

  it('loads a bundle once', () => {
    expect(loadBundle(BUNDLE)).to.equal(loadBundle(BUNDLE));
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
