/**
 * How many values are stored about a customer, table by table. A value counts where it is not null and the inventory
 * says that its column relates to a person or belongs to the customer's export, as `license holdings` shows it; columns
 * of the program itself, such as generations and sequence numbers, do not count. The customer is the README's: a license
 * with an order, one machine with one adapter and a username, on loopback, default settings. Each count is an upper
 * bound: from now on it may only fall.
 */

import Database from 'better-sqlite3';
import { expect } from 'chai';
import { databasePath } from '../../server/composition/prepare-secrets.ts';
import { DAY_SECONDS } from '../../server/domain/kernel/day.ts';
import { INVENTORY } from '../../server/domain/inventory/inventory.ts';
import { operations } from '../../server/domain/operations.ts';
import { browserAt } from '../server/portal/browsing.ts';
import { appOn } from '../support/app.ts';
import { emptyDatabase } from '../support/postgres.ts';
import { startTestServer, type TestServer } from '../support/world.ts';

type Counts = Readonly<Record<string, number>>;
type Rows = readonly Readonly<Record<string, unknown>>[];

/** Bought, activated and renewed: 30 values. The app sends a username, which nothing asks for. */
const RENEWED: Counts = {
  licenses: 9,
  license_keys: 3,
  orders: 4,
  activations: 8,
  device_tags: 2,
  operator_actions: 4,
};
/** And released: tags and request digest are gone, and the limits of releases are counted. */
const RELEASED: Counts = { ...RENEWED, licenses: 11, activations: 8, device_tags: 0 };
/** What an account adds, with ten recovery codes and one browser that is logged in: 38 values. */
const ACCOUNT: Counts = { accounts: 9, owners: 3, sessions: 6, recovery_codes: 20 };

/** A server with a database that can be read past it. */
interface Stored {
  readonly server: TestServer;
  rows(table: string): Promise<Rows>;
  end(): Promise<void>;
}

async function overSqlite(): Promise<Stored> {
  const server = await startTestServer();
  const database = new Database(databasePath(server.config), { readonly: true });
  return {
    server,
    rows: (table) => Promise.resolve(database.prepare<[], Rows[number]>(`SELECT * FROM ${table}`).all()),
    end: () => {
      database.close();
      return server.end();
    },
  };
}

async function overPostgres(): Promise<Stored> {
  const database = await emptyDatabase();
  const server = await startTestServer({ DATABASE_URL: database.url });
  return {
    server,
    rows: (table) => database.query(`SELECT * FROM ${table}`),
    end: async () => {
      await server.end();
      await database.end();
    },
  };
}

async function countStored(stored: Stored): Promise<Counts> {
  const counts: Record<string, number> = {};
  for (const [table, { columns }] of Object.entries(INVENTORY)) {
    const values = (await stored.rows(table)).flatMap((row) => Object.entries(row));
    const personal = values.filter(([name, value]) => {
      const { subject, exported } = columns[name] ?? {};
      return value !== null && (subject === 'person' || subject === 'operator' || exported === true);
    });
    if (personal.length > 0) counts[table] = personal.length;
  }
  return counts;
}

const total = (counts: Counts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

function expectWithin(counts: Counts, bounds: Counts): void {
  for (const [table, count] of Object.entries(counts)) {
    expect(count, `values in ${table}, which may only fall`).to.be.at.most(bounds[table] ?? 0);
  }
  expect(total(counts), 'all values').to.be.at.most(total(bounds)).and.at.least(1);
}

/** Buys as the README does, activates and renews. */
async function buyAndUse(server: TestServer) {
  await server.run(operations.licensing.addProduct, { product: 'sonar', name: 'Sonar Pro', terms: {} });
  const sale = { product: 'sonar', email: 'ada@example.com', order: 'A-1017' };
  const { license, licenseKey } = await server.run(operations.licensing.issueLicense, sale);
  const app = appOn(server, { folder: 'app', macs: ['a4:5e:60:c1:7b:02'], address: '127.0.0.1' });
  await app.activate(licenseKey, { username: 'ada' });
  server.clock.move(8 * DAY_SECONDS);
  await app.renew();
  return { app, license: license.license, licenseKey };
}

async function signUpAndList(server: TestServer, licenseKey: string): Promise<void> {
  const { url, publicUrl } = server.running();
  const browser = browserAt(url, new URL(publicUrl).origin);
  const { text } = await browser.get('/signup');
  const terms = /name="terms"[^>]*value="([^"]*)"/.exec(text)?.[1] ?? '';
  const account = { username: 'ada', password: 'seven herons by the fjord', licenseKey, terms };
  expect((await browser.post('/signup', account)).status).to.equal(200);
  expect((await browser.get('/licenses')).status).to.equal(200);
  browser.end();
}

for (const [engine, open] of [
  ['SQLite', overSqlite],
  ['PostgreSQL', overPostgres],
] as const) {
  describe(`the values stored about a customer, over ${engine}`, () => {
    let stored: Stored;
    beforeEach(async () => {
      stored = await open();
    });
    afterEach(() => stored.end());

    it(`are at most ${total(RENEWED)} without an account, and ${total(RELEASED)} after the release`, async () => {
      const { app, license } = await buyAndUse(stored.server);
      expectWithin(await countStored(stored), RENEWED);
      await app.release();
      const released = await countStored(stored);
      expectWithin(released, RELEASED);
      const holdings = (await stored.server.run(operations.privacy.listHoldings, { license })).items;
      expect(holdings, 'what the product itself shows').to.have.lengthOf(total(released));
    });

    it(`are at most ${total(RENEWED) + total(ACCOUNT)} with one, and ${total(RELEASED) + total(ACCOUNT)} after the release`, async () => {
      const { app, licenseKey } = await buyAndUse(stored.server);
      await signUpAndList(stored.server, licenseKey);
      expectWithin(await countStored(stored), { ...RENEWED, ...ACCOUNT });
      await app.release();
      expectWithin(await countStored(stored), { ...RELEASED, ...ACCOUNT });
    });
  });
}
