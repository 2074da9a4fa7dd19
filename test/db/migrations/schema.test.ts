/**
 * The schema and the inventory, compared in both directions: no column without a declaration, no declaration without a
 * column; and the rules for tables, types and indexes.
 */

import { expect } from 'chai';
import { declaredColumns } from '../../../db/dialect/statements.ts';
import { openWriter, type SqliteConnection } from '../../../db/sqlite/connection.ts';
import { INVENTORY, RULES } from '../../../server/domain/inventory/inventory.ts';
import { freshFolder } from '../../support/engines.ts';
import { emptyDatabase, type TestDatabase } from '../../support/postgres.ts';
import { toDay } from '../../../server/domain/kernel/day.ts';

interface TableRow {
  name: string;
  wr: number;
}

interface ColumnRow {
  name: string;
  type: string;
  notnull: number;
  pk: number;
}

/** Tables that no purge walks and whose rows are nobody's: a handful each. */
const WITH_ROWID = Object.entries(INVENTORY)
  .filter(([, { basis, life }]) => basis === 'noPersonalData' && 'kept' in life)
  .map(([table]) => table);

describe('the schema in SQLite', () => {
  const folder = freshFolder();
  let connection: SqliteConnection;
  let tables: TableRow[];

  before(() => {
    connection = openWriter(folder.path, toDay(20_000));
    const all = connection.database
      .prepare(`SELECT name, wr FROM pragma_table_list WHERE schema = 'main'`)
      .all();
    tables = (all as TableRow[]).filter(({ name }) => !name.startsWith('sqlite_'));
  });

  after(() => {
    connection.close();
    folder.remove();
  });

  const columnsOf = (table: string): ColumnRow[] =>
    connection.database.prepare('SELECT * FROM pragma_table_info(?)').all(table) as ColumnRow[];

  it('has exactly the tables of the inventory', () => {
    expect(tables.map(({ name }) => name).toSorted()).to.deep.equal(Object.keys(INVENTORY).toSorted());
  });

  for (const table of Object.keys(INVENTORY)) {
    it(`has exactly the columns of ${table} that the inventory declares`, () => {
      expect(
        columnsOf(table)
          .map(({ name }) => name)
          .toSorted(),
      ).to.deep.equal(declaredColumns(table).toSorted());
    });
  }

  it('uses only TEXT and BIGINT, as the forms of the inventory require', () => {
    for (const [table, { columns }] of Object.entries(INVENTORY)) {
      for (const { name, type } of columnsOf(table)) {
        const number = ['day', 'hour', 'second', 'week', 'count'].includes(columns[name]!.form);
        expect(type, `${table}.${name}`).to.equal(number ? 'BIGINT' : 'TEXT');
      }
    }
  });

  it('has no nullable key', () => {
    for (const { name: table } of tables) {
      for (const { name, pk, notnull } of columnsOf(table)) {
        if (pk > 0) expect(notnull, `${table}.${name}`).to.equal(1);
      }
    }
  });

  it('walks every purged table by a key that is its primary key', () => {
    for (const { table, key } of RULES) {
      expect(columnsOf(table).find(({ pk }) => pk === 1)?.name, table).to.equal(key);
      expect(tables.find(({ name }) => name === table)?.wr, table).to.equal(1);
    }
    const withRowid = tables.filter(({ wr }) => wr === 0).map(({ name }) => name);
    expect(withRowid.toSorted()).to.deep.equal(WITH_ROWID.toSorted());
  });

  it('nulls only nullable columns', () => {
    for (const { table, exit } of RULES) {
      for (const column of exit === 'delete' ? [] : exit.null) {
        expect(columnsOf(table).find(({ name }) => name === column)?.notnull, `${table}.${column}`).to.equal(
          0,
        );
      }
    }
  });

  it('deletes rows together with the rows of the table that the inventory names', () => {
    for (const [table, { life }] of Object.entries(INVENTORY)) {
      if (!('with' in life)) continue;
      const keys = connection.database.prepare('SELECT * FROM pragma_foreign_key_list(?)').all(table);
      expect(keys, table).to.deep.include.members([
        { ...(keys[0] as object), table: life.with, on_delete: 'CASCADE' },
      ]);
    }
  });

  it('has an index for each foreign key, and none on the day of the last sign of life', () => {
    const indexed = new Map(tables.map(({ name }) => [name, firstColumns(connection, name)]));
    for (const { name: table } of tables) {
      const keys = connection.database.prepare('SELECT * FROM pragma_foreign_key_list(?)').all(table) as {
        from: string;
        table: string;
      }[];
      const owned = keys.filter((key) => key.table !== 'products');
      for (const { from } of owned) expect(indexed.get(table), table).to.include(from);
    }
    expect(indexed.get('activations')).not.to.include('seen_day');
  });
});

interface PostgresColumn {
  table_name: string;
  column_name: string;
  data_type: string;
  collation_name: string | null;
  is_nullable: 'YES' | 'NO';
}

describe('the schema in PostgreSQL', () => {
  const folder = freshFolder();
  let sqlite: SqliteConnection;
  let database: TestDatabase;
  let found: PostgresColumn[];

  before(async () => {
    sqlite = openWriter(folder.path, toDay(20_000));
    database = await emptyDatabase();
    const rows = await database.query(
      `SELECT table_name, column_name, data_type, collation_name, is_nullable
       FROM information_schema.columns WHERE table_schema = current_schema()`,
    );
    found = rows as unknown as PostgresColumn[];
  });

  after(async () => {
    await database.end();
    sqlite.close();
    folder.remove();
  });

  it('has exactly the tables and columns of the inventory', () => {
    const declared = Object.keys(INVENTORY).flatMap((table) =>
      declaredColumns(table).map((column) => `${table}.${column}`),
    );
    expect(found.map((column) => `${column.table_name}.${column.column_name}`)).to.have.members(declared);
  });

  it('has the types of the other engine, and compares text byte by byte', () => {
    for (const { table_name: table, column_name: name, ...column } of found) {
      const columns = sqlite.database.prepare('SELECT * FROM pragma_table_info(?)').all(table) as ColumnRow[];
      const other = columns.find((candidate) => candidate.name === name)!;
      const title = `${table}.${name}`;
      expect(column.data_type.toUpperCase(), title).to.equal(other.type);
      expect(column.collation_name, title).to.equal(other.type === 'TEXT' ? 'C' : null);
      expect(column.is_nullable === 'NO', title).to.equal(other.notnull === 1);
    }
  });

  it('has the keys, references and indexes of the other engine', async () => {
    const ends = await database.query(
      `SELECT conrelid::regclass || ' ' || confrelid::regclass || ' ' || confdeltype::text AS reference
       FROM pg_constraint WHERE contype = 'f'`,
    );
    const ENDS: Record<string, string> = { a: 'NO ACTION', c: 'CASCADE', n: 'SET NULL' };
    const references = ends.map(({ reference }) =>
      String(reference).replace(/\w$/, (end) => ENDS[end] ?? end),
    );
    const others = Object.keys(INVENTORY).flatMap((table) => {
      const keys = sqlite.database.prepare('SELECT * FROM pragma_foreign_key_list(?)').all(table);
      return (keys as { table: string; on_delete: string }[]).map(
        (key) => `${table} ${key.table} ${key.on_delete}`,
      );
    });
    expect(references).to.have.members(others);

    const made = await database.query(
      `SELECT indexname FROM pg_indexes WHERE schemaname = current_schema() AND indexname NOT LIKE '%_pkey'`,
    );
    const named = sqlite.database
      .prepare(`SELECT name FROM sqlite_schema WHERE type = 'index' AND name NOT LIKE 'sqlite_%'`)
      .pluck()
      .all();
    expect(made.map(({ indexname }) => indexname)).to.have.members(named);
  });
});

function firstColumns(connection: SqliteConnection, table: string): string[] {
  return connection.database
    .prepare('SELECT c.name FROM pragma_index_list(?) AS i, pragma_index_info(i.name) AS c WHERE c.seqno = 0')
    .pluck()
    .all(table) as string[];
}
