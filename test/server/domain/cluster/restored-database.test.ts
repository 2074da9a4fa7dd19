/** Which databases count as restored, by the counts of erasures that the data folders of the nodes remember. */

import { expect } from 'chai';
import fc from 'fast-check';
import { countOf, highestCounts, lostErasures } from '../../../../server/domain/cluster/restored-database.ts';
import type { ErasureCount } from '../../../../server/domain/kernel/erasure-count.ts';
import { rounds } from '../../../support/rounds.ts';

const counts = (record: Record<string, number>): ErasureCount[] =>
  Object.entries(record).map(([folder, erasures]) => ({ folder, erasures }));

describe('a database', () => {
  type Counts = Record<string, number>;
  const rows: [what: string, database: Counts, remembered: Counts, lost: string[]][] = [
    ['that no folder has seen', {}, {}, []],
    ['that counted before the folder did', { first: 3 }, {}, []],
    ['in which nothing was erased', {}, { first: 0 }, []],
    ['as the folder remembers it', { first: 3 }, { first: 3 }, []],
    ['with a later erasure', { first: 4 }, { first: 3 }, []],
    ['with an erasure of another folder', { first: 3, second: 1 }, { first: 3 }, []],
    ['that lacks one erasure', { first: 2 }, { first: 3 }, ['first']],
    ['that lacks all erasures', { first: 0 }, { first: 3 }, ['first']],
    ['from before erasures were counted', {}, { first: 1 }, ['first']],
    ['that lacks an erasure of another folder', { first: 3, second: 1 }, { first: 3, second: 2 }, ['second']],
    ['that lacks those of both', { first: 2, second: 1 }, { first: 3, second: 2 }, ['first', 'second']],
    ['with more of one and less of the other', { first: 9, second: 1 }, { first: 3, second: 2 }, ['second']],
  ];
  for (const [what, database, remembered, lost] of rows) {
    it(`${what} is ${lost.length === 0 ? 'current' : `restored, for ${lost.join(' and ')}`}`, () => {
      const found = { counts: counts(database), holdsRows: true };
      const folders = lostErasures(found, counts(remembered)).map(({ folder }) => folder);
      expect(folders).to.deep.equal(lost);
      expect(lostErasures({ ...found, holdsRows: false }, counts(remembered))).to.deep.equal([]);
    });
  }
});

const NODES = 3;

/** A database, its snapshots and the data folders of some nodes, each with tombstones and a memory of its own. */
class Cluster {
  #customers = 0;
  #database = { counts: [] as ErasureCount[], erased: new Set<number>() };
  readonly #snapshots: { counts: ErasureCount[]; erased: Set<number> }[] = [];
  readonly #folders = Array.from({ length: NODES }, (_none, name) => ({
    folder: `folder-${name}`,
    remembered: [] as ErasureCount[],
    tombstones: new Set<number>(),
  }));

  /** A node looks at the database, as at its start and every few seconds. Returns whether it accepts the database. */
  look(node: number): boolean {
    const own = this.#folder(node);
    const { counts: found } = this.#database;
    if (lostErasures({ counts: found, holdsRows: true }, own.remembered).length > 0) return false;
    own.remembered = highestCounts(own.remembered, found);
    return true;
  }

  erase(node: number): void {
    if (!this.look(node)) return;
    const { folder, tombstones } = this.#folder(node);
    this.#customers += 1;
    tombstones.add(this.#customers);
    this.#database.erased.add(this.#customers);
    const erasures = countOf(this.#database.counts, folder) + 1;
    this.#database.counts = highestCounts(this.#database.counts, [{ folder, erasures }]);
    this.look(node);
  }

  backUp(): void {
    const { counts: saved, erased } = this.#database;
    this.#snapshots.push({ counts: saved, erased: new Set(erased) });
  }

  restore(which: number): void {
    const snapshot = this.#snapshots[which % this.#snapshots.length];
    if (snapshot !== undefined) this.#database = { ...snapshot, erased: new Set(snapshot.erased) };
  }

  replay(node: number): void {
    const { folder, remembered, tombstones } = this.#folder(node);
    for (const customer of tombstones) this.#database.erased.add(customer);
    const own = remembered.filter((count) => count.folder === folder);
    this.#database.counts = highestCounts(this.#database.counts, own);
  }

  /** The customers that a node erased, and whom the database has again although the node accepts it. */
  broughtBack(): number[] {
    return this.#folders.flatMap(({ tombstones }, node) =>
      this.look(node) ? [...tombstones].filter((customer) => !this.#database.erased.has(customer)) : [],
    );
  }

  #folder(node: number) {
    const folder = this.#folders[node];
    if (folder === undefined) throw new Error('no such node');
    return folder;
  }
}

const node = fc.nat({ max: NODES - 1 });
const step = fc.oneof(
  fc.record({ kind: fc.constant('erase' as const), node }),
  fc.record({ kind: fc.constant('look' as const), node }),
  fc.record({ kind: fc.constant('back up' as const) }),
  fc.record({ kind: fc.constant('restore' as const), which: fc.nat({ max: 9 }) }),
  fc.record({ kind: fc.constant('replay' as const), node }),
);

describe('several nodes over one database', () => {
  it('never accept it with a customer whom they erased, and accept it after each has replayed', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const cluster = new Cluster();
        for (const taken of steps) {
          if (taken.kind === 'erase') cluster.erase(taken.node);
          if (taken.kind === 'look') cluster.look(taken.node);
          if (taken.kind === 'back up') cluster.backUp();
          if (taken.kind === 'restore') cluster.restore(taken.which);
          if (taken.kind === 'replay') cluster.replay(taken.node);
        }
        expect(cluster.broughtBack()).to.deep.equal([]);
        const nodes = Array.from({ length: NODES }, (_none, name) => name);
        for (const name of nodes) cluster.replay(name);
        expect(nodes.map((name) => cluster.look(name))).to.deep.equal(nodes.map(() => true));
        expect(cluster.broughtBack()).to.deep.equal([]);
      }),
      { numRuns: rounds(20_000, 1_000) },
    );
  });
});
