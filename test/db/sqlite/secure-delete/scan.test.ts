/**
 * The residue scan on real databases. Residue that SQLite leaves behind is found in every place, a planted byte is
 * counted in its place, live bytes never are, and a rewritten file has no residue. DBSTAT, SQLite's own account of its
 * pages, gives an independent upper bound.
 */

import Database from 'better-sqlite3';
import { expect } from 'chai';
import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { readFileSync, truncateSync } from 'node:fs';
import {
  findResidue,
  type FileBytes,
  type Place,
  type Residue,
} from '../../../../db/sqlite/secure-delete/scan.ts';
import { scanForResidue } from '../../../../db/sqlite/secure-delete/spawn-scan.ts';
import { FormatFault } from '../../../../db/sqlite/secure-delete/file-format.ts';
import { freshFolder } from '../../../support/engines.ts';
import { rounds } from '../../../support/rounds.ts';

const MARK = 0xa5;

const bytesOf = (buffer: Buffer): FileBytes => ({
  size: buffer.length,
  read: (offset, bytes) => {
    if (offset + bytes > buffer.length) throw new FormatFault('short');
    return buffer.subarray(offset, offset + bytes);
  },
});
const scan = (buffer: Buffer): Residue => findResidue(bytesOf(buffer));

interface Shape {
  pageBytes: number;
  rows: number;
  secure: boolean;
  /** Every n-th row is deleted. */
  every: number;
}

const shapes = fc.record({
  pageBytes: fc.constantFrom(512, 1024, 4096, 65_536),
  rows: fc.integer({ min: 20, max: 600 }),
  secure: fc.boolean(),
  every: fc.integer({ min: 2, max: 5 }),
});

describe('the residue scan', () => {
  let folder: ReturnType<typeof freshFolder>;
  let database: Database.Database;

  beforeEach(() => {
    folder = freshFolder();
  });
  afterEach(() => {
    database.close();
    folder.remove();
  });

  /** Tables with and without row ids, an index, short values and values with overflow pages. */
  const make = ({ pageBytes, rows, secure }: Shape): void => {
    database = new Database(folder.path);
    database.pragma(`page_size = ${pageBytes}`);
    database.pragma(`secure_delete = ${secure ? 1 : 0}`);
    database.exec(`
      CREATE TABLE keyed (id TEXT PRIMARY KEY, value TEXT, number INTEGER) WITHOUT ROWID;
      CREATE INDEX keyed_by_value ON keyed (value);
      CREATE TABLE numbered (number INTEGER PRIMARY KEY, value BLOB);
    `);
    const keyed = database.prepare('INSERT INTO keyed VALUES (?, ?, ?)');
    const numbered = database.prepare('INSERT INTO numbered VALUES (?, ?)');
    database.transaction(() => {
      for (let row = 0; row < rows; row++) {
        const value = `gone-${randomBytes(12).toString('base64url')}`;
        keyed.run(randomBytes(12).toString('base64url'), value, row);
        // without a zero byte, so that every remaining byte of it counts
        const long = randomBytes(row % 40 === 0 ? 3 * pageBytes : 20).map((byte) => byte | 1);
        numbered.run(row, Buffer.from(long));
      }
    })();
  };
  const forget = ({ every }: Shape): void => {
    database.transaction(() => {
      database.prepare('DELETE FROM keyed WHERE number % ? = 0').run(every);
      database.prepare('DELETE FROM numbered WHERE number % ? = 0').run(every);
    })();
  };
  const renew = (): Buffer => {
    database.pragma('secure_delete = 1');
    database.exec('VACUUM');
    return readFileSync(folder.path);
  };
  /** By SQLite's own account. */
  const unused = (): number => database.prepare('SELECT SUM(unused) FROM dbstat').pluck().get() as number;

  it('finds the residue of a plain DELETE, and none in a rewritten file', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        make(shape);
        try {
          expect(scan(renew()).residueBytes, 'new').to.equal(0);
          database.pragma(`secure_delete = ${shape.secure ? 1 : 0}`);
          forget(shape);
          const left = scan(readFileSync(folder.path));
          if (!shape.secure) expect(left.residueBytes, 'deleted').to.be.greaterThan(shape.rows);
          const pages = database.pragma('freelist_count', { simple: true }) as number;
          expect(left.residueBytes).to.be.at.most(unused() + pages * shape.pageBytes);
          expect(scan(renew())).to.deep.include({ residueBytes: 0, places: {} });
        } finally {
          database.close();
          folder.remove();
          folder = freshFolder();
        }
      }),
      { numRuns: rounds(200) },
    );
    make({ pageBytes: 4096, rows: 1, secure: true, every: 2 });
  });

  describe('counts a byte that was planted', () => {
    const shape: Shape = { pageBytes: 1024, rows: 400, secure: true, every: 3 };
    let clean: Buffer;
    beforeEach(() => {
      make(shape);
      forget(shape);
      clean = renew();
    });

    const page = (where: string): number =>
      database.prepare(`SELECT pageno FROM dbstat WHERE ${where} LIMIT 1`).pluck().get() as number;
    const planted = (offset: number, bytes = 1): Residue =>
      scan(Buffer.from(clean).fill(MARK, offset, offset + bytes));
    const begin = (number: number): number => (number - 1) * shape.pageBytes;
    const expectOnly = (found: Residue, place: Place, bytes: number): void => {
      expect(found.places).to.deep.equal({ [place]: bytes });
      expect(found).to.include({ residueBytes: bytes, bytesScanned: clean.length });
    };

    for (const type of ['leaf', 'internal']) {
      for (const name of ['keyed', 'keyed_by_value', 'numbered']) {
        it(`in the gap of a page (${type} of ${name})`, () => {
          const offset = begin(page(`name = '${name}' AND pagetype = '${type}' AND unused > 20`));
          const first = clean.readUInt16BE(offset + 5);
          expectOnly(planted(offset + first - 3, 3), 'page gaps', 3);
        });
      }
    }
    it('right after the pointers, except in the slot of the next one', () => {
      const offset = begin(page(`name = 'keyed' AND pagetype = 'leaf' AND unused > 20`));
      const end = offset + 8 + 2 * clean.readUInt16BE(offset + 3);
      expectOnly(planted(end, 6), 'page gaps', 4);
    });
    it('after the end of a long value', () => {
      const last = database
        .prepare(`SELECT pageno FROM dbstat WHERE pagetype = 'overflow' AND unused > 5 LIMIT 1`)
        .pluck()
        .get() as number;
      expectOnly(planted(begin(last + 1) - 5, 5), 'overflow tails', 5);
    });
    it('outside of every tree', () => {
      expect(scan(Buffer.concat([clean, Buffer.alloc(1024, MARK)])).places).to.deep.equal({
        'lost pages': 1024,
      });
    });
    it('never in live data', () => {
      for (const value of database.prepare('SELECT value FROM keyed LIMIT 50').pluck().all() as string[]) {
        const changed = Buffer.from(clean);
        changed.write('x'.repeat(value.length), changed.indexOf(value), 'latin1');
        expect(scan(changed).residueBytes, value).to.equal(0);
      }
    });
    it('on a free page, and after the list of a trunk page', () => {
      database.exec('DELETE FROM numbered');
      clean = readFileSync(folder.path);
      expect(scan(clean).places['free pages'] ?? 0).to.equal(0);
      const trunk = begin(clean.readUInt32BE(32));
      const leaf = begin(clean.readUInt32BE(trunk + 8));
      expect(planted(leaf + 100, 7).places['free pages']).to.equal(7);
      expect(planted(trunk + shape.pageBytes - 4, 4).places['free pages']).to.equal(4);
    });
    it('in a freeblock, after its header', () => {
      const middle = database.prepare('SELECT number FROM numbered WHERE number % 40 = 7').pluck().all();
      for (const number of middle) database.prepare('DELETE FROM numbered WHERE number = ?').run(number);
      clean = readFileSync(folder.path);
      const pages = clean.length / shape.pageBytes;
      const trees = Array.from({ length: pages - 1 }, (_page, index) => begin(index + 2));
      const offset = trees.find((start) => clean[start] === 13 && clean.readUInt16BE(start + 1) !== 0) ?? 0;
      const block = offset + clean.readUInt16BE(offset + 1);
      const before = scan(clean).places.freeblocks ?? 0;
      expect(planted(block + 4, 3).places.freeblocks).to.equal(before + 3);
    });
  });

  it('does not count what VACUUM leaves in the pages of the schema, which is only schema', () => {
    const tables = fc.array(fc.record({ columns: fc.integer({ min: 1, max: 40 }), hasIndex: fc.boolean() }), {
      minLength: 20,
      maxLength: 60,
    });
    fc.assert(
      fc.property(tables, (shapesOfTables) => {
        database = new Database(folder.path);
        try {
          database.pragma('page_size = 512');
          database.pragma('synchronous = off');
          database.exec('BEGIN');
          for (const [number, { columns, hasIndex }] of shapesOfTables.entries()) {
            const names = Array.from({ length: columns }, (_column, index) => `column_${index}`);
            database.exec(`CREATE TABLE t${number} (${names.map((name) => `${name} TEXT`).join(', ')})`);
            if (hasIndex) database.exec(`CREATE INDEX i${number} ON t${number} (column_0)`);
            database.exec(`INSERT INTO t${number} (column_0) VALUES ('customer ${number}'), ('kept')`);
          }
          for (const number of shapesOfTables.keys())
            database.exec(`DELETE FROM t${number} WHERE column_0 <> 'kept'`);
          database.exec('COMMIT');
          const bytes = renew();
          expect(scan(bytes)).to.deep.include({ residueBytes: 0, places: {} });
          expect(bytes.includes('customer')).to.equal(false);
        } finally {
          database.close();
          folder.remove();
          folder = freshFolder();
        }
      }),
      { numRuns: rounds(100) },
    );
    make({ pageBytes: 4096, rows: 1, secure: true, every: 2 });
  });

  it('counts the statistics of ANALYZE', () => {
    make({ pageBytes: 4096, rows: 300, secure: true, every: 2 });
    database.exec('ANALYZE');
    expect(scan(renew()).places.statistics).to.be.greaterThan(100);
    database.exec('DELETE FROM sqlite_stat1; DELETE FROM sqlite_stat4');
    expect(scan(renew()).residueBytes).to.equal(0);
  });

  it('refuses an incomplete database, wherever it is damaged', () => {
    make({ pageBytes: 512, rows: 100, secure: true, every: 2 });
    const clean = renew();
    expect(() => scan(Buffer.alloc(4096, 7))).to.throw(FormatFault);
    expect(() => scan(clean.subarray(0, clean.length - 512))).to.throw(FormatFault);
    fc.assert(
      fc.property(fc.nat(clean.length - 1), fc.nat(255), (offset, byte) => {
        const broken = Buffer.from(clean);
        broken[offset] = byte;
        try {
          expect(scan(broken).bytesScanned).to.be.greaterThan(0);
        } catch (error) {
          expect(error).to.be.instanceOf(FormatFault);
        }
      }),
      { numRuns: rounds(3_000) },
    );
  });

  it('runs in its own process, while connections go on writing', async () => {
    make({ pageBytes: 4096, rows: 300, secure: true, every: 2 });
    const inMemory = scan(renew());
    database.pragma('journal_mode = wal');
    database.exec('BEGIN IMMEDIATE; DELETE FROM keyed');
    const found = await scanForResidue(folder.path);
    expect(found.residueBytes).to.equal(inMemory.residueBytes);
    const other = new Database(folder.path, { timeout: 0 });
    expect(() => other.exec('BEGIN IMMEDIATE'), 'the lock is still held').to.throw(/locked/);
    other.close();
    database.exec('ROLLBACK');
  });
  it('is rejected if the file is truncated', async () => {
    make({ pageBytes: 4096, rows: 300, secure: true, every: 2 });
    database.close();
    truncateSync(folder.path, 8192);
    const fault = await scanForResidue(folder.path).catch((error: unknown) => error);
    expect(String(fault)).to.contain('the scan for residue failed').and.to.contain('behind its end');
  });
});
