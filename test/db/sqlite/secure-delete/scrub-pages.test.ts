/**
 * The search for residue and its clearing, on the bytes of real databases. Residue that SQLite leaves behind is found in
 * every place, a planted byte is counted in its place and cleared, live bytes never are, and a power cut between any of
 * the writes leaves the same rows. DBSTAT, SQLite's own account of its pages, gives an independent upper bound.
 */

import Database from 'better-sqlite3';
import { expect } from 'chai';
import fc from 'fast-check';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  findResidue,
  PageScrub,
  type FileBytes,
  type Residue,
} from '../../../../db/sqlite/secure-delete/scrub-pages.ts';
import type { Place } from '../../../../db/sqlite/secure-delete/page-use.ts';
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

type Clear = NonNullable<FileBytes['clear']>;

/** Clears all residue, and calls `clear` before each write. */
const scrubbed = (bytes: Buffer, clear: Clear = () => undefined): Buffer => {
  const after = Buffer.from(bytes);
  const pages = new PageScrub({
    ...bytesOf(after),
    clear: (offset, length) => {
      clear(offset, length);
      after.fill(0, offset, offset + length);
    },
  });
  expect(pages.walk() || pages.walk(), 'the second walk finds nothing').to.equal(true);
  return after;
};

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
    database.pragma('synchronous = off');
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
  const clean = (): Buffer => scrubbed(readFileSync(folder.path));
  /** What SQLite says about the bytes of a database, and all of its rows. */
  const rowsOf = (bytes: Buffer): unknown => {
    const path = join(dirname(folder.path), 'copy.db');
    writeFileSync(path, bytes);
    const copy = new Database(path);
    try {
      const digest = createHash('sha256');
      const selects = [
        'SELECT * FROM keyed ORDER BY id',
        'SELECT value FROM keyed INDEXED BY keyed_by_value ORDER BY value',
        'SELECT * FROM numbered ORDER BY number',
      ];
      for (const select of selects)
        for (const row of copy.prepare(select).raw().iterate() as IterableIterator<(string | Buffer)[]>)
          for (const value of row) digest.update(Buffer.isBuffer(value) ? value : `${value} `);
      return [copy.pragma('integrity_check'), digest.digest('hex')];
    } finally {
      copy.close();
    }
  };
  /** By SQLite's own account. */
  const unused = (): number => database.prepare('SELECT SUM(unused) FROM dbstat').pluck().get() as number;

  it('finds the residue of a plain DELETE, and clears it without a change of a row', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        make(shape);
        try {
          forget(shape);
          const bytes = readFileSync(folder.path);
          const left = scan(bytes);
          if (!shape.secure) expect(left.residueBytes, 'deleted').to.be.greaterThan(shape.rows);
          const pages = database.pragma('freelist_count', { simple: true }) as number;
          expect(left.residueBytes).to.be.at.most(unused() + pages * shape.pageBytes);
          const after = scrubbed(bytes);
          expect(scan(after)).to.deep.include({ residueBytes: 0, places: {} });
          expect(rowsOf(after)).to.deep.equal(rowsOf(bytes));
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

  it('keeps every row if the power is cut, whichever of its writes has reached the disk', () => {
    const shape: Shape = { pageBytes: 1024, rows: 400, secure: false, every: 3 };
    make(shape);
    forget(shape);
    const bytes = readFileSync(folder.path);
    const writes: { offset: number; length: number }[] = [];
    scrubbed(bytes, (offset, length) => writes.push({ offset, length }));
    expect(writes.length).to.be.greaterThan(20);
    const whole = rowsOf(bytes);
    const part = fc.record({
      begin: fc.double({ min: 0, max: 1, noNaN: true }),
      end: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(part, { minLength: writes.length, maxLength: writes.length }), (parts) => {
        const after = Buffer.from(bytes);
        for (const [index, { offset, length }] of writes.entries()) {
          const { begin = 0, end = 0 } = parts[index] ?? {};
          after.fill(0, offset + Math.floor(begin * length), offset + Math.ceil(end * length));
        }
        expect(rowsOf(after)).to.deep.equal(whole);
        expect(scan(scrubbed(after)).residueBytes).to.equal(0);
      }),
      { numRuns: rounds(100) },
    );
  });

  it('reads a page again only if it was noted as written', () => {
    const shape: Shape = { pageBytes: 512, rows: 200, secure: true, every: 2 };
    make(shape);
    const bytes = clean();
    const read = new Set<number>();
    const pages = new PageScrub({
      ...bytesOf(bytes),
      read: (offset, length) => {
        read.add(offset / shape.pageBytes + 1);
        return bytes.subarray(offset, offset + length);
      },
    });
    expect(pages.walk()).to.equal(true);
    const all = read.size;
    expect(all).to.equal(bytes.length / shape.pageBytes);
    const leaf = database
      .prepare(`SELECT pageno FROM dbstat WHERE name = 'keyed' AND pagetype = 'leaf' AND unused > 20 LIMIT 1`)
      .pluck()
      .get() as number;
    bytes.fill(
      MARK,
      (leaf - 1) * 512 + bytes.readUInt16BE((leaf - 1) * 512 + 5) - 3,
      (leaf - 1) * 512 + bytes.readUInt16BE((leaf - 1) * 512 + 5),
    );
    read.clear();
    expect(pages.walk()).to.equal(true);
    expect(read.has(leaf)).to.equal(false);
    expect(pages.residue().residueBytes).to.equal(0);
    pages.note(leaf);
    expect(pages.walk()).to.equal(true);
    expect(read.has(leaf)).to.equal(true);
    expect(read.size).to.be.lessThan(10);
    expect(pages.residue().residueBytes).to.equal(3);
  });

  it('ends a walk when its time is over, and continues it', () => {
    const shape: Shape = { pageBytes: 512, rows: 600, secure: true, every: 2 };
    make(shape);
    const pages = new PageScrub(bytesOf(clean()));
    let walks = 0;
    for (let isWhole = false; !isWhole; walks++) {
      const before = pages.unread;
      isWhole = pages.walk(() => true);
      if (walks > 0) expect(pages.unread).to.be.lessThan(before);
    }
    expect(walks).to.be.greaterThan(3);
  });

  describe('counts and clears a byte that was planted', () => {
    const shape: Shape = { pageBytes: 1024, rows: 400, secure: true, every: 3 };
    let bytes: Buffer;
    beforeEach(() => {
      make(shape);
      forget(shape);
      bytes = clean();
    });

    const page = (where: string): number =>
      database.prepare(`SELECT pageno FROM dbstat WHERE ${where} LIMIT 1`).pluck().get() as number;
    const planted = (offset: number, length = 1): Residue => {
      const found = Buffer.from(bytes).fill(MARK, offset, offset + length);
      expect(scrubbed(found).equals(bytes), 'and cleared').to.equal(true);
      return scan(found);
    };
    const begin = (number: number): number => (number - 1) * shape.pageBytes;
    const expectOnly = (found: Residue, place: Place, count: number): void => {
      expect(found.places).to.deep.equal({ [place]: count });
      expect(found).to.include({ residueBytes: count, bytesScanned: bytes.length });
    };

    for (const type of ['leaf', 'internal']) {
      for (const name of ['keyed', 'keyed_by_value', 'numbered']) {
        it(`in the gap of a page (${type} of ${name})`, () => {
          const offset = begin(page(`name = '${name}' AND pagetype = '${type}' AND unused > 20`));
          const first = bytes.readUInt16BE(offset + 5);
          expectOnly(planted(offset + first - 3, 3), 'page gaps', 3);
        });
      }
    }
    it('right after the pointers', () => {
      const offset = begin(page(`name = 'keyed' AND pagetype = 'leaf' AND unused > 20`));
      expectOnly(planted(offset + 8 + 2 * bytes.readUInt16BE(offset + 3), 6), 'page gaps', 6);
    });
    it('after the end of a long value', () => {
      const last = database
        .prepare(`SELECT pageno FROM dbstat WHERE pagetype = 'overflow' AND unused > 5 LIMIT 1`)
        .pluck()
        .get() as number;
      expectOnly(planted(begin(last + 1) - 5, 5), 'overflow tails', 5);
    });
    it('outside of every tree', () => {
      expect(scan(Buffer.concat([bytes, Buffer.alloc(1024, MARK)])).places).to.deep.equal({
        'lost pages': 1024,
      });
    });
    it('never in live data', () => {
      for (const value of database.prepare('SELECT value FROM keyed LIMIT 50').pluck().all() as string[]) {
        const changed = Buffer.from(bytes);
        changed.write('x'.repeat(value.length), changed.indexOf(value), 'latin1');
        expect(scan(changed).residueBytes, value).to.equal(0);
      }
    });
    it('on a free page, and after the list of a trunk page', () => {
      database.exec('DELETE FROM numbered');
      bytes = clean();
      expect(scan(bytes).places['free pages'] ?? 0).to.equal(0);
      const trunk = begin(bytes.readUInt32BE(32));
      const leaf = begin(bytes.readUInt32BE(trunk + 8));
      expect(planted(leaf + 100, 7).places['free pages']).to.equal(7);
      expect(planted(trunk + shape.pageBytes - 4, 4).places['free pages']).to.equal(4);
    });
    it('in a freeblock, after its header', () => {
      const middle = database.prepare('SELECT number FROM numbered WHERE number % 40 = 7').pluck().all();
      for (const number of middle) database.prepare('DELETE FROM numbered WHERE number = ?').run(number);
      bytes = clean();
      const pages = bytes.length / shape.pageBytes;
      const trees = Array.from({ length: pages - 1 }, (_page, index) => begin(index + 2));
      const offset = trees.find((start) => bytes[start] === 13 && bytes.readUInt16BE(start + 1) !== 0) ?? 0;
      const block = offset + bytes.readUInt16BE(offset + 1);
      const before = scan(bytes).places.freeblocks ?? 0;
      expect(planted(block + 4, 3).places.freeblocks).to.equal(before + 3);
    });
  });

  it('counts the statistics of ANALYZE', () => {
    make({ pageBytes: 4096, rows: 300, secure: true, every: 2 });
    database.exec('ANALYZE');
    expect(scan(clean()).places.statistics).to.be.greaterThan(100);
    database.exec('DELETE FROM sqlite_stat1; DELETE FROM sqlite_stat4');
    expect(scan(clean()).residueBytes).to.equal(0);
  });

  it('refuses an incomplete database, wherever it is damaged', () => {
    make({ pageBytes: 512, rows: 100, secure: true, every: 2 });
    const whole = clean();
    expect(() => scan(Buffer.alloc(4096, 7))).to.throw(FormatFault);
    expect(() => scan(whole.subarray(0, whole.length - 512))).to.throw(FormatFault);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (offset, byte) => {
        const broken = Buffer.from(whole);
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
});
