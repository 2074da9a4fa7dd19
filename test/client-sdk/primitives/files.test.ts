/**
 * The creation of folders: on a real file system, and against file systems that answer anything. Each level is tried at
 * most twice, so the creation ends whatever the system answers.
 */

import { expect } from 'chai';
import fc from 'fast-check';
import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../../client-sdk/typescript/primitives/files.ts';
import { rounds } from '../../support/rounds.ts';

/** What a system may answer to the creation of a folder. */
const CODES = [
  'ENOENT',
  'EEXIST',
  'ENOTDIR',
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOSPC',
  'EDQUOT',
  'ELOOP',
  'EIO',
  'ESTALE',
  'ENOTCONN',
  'ENAMETOOLONG',
  'EINVAL',
];
const fault = (code: string): Error => Object.assign(new Error(code), { code });

describe('makeFolder', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'quietkey-folder-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('creates every missing level with mode 0700, and returns the uppermost', () => {
    const path = join(root, 'a', 'b', 'c');
    expect(makeFolder(path)).to.equal(join(root, 'a'));
    for (const level of [path, dirname(path), join(root, 'a')])
      expect(statSync(level).mode & 0o777, level).to.equal(0o700);
    expect(makeFolder(join(root, 'a', 'd', ''))).to.equal(join(root, 'a', 'd'));
  });

  it('leaves a folder that exists as it is, also behind a link', () => {
    symlinkSync(root, join(root, 'link'));
    for (const path of ['/', root, join(root, 'link')]) expect(makeFolder(path), path).to.equal(undefined);
    expect(makeFolder(join(root, 'link', 'a'))).to.equal(join(root, 'link', 'a'));
  });

  it('refuses what is not a folder', () => {
    const file = join(root, 'file');
    writeFileSync(file, '');
    symlinkSync(join(root, 'absent'), join(root, 'broken'));
    expect(() => makeFolder(file)).to.throw('EEXIST');
    expect(() => makeFolder(join(file, 'a', 'b'))).to.throw('ENOTDIR');
    expect(() => makeFolder(join(root, 'broken'))).to.throw('EEXIST');
    expect(() => makeFolder(join(root, 'x'.repeat(300), 'a'))).to.throw('ENAMETOOLONG');
  });

  for (const code of CODES) {
    it(`ends where the system always answers ${code}`, () => {
      let calls = 0;
      const make = (): never => {
        calls++;
        throw fault(code);
      };
      expect(() => makeFolder('/a/b/c/d', { make, isFolder: () => false })).to.throw(code);
      expect(calls).to.be.at.most(10);
    });
  }

  it('ends where a folder answers that it is missing, although its parent exists', () => {
    const made: string[] = [];
    const make = (path: string): void => {
      made.push(path);
      throw fault(path === '/pseudo' ? 'EEXIST' : 'ENOENT');
    };
    const isFolder = (path: string): boolean => path === '/pseudo';
    expect(() => makeFolder('/pseudo/a/b', { make, isFolder })).to.throw('ENOENT');
    expect(made).to.deep.equal(['/pseudo/a/b', '/pseudo/a', '/pseudo', '/pseudo/a']);
  });

  it('tries no level more than twice, whatever the system answers', () => {
    const answer = fc.constantFrom('made', 'ENOENT', 'ENOENT', ...CODES);
    const levels = fc.array(fc.stringMatching(/^[a-c]{1,3}$/), { minLength: 1, maxLength: 30 });
    const property = fc.property(
      levels,
      fc.infiniteStream(answer),
      fc.boolean(),
      (names, answers, exists) => {
        const tried = new Map<string, number>();
        const make = (path: string): void => {
          tried.set(path, (tried.get(path) ?? 0) + 1);
          const { value } = answers.next();
          if (value !== 'made') throw fault(value);
        };
        const path = `/${names.join('/')}`;
        try {
          makeFolder(path, { make, isFolder: () => exists });
        } catch (error) {
          expect(CODES).to.include((error as Error).message);
        }
        expect(Math.max(...tried.values())).to.be.at.most(2);
        for (const level of tried.keys()) expect(path.startsWith(level)).to.equal(true);
      },
    );
    fc.assert(property, { numRuns: rounds(2_000) });
  });

  it('is complete if it does not throw', () => {
    const levels = fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 8 });
    const property = fc.property(levels, (names) => {
      const path = join(root, ...names);
      makeFolder(path);
      expect(existsSync(path)).to.equal(true);
    });
    fc.assert(property, { numRuns: rounds(100) });
  });
});
