import { expect } from 'chai';
import { hash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { codeCacheOf, DIGEST_CHARACTERS, loadBundle, readBundle } from '../../scripts/cached-code.ts';
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
      const { code, cachedData } = readBundle(file);
      const { cachedDataRejected } = new Script(code, { filename: file, cachedData: cachedData! });
      expect(cachedDataRejected).to.equal(false);
    });
  }

  it('loads a bundle once', () => {
    const bundle = loadBundle<typeof CommandLine>(COMMAND);
    expect(bundle.isCached).to.equal(true);
    expect(bundle.exports.runCommandLine).to.be.a('function');
    expect(loadBundle(COMMAND)).to.equal(bundle);
  });

  it('is not taken for another bundle of the same length', () => {
    const write = (name: string, answer: string): string => {
      const file = join(folder, `${name}.cjs`);
      const code = `exports.answer = () => ${answer};\n// `;
      writeFileSync(file, code + hash('sha256', code));
      return file;
    };
    const before = loadBundle<{ answer(): number }>(write('before', '40 + 2'));
    expect(before.exports.answer()).to.equal(42);
    const later = write('later', '50 - 9');
    writeFileSync(codeCacheOf(later), before.codeCache());
    const changed = loadBundle<{ answer(): number }>(later);
    expect([changed.exports.answer(), changed.isCached]).to.deep.equal([41, false]);
    expect(readFileSync(COMMAND, 'utf8').slice(-DIGEST_CHARACTERS)).to.match(/^[0-9a-f]{64}$/);
  });

  const unusable: readonly [string, (cache: Buffer) => Buffer | null][] = [
    ['is missing', () => null],
    ['is empty', () => Buffer.alloc(0)],
    ['is cut', (cache) => cache.subarray(0, cache.length / 2)],
    ['is of another bundle', (cache) => Buffer.concat([Buffer.alloc(26, 7), cache.subarray(26)])],
    [
      'is of another release',
      (cache) => Buffer.concat([cache.subarray(0, 26), Buffer.alloc(16, 7), cache.subarray(42)]),
    ],
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
