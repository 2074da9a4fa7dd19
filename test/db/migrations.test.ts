/**
 * Migrations: numbered, checksummed, refused when edited or when the database is newer, made once by racing processes.
 */

import Database from 'better-sqlite3';
import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { checksum, MIGRATIONS, pendingMigrations, type Migration } from '../../db/migrations.ts';
import { openWriter } from '../../db/sqlite.ts';
import { migrate } from '../../db/sqlite-schema.ts';
import { StoreUnusable } from '../../db/unusable.ts';
import { freshFolder } from './engines.ts';

const DAY = 20_000;
const PROCESSES = 6;

const ONE: Migration = { version: 1, name: 'one', sql: 'CREATE TABLE one (id TEXT NOT NULL)' };
const TWO: Migration = { version: 2, name: 'two', sql: 'CREATE TABLE two (id TEXT NOT NULL)' };
const rowOf = (migration: Migration) => ({ version: migration.version, checksum: checksum(migration) });

describe('the list of migrations', () => {
  it('is numbered from one without a gap', () => {
    expect(MIGRATIONS.map(({ version }) => version)).to.deep.equal(MIGRATIONS.map((_one, i) => i + 1));
  });

  it('holds TEXT and BIGINT only', () => {
    const types =
      /\b(?:INTEGER|INT|REAL|BLOB|NUMERIC|VARCHAR|BOOLEAN|SERIAL|TIMESTAMP|JSONB?|AUTOINCREMENT)\b/i;
    for (const { sql } of MIGRATIONS) expect(sql).not.to.match(types);
  });

  it('gives what has not been seen, in order', () => {
    expect(pendingMigrations([], [ONE, TWO])).to.deep.equal([ONE, TWO]);
    expect(pendingMigrations([rowOf(ONE)], [ONE, TWO])).to.deep.equal([TWO]);
    expect(pendingMigrations([rowOf(ONE), rowOf(TWO)], [ONE, TWO])).to.deep.equal([]);
  });

  it('refuses a change that was edited after it was seen', () => {
    const edited = { ...ONE, sql: `${ONE.sql} ` };
    expect(() => pendingMigrations([rowOf(ONE)], [edited])).to.throw(StoreUnusable, /edited/);
  });

  it('refuses a database that is newer than the program', () => {
    expect(() => pendingMigrations([rowOf(ONE), rowOf(TWO)], [ONE])).to.throw(StoreUnusable, /version 2/);
  });
});

describe('migrating a file', () => {
  let folder: ReturnType<typeof freshFolder>;
  let database: Database.Database;

  beforeEach(() => {
    folder = freshFolder();
    database = new Database(folder.path);
  });

  afterEach(() => {
    database.close();
    folder.remove();
  });

  it('notes each change with its checksum and day, and makes it once', () => {
    migrate(database, DAY, [ONE]);
    migrate(database, DAY + 1, [ONE, TWO]);
    migrate(database, DAY + 2, [ONE, TWO]);
    expect(database.prepare('SELECT * FROM schema_migrations').all()).to.deep.equal([
      { ...rowOf(ONE), name: 'one', day: DAY },
      { ...rowOf(TWO), name: 'two', day: DAY + 1 },
    ]);
  });

  it('makes all or nothing', () => {
    const wrong = {
      version: 2,
      name: 'wrong',
      sql: 'CREATE TABLE two (id TEXT); CREATE TABLE two (id TEXT)',
    };
    expect(() => migrate(database, DAY, [ONE, wrong])).to.throw(/already exists/);
    expect(database.prepare('SELECT name FROM sqlite_schema').all()).to.deep.equal([]);
  });

  it('refuses an edited change and a newer database', () => {
    migrate(database, DAY, [ONE, TWO]);
    expect(() => migrate(database, DAY, [{ ...ONE, sql: `${ONE.sql} ` }, TWO])).to.throw(
      StoreUnusable,
      /edited/,
    );
    expect(() => migrate(database, DAY, [ONE])).to.throw(StoreUnusable, /newer program/);
  });

  it("refuses another program's database", () => {
    database.exec('CREATE TABLE theirs (id TEXT)');
    expect(() => migrate(database, DAY)).to.throw(StoreUnusable, /another program/);
  });

  it('is made once by processes that race for it', async () => {
    const sqlite = new URL('../../db/sqlite.js', import.meta.url).href;
    const text = `import { openWriter } from ${JSON.stringify(sqlite)};
      openWriter(process.argv[1], ${DAY}).close();`;
    database.close();
    folder.remove();
    folder = freshFolder();
    const run = promisify(execFile);
    const racing = Array.from({ length: PROCESSES }, () =>
      run(process.execPath, ['--input-type=module', '-e', text, folder.path]),
    );
    await Promise.all(racing);
    const connection = openWriter(folder.path, DAY);
    const seen = connection.database.prepare('SELECT version FROM schema_migrations').pluck().all();
    connection.close();
    expect(seen).to.deep.equal(MIGRATIONS.map(({ version }) => version));
  });
});
