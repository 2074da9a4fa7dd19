/**
 * Erasure, verified to the byte. Customers have canaries in all of their data, and half of them are erased while the
 * server works; then every file is searched for their values in every form. If any step of the secure delete is left
 * out, the same search finds something. The search reads copies, since this process has the database open.
 */

import Database from 'better-sqlite3';
import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { adapterTags } from '../../client-sdk/typescript/machine/device-tags.ts';
import { deriveTagKey } from '../../client-sdk/typescript/machine/tag-key.ts';
import { readLicenseKey } from '../../client-sdk/typescript/contract/license-key.ts';
import { findResidue } from '../../db/sqlite/secure-delete/scrub-pages.ts';
import { scrubFile, STEPS, type Steps } from '../../db/sqlite/secure-delete/scrub-file.ts';
import { openServing } from '../../db/sqlite/connection.ts';
import { finderOf, searchFolder, type Needle } from '../../scripts/demo/search.ts';
import { databasePath } from '../../server/composition/prepare-secrets.ts';
import { allowedFields } from '../../server/config/log.ts';
import { runErasure } from '../../server/composition/world.ts';
import { finishReceipts } from '../../server/jobs/sign-receipts.ts';
import { askAt } from '../server/http/asking.ts';
import { random22 } from '../support/machine.ts';
import { rounds } from '../support/rounds.ts';
import { startTestServer, type TestServer } from '../support/world.ts';
import { operations } from '../../server/domain/operations.ts';
import { toDay } from '../../server/domain/kernel/day.ts';

const CUSTOMERS = rounds(2_000, 100);
const RUNS = rounds(20, 1);
/** Customers who share the marker of an adapter: its last byte distinguishes them. */
const BATCH = 200;
const VALUE_COLUMNS = [
  ['licenses', 'id', ['email_index', 'nonce']],
  ['activations', 'license', ['network']],
] as const;

const letters = (count: number): string =>
  Array.from({ length: count }, () => 'bcdfghjkmnpqrstvwxz'[randomInt(19)]).join('');

/** Bytes that begin with a maker's prefix. */
const card = (bytes: number): Buffer => {
  const address = randomBytes(bytes);
  address[0] = 0xa4;
  return address;
};

/** One half of the customers. They share a marker in each kind of canary, so that one pass finds all of them. */
class Half {
  readonly marker = letters(12);
  readonly groups = Array.from({ length: 4 }, () => randomBytes(2).toString('hex').replace(/^0/, 'a'));
  readonly cards = Array.from({ length: Math.ceil(CUSTOMERS / 2 / BATCH) }, () => card(5));
  readonly people = Array.from({ length: CUSTOMERS / 2 }, (_one, i) => ({
    email: `${this.marker}${i}@example.com`,
    username: `${this.marker}-${i}`,
    address: `2001:db8:${this.groups.join(':')}:0:${(i + 1).toString(16)}`,
    mac: Buffer.concat([this.cards[Math.floor(i / BATCH)] ?? Buffer.alloc(5), Buffer.of(i % BATCH)]).toString(
      'hex',
    ),
    licenseKey: '',
    license: '',
    /** The account of every second one. */
    account: '',
  }));

  /** Values that no file may contain, of any person of this half. */
  needles(): Needle[] {
    return [
      { name: 'email or username', text: this.marker },
      { name: 'address', text: this.groups.join(':'), bytes: Buffer.from(this.groups.join(''), 'hex') },
      ...this.cards.map((bytes) => ({ name: 'adapter', text: [...bytes].map(hex).join(':'), bytes })),
    ];
  }
}

type Person = Half['people'][number];
const hex = (byte: number): string => byte.toString(16).padStart(2, '0');

describe('an erased customer', function () {
  for (let run = 1; run <= RUNS; run++) {
    it(`is in no byte of any file, run ${run}`, async () => {
      const shop = await openShop();
      try {
        const { gone, kept, server } = shop;
        const load = shop.work();
        await inBatches(gone.people, (person) => erase(server, person));
        const reader = shop.reader();
        await shop.someWork();
        expect(await finishReceipts(server.running().world), 'while a reader is open').to.deep.equal({
          kind: 'put off',
          because: 'held',
        });
        reader.close();
        const finished = await finishReceipts(server.running().world);
        expect(finished).to.deep.include({ kind: 'signed', signed: gone.people.length });
        await load.stop();

        const files = shop.copy(true);
        expect(search(files, gone.needles())).to.deep.equal([]);
        expect(valuesIn(files, shop.valuesGone)).to.deep.equal([]);
        expect(search(files, kept.needles()), 'the search finds who is kept, by the username').to.include(
          'email or username',
        );
        expect(valuesIn(files, shop.valuesKept).length, 'and what is kept of them').to.be.greaterThan(
          CUSTOMERS / 2,
        );
      } finally {
        await shop.end();
      }
    });
  }

  describe('is found, or leaves residue, if a step of the secure delete is left out:', () => {
    let shop: Shop;
    before(async () => {
      shop = await openShop();
      await inBatches(shop.gone.people, (person) => erase(shop.server, person));
    });
    after(() => shop.end());

    const foundAfter = async (steps: Steps) => {
      const folder = shop.copy(false);
      const path = join(folder, 'quietkey.db');
      const connection = openServing(path, toDay(20_000));
      const others = new Database(path);
      let isBegun = false;
      const clear: Steps['clear'] = (...given) => {
        if (!isBegun) leaveResidue(others, shop.gone.marker);
        isBegun = true;
        steps.clear(...given);
      };
      try {
        leaveResidue(others, shop.gone.marker);
        expect(await scrubFile(path, { ...steps, clear })).to.include({ kind: 'scrubbed' });
        const copy = `${folder}-after`;
        execFileSync('cp', ['-r', folder, copy]);
        const bytes = readFileSync(join(copy, 'quietkey.db'));
        const read = (offset: number, length: number) => bytes.subarray(offset, offset + length);
        const { places } = findResidue({ size: bytes.length, read });
        return [
          ...search(copy, shop.gone.needles()),
          ...valuesIn(copy, shop.valuesGone),
          ...Object.keys(places),
        ];
      } finally {
        others.close();
        connection.close();
      }
    };

    it('none is left out', async () => {
      expect(await foundAfter(STEPS)).to.deep.equal([]);
    });
    const leftOut: Steps = {
      emptyStatistics: () => undefined,
      clear: () => undefined,
      noteWritten: (frames) => frames.read(() => undefined),
      emptyWal: () => true,
    };
    for (const name of Object.keys(STEPS) as (keyof Steps)[]) {
      it(name, async () => {
        expect(await foundAfter({ ...STEPS, [name]: leftOut[name] })).to.not.deep.equal([]);
      });
    }
  });
});

/**
 * Deletes a row without overwriting it, so that the pages have residue. The erasure itself overwrites what it deletes, and
 * leaves residue only where SQLite has moved rows between pages, which depends on their order.
 */
function leaveResidue(database: Database.Database, marker: string): void {
  database.pragma('secure_delete = OFF');
  database.exec(`INSERT INTO tasks (task, day) VALUES ('${marker}-residue', 0)`);
  database.exec(`DELETE FROM tasks WHERE task = '${marker}-residue'`);
}

interface Shop {
  server: TestServer;
  gone: Half;
  kept: Half;
  /** The stored values of each half before the erasure, in their stored form, and their license keys. */
  valuesGone: Set<string>;
  valuesKept: Set<string>;
  /** Activations that continue until they are stopped. */
  work(): { stop(): Promise<void> };
  someWork(): Promise<void>;
  reader(): Database.Database;
  /** A copy of all files, with the log and a copy that SQLite made, or of the data folder only. */
  copy(all: boolean): string;
  end(): Promise<void>;
}

async function openShop(): Promise<Shop> {
  const server = await startTestServer({
    QUIETKEY_TRUSTED_PROXIES: '127.0.0.1',
    QUIETKEY_LOG_LEVEL: 'debug',
  });
  const [gone, kept] = [new Half(), new Half()];
  const people = [...gone.people, ...kept.people];
  await server.run(operations.licensing.addProduct, {
    product: 'sonar',
    name: 'Sonar',
    terms: { seats: 1_000 },
  });
  await inBatches(people, async (person) => {
    const { license, licenseKey } = await server.run(operations.licensing.issueLicense, {
      product: 'sonar',
      email: person.email,
    });
    [person.license, person.licenseKey] = [license.license, licenseKey];
  });
  const { ask, end } = askAt(server.running().url);
  const activate = async (person: Person, mac = person.mac): Promise<string | undefined> => {
    const key = readLicenseKey(person.licenseKey);
    if (!key.ok) throw new Error(key.fault);
    const tags = adapterTags(deriveTagKey(key.canonical), [{ name: 'eth0', mac, class: 'own' }]);
    const { licenseKey, username, address } = person;
    const body = { product: 'sonar', licenseKey, username, tags, nonce: random22() };
    const heard = await ask({
      method: 'POST',
      path: '/v1/activations',
      headers: { 'x-forwarded-for': address },
      body,
    });
    if (heard.status !== 201 && heard.status !== 200 && heard.status !== 429) throw new Error(heard.text);
    return (JSON.parse(heard.text) as { activation?: string }).activation;
  };
  await inBatches(people, async (person) => {
    const activation = await activate(person);
    if (people.indexOf(person) % 2 === 0) await settle(server, person, activation ?? '');
  });
  const path = databasePath(server.config);
  withDatabase(path, (database) => database.exec('ANALYZE; PRAGMA optimize'));
  const values = (half: Half): Set<string> => withDatabase(path, (database) => storedOf(database, half));
  const [valuesGone, valuesKept] = [values(gone), values(kept)];
  const more = (): Promise<unknown> =>
    activate(kept.people[randomInt(kept.people.length)]!, card(6).toString('hex'));
  return {
    server,
    gone,
    kept,
    valuesGone,
    valuesKept,
    work: () => {
      const stopping = new AbortController();
      const working = (async () => {
        while (!stopping.signal.aborted) await Promise.all([more(), more(), more()]);
      })();
      return {
        stop: () => {
          stopping.abort();
          return working;
        },
      };
    },
    someWork: () => Promise.all(Array.from({ length: 5 }, more)).then(() => undefined),
    reader: () => {
      const database = new Database(path, { readonly: true });
      database.exec('BEGIN');
      database.prepare('SELECT COUNT(*) FROM licenses').get();
      return database;
    },
    copy: (all) => {
      const copy = join(server.folder, `copy-${random22()}`);
      if (!all) {
        execFileSync('cp', ['-r', server.config.dataFolder, copy]);
        return copy;
      }
      mkdirSync(copy);
      execFileSync('cp', ['-r', server.config.dataFolder, copy]);
      writeFileSync(
        join(copy, 'log'),
        server.log.map((line) => JSON.stringify(allowedFields(line))).join('\n'),
      );
      withDatabase(path, (database) => database.exec(`VACUUM INTO '${join(copy, 'backup.db')}'`));
      return copy;
    },
    end: async () => {
      end();
      await server.end();
    },
  };
}

/** Creates an account for a person, who gives the machine a nickname. */
async function settle(server: TestServer, person: Person, activation: string): Promise<void> {
  const { username, licenseKey, license } = person;
  const password = `$argon2id$v=19$m=19456,t=2,p=1$${username}`;
  const signUp = { username, password, licenseKey, terms: '1', remember: true, recoveryCodes: [random22()] };
  const { token } = await server.run(operations.account.signUp, signUp);
  const { who } = await server.run(operations.account.findSession, { token });
  person.account = who?.account ?? expect.fail('there is no session');
  await server.run(operations.ownership.nameMachine, {
    account: person.account,
    license,
    activation,
    nickname: `${username} desk`,
  });
}

/** By the account that owns the license, or by the email if there is no account. */
async function erase(server: TestServer, { account, email }: Person): Promise<void> {
  const options = {
    apply: true,
    urgent: false,
    actor: 'terminal:test',
    purpose: 'legal',
    reason: 'on request',
  };
  const ask = { ...(account === '' ? { email } : { account }), only: [], endLicenses: false };
  for (;;) {
    try {
      const report = await runErasure(server.running().world, ask, options);
      expect(report.finished).to.equal(true);
      return;
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'busy') throw error;
    }
  }
}

function withDatabase<Answer>(path: string, act: (database: Database.Database) => Answer): Answer {
  const database = new Database(path);
  database.pragma('wal_autocheckpoint = 0');
  try {
    return act(database);
  } finally {
    database.close();
  }
}

/** Stored keyed, sealed and random values of these people, and the license keys that they type. */
function storedOf(database: Database.Database, { people }: Half): Set<string> {
  const found = new Set<string>();
  for (const { license, licenseKey, account } of people) {
    for (const [table, by, columns] of VALUE_COLUMNS) {
      for (const row of database
        .prepare(`SELECT ${columns.join()} FROM ${table} WHERE ${by} = ?`)
        .raw()
        .all(license))
        for (const value of row as unknown[]) if (typeof value === 'string') found.add(value);
    }
    for (const table of ['sessions', 'recovery_codes'])
      for (const digest of database
        .prepare(`SELECT digest FROM ${table} WHERE account = ?`)
        .pluck()
        .all(account))
        found.add(String(digest));
    const tags =
      'SELECT tag FROM device_tags WHERE activation IN (SELECT id FROM activations WHERE license = ?)';
    for (const tag of database.prepare(tags).pluck().all(license)) found.add(String(tag));
    const bare = licenseKey.replaceAll('-', '').slice(-30);
    for (const key of [bare, bare.toLowerCase(), licenseKey]) found.add(key);
  }
  return found;
}

function search(folder: string, needles: readonly Needle[]): string[] {
  return [...new Set(searchFolder(folder, needles).hits.map(({ name }) => name))];
}

/** The values that occur anywhere in a file. */
function valuesIn(folder: string, values: ReadonlySet<string>): string[] {
  const finder = finderOf([...values].map((value) => ({ value, bytes: Buffer.from(value, 'latin1') })));
  const found = new Set<string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    for (const { value } of finder(readFileSync(join(entry.parentPath, entry.name)))) found.add(value);
  }
  return [...found];
}

async function inBatches<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  for (let index = 0; index < items.length; index += 50)
    await Promise.all(items.slice(index, index + 50).map(work));
}
