/**
 * Whose folder it is: the decision for every kind of folder, and that root never stays root where another account could
 * replace a file. What follows from a decision is tested with the commands (`test/scripts/cli/owner.test.ts`).
 */

import { expect } from 'chai';
import fc from 'fast-check';
import { standingOf, type Standing } from '../../../server/config/folder-owner.ts';
import { rounds } from '../../support/rounds.ts';

const [ROOT, ADA, GRACE, SERVER] = [0, 1_000, 1_001, 65_534];
const CLOSED = 0o40700;

interface Case {
  readonly what: string;
  readonly uid: number;
  readonly folder: number;
  readonly contents?: readonly number[];
  readonly mode?: number;
  readonly isWritable?: boolean;
  readonly becomes: Standing['kind'] | number;
}

const CASES: readonly Case[] = [
  { what: 'root, in a folder of root', uid: ROOT, folder: ROOT, contents: [ROOT], becomes: 'stay' },
  { what: 'root, in an empty folder of root', uid: ROOT, folder: ROOT, becomes: 'stay' },
  {
    what: 'root, in the folder of the server',
    uid: ROOT,
    folder: SERVER,
    contents: [SERVER],
    becomes: SERVER,
  },
  { what: 'root, in an empty folder of the server', uid: ROOT, folder: SERVER, becomes: SERVER },
  {
    what: 'root, in a folder of the server with files of root',
    uid: ROOT,
    folder: SERVER,
    contents: [ROOT],
    becomes: SERVER,
  },
  {
    what: 'root, in a folder of the server with files of another',
    uid: ROOT,
    folder: SERVER,
    contents: [ADA],
    becomes: SERVER,
  },
  {
    what: 'root, in its folder with files of the server',
    uid: ROOT,
    folder: ROOT,
    contents: [SERVER],
    becomes: SERVER,
  },
  {
    what: 'root, in its folder with files of the server and its own',
    uid: ROOT,
    folder: ROOT,
    contents: [ROOT, SERVER, ROOT, SERVER],
    becomes: SERVER,
  },
  {
    what: 'root, in its folder with files of two accounts',
    uid: ROOT,
    folder: ROOT,
    contents: [ADA, ROOT, GRACE],
    becomes: 'mixed',
  },
  {
    what: 'root, in an open folder of the server',
    uid: ROOT,
    folder: SERVER,
    mode: 0o40777,
    becomes: SERVER,
  },
  { what: 'the server, in its folder', uid: SERVER, folder: SERVER, becomes: 'stay' },
  {
    what: 'the server, in its folder that it made read-only',
    uid: SERVER,
    folder: SERVER,
    isWritable: false,
    becomes: 'stay',
  },
  {
    what: 'the server, in a folder of root',
    uid: SERVER,
    folder: ROOT,
    isWritable: false,
    becomes: 'stranger',
  },
  {
    what: 'the server, in an empty folder that root has opened',
    uid: SERVER,
    folder: ROOT,
    mode: 0o40777,
    becomes: 'stay',
  },
  {
    what: 'the server, in a folder that root has opened, with its files and one of root',
    uid: SERVER,
    folder: ROOT,
    contents: [ROOT, SERVER],
    mode: 0o42775,
    becomes: 'stay',
  },
  {
    what: 'another account, in a folder that root has opened, with files of the server',
    uid: ADA,
    folder: ROOT,
    contents: [SERVER],
    mode: 0o42775,
    becomes: 'stranger',
  },
  { what: 'another account', uid: ADA, folder: SERVER, isWritable: false, becomes: 'stranger' },
  {
    what: 'another account, in a folder that is open to its group',
    uid: ADA,
    folder: SERVER,
    mode: 0o40770,
    becomes: 'stranger',
    contents: [SERVER],
  },
  {
    what: 'the server, on a file system that shows another owner',
    uid: SERVER,
    folder: ADA,
    becomes: 'stay',
  },
];

const owner = (uid: number): { uid: number; gid: number } => ({ uid, gid: uid });

describe('whose folder it is', () => {
  for (const { what, uid, folder, contents = [], mode = CLOSED, isWritable = true, becomes } of CASES) {
    it(`${what}: ${becomes}`, () => {
      const facts = { folder: { ...owner(folder), mode }, contents: () => contents.map(owner), isWritable };
      const standing = standingOf(uid, facts);
      expect(standing.kind).to.equal(typeof becomes === 'number' ? 'become' : becomes);
      if (standing.kind === 'become') expect(standing.owner.uid).to.equal(becomes);
    });
  }

  it('root stays root only where everything is of root, and becomes only an owner of something there', () => {
    const uid = fc.constantFrom(ROOT, ADA, GRACE, SERVER);
    const property = fc.property(
      uid,
      fc.array(uid),
      fc.integer({ min: 0, max: 0o777 }),
      (folder, contents, mode) => {
        const facts = {
          folder: { ...owner(folder), mode },
          contents: () => contents.map(owner),
          isWritable: true,
        };
        const standing = standingOf(ROOT, facts);
        const all = [folder, ...contents];
        if (standing.kind === 'stay') expect(all.every((account) => account === ROOT)).to.equal(true);
        if (standing.kind === 'become') expect(all).to.include(standing.owner.uid).and.not.equal(ROOT);
        expect(standing.kind).not.to.equal('stranger');
      },
    );
    fc.assert(property, { numRuns: rounds(2_000) });
  });

  it('another account stays itself or is a stranger, and never where others may write and a third one has files', () => {
    const uid = fc.constantFrom(ROOT, ADA, GRACE, SERVER);
    const property = fc.property(
      fc.constantFrom(ADA, GRACE, SERVER),
      uid,
      fc.array(uid),
      fc.constantFrom(0o700, 0o770, 0o777),
      fc.boolean(),
      (self, folder, contents, mode, isWritable) => {
        const { kind } = standingOf(self, {
          folder: { ...owner(folder), mode },
          contents: () => contents.map(owner),
          isWritable,
        });
        const isShared = mode !== 0o700 && contents.some((account) => account !== ROOT && account !== self);
        const isStranger = folder !== self && (!isWritable || isShared);
        expect(kind).to.equal(isStranger ? 'stranger' : 'stay');
      },
    );
    fc.assert(property, { numRuns: rounds(2_000) });
  });
});
