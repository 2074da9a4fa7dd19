/**
 * Transactions on PostgreSQL: what a refusal, a bug, a guard, a failed statement and a failed commit leave behind, what
 * is retried, and what is reported if the outcome is unknown.
 */

import { expect } from 'chai';
import { nameOperations, type NamedOperation } from '../../../server/domain/kernel/named-operation.ts';
import type { PostgresConnection } from '../../../db/postgres/connection.ts';
import { openPool } from '../../../db/postgres/pool.ts';
import { openPostgresStore } from '../../../db/postgres/store.ts';
import { runOperation } from '../../../db/postgres/transaction.ts';
import { StoreUnusable } from '../../../db/store/unusable.ts';
import { ask, commitWith, mustAffect, type Operation } from '../../../server/domain/kernel/operation.ts';
import { Refusal } from '../../../server/domain/kernel/refusal.ts';
import { emptyDatabase, ownDatabase, type TestDatabase } from '../../support/postgres.ts';
import { licenseRow, productRow, TODAY } from '../../support/rows.ts';
import { WireProxy } from '../../support/wire-proxy.ts';
import { BATCHES, CALL, NO_PORTS, putTask } from '../batches.ts';
import { licenseQueries } from '../../../server/domain/licensing/license.ts';
import { productQueries } from '../../../server/domain/licensing/product.ts';
import { purgeQueries } from '../../../server/domain/privacy/purge.ts';
import { toDay } from '../../../server/domain/kernel/day.ts';
import { patiently } from '../../support/patiently.ts';
import { until } from '../../support/until.ts';

const LICENSE = licenseRow({ used: 0, seats: 1 });

const counts = { runs: 0, concluded: 0 };
const entry = <Input, Answer>(
  operate: (input: Input) => Operation<Answer>,
  repeats = false,
): NamedOperation<Input, Answer> => ({
  name: '',
  mode: 'write',
  operate: (input: Input) => {
    counts.runs += 1;
    return operate(input);
  },
  conclude: (answer: Answer) => {
    counts.concluded += 1;
    return answer;
  },
  repeats: () => repeats,
});

function* note(task: string): Operation<string> {
  const [old] = yield* ask(purgeQueries.findTask({ task }));
  yield* commitWith(putTaskOf(task, (old?.day ?? 0) + 1));
  return task;
}
const putTaskOf = (task: string, day = 1) => purgeQueries.putTask({ task, day: toDay(day) });

const OPERATIONS = nameOperations({
  ...BATCHES,
  note: entry(note),
  noteRepeatably: entry(note, true),
  takeSeat: entry(function* (_input: null) {
    const [license] = yield* ask(licenseQueries.lockLicense({ license: LICENSE.id }));
    yield* commitWith(
      putTaskOf('taken'),
      mustAffect(licenseQueries.takeSeat({ license: LICENSE.id })),
      putTaskOf('more'),
    );
    return license?.used;
  }),
  break: entry(function* (_input: null) {
    yield* commitWith(
      putTaskOf('a'),
      licenseQueries.addLicense(licenseRow({ id: 'other', product: 'alice@example.com' })),
      putTaskOf('b'),
    );
    return 'done';
  }),
  goOn: entry(function* (_input: null) {
    yield* commitWith(putTaskOf('a'));
    yield* ask(putTaskOf('b'));
  }),
});

type Settled = { answer: unknown } | { error: unknown };
const settle = (promise: Promise<unknown>): Promise<Settled> =>
  promise.then(
    (answer) => ({ answer }),
    (error: unknown) => ({ error }),
  );
const codeOf = (settled: Settled): string =>
  'error' in settled && settled.error instanceof Refusal ? settled.error.code : 'none';

describe('a transaction over PostgreSQL', () => {
  let database: TestDatabase;
  let proxy: WireProxy;
  let url: string;
  let store: Awaited<ReturnType<typeof open>>;

  const open = () => openPostgresStore({ url, today: TODAY, ...NO_PORTS, operations: OPERATIONS });
  const tasks = async () =>
    (await database.query('SELECT task FROM tasks ORDER BY task')).map(({ task }) => task);
  const dayOf = async (task: string) =>
    Number((await database.query(`SELECT day FROM tasks WHERE task = '${task}'`))[0]?.['day'] ?? 0);

  before(async () => {
    database = await ownDatabase();
    ({ proxy, url } = await WireProxy.before(database.url));
    store = await open();
    await store.run(
      OPERATIONS.write,
      [productQueries.addProduct(productRow()), licenseQueries.addLicense(LICENSE)],
      CALL,
    );
  });

  after(async () => {
    await store.close();
    await proxy.close();
    await database.end();
  });

  beforeEach(async () => {
    await database.query('DELETE FROM tasks');
    Object.assign(counts, { runs: 0, concluded: 0 });
  });

  it('answers many concurrent operations, each with its own result', async () => {
    const writes = Array.from({ length: 100 }, (_one, i) =>
      patiently(() => store.run(OPERATIONS.write, [putTask(`task ${i}`, i)], CALL)),
    );
    expect(await Promise.all(writes)).to.deep.equal(writes.map(() => [{ result: 1 }]));
    const reads = writes.map((_one, i) =>
      patiently(() => store.run(OPERATIONS.read, [purgeQueries.findTask({ task: `task ${i}` })], CALL)),
    );
    const days = (await Promise.all(reads)).map(([first]) => first?.result);
    expect(days).to.deep.equal(writes.map((_one, i) => ({ day: i })));
  });

  it('is rolled back by a refusal and by a bug, whose values are not reported', async () => {
    const refused = await settle(store.run(OPERATIONS.refuse, [putTask('a')], CALL));
    const failed = await settle(store.run(OPERATIONS.fail, [putTask('b')], CALL));
    expect(codeOf(refused)).to.equal('seats_taken');
    expect(failed).to.have.nested.property('error.message', 'fail: TypeError: cannot read … of undefined');
    expect(await tasks()).to.deep.equal([]);
  });

  it('stays committed if its answer cannot be concluded', async () => {
    const failed = await settle(store.run(OPERATIONS.failToConclude, [putTask('a')], CALL));
    expect(failed).to.have.nested.property('error.message', 'failToConclude: Error: no key');
    expect(await tasks()).to.deep.equal(['a']);
  });

  it('is rolled back if a statement fails with its commit already sent', async () => {
    const { error } = (await settle(store.run(OPERATIONS.break, null, CALL))) as { error: Error };
    expect(error.message).to.equal('break: 23503');
    expect(error.name, 'for the log').to.equal('23503');
    expect(error.stack).not.to.contain('alice');
    expect(await tasks()).to.deep.equal([]);
    expect(counts).to.deep.equal({ runs: 1, concluded: 0 });
  });

  it('is retried while a guard changes no row', async () => {
    await database.query(`UPDATE licenses SET used = 1`);
    const taken = store.run(OPERATIONS.takeSeat, null, CALL);
    await until(() => counts.runs >= 3);
    expect(await tasks()).to.deep.equal([]);
    await database.query('UPDATE licenses SET used = 0');
    expect(await taken).to.equal(0);
    expect(await tasks()).to.deep.equal(['more', 'taken']);
    expect(counts.concluded).to.equal(1);
  });

  it('is retried on another connection if the server has lost the prepared statements', async () => {
    await database.query(`
      CREATE FUNCTION forget() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN EXECUTE ''DEALLOCATE ALL''; RETURN NULL; END';
      CREATE TRIGGER forget AFTER INSERT ON tasks FOR EACH ROW WHEN (NEW.task = 'forget')
        EXECUTE FUNCTION forget()`);
    expect(await store.run(OPERATIONS.note, 'forget', CALL)).to.equal('forget');
    expect(await store.run(OPERATIONS.note, 'a', CALL)).to.equal('a');
    expect(counts).to.deep.equal({ runs: 3, concluded: 2 });
    await database.query('DROP FUNCTION forget CASCADE');
  });

  it('runs no query after its last batch', async () => {
    const failed = await settle(store.run(OPERATIONS.goOn, null, CALL));
    expect(failed).to.have.nested.property(
      'error.message',
      'goOn: Error: an operation asked after its last batch',
    );
    expect(await tasks()).to.deep.equal(['a']);
  });

  it('has time limits', async () => {
    const pool = await openPool(url);
    const connection = await pool.checkout();
    const settings = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'];
    const answers = await connection.send(
      settings.map((setting) => ({ text: `SHOW ${setting}`, rowMode: 'array' })),
    );
    connection.release();
    await pool.close();
    expect(answers.map(({ rows }) => rows[0]?.[0])).to.deep.equal(['30s', '1500ms', '10s']);
  });

  it('counts as rolled back if COMMIT answers anything else, and is retried', async () => {
    const pool = await openPool(url);
    const connection = await pool.checkout();
    // the server's own answer to a commit of a failed transaction
    const asRollback: Pick<PostgresConnection, 'send'> = {
      send: (wordings) =>
        connection.send(
          wordings.map((wording) => (wording.text === 'COMMIT' ? { ...wording, text: 'ROLLBACK' } : wording)),
        ),
    };
    const end = await settle(runOperation(asRollback as PostgresConnection, note('a'), { mode: 'write' }));
    connection.release();
    await pool.close();
    expect(end).to.have.nested.property('error.kind', 'conflict');
    expect(await tasks()).to.deep.equal([]);
  });

  it('is retried if the connection is cut before the commit was sent', async () => {
    const begun = store.run(OPERATIONS.noteRepeatably, 'a', CALL);
    proxy.cut();
    expect(await begun).to.equal('a');
    expect(await dayOf('a')).to.equal(1);
  });

  for (const cut of ['before', 'after'] as const) {
    it(`is found by its natural key if the connection is cut ${cut} the database receives the commit`, async () => {
      proxy.cutAtCommits(cut);
      expect(await store.run(OPERATIONS.noteRepeatably, 'a', CALL)).to.equal('a');
      expect(counts).to.deep.equal({ runs: 2, concluded: 1 });
      expect(await dayOf('a')).to.equal(cut === 'before' ? 1 : 2);
    });

    it(`is of unknown outcome without such a key (${cut})`, async () => {
      proxy.cutAtCommits(cut);
      expect(codeOf(await settle(store.run(OPERATIONS.note, 'a', CALL)))).to.equal('outcome_unknown');
      expect(counts).to.deep.equal({ runs: 1, concluded: 0 });
      const expected = cut === 'before' ? 0 : 1;
      // the database has the previous commit, and nothing reports when it is done
      await until(async () => (await dayOf('a')) === expected);
    });
  }

  it('is refused as unavailable while the database is away, as /readyz reports, and recovers by itself', async () => {
    expect(await store.ready()).to.equal(true);
    proxy.stall();
    proxy.cut();
    expect(await store.ready()).to.equal(false);
    const refused = await settle(store.run(OPERATIONS.note, 'a', CALL));
    expect(codeOf(refused)).to.equal('server_unavailable');
    expect(refused).to.have.nested.property('error.parts.retryAfter', 1);
    proxy.resume();
    expect(await store.run(OPERATIONS.note, 'a', CALL)).to.equal('a');
    expect(await store.ready()).to.equal(true);
  });
});

describe('a store over PostgreSQL that is closed', () => {
  it('does the accepted calls that get their turn in time, and refuses later ones', async () => {
    const database = await emptyDatabase();
    const store = await openPostgresStore({
      url: database.url,
      today: TODAY,
      ...NO_PORTS,
      operations: BATCHES,
    });
    const accepted = Array.from({ length: 60 }, (_one, i) =>
      settle(store.run(OPERATIONS.write, [putTask(`task ${i}`)], CALL)),
    );
    const closed = store.close();
    expect(codeOf(await settle(store.run(OPERATIONS.write, [putTask('late')], CALL)))).to.equal(
      'server_unavailable',
    );
    expect(await store.ready()).to.equal(false);
    await closed;
    const outcomes = await Promise.all(accepted);
    const done = outcomes.flatMap((outcome, i) => ('answer' in outcome ? [`task ${i}`] : []));
    expect(done).not.to.deep.equal([]);
    const late = outcomes.filter((outcome) => !('answer' in outcome)).map(codeOf);
    expect(
      [...new Set(late)].filter((code) => code !== 'busy' && code !== 'server_unavailable'),
    ).to.deep.equal([]);
    const rows = await database.query('SELECT task FROM tasks');
    expect(rows.map(({ task }) => task)).to.have.members(done);
    await database.end();
  });
});

describe('a pool that is used up by slow work', () => {
  const CONNECTIONS = 12;
  let database: TestDatabase;
  let store: Awaited<ReturnType<typeof open>>;
  const open = () => openPostgresStore({ url: database.url, today: TODAY, ...NO_PORTS, operations: BATCHES });
  const put = (task: string) => settle(store.run(OPERATIONS.write, [putTask(task)], CALL));
  const several = (count: number, task: string) => Array.from({ length: count }, () => put(task));
  const slowOnes = async (): Promise<number> => {
    const waiting = `SELECT count(*)::int AS waiting FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
    return Number((await database.query(waiting))[0]?.['waiting']);
  };

  before(async () => {
    database = await ownDatabase();
    // slow work waits for a lock that the test holds: no sleep has to outlast the waits of a loaded machine
    await database.query(`
      CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql SET lock_timeout = 0 AS
        'BEGIN IF NEW.task = ''slow'' THEN PERFORM pg_advisory_xact_lock_shared(1); END IF; RETURN NEW; END';
      CREATE TRIGGER slow BEFORE INSERT ON tasks FOR EACH ROW EXECUTE FUNCTION slow();`);
    store = await open();
    // so that no slow one waits for its connection to be made
    await Promise.all(several(CONNECTIONS, 'other'));
  });

  after(async () => {
    await store.close();
    await database.end();
  });

  it('refuses the others as busy, and serves them when it is free again', async () => {
    await database.query('SELECT pg_advisory_lock(1)');
    const slow = several(CONNECTIONS, 'slow');
    await until(async () => (await slowOnes()) === CONNECTIONS);
    const [isReady, ...others] = await Promise.all([store.ready(), ...several(20, 'other')]);
    expect(new Set(others.map(codeOf))).to.deep.equal(new Set(['busy']));
    expect(isReady).to.equal(false);
    await database.query('SELECT pg_advisory_unlock(1)');
    await Promise.all(slow);
    expect(await put('other')).to.deep.equal({ answer: [{ result: 1 }] });
  });
});

describe('a PostgreSQL database that cannot be used', () => {
  let database: TestDatabase;

  before(async () => {
    database = await ownDatabase();
  });

  after(() => database.end());

  const refusal = async (change: (url: URL) => void): Promise<string> => {
    const url = new URL(database.url);
    change(url);
    const end = await settle(openPostgresStore({ url: url.href, today: TODAY, ...NO_PORTS }));
    expect(end).to.have.property('error').that.is.instanceOf(StoreUnusable);
    const { message } = (end as { error: Error }).error;
    expect(message).not.to.contain(url.password);
    return message;
  };

  it('would lose acknowledged commits', async () => {
    expect(await refusal((url) => url.searchParams.set('options', '-c synchronous_commit=off'))).to.match(
      /synchronous_commit = off: confirmed changes could be lost/,
    );
  });

  it('does not exist, does not answer, or refuses the password', async () => {
    expect(await refusal((url) => (url.pathname = '/none'))).to.match(/There is no such database .*\/none/);
    expect(await refusal((url) => (url.port = '1'))).to.match(
      /No database answers at 127\.0\.0\.1:1\/.* \(ECONNREFUSED\)\.$/,
    );
    const certificate = (url: URL) => url.searchParams.set('sslrootcert', '/nowhere');
    expect(await refusal(certificate)).to.match(/No database answers .* \(ENOENT\)\.$/);
    const inTls = (url: URL) => url.searchParams.set('ssl', 'true');
    expect(await refusal(inTls)).to.match(
      /No database answers .*, or it does not do what its address asks for, such as TLS\.$/,
    );
    expect(await refusal((url) => (url.password = 'wrong-word'))).to.match(/password is refused/);
  });

  it('has a schema that does not serve this program', async () => {
    await database.query(
      `INSERT INTO schema_migrations (version, name, checksum, day, serves) VALUES (999, 'later', 'x', 1, 999)`,
    );
    expect(await refusal(() => undefined)).to.match(/version 999.*newer program/);
    await database.query('UPDATE schema_migrations SET serves = 2 WHERE version = 999');
    const store = await openPostgresStore({ url: database.url, today: TODAY, ...NO_PORTS });
    await store.close();
  });
});
