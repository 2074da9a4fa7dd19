/**
 * One connection to SQLite: its pragmas after each open, the file's mode, and the messages for unusable files.
 */

import Database from 'better-sqlite3';
import { expect } from 'chai';
import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openReader, openWriter, SqliteConnection } from '../../../db/sqlite/connection.ts';
import { StoreUnusable } from '../../../db/store/unusable.ts';
import { putTask } from '../batches.ts';
import { freshFolder } from '../../support/engines.ts';
import { purgeQueries } from '../../../server/domain/privacy/purge.ts';
import { toDay } from '../../../server/domain/kernel/day.ts';

const DAY = toDay(20_000);

const PRAGMAS = {
  journal_mode: 'wal',
  synchronous: 2,
  foreign_keys: 1,
  secure_delete: 1,
  cache_size: -16_000,
  temp_store: 2,
  trusted_schema: 0,
  wal_autocheckpoint: 0,
};

describe('a connection to SQLite', () => {
  let folder: ReturnType<typeof freshFolder>;
  const opened: SqliteConnection[] = [];
  const open = (connection: SqliteConnection): SqliteConnection => {
    opened.push(connection);
    return connection;
  };

  beforeEach(() => {
    folder = freshFolder();
  });

  afterEach(() => {
    for (const connection of opened.splice(0)) connection.close();
    folder.remove();
  });

  it('has its pragmas on a new file, on a reopened file, and on a reader', () => {
    openWriter(folder.path, DAY).close();
    const writer = open(openWriter(folder.path, DAY));
    const reader = open(openReader(folder.path));
    for (const [connection, own] of [
      [writer, { busy_timeout: 5_000, query_only: 0 }],
      [reader, { busy_timeout: 50, query_only: 1 }],
    ] as const) {
      for (const [name, value] of Object.entries({ ...PRAGMAS, ...own })) {
        expect(connection.database.pragma(name, { simple: true }), name).to.equal(value);
      }
    }
  });

  it('is refused if a pragma has no effect', () => {
    // a database in memory has no WAL, and SQLite reports that instead of failing
    expect(() => new SqliteConnection(':memory:', 'writer')).to.throw(
      StoreUnusable,
      /journal_mode = memory instead of wal/,
    );
  });

  it('creates its files with mode 0600', () => {
    const writer = open(openWriter(folder.path, DAY));
    writer.run(putTask('purge'));
    for (const suffix of ['', '-wal', '-shm']) {
      expect(statSync(folder.path + suffix).mode & 0o777, suffix).to.equal(0o600);
    }
  });

  it('cannot write on a reader', () => {
    open(openWriter(folder.path, DAY));
    const reader = open(openReader(folder.path));
    expect(() => reader.run(putTask('purge'))).to.throw(/readonly/);
  });

  it('sees only committed data', () => {
    const writer = open(openWriter(folder.path, DAY));
    const reader = open(openReader(folder.path));
    writer.step('beginWrite');
    writer.run(putTask('purge'));
    expect(reader.run(purgeQueries.findTask({ task: 'purge' }))).to.equal(undefined);
    writer.step('commit');
    expect(reader.run(purgeQueries.findTask({ task: 'purge' }))).to.deep.equal({ day: 1 });
  });

  it('reports which parameter is missing', () => {
    const writer = open(openWriter(folder.path, DAY));
    const wrong = { name: 'findTask', params: { tusk: 'purge' } } as const;
    expect(() => writer.run(wrong)).to.throw('the parameter task is missing');
  });

  it('checkpoints the WAL when it has grown, and truncates it at the end', () => {
    const writer = open(openWriter(folder.path, DAY));
    expect(writer.checkpointWhenGrown()).to.equal(false);
    writer.step('beginWrite');
    for (let i = 0; i < 2_100; i++) writer.run(putTask(`task ${i} ${'x'.repeat(5_000)}`));
    writer.step('commit');
    expect(writer.checkpointWhenGrown()).to.equal(true);
    expect(writer.canWrite()).to.equal(true);
    writer.checkpointAll();
    expect(statSync(`${folder.path}-wal`).size).to.equal(0);
  });
});

describe('a file that cannot be used', () => {
  let folder: ReturnType<typeof freshFolder>;

  beforeEach(() => {
    folder = freshFolder();
  });

  afterEach(() => folder.remove());

  const refusal = (path: string): string => {
    try {
      openWriter(path, DAY).close();
    } catch (error) {
      expect(error).to.be.instanceOf(StoreUnusable);
      return (error as Error).message;
    }
    throw new Error('it was opened');
  };

  it('has no folder', () => {
    const path = join(dirname(folder.path), 'missing', 'quietkey.db');
    expect(refusal(path)).to.match(/missing does not exist/);
  });

  it('is in a file instead of a folder', () => {
    writeFileSync(folder.path, '');
    expect(refusal(join(folder.path, 'quietkey.db'))).to.match(/not in a folder/);
  });

  it('is a folder', () => {
    mkdirSync(folder.path);
    expect(refusal(folder.path)).to.match(/is not a regular file/);
  });

  it('is not a database', () => {
    writeFileSync(folder.path, 'not a database, '.repeat(400));
    expect(refusal(folder.path)).to.match(/is not a SQLite database/);
  });

  it("is another program's database", () => {
    const database = new Database(folder.path);
    database.exec('CREATE TABLE theirs (id TEXT)');
    database.close();
    expect(refusal(folder.path)).to.match(/another program/);
  });

  // root may read every file
  if (process.getuid?.() !== 0) {
    it('is not readable for this account', () => {
      writeFileSync(folder.path, '');
      chmodSync(folder.path, 0o000);
      expect(refusal(folder.path)).to.match(/may not be read and written/);
    });
  }
});
