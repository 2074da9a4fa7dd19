/**
 * Migrations on both engines: numbered, checksummed, refused if edited or if the database does not support the program,
 * and applied once by concurrent nodes.
 */

import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { promisify } from 'node:util';
import {
  checksum,
  MIGRATIONS,
  pendingMigrations,
  type Migration,
} from '../../../db/migrations/migrations.ts';
import { migrate as migratePostgres } from '../../../db/postgres/migrate.ts';
import { openPool } from '../../../db/postgres/pool.ts';
import { openWriter } from '../../../db/sqlite/connection.ts';
import { StoreUnusable } from '../../../db/store/unusable.ts';
import { freshFolder } from '../../support/engines.ts';
import { ownDatabase } from '../../support/postgres.ts';
import { ROOT } from '../../support/root.ts';
import { toDay } from '../../../server/domain/kernel/day.ts';
import { SUBJECTS, type Subject } from './subjects.ts';

const FOLDER = new URL('db/migrations/', ROOT);
const DAY = toDay(20_000);
const PROCESSES = 6;
const NODES = 6;

const ONE: Migration = {
  version: 1,
  name: 'one',
  sql: 'CREATE TABLE one (id TEXT NOT NULL)',
  serves: 1,
};
const TWO: Migration = {
  version: 2,
  name: 'two',
  sql: 'ALTER TABLE schema_migrations ADD COLUMN serves BIGINT; CREATE TABLE two (id TEXT NOT NULL)',
  serves: 1,
};
const THREE: Migration = { version: 3, name: 'three', sql: 'DROP TABLE one', serves: 2 };
const WRONG: Migration = {
  version: 2,
  name: 'wrong',
  sql: 'CREATE TABLE two (id TEXT); CREATE TABLE two (id TEXT)',
  serves: 1,
};
const rowOf = ({ version, serves, ...rest }: Migration) => ({
  version,
  checksum: checksum({ version, serves, ...rest }),
  serves: version < 2 ? null : serves,
});

describe('the list of migrations', () => {
  it('has every numbered file of the folder, with its text and the oldest program that it serves', () => {
    const files = readdirSync(new URL('db/migrations', ROOT)).filter((name) => /^\d/.test(name));
    const names = MIGRATIONS.map(
      ({ version, name }) => `${String(version).padStart(4, '0')}-${name.replaceAll(' ', '-')}.ts`,
    );
    expect(names).to.deep.equal(files.toSorted());
    for (const { sql, serves } of MIGRATIONS) {
      expect(sql.trim()).not.to.equal('');
      expect(serves).to.be.a('number');
    }
  });

  it('is numbered in ascending order', () => {
    const versions = MIGRATIONS.map(({ version }) => version);
    expect(versions).to.deep.equal([...new Set(versions)].toSorted((a, b) => a - b));
  });

  it('has the gaps that its head explains, and no other', () => {
    const versions = MIGRATIONS.map(({ version }) => version);
    const all = Array.from({ length: Math.max(...versions) }, (_, i) => i + 1);
    expect(all.filter((number) => !versions.includes(number))).to.deep.equal([4, 9]);
  });

  it('has one file for each, with its number and name', () => {
    const files = MIGRATIONS.map(({ version, name }) => {
      return `${String(version).padStart(4, '0')}-${name.replaceAll(' ', '-')}.ts`;
    });
    const found = readdirSync(FOLDER).filter((file) => /^\d/.test(file));
    expect(found.toSorted()).to.deep.equal(files);
  });

  it('skips what is below the latest number that a database has seen', () => {
    expect(pendingMigrations([rowOf(ONE), rowOf(THREE)], [ONE, TWO, THREE])).to.deep.equal([]);
  });

  it('uses only TEXT and BIGINT', () => {
    const types =
      /\b(?:INTEGER|INT|REAL|BLOB|NUMERIC|VARCHAR|BOOLEAN|SERIAL|TIMESTAMP|JSONB?|AUTOINCREMENT)\b/i;
    for (const { sql } of MIGRATIONS) expect(sql).not.to.match(types);
  });

  it('serves no program that is newer than itself', () => {
    for (const { version, serves } of MIGRATIONS) expect(serves).to.be.within(1, version);
  });

  it('returns the pending changes, in order', () => {
    expect(pendingMigrations([], [ONE, TWO])).to.deep.equal([ONE, TWO]);
    expect(pendingMigrations([rowOf(ONE)], [ONE, TWO])).to.deep.equal([TWO]);
    expect(pendingMigrations([rowOf(ONE), rowOf(TWO)], [ONE, TWO])).to.deep.equal([]);
  });

  it('refuses a change that was edited after it was applied', () => {
    const edited = { ...ONE, sql: `${ONE.sql} ` };
    expect(() => pendingMigrations([rowOf(ONE)], [edited])).to.throw(StoreUnusable, /edited/);
  });

  it('refuses a newer database, unless each newer change serves this program', () => {
    const [first, second, third] = [rowOf(ONE), rowOf(TWO), rowOf(THREE)];
    expect(pendingMigrations([first, second], [ONE])).to.deep.equal([]);
    expect(pendingMigrations([first, second, third], [ONE, TWO])).to.deep.equal([]);
    expect(() => pendingMigrations([first, second, third], [ONE])).to.throw(StoreUnusable, /version 3/);
    expect(() => pendingMigrations([first, { ...second, serves: null }], [ONE])).to.throw(
      StoreUnusable,
      /version 2/,
    );
  });
});

for (const [engine, open] of Object.entries(SUBJECTS)) {
  describe(`migrating over ${engine}`, () => {
    let subject: Subject;

    beforeEach(async () => {
      subject = await open();
    });

    afterEach(() => subject.end());

    const failure = async (work: Promise<void>): Promise<Error> => {
      try {
        await work;
      } catch (error) {
        return error as Error;
      }
      throw new Error('it was made');
    };

    it('records each change with its checksum, its day and the oldest program that it serves, and applies it once', async () => {
      await subject.migrate(DAY, [ONE]);
      await subject.migrate(DAY + 1, [ONE, TWO]);
      await subject.migrate(DAY + 2, [ONE, TWO]);
      const noted = await subject.sql(
        'SELECT version, day, name, checksum FROM schema_migrations ORDER BY 1',
      );
      expect(noted).to.deep.equal([
        { version: 1, day: DAY, name: 'one', checksum: checksum(ONE) },
        { version: 2, day: DAY + 1, name: 'two', checksum: checksum(TWO) },
      ]);
      expect(await subject.tables()).to.have.members(['schema_migrations', 'one', 'two']);
    });

    it('applies all changes or none', async () => {
      const error = await failure(subject.migrate(DAY, [ONE, WRONG]));
      expect(error).not.to.be.instanceOf(StoreUnusable);
      expect(await subject.tables()).not.to.include('one');
      await subject.migrate(DAY, [ONE]);
      expect(await subject.tables()).to.include('one');
    });

    it('refuses an edited change, and a database that does not serve this program', async () => {
      await subject.migrate(DAY, [ONE, TWO, THREE]);
      const edited = { ...ONE, sql: `${ONE.sql} ` };
      const ends = [
        await failure(subject.migrate(DAY, [edited, TWO, THREE])),
        await failure(subject.migrate(DAY, [ONE])),
      ];
      for (const error of ends) expect(error).to.be.instanceOf(StoreUnusable);
      expect(ends.map(({ message }) => message)).to.satisfy(
        ([first, second]: string[]) => /edited/.test(first!) && /newer program/.test(second!),
      );
      await subject.migrate(DAY, [ONE, TWO]);
    });

    it("refuses another program's database", async () => {
      await subject.sql('CREATE TABLE theirs (id TEXT)');
      const error = await failure(subject.migrate(DAY));
      expect(error).to.be.instanceOf(StoreUnusable);
      expect(error.message).to.match(/another program/);
      expect(await subject.tables()).to.deep.equal(['theirs']);
    });
  });
}

describe('concurrent nodes', () => {
  it('apply the migrations once over SQLite', async () => {
    const sqlite = new URL('../../../db/sqlite/connection.js', import.meta.url).href;
    const text = `import { openWriter } from ${JSON.stringify(sqlite)};
      openWriter(process.argv[1], ${DAY}).close();`;
    const folder = freshFolder();
    const run = promisify(execFile);
    const racing = Array.from({ length: PROCESSES }, () =>
      run(process.execPath, ['--input-type=module', '-e', text, folder.path]),
    );
    await Promise.all(racing);
    const connection = openWriter(folder.path, DAY);
    const seen = connection.database.prepare('SELECT version FROM schema_migrations').pluck().all();
    connection.close();
    folder.remove();
    expect(seen).to.deep.equal(MIGRATIONS.map(({ version }) => version));
  });

  it('apply the migrations once over PostgreSQL', async () => {
    const database = await ownDatabase({ schema: false });
    const pools = await Promise.all(Array.from({ length: NODES }, () => openPool(database.url)));
    await Promise.all(pools.map((pool) => migratePostgres(pool, 'the test', DAY)));
    const seen = await database.query('SELECT version::int FROM schema_migrations ORDER BY version');
    await Promise.all(pools.map((pool) => pool.close()));
    await database.end();
    expect(seen.map(({ version }) => version)).to.deep.equal(MIGRATIONS.map(({ version }) => version));
  });
});
