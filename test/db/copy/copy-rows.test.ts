/**
 * Copying a database into another, over both engines: both sides have the same dump, however often the copy is
 * repeated; and the cases that are refused. A hundred thousand licenses in the full run.
 */

import { expect } from 'chai';
import Database from 'better-sqlite3';
import { createHash } from 'node:crypto';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { checkDatabase, copyDatabase, type Place } from '../../../db/copy/database.ts';
import type { CopyReport } from '../../../db/copy/copy-rows.ts';
import { MOVED_TABLES } from '../../../db/store/row-source.ts';
import { seedFolder } from '../../bench/seed.ts';
import { readConfig } from '../../../server/config/config.ts';
import { declaredColumns } from '../../../db/dialect/statements.ts';
import { databasePath } from '../../../server/composition/prepare-secrets.ts';
import { openWorld } from '../../../server/composition/world.ts';
import { scratchFolder } from '../../server/crypto/scratch.ts';
import { proven, random22 } from '../../support/machine.ts';
import { ownDatabase, type TestDatabase } from '../../support/postgres.ts';
import { rounds } from '../../support/rounds.ts';
import { movableClock } from '../../support/world.ts';
import { operations } from '../../../server/domain/operations.ts';
import { toDay } from '../../../server/domain/kernel/day.ts';

const LICENSES = rounds(10) === 10 ? 100_000 : 2_000;
const TODAY = toDay(20_781);
const ACTOR = 'terminal:test';

/** A digest of every row of every copied table, sorted by the rows' texts. */
async function dumpOf(rowsOf: (sql: string) => Promise<Record<string, unknown>[]>): Promise<string[]> {
  const lines: string[] = [];
  for (const table of MOVED_TABLES) {
    const columns = declaredColumns(table);
    const rows = await rowsOf(`SELECT ${columns.join(', ')} FROM ${table}`);
    const texts = rows.map((row) => columns.map((column) => String(row[column])).join('|')).toSorted();
    lines.push(`${table} ${rows.length} ${createHash('sha256').update(texts.join('\n')).digest('hex')}`);
  }
  return lines;
}

function dumpOfFile(path: string): Promise<string[]> {
  const database = new Database(path, { readonly: true });
  return dumpOf((sql) => Promise.resolve(database.prepare(sql).all() as Record<string, unknown>[])).finally(
    () => database.close(),
  );
}

const dumpOfPostgres = (database: TestDatabase): Promise<string[]> => dumpOf((sql) => database.query(sql));

async function copied(from: Place, to: Place): Promise<CopyReport> {
  const result = await copyDatabase({ from, to, today: TODAY });
  if ('unusable' in result) throw new Error(result.unusable);
  return result.answer;
}

async function refusal(from: Place, to: Place): Promise<string> {
  const result = await copyDatabase({ from, to, today: TODAY });
  return 'unusable' in result ? result.unusable : 'it was copied';
}

const changedBy = ({ tables }: CopyReport): number => tables.reduce((sum, line) => sum + line.changed, 0);

describe('a copy of a database', function () {
  const folder = scratchFolder();
  const dataFolder = join(folder, 'data');
  const config = readConfig({ QUIETKEY_DATA: dataFolder });
  const sqlite = { path: databasePath(config) };
  const clock = movableClock();
  let postgres: TestDatabase;
  let activated: { tags: string[]; answer: Awaited<ReturnType<typeof activate>> };

  async function activate(world: Awaited<ReturnType<typeof openWorld>>, tags: string[]) {
    const sold = { product: 'sonär', email: 'ada@example.com', order: 'A-1', idempotencyKey: 'once' };
    const { licenseKey } = await world.run(
      operations.licensing.issueLicense,
      { ...sold, product: 'other' },
      ACTOR,
    );
    return world.run(
      operations.activation.activate,
      { product: 'other', licenseKey, tags, nonce: random22(), network: '203.0.113.0/24' },
      ACTOR,
    );
  }

  before(async () => {
    await seedFolder({ dataFolder, licenses: LICENSES, now: clock.now() });
    const world = await openWorld(config, { clock, threads: 'in-thread' });
    await world.run(
      operations.licensing.addProduct,
      { product: 'other', name: 'Ä\u0301 日本 😀', terms: {} },
      ACTOR,
    );
    await world.run(
      operations.operator.createOperatorToken,
      { name: "shop's; --", scopes: ['licenses:write'] },
      ACTOR,
    );
    const tags = [random22(), random22()];
    activated = { tags, answer: await activate(world, tags) };
    await world.close();
    postgres = await ownDatabase({ schema: false });
  });
  after(() => postgres.end());

  it('to PostgreSQL equals its source, and so does a copy back to SQLite', async () => {
    const report = await copied(sqlite, { url: postgres.url });
    expect(report.finished).to.equal(true);
    expect(changedBy(report), 'all rows, once').to.be.greaterThan(LICENSES * 5);
    const dump = await dumpOfFile(sqlite.path);
    expect(await dumpOfPostgres(postgres)).to.deep.equal(dump);

    const back = join(folder, 'back.db');
    await copied({ url: postgres.url }, { path: back });
    expect(await dumpOfFile(back)).to.deep.equal(dump);
    for (const place of [{ path: back }, { url: postgres.url }]) {
      const result = await checkDatabase(place, TODAY);
      expect(result).to.have.nested.property('answer.faults').that.deep.equals([]);
      expect(result).to.have.nested.property('answer.rows.licenses', LICENSES + 1);
    }
  });
  it('serves the machines of the source, with the folder of the source', async () => {
    const moved = readConfig({
      QUIETKEY_DATA: dataFolder,
      DATABASE_URL: `${postgres.url}?application_name=shop`,
    });
    const world = await openWorld(moved, { clock });
    try {
      expect(await refusal(sqlite, { url: postgres.url })).to.match(/^A server is connected to .*: stop it/);
      const renewed = await world.run(
        operations.activation.renewLease,
        proven('renew', activated.answer, activated.tags),
        'client',
      );
      expect(renewed).to.have.property('lease');
    } finally {
      await world.close();
    }
  });
  it('is refused if the target has its own rows, or is the source', async () => {
    expect(await refusal(sqlite, { url: postgres.url })).to.match(/holds rows of its own \(products\)/);
    expect(await refusal(sqlite, sqlite)).to.equal('The source and the target are the same database.');
    expect(await refusal({ path: join(folder, 'none.db') }, sqlite)).to.match(/^There is no database/);
  });
  it('is refused while a server has the file open, on either side', async () => {
    const world = await openWorld(config, { clock, threads: 'worker' });
    try {
      expect(await refusal(sqlite, { path: join(folder, 'other.db') })).to.match(/held by another program/);
      expect(await refusal({ url: postgres.url }, sqlite)).to.match(/held by another program/);
    } finally {
      await world.close();
    }
  });
  it('that was stopped continues when it is run again, and refuses servers until it is complete', async () => {
    const elsewhere = join(scratchFolder(), 'data');
    cpSync(dataFolder, elsewhere, { recursive: true, filter: (path) => !path.includes('quietkey.db') });
    const target = { path: join(elsewhere, 'quietkey.db') };
    const stopping = new AbortController();
    const onProgress = ({ table }: { table: string }) => {
      if (table === 'activations') stopping.abort();
    };
    const result = await copyDatabase(
      { from: sqlite, to: target, today: TODAY },
      { onProgress, signal: stopping.signal },
    );
    expect(result).to.have.nested.property('answer.finished', false);

    const half = readConfig({ QUIETKEY_DATA: elsewhere });
    const fault: unknown = await openWorld(half, { threads: 'in-thread' }).catch((error: unknown) => error);
    expect(String(fault)).to.match(/QUIETKEY_DATA .* into which a copy is unfinished\. Repeat it/);
    expect(await checkDatabase(target, TODAY))
      .to.have.nested.property('answer.faults')
      .that.includes('a copy into it has not ended: repeat quietkey database copy');
    expect(await refusal(target, { path: join(scratchFolder(), 'quietkey.db') })).to.match(
      /^A copy into .* has not ended: repeat it first\.$/,
    );

    expect(await refusal(target, { path: join(scratchFolder(), 'next.db') })).to.match(/has not ended/);

    const rest = await copied(sqlite, target);
    expect(changedBy(rest), 'the rest').to.be.within(1, LICENSES * 3);
    await openWorld(half, { threads: 'in-thread' }).then((world) => world.close());
    expect(await dumpOfFile(target.path)).to.deep.equal(await dumpOfFile(sqlite.path));
  });
  it('that is repeated after the source has changed equals the source', async () => {
    const target = { path: join(scratchFolder(), 'quietkey.db') };
    const stopping = new AbortController();
    await copyDatabase(
      { from: sqlite, to: target, today: TODAY },
      { onProgress: ({ table }) => table === 'device_tags' && stopping.abort(), signal: stopping.signal },
    );
    const source = new Database(sqlite.path);
    const [{ id }] = source.prepare('SELECT id FROM activations LIMIT 1 OFFSET 20').all() as [{ id: string }];
    source.prepare('DELETE FROM device_tags WHERE activation = ?').run(id);
    source.prepare('DELETE FROM activations WHERE id = ?').run(id);
    source
      .prepare('UPDATE licenses SET used = 0 WHERE seats > 0 AND id = (SELECT MIN(id) FROM licenses)')
      .run();
    source.close();
    await copied(sqlite, target);
    expect(await dumpOfFile(target.path)).to.deep.equal(await dumpOfFile(sqlite.path));
    expect(await checkDatabase(target, TODAY), 'which is miscounted now')
      .to.have.nested.property('answer.faults')
      .that.deep.equals(['the count of taken seats is wrong in 2 licenses']);
  });
});
