/**
 * How SQL is written and compiled, and that SQLite answers each frequent query by an index lookup.
 */

import { expect } from 'chai';
import { STATEMENTS } from '../../../db/sql/queries.ts';
import { openWriter, type SqliteConnection } from '../../../db/sqlite/connection.ts';
import {
  camelCase,
  compile,
  insertInto,
  type Dialect,
  type Statement,
} from '../../../db/dialect/statements.ts';
import { freshFolder } from '../../support/engines.ts';
import { ownDatabase, type TestDatabase } from '../../support/postgres.ts';
import { toDay } from '../../../server/domain/kernel/day.ts';

/** Statements that read a whole table: short lists, and the counts of a dry run. */
const WHOLE_TABLE = [
  'listProductNames',
  'countProducts',
  'findFarewell',
  'findRetired',
  'pageOperatorTokens',
  'countOperatorTokens',
  'listSecretFingerprints',
  'listErasureCounts',
  'listLives',
  'adoptLives',
  // stops at the first row
  'holdsRows',
  'pageReceipts',
  'findFirstDay',
  'countDue',
  'countLapsing',
  // by a command, and in the purge of a product that has ended
  'countMachines',
  'countAfterFarewell',
  'countExtent',
  'countRetired',
  'countRetiredProducts',
  'purgeRetiredCounts',
  'purgeRetiredCoupons',
  // its foreign keys look for a license and a sign-in
  'purgeRetiredProduct',
  'purgeRetiredSignIns',
  'countPerpetual',
  'countRestricted',
  'countAbandoned',
  'countGenerations',
  'countWanting',
  'endAllSessions',
  'endAllLinks',
  'endAllSignIns',
  'endAllOffers',
  'endAllTransfers',
  'endAllTakeovers',
  'dropAllBundles',
  'endAllAnswers',
  'countBundles',
  'dropAllMails',
  'dropWaitingKeyMails',
  'countByAnswer',
  'countUndelivered',
  'listTelemetryCounts',
  'deleteTelemetryCounts',
  'deleteAllTelemetryCounts',
  'listFigures',
];

const SQLITE: Dialect = { lock: '', parameters: 'positional' };
const POSTGRES: Dialect = { lock: ' FOR UPDATE', parameters: 'numbered' };

const textsOf = ({ sql, ...rest }: Statement): Statement<string>[] =>
  (typeof sql === 'string' ? [sql] : [...sql.values()]).map((text) => ({ ...rest, sql: text }));

describe('a statement', () => {
  it('lists its parameters in the order of their places', () => {
    const sql = 'SELECT :b, :a, :b FROM t WHERE c = :longName';
    expect(compile({ gives: 'rows', sql }, SQLITE)).to.deep.equal({
      text: 'SELECT ?, ?, ? FROM t WHERE c = ?',
      parameters: ['b', 'a', 'b', 'longName'],
      gives: 'rows',
    });
  });

  it('numbers its parameters in the order of their first use', () => {
    const sql = 'SELECT :b, :a, :b FROM t WHERE c = :longName';
    expect(compile({ gives: 'rows', sql }, POSTGRES)).to.deep.equal({
      text: 'SELECT $1, $2, $1 FROM t WHERE c = $3',
      parameters: ['b', 'a', 'longName'],
      gives: 'rows',
    });
  });

  it('locks with the syntax of the dialect', () => {
    const statement = { gives: 'optionalRow', lock: true, sql: 'SELECT 1' } as const;
    expect(compile(statement, POSTGRES).text).to.equal('SELECT 1 FOR UPDATE');
    expect(compile(statement, SQLITE).text).to.equal('SELECT 1');
    expect(compile({ gives: 'optionalRow', sql: 'SELECT 1' }, POSTGRES).text).to.equal('SELECT 1');
  });

  it('writes whole rows from the inventory', () => {
    expect(insertInto('license_keys')).to.equal(
      'INSERT INTO license_keys (verifier, generation, license, created_day, ended_day) VALUES (:verifier, :generation, :license, :createdDay, :endedDay)',
    );
    expect(insertInto('owners', ['since_day', 'proved_day', 'notified_last_day'])).to.equal(
      'INSERT INTO owners (license, account) VALUES (:license, :account)',
    );
    expect(() => insertInto('strangers')).to.throw(/no table/);
    expect(camelCase('updates_until_day')).to.equal('updatesUntilDay');
  });
});

describe('the statements', () => {
  const folder = freshFolder();
  let connection: SqliteConnection;

  before(() => {
    connection = openWriter(folder.path, toDay(20_000));
  });

  after(() => {
    connection.close();
    folder.remove();
  });

  it('are portable: no keyword of only one engine', () => {
    for (const [name, statement] of Object.entries(STATEMENTS)) {
      for (const { sql } of textsOf(statement)) {
        expect(sql, name).not.to.match(
          /\b(?:lower|upper|ifnull|datetime|strftime|rowid|nocase|replace into)\b|::/i,
        );
      }
    }
  });

  for (const [name, statement] of Object.entries(STATEMENTS)) {
    if (WHOLE_TABLE.includes(name)) continue;
    it(`answer ${name} without reading a whole table`, () => {
      for (const single of textsOf(statement)) {
        const { text, parameters } = compile(single, SQLITE);
        const bound = parameters.map(() => 0);
        const plan = connection.database.prepare(`EXPLAIN QUERY PLAN ${text}`).all(bound) as {
          detail: string;
        }[];
        const steps = plan.map(({ detail }) => detail);
        const scans = steps.filter((step) => /^SCAN (?!ahead|looked_at|lapsing|ending|CONSTANT)/.test(step));
        expect(scans, steps.join('\n')).to.deep.equal([]);
      }
    });
  }

  it('look for a transfer among the actions of its kind, and not among all actions on the license', () => {
    const before = Object.entries(STATEMENTS).flatMap(([name, statement]) =>
      textsOf(statement).flatMap((single) => {
        const { text, parameters } = compile(single, SQLITE);
        if (!text.includes('operator_actions AS given')) return [];
        const bound = parameters.map(() => 0);
        const plan = connection.database.prepare(`EXPLAIN QUERY PLAN ${text}`).all(bound) as {
          detail: string;
        }[];
        return plan.filter(({ detail }) => / given /.test(detail)).map(({ detail }) => `${name}: ${detail}`);
      }),
    );
    expect(before).to.have.length.above(3);
    for (const step of before) expect(step).to.include('(license=? AND action=? AND leaf>?)');
  });

  it('find tags by their own key, whatever other rows exist', () => {
    const { text, parameters } = compile(STATEMENTS.lockTagged, SQLITE);
    const bound = parameters.map(() => 'x');
    const plan = connection.database.prepare(`EXPLAIN QUERY PLAN ${text}`).all(bound) as { detail: string }[];
    const searches = plan.map(({ detail }) => detail).filter((detail) => detail.startsWith('SEARCH'));
    expect(searches).to.deep.equal([
      'SEARCH activations USING PRIMARY KEY (id=?)',
      'SEARCH device_tags USING PRIMARY KEY (tag=?)',
    ]);
  });
});

describe('the statements over PostgreSQL', () => {
  let database: TestDatabase;

  before(async () => {
    database = await ownDatabase();
    await database.query('SET enable_seqscan = off');
  });

  after(() => database.end());

  /** The plan for any values. EXPLAIN (GENERIC_PLAN) would need PostgreSQL 16. */
  const genericPlan = async (text: string): Promise<string> => {
    await database.query(`SET plan_cache_mode = force_generic_plan; PREPARE planned AS ${text}`);
    const count = Math.max(0, ...[...text.matchAll(/\$(\d+)/g)].map(([, index]) => Number(index)));
    const values = count === 0 ? '' : `(${Array.from({ length: count }, () => 'NULL').join()})`;
    const rows = await database.query(`EXPLAIN EXECUTE planned${values}`);
    await database.query('DEALLOCATE planned');
    return rows.map((row) => String(row['QUERY PLAN'])).join('\n');
  };

  it('use an index for each frequent query, and lock rows as declared', async () => {
    for (const [name, statement] of Object.entries(STATEMENTS)) {
      if (WHOLE_TABLE.includes(name)) continue;
      for (const single of textsOf(statement)) {
        const { text } = compile(single, POSTGRES);
        const plan = await genericPlan(text);
        expect(plan, `${name}\n${plan}`).not.to.contain('Seq Scan');
        expect(/LockRows/.test(plan), `${name}\n${plan}`).to.equal(single.lock === true);
      }
    }
  });

  it('never search the activations of a whole license for a machine', async () => {
    const { text } = compile(STATEMENTS.lockTagged, POSTGRES);
    const plan = await genericPlan(text);
    expect(plan).to.contain('device_tags').and.not.contain('activations_by_license');
  });
});
