/**
 * What a session must have, over a real database: time limits, and named statements that outlive a transaction. A
 * pooler in transaction mode may have neither; `test/cluster` runs one.
 */

import { expect } from 'chai';
import pg from 'pg';
import type { PostgresConnection } from '../../../db/postgres/connection.ts';
import { openPool, PostgresPool } from '../../../db/postgres/pool.ts';
import { requireSession } from '../../../db/postgres/session.ts';
import { StoreUnusable } from '../../../db/store/unusable.ts';
import { emptyDatabase, type TestDatabase } from '../../support/postgres.ts';

const PLACE = 'db.example.com:6432/quietkey';

/** A pool that forgets named statements between two transactions, as a pooler does. */
class ForgetfulPool extends PostgresPool {
  #first: PostgresConnection | undefined;

  override async checkout(): Promise<PostgresConnection> {
    return (this.#first = await super.checkout());
  }

  override async openOwn(): Promise<PostgresConnection> {
    const other = await super.openOwn();
    const { client } = other;
    const query = client.query.bind(client);
    client.query = ((...words: Parameters<typeof query>) => {
      void this.#first?.client.query('DEALLOCATE ALL');
      return query(...words);
    }) as typeof client.query;
    return other;
  }
}

describe('a session over PostgreSQL', () => {
  let database: TestDatabase;
  let pool: PostgresPool;

  const poolWith = (Kind: typeof PostgresPool, limits: pg.ClientConfig): PostgresPool => {
    const config = { connectionString: database.url, pipeline: true, ...limits };
    return new Kind(new pg.Pool(config), () => new pg.Client(config));
  };
  const fault = async (): Promise<string> => {
    try {
      await requireSession(pool, PLACE);
      return '';
    } catch (error) {
      if (!(error instanceof StoreUnusable)) throw error;
      return error.message;
    }
  };

  before(async () => {
    database = await emptyDatabase();
  });
  afterEach(() => pool.close());
  after(() => database.end());

  it('is accepted as the product opens it', async () => {
    pool = await openPool(database.url);
    expect(await fault()).to.equal('');
  });

  it('is refused without the time limits, which are named', async () => {
    pool = poolWith(PostgresPool, { lock_timeout: 1_000 });
    const message = await fault();
    expect(message).to.contain('drops statement_timeout, idle_in_transaction_session_timeout');
    expect(message).to.contain('ALTER ROLE').and.to.contain(PLACE);
  });

  it('is refused if named statements are forgotten, with the code and the remedy', async () => {
    const limits = {
      statement_timeout: 1_000,
      lock_timeout: 1_000,
      idle_in_transaction_session_timeout: 1_000,
    };
    pool = poolWith(ForgetfulPool, limits);
    const message = await fault();
    expect(message).to.contain('26000').and.to.contain('max_prepared_statements').and.to.contain(PLACE);
  });
});
