/**
 * A race for seats whose clients are killed in the midst of their requests. In every snapshot of the database the license
 * counts as many seats as it has rows and no more than were sold, and each seat that was acknowledged and not released is
 * there at the end.
 */

import Database from 'better-sqlite3';
import { expect } from 'chai';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { databasePath } from '../../server/composition/prepare-secrets.ts';
import { operations } from '../../server/domain/operations.ts';
import type { Churn, Churned } from '../support/churn-client.ts';
import { emptyDatabase } from '../support/postgres.ts';
import { rounds } from '../support/rounds.ts';
import { until } from '../support/until.ts';
import { startTestServer, type TestServer } from '../support/world.ts';

const CLIENT = fileURLToPath(new URL('../support/churn-client.js', import.meta.url));
const KILLED_CLIENTS = 20;
/** Clients of one license. Those that are killed leave seats behind, so the next ones have another license. */
const AT_ONCE = 2;
const SEATS = 12;
/** Seats that were acknowledged to a client before it is killed. */
const SEATED = 20;
/** Both numbers of one snapshot. */
const SNAPSHOT = `SELECT used, (
  SELECT COUNT(*) FROM activations WHERE license = licenses.id AND released_day IS NULL AND lapsed_day IS NULL
) AS taken FROM licenses`;

interface Opened {
  readonly server: TestServer;
  readonly query: (sql: string) => Promise<Record<string, unknown>[]>;
  readonly end: () => Promise<void>;
}

const ENGINES: Readonly<Record<string, () => Promise<Opened>>> = {
  SQLite: async () => {
    const server = await startTestServer();
    const database = new Database(databasePath(server.config), { readonly: true });
    const query = (sql: string) => Promise.resolve(database.prepare(sql).all() as Record<string, unknown>[]);
    return { server, query, end: () => Promise.resolve(database.close()).then(() => server.end()) };
  },
  PostgreSQL: async () => {
    const database = await emptyDatabase();
    const server = await startTestServer({ DATABASE_URL: database.url });
    return {
      server,
      query: (sql) => database.query(sql),
      end: () => server.end().then(() => database.end()),
    };
  },
};

/** The seats that were acknowledged to any client, and those whose release was asked for. */
interface Said {
  readonly seated: Set<string>;
  readonly leaving: Set<string>;
}

/** Runs a client until it was given some seats, kills it, and waits until all that it has said is read. */
async function runClient(race: Churn, said: Said): Promise<void> {
  const child = fork(CLIENT, { execArgv: [] });
  let seated = 0;
  child.on('message', ({ now, activation }: Churned) => {
    said[now].add(activation);
    seated += Number(now === 'seated');
  });
  child.send(race);
  await until(() => seated >= SEATED);
  const ended = Promise.all([once(child, 'exit'), once(child, 'disconnect')]);
  child.kill('SIGKILL');
  await ended;
}

for (const [engine, open] of Object.entries(ENGINES)) {
  describe(`a race for seats whose clients are killed, over ${engine}`, function () {
    let opened: Opened;
    before(async () => {
      opened = await open();
    });
    after(() => opened.end());

    it('counts every seat that is taken, and loses none', async () => {
      const { server, query } = opened;
      const terms = { seats: SEATS };
      await server.run(operations.licensing.addProduct, { product: 'sonar', name: 'Sonar', terms });
      const port = Number(new URL(server.running().url).port);
      const said: Said = { seated: new Set(), leaving: new Set() };
      const race = async (): Promise<void> => {
        for (let killed = 0; killed < rounds(KILLED_CLIENTS); killed += AT_ONCE) {
          const bought = { product: 'sonar', email: 'ada@example.com' };
          const { licenseKey } = await server.run(operations.licensing.issueLicense, bought);
          await Promise.all(Array.from({ length: AT_ONCE }, () => runClient({ port, licenseKey }, said)));
        }
      };
      const counts = new Set<number>();
      await during(race(), async () => {
        for (const { used, taken } of await query(SNAPSHOT)) {
          expect(Number(used), 'seats that are counted').to.equal(Number(taken));
          expect(Number(used)).to.be.at.most(SEATS);
          counts.add(Number(used));
        }
      });
      expect(counts.size, 'snapshots that differ').to.be.above(1);
      const kept = [...said.seated].filter((activation) => !said.leaving.has(activation));
      const rows = await query(
        'SELECT id FROM activations WHERE released_day IS NULL AND lapsed_day IS NULL',
      );
      const ids = new Set(rows.map(({ id }) => id));
      expect(kept.filter((activation) => !ids.has(activation))).to.deep.equal([]);
    });
  });
}

/** Does something again and again until the work has ended. */
async function during(work: Promise<void>, act: () => Promise<void>): Promise<void> {
  const ended = new AbortController();
  const ending = work.finally(() => ended.abort());
  while (!ended.signal.aborted) {
    await act();
    await turn();
  }
  await ending;
}
