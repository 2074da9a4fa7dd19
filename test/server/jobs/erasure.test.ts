/**
 * An erasure on a real store: what is erased and what stays, column by column; apps that continue, or end with their
 * licenses; rows of other people, which stay unchanged; and an interrupted run.
 */

import Database from 'better-sqlite3';
import { expect } from 'chai';
import { LicenseRefused, type Quietkey } from '../../../client-sdk/typescript/index.ts';
import type { IssueAnswer } from '../../../client-sdk/typescript/contract/license-view.ts';
import { DAY_SECONDS } from '../../../server/domain/kernel/day.ts';
import type { Erase } from '../../../server/domain/privacy/erasure.ts';
import { ERASURES, INVENTORY } from '../../../server/domain/inventory/inventory.ts';
import { Refusal } from '../../../server/domain/kernel/refusal.ts';
import { databasePath } from '../../../server/composition/prepare-secrets.ts';
import { runErasure, type ErasureReport } from '../../../server/composition/world.ts';
import { appOn } from '../../support/app.ts';
import { proven, random22 } from '../../support/machine.ts';
import { startTestServer, type TestServer } from '../../support/world.ts';
import { operations } from '../../../server/domain/operations.ts';

const ADA = 'ada@example.com';
const BOB = 'bob@example.com';
const ADDRESS = '203.0.113.77';

type Row = Record<string, string | number | null>;

describe('an erasure', () => {
  let server: TestServer;
  let ada: IssueAnswer;
  let bob: IssueAnswer;

  beforeEach(async () => {
    server = await startTestServer({ QUIETKEY_TRUSTED_PROXIES: '127.0.0.1' });
    await server.run(operations.licensing.addProduct, {
      product: 'sonar',
      name: 'Sonar',
      terms: { seats: 3 },
    });
    ada = await server.run(operations.licensing.issueLicense, { product: 'sonar', email: ADA, order: 'A-1' });
    bob = await server.run(operations.licensing.issueLicense, {
      product: 'sonar',
      email: BOB,
      order: 'B-1',
      idempotencyKey: 'b',
    });
  });
  afterEach(() => server.end());

  const app = (folder: string, ...macs: string[]): Quietkey =>
    appOn(server, { folder, macs, address: ADDRESS });
  const erase = (changes: Partial<Erase> = {}, apply = true): Promise<ErasureReport> =>
    runErasure(
      server.running().world,
      { email: ADA, only: [], endLicenses: false, ...changes },
      { apply, urgent: false, actor: 'terminal:test', purpose: 'legal', reason: 'request 7' },
    );
  const rows = (sql: string, ...values: string[]): Row[] => {
    const database = new Database(databasePath(server.config), { readonly: true });
    try {
      return database.prepare(sql).all(...values) as Row[];
    } finally {
      database.close();
    }
  };
  const countOf = ({ counts }: ErasureReport, name: string) =>
    counts.find((count) => count.class === name)?.rows;
  /** Everything that is stored about a license. */
  const rowsOf = ({ license }: IssueAnswer): Row[][] => {
    const id = license.license;
    return [
      rows('SELECT * FROM licenses WHERE id = ?', id),
      rows('SELECT * FROM license_keys WHERE license = ?', id),
      rows('SELECT * FROM orders WHERE license = ?', id),
      rows('SELECT * FROM activations WHERE license = ?', id),
      rows(
        'SELECT * FROM device_tags WHERE activation IN (SELECT id FROM activations WHERE license = ?)',
        id,
      ),
      rows('SELECT * FROM operator_actions WHERE license = ?', id),
      rows('SELECT * FROM idempotency WHERE result = ?', id),
    ];
  };
  const codeOf = (error: unknown): unknown =>
    error instanceof LicenseRefused ? error.refusal : error instanceof Refusal ? error.code : error;

  it('is previewed without a change', async () => {
    await server.run(operations.licensing.changeProduct, {
      product: 'sonar',
      terms: { usernameRequired: true },
    });
    await app('laptop', 'a4:5e:60:c1:7b:02').activate(ada.licenseKey, { username: 'ada' });
    const report = await erase({}, false);
    expect(report).to.include({ applied: false, licenses: 1, receipt: null });
    for (const name of ['device tags', 'usernames', 'networks', 'orders severed', 'links to the buyer'])
      expect(countOf(report, name), name).to.equal(1);
    expect((await server.run(operations.licensing.findLicenses, { email: ADA })).items).to.have.lengthOf(1);
    expect((await server.run(operations.privacy.listReceipts, {})).items).to.deep.equal([]);
    expect(await erase({ email: 'eve@example.com' })).to.include({
      applied: false,
      licenses: 0,
      receipt: null,
    });
  });

  it('erases the person, and keeps the license, its activations and the accounts', async () => {
    const laptop = app('laptop', 'a4:5e:60:c1:7b:02', 'a4:5e:60:c1:7b:03');
    await laptop.activate(ada.licenseKey, { username: 'ada' });
    await app('desk', 'a4:5e:60:c1:7b:0a').activate(bob.licenseKey, { username: 'bob' });
    await server.run(operations.licensing.suspendLicense, {
      license: ada.license.license,
      reason: 'Ada called',
    });
    await server.run(operations.licensing.reinstateLicense, { license: ada.license.license });
    const [others, before] = [rowsOf(bob), rowsOf(ada)];
    expect(await erase()).to.include({ applied: true, finished: true });

    const [licenses, keys, orders, activations, tags, actions, repeatable] = rowsOf(ada);
    expect(licenses?.[0]).to.deep.equal({ ...before[0]?.[0], email_index: null, nonce: null });
    expect(keys).to.deep.equal(before[1]);
    const bare = { username: null, network: null, network_day: null };
    expect(activations).to.deep.equal(before[3]?.map((row) => ({ ...row, ...bare })));
    expect([orders, tags, actions, repeatable]).to.deep.equal([[], [], [], []]);
    expect(rows('SELECT * FROM orders WHERE reference = ?', 'A-1')).to.deep.equal([
      { ...before[2]?.[0], license: null },
    ]);
    expect(rowsOf(bob), "other people's rows").to.deep.equal(others);
    expect(
      rows(`SELECT actor, license, reason FROM operator_actions WHERE action = 'erasure'`),
    ).to.deep.equal([{ actor: 'terminal:test', license: null, reason: 'request 7' }]);
    expect(rows(`SELECT * FROM operator_actions WHERE reason LIKE '%Ada%'`)).to.deep.equal([]);
  });

  it('lets apps continue, and refuses requests that would need the email', async () => {
    const laptop = app('laptop', 'a4:5e:60:c1:7b:02');
    await laptop.activate(ada.licenseKey, { username: 'ada' });
    await erase();
    const { world } = server.running();
    expect((await server.run(operations.licensing.findLicenses, { email: ADA })).items).to.deep.equal([]);
    const again = { product: 'sonar', email: ADA, order: 'A-1' };
    expect(
      codeOf(await world.run(operations.licensing.issueLicense, again, 'x').catch((error: unknown) => error)),
    ).to.equal('license_unknown');
    server.clock.move(10 * DAY_SECONDS);
    expect(await laptop.renew()).to.include({ state: 'licensed', refreshDue: false });
    expect((await app('new', 'a4:5e:60:c1:7b:99').activate(ada.licenseKey)).state).to.equal('licensed');
    expect((await laptop.activate(ada.licenseKey)).state, 'with the state that it holds').to.equal(
      'licensed',
    );
    expect(
      (await server.run(operations.licensing.showLicense, { license: ada.license.license })).used,
    ).to.equal(2);
    expect((await laptop.release()).state).to.equal('unlicensed');
    const bought = await server.run(operations.licensing.issueLicense, {
      product: 'sonar',
      email: ADA,
      order: 'A-2',
    });
    expect(bought.license.license).to.not.equal(ada.license.license);
  });

  it('costs a machine that lost its state a new seat, as documented', async () => {
    const mac = 'a4:5e:60:c1:7b:02';
    await app('laptop', mac).activate(ada.licenseKey);
    await erase();
    await app('reinstalled laptop', mac).activate(ada.licenseKey);
    expect(
      (await server.run(operations.licensing.showLicense, { license: ada.license.license })).used,
    ).to.equal(2);
  });

  it('answers a renewal whose first answer was lost with the same lease', async () => {
    const tags = [random22()];
    const machine = { tags, nonce: random22(), network: null };
    const first = await server.run(operations.activation.activate, {
      product: 'sonar',
      licenseKey: ada.licenseKey,
      ...machine,
    });
    server.clock.move(8 * DAY_SECONDS);
    const request = proven('renew', first, tags);
    const renewed = await server.run(operations.activation.renewLease, request);
    await erase();
    expect(await server.run(operations.activation.renewLease, request)).to.deep.equal(renewed);
  });

  it('ends the licenses on request of their owner: apps run to the end of their lease', async () => {
    const laptop = app('laptop', 'a4:5e:60:c1:7b:02');
    await laptop.activate(ada.licenseKey, { username: 'ada' });
    const others = rowsOf(bob);
    const report = await erase({ endLicenses: true });
    expect(countOf(report, 'licenses ended')).to.equal(1);
    expect(rowsOf(ada).flat()).to.deep.equal([]);
    expect(rowsOf(bob)).to.deep.equal(others);
    expect(rows('SELECT license FROM orders WHERE reference = ?', 'A-1')).to.deep.equal([{ license: null }]);
    server.clock.move(10 * DAY_SECONDS);
    const refusal: unknown = await laptop.renew().catch((error: unknown) => error);
    expect(codeOf(refusal)).to.equal('activation_unknown');
    expect(laptop.check().state, 'nothing was signed against it').to.equal('licensed');
    server.clock.move(60 * DAY_SECONDS);
    expect(laptop.check().state).to.not.equal('licensed');
  });

  for (const word of ['usernames', 'networks', 'tags']) {
    it(`erases only ${word}, and keeps the rest`, async () => {
      await app('laptop', 'a4:5e:60:c1:7b:02').activate(ada.licenseKey, { username: 'ada' });
      const before = rowsOf(ada);
      await erase({ only: [word] });
      const after = rowsOf(ada);
      const gone =
        { usernames: { username: null }, networks: { network: null, network_day: null } }[word] ?? {};
      expect(after[3]).to.deep.equal(before[3]?.map((row) => ({ ...row, ...gone })));
      expect(after[4]).to.deep.equal(word === 'tags' ? [] : before[4]);
      expect([after[0], after[1], after[2]]).to.deep.equal([before[0], before[1], before[2]]);
      expect((await server.run(operations.licensing.findLicenses, { email: ADA })).items).to.have.lengthOf(1);
    });
  }

  it('refuses a malformed email, an unknown word, and a reason that contains an address', async () => {
    const { world } = server.running();
    const refusals = [
      erase({ email: 'x' }),
      erase({ only: ['everything'] }),
      erase({ only: ['tags'], endLicenses: true }),
      world.run(operations.privacy.beginErasure, { urgent: false, reason: `for ${ADA}` }, 'terminal:test'),
    ];
    const codes = await Promise.all(refusals.map((refusal) => refusal.then(() => 'done', codeOf)));
    expect(codes).to.deep.equal(['email_malformed', ...Array<string>(3).fill('request_malformed')]);
    expect((await server.run(operations.privacy.listReceipts, {})).items).to.deep.equal([]);
  });

  it('of many machines runs in slices, and an interrupted run is continued', async () => {
    await server.run(operations.licensing.setSeats, { license: ada.license.license, seats: 500 });
    await Promise.all(
      Array.from({ length: 250 }, () =>
        server.run(operations.activation.activate, {
          product: 'sonar',
          licenseKey: ada.licenseKey,
          username: 'ada',
          tags: [random22(), random22()],
          nonce: random22(),
          network: null,
        }),
      ),
    );
    const stopping = new AbortController();
    const options = { apply: true, urgent: false, actor: 'terminal:test', purpose: 'legal' };
    const ask: Erase = { email: ADA, only: [], endLicenses: false };
    const cut = await runErasure(server.running().world, ask, {
      ...options,
      signal: stopping.signal,
      onProgress: () => stopping.abort(),
    });
    expect(cut).to.include({ applied: true, finished: false });
    expect(
      (await server.run(operations.licensing.findLicenses, { email: ADA })).items,
      'still found',
    ).to.have.lengthOf(1);
    const rest = await runErasure(server.running().world, ask, options);
    expect(rest.finished).to.equal(true);
    expect(rowsOf(ada)[4]).to.deep.equal([]);
    expect(rowsOf(ada)[3]?.filter(({ username }) => username !== null)).to.deep.equal([]);
    const receipts = (await server.run(operations.privacy.listReceipts, {})).items;
    const tags = receipts.map(({ counts }) => counts['device tags'] ?? 0);
    expect(tags.reduce((sum, count) => sum + count, 0)).to.equal(500);
  });

  it('that is killed after any slice has a pending receipt, or still finds the person', async () => {
    await server.run(operations.licensing.issueLicense, { product: 'sonar', email: ADA, order: 'A-2' });
    const options = { apply: true, urgent: true, actor: 'terminal:test', purpose: 'legal' };
    const ask: Erase = { email: ADA, only: [], endLicenses: false };
    const { world } = server.running();
    for (const found of [1, 0]) {
      let slices = 0;
      const dying: typeof world.run = (...asked) => {
        if (slices > 0) throw new Error('killed');
        if (asked[0].name === 'eraseSlice') slices += 1;
        return world.run(...asked);
      };
      const end: unknown = await runErasure({ run: dying }, ask, options).catch((error: unknown) => error);
      expect(String(end)).to.equal('Error: killed');
      expect((await server.run(operations.licensing.findLicenses, { email: ADA })).items).to.have.lengthOf(
        found,
      );
    }
    const states = (await server.run(operations.privacy.listReceipts, {})).items.map(({ state }) => state);
    expect(states.toSorted()).to.deep.equal(['deleting', 'erasing']);
  });
});

describe('the inventory, for an erasure', () => {
  /** Personal data that stays keyed, sealed or as typed after the person is erased, with the reason. */
  const KEPT: Readonly<Record<string, string>> = {
    'license_keys.verifier': 'finds the license by its key, which only its owner has',
    'activations.request_digest': 'says nothing without the nonce of that one request',
    'licenses.product': 'what was sold',
    'licenses.entitlements': 'what was sold',
    'orders.reference': 'the accounts',
    'orders.product': 'the accounts',
    'orders.terms': 'the accounts',
    'operator_actions.action': 'what operators did, without a person',
    'disclosures.recipient': 'who was given data of somebody, without a link to a license',
    'disclosures.classes': 'which data of somebody',
    'disclosures.ground': 'why data of somebody were given',
    'holds.held_class': 'which data a hold keeps, until three years after it was lifted',
    'holds.why': 'why it keeps them',
    'holds.authority': 'an office or a claim, without a person',
    'coupon_uses.tag':
      'nobody finds its license without the code of the coupon, and it is gone with the coupon’s last day',
    'trials.tag': 'belongs to a machine without a customer, and is gone a year after the start',
    'rights_requests.address': 'is gone with the answer, and only the mailer can read it',
    'mails.sealed': 'is gone within 48 hours, and only the mailer can read it',
  };

  it('erases or detaches all data about a person, or gives a reason', () => {
    for (const [table, { columns }] of Object.entries(INVENTORY)) {
      for (const [column, { subject, form }] of Object.entries(columns)) {
        if (subject !== 'person' || !['plain', 'keyed', 'hashed', 'sealed'].includes(form)) continue;
        const withAccount = table === 'accounts' || Object.hasOwn(columns, 'account');
        const goes = ERASURES.some(
          ({ table: erased, exit }) => erased === table && (exit === 'delete' || exit.null.includes(column)),
        );
        const name = `${table}.${column}`;
        expect(
          goes || withAccount || Object.hasOwn(KEPT, name),
          `${name} is neither erased nor kept for a reason`,
        ).to.equal(true);
      }
    }
  });
  it('finds a license by its buyer until everything else is erased', () => {
    expect(ERASURES.at(-1)?.table).to.equal('licenses');
    expect(new Set(ERASURES.map((erasure) => erasure.class)).size).to.equal(ERASURES.length);
  });
});
