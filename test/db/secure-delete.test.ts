/**
 * The secure delete on every engine: what each can report, and that live rows stay unchanged. How SQLite does it, and
 * who waits, is tested with a server's store.
 */

import { expect } from 'chai';
import { openPool } from '../../db/postgres/pool.ts';
import { vacuumAll } from '../../db/postgres/vacuum.ts';
import { ENGINES, type Opened } from '../support/engines.ts';
import { emptyDatabase, ownDatabase } from '../support/postgres.ts';
import { BATCHES, CALL, putTask } from './batches.ts';

const said = (text: string) => ({ text, rowMode: 'array' as const });

for (const engine of ENGINES) {
  describe(`the secure delete over ${engine.name}`, () => {
    let opened: Opened;

    beforeEach(async () => {
      opened = await engine.open();
    });
    afterEach(() => opened.end());

    it('reports what it can of the bytes, and keeps live rows', async () => {
      const { store } = opened;
      await store.run(BATCHES.write, [putTask('kept', 7)], CALL);
      const deletion = await store.secureDelete();
      expect(deletion).to.include({ kind: 'deleted' });
      if (engine.name === 'PostgreSQL')
        expect(deletion).to.include({ engine: 'postgresql', bytesScanned: null, residueBytes: null });
      else expect(deletion).to.include({ engine: 'sqlite', residueBytes: 0 });
      const [kept] = await store.run(BATCHES.read, [{ name: 'findTask', params: { task: 'kept' } }], CALL);
      expect(kept?.result).to.deep.equal({ day: 7 });
    });
  });
}

describe('a secure delete over PostgreSQL that is postponed', () => {
  it('keeps the time limits of the connection', async () => {
    const database = await emptyDatabase();
    const pool = await openPool(database.url);
    const [holder, bystander] = [await pool.checkout(), await pool.checkout()];
    const bound = async (): Promise<unknown> => {
      const connection = await pool.checkout();
      const [answer] = await connection.send([said('SHOW statement_timeout')]);
      connection.release();
      return answer?.rows[0]?.[0];
    };
    bystander.release();
    const before = await bound();
    await holder.send([said('BEGIN'), said('LOCK TABLE licenses IN ACCESS EXCLUSIVE MODE')]);
    expect(await vacuumAll(pool)).to.deep.equal({ kind: 'put off', because: 'busy' });
    expect(await bound()).to.equal(before);
    await holder.send([said('ROLLBACK')]);
    holder.release();
    await pool.close();
    await database.end();
  });
});

describe('what PostgreSQL samples for its planner', () => {
  it('has no text about a person, and after the secure delete no value of a deleted row', async () => {
    const database = await emptyDatabase();
    const pool = await openPool(database.url);
    const sampled = await database.query(
      `SELECT attname FROM pg_attribute WHERE attrelid = 'activations'::regclass AND attnum > 0 AND attstattarget = 0 ORDER BY attname`,
    );
    expect(sampled.map(({ attname }) => attname)).to.deep.equal(['network', 'username']);
    await database.query(
      `INSERT INTO marks (mark, kind) SELECT 'gone ' || n, 'x' FROM generate_series(1, 9) AS n`,
    );
    await database.query(`INSERT INTO marks (mark, kind) VALUES ('kept', 'x')`);
    await database.query('ANALYZE marks');
    const samples = async () =>
      JSON.stringify(
        await database.query(`SELECT histogram_bounds::text FROM pg_stats WHERE tablename = 'marks'`),
      );
    expect(await samples()).to.contain('gone');
    await database.query(`DELETE FROM marks WHERE mark LIKE 'gone%'`);
    await vacuumAll(pool);
    expect(await samples()).not.to.contain('gone');
    await pool.close();
    await database.end();
  });

  // ANALYZE leaves the samples of a table without rows as they were: findings/postgres-statistics-outlive-rows.sh
  it('holds nothing of a table that has become empty, and the tables are as they were', async () => {
    const database = await ownDatabase();
    const pool = await openPool(database.url);
    const shape = (): Promise<Record<string, unknown>[]> =>
      database.query(
        `SELECT attrelid::regclass::text, attname, atttypid, attcollation, attnotnull, attstattarget,
           pg_get_expr(adbin, adrelid) AS preset
         FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
         WHERE attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace)
         UNION ALL
         SELECT conrelid::regclass::text, conname, confrelid, 0, convalidated, 0, pg_get_constraintdef(oid)
         FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
         ORDER BY 1, 2`,
      );
    const before = await shape();
    await database.query(
      `INSERT INTO products (id, name, seats, lease_days, refresh_days, grace_days, entitlements,
         username_required, forks, release_cooldown_days, revision, created_day)
         SELECT 'gone ' || n, 'gone', 1, 1, 1, 1, '[]', 0, 'allow', 1, 1, 1 FROM generate_series(1, 9) AS n;
       INSERT INTO marks (mark, kind) SELECT 'gone ' || n, 'x' FROM generate_series(1, 9) AS n;
       ANALYZE products, marks; DELETE FROM products; DELETE FROM marks`,
    );
    const sampled = (): Promise<Record<string, unknown>[]> =>
      database.query(
        `SELECT DISTINCT tablename FROM pg_stats WHERE tablename IN ('products', 'marks') ORDER BY tablename`,
      );
    expect(await sampled()).to.deep.equal([{ tablename: 'marks' }, { tablename: 'products' }]);
    expect(await vacuumAll(pool)).to.include({ kind: 'deleted' });
    expect(await sampled()).to.deep.equal([]);
    expect(await shape()).to.deep.equal(before);
    await pool.close();
    await database.end();
  });
});
