/**
 * The end of an account: its owner deletes it, an operator erases everyone with its email, a run is interrupted, a
 * backup is restored. Nothing of the account is left, and its licenses stay valid for the holders of their keys.
 */

import Database from 'better-sqlite3';
import { expect } from 'chai';
import { makeBackup, restoreBackup } from '../../../server/composition/backups.ts';
import type { Erase } from '../../../server/domain/privacy/erasure.ts';
import { databasePath } from '../../../server/composition/prepare-secrets.ts';
import { finishReceipts, openWorld, runErasure } from '../../../server/composition/world.ts';
import {
  codeOf,
  HERE,
  openShop,
  OTHER_PASSWORD,
  PASSWORD,
  type Customer,
  type Shop,
} from '../../support/accounts.ts';
import { random22 } from '../../support/machine.ts';
import { openTestWorld, type TestWorld } from '../../support/world.ts';
import { operations } from '../../../server/domain/operations.ts';

const ADA = 'ada@example.com';
const TABLES = ['accounts', 'owners', 'nicknames', 'sessions', 'recovery_codes', 'device_tags'];

describe('the end of an account', () => {
  let test: TestWorld;
  let shop: Shop;
  let ada: Customer;

  beforeEach(async () => {
    test = await openTestWorld();
    shop = await openShop(test);
    ada = await shop.signUp('ada.lovelace', ADA);
    const bob = await shop.signUp('bob', 'bob@example.com');
    for (const customer of [ada, bob]) await useMachine(customer);
  });
  afterEach(() => test.end());

  async function useMachine({ licenseKey, username, who, license }: Customer): Promise<void> {
    const machine = { tags: [random22()], nonce: random22(), network: '203.0.113.0/24', username };
    const { activation } = await test.run(operations.activation.activate, {
      product: 'sonar',
      licenseKey,
      ...machine,
    });
    const { account } = who;
    await test.run(operations.ownership.nameMachine, {
      account,
      license,
      activation,
      nickname: `the laptop of ${username}`,
    });
  }
  const inDatabase = <Answer>(act: (database: Database.Database) => Answer): Answer => {
    const database = new Database(databasePath(test.config));
    try {
      return act(database);
    } finally {
      database.close();
    }
  };
  const counts = () =>
    inDatabase((database) =>
      TABLES.map((table) => database.prepare(`SELECT COUNT(*) FROM ${table}`).pluck().get()),
    );
  const rowOf = (table: string, id: string) =>
    inDatabase((database) => database.prepare(`SELECT * FROM ${table} WHERE id = ?`).get(id)) as
      Record<string, string | number | null> | undefined;
  /** As if the email of the license had been given for the account too. */
  const giveEmail = ({ who, license }: Customer) =>
    inDatabase((database) =>
      database
        .prepare(
          'UPDATE accounts SET email_index = (SELECT email_index FROM licenses WHERE id = ?) WHERE id = ?',
        )
        .run(license, who.account),
    );
  const erase = (request: Pick<Erase, 'only' | 'endLicenses'> & { email: string }) =>
    runErasure(test.world, request, { apply: true, urgent: false, actor: 'terminal:test', purpose: 'legal' });

  it('by its owner does not leave even the login throttle’s record', async () => {
    await shop.accounts.deleteAccount({ who: ada.who, password: PASSWORD, endLicenses: false });
    const attempts = inDatabase((database) =>
      database.prepare('SELECT COUNT(*) FROM attempts').pluck().get(),
    );
    expect(attempts).to.equal(0);
  });

  it('refuses a license that another window adds at that moment', async () => {
    const { licenseKey } = await shop.sell();
    await shop.accounts.deleteAccount({ who: ada.who, password: PASSWORD, endLicenses: false });
    const { account } = ada.who;
    expect(await codeOf(test.run(operations.ownership.addOwned, { account, licenseKey }))).to.equal(
      'account_unknown',
    );
  });

  it('by its owner is previewed, without a write', async () => {
    const before = counts();
    const plan = await shop.accounts.planDeletion({ who: ada.who, endLicenses: false });
    expect(plan).to.include({ licenses: 1, accounts: 1 });
    for (const name of [
      'accounts',
      'owners',
      'nicknames',
      'usernames',
      'networks',
      'device tags',
      'links to the buyer',
    ])
      expect(plan.counts.find((count) => count.class === name)?.rows, name).to.equal(1);
    expect(counts()).to.deep.equal(before);
    expect(await shop.accounts.resume(ada.cookie.token)).not.to.equal(undefined);
  });

  it('by its owner removes the person from the license, which stays valid without an owner', async () => {
    const deletion = { who: ada.who, password: PASSWORD, endLicenses: false };
    expect(await codeOf(shop.accounts.deleteAccount({ ...deletion, password: OTHER_PASSWORD }))).to.equal(
      'credentials_wrong',
    );
    const { receipt } = await shop.accounts.deleteAccount(deletion);
    expect(counts(), 'those of the other').to.deep.equal([1, 1, 1, 1, 10, 1]);
    expect(rowOf('licenses', ada.license)).to.include({
      email_index: null,
      nonce: null,
      used: 1,
      revoked_day: null,
    });
    expect(await shop.accounts.resume(ada.cookie.token)).to.equal(undefined);
    expect(
      await codeOf(
        shop.accounts.logIn({ username: ada.username, password: PASSWORD, remember: false, asker: HERE }),
      ),
    ).to.equal('credentials_wrong');
    await finishReceipts(test.world);
    const shown = await test.run(operations.privacy.showReceipt, { receipt: receipt! });
    expect(shown).to.include({ state: 'done', kind: 'erasure' });
    expect(shown.counts).to.include({ accounts: 1, owners: 1, nicknames: 1 });
    const actions = inDatabase((database) =>
      database.prepare(`SELECT action FROM operator_actions WHERE actor = 'customer'`).all(),
    );
    expect(actions, 'no act of an operator').to.deep.equal([]);
    const { licenseKey } = ada;
    const again = { username: ada.username, password: PASSWORD, licenseKey, terms: '1', remember: false };
    expect(await codeOf(shop.accounts.signUp(again)), 'name and license are free').to.equal('done');
  });

  it('by its owner ends the licenses too on request', async () => {
    await shop.accounts.deleteAccount({ who: ada.who, password: PASSWORD, endLicenses: true });
    expect(rowOf('licenses', ada.license)).to.equal(undefined);
    expect(counts()).to.deep.equal([1, 1, 1, 1, 10, 1]);
  });

  it('follows from the erasure of its email, in any of its licenses', async () => {
    giveEmail(ada);
    const gift = await shop.sell('giver@example.com');
    inDatabase((database) =>
      database
        .prepare('INSERT INTO owners (license, account, since_day) VALUES (?, ?, 1)')
        .run(gift.license, ada.who.account),
    );
    const partly = await erase({ email: ADA, only: ['nicknames'], endLicenses: false });
    expect(partly).to.include({ licenses: 2, accounts: 0, finished: true });
    expect(counts()).to.deep.equal([2, 3, 1, 2, 20, 2]);
    const report = await erase({ email: ADA, only: [], endLicenses: false });
    expect(report).to.include({ licenses: 2, accounts: 1, finished: true });
    expect(counts()).to.deep.equal([1, 1, 1, 1, 10, 1]);
    expect(rowOf('licenses', gift.license)).to.include({ email_index: null, nonce: null });
    expect(await erase({ email: ADA, only: [], endLicenses: false })).to.include({
      licenses: 0,
      accounts: 0,
    });
  });

  it('that was interrupted after any slice is found again, and finished', async () => {
    giveEmail(ada);
    for (const slices of [0, 1]) {
      let left = slices;
      const dying: typeof test.world.run = (...asked) => {
        if (asked[0].name === 'eraseSlice' && left-- === 0) throw new Error('killed');
        return test.world.run(...asked);
      };
      const request: Erase = { email: ADA, only: [], endLicenses: false };
      const options = { apply: true, urgent: false, actor: 'terminal:test', purpose: 'legal' };
      const end: unknown = await runErasure({ run: dying }, request, options).catch(
        (error: unknown) => error,
      );
      expect(String(end)).to.equal('Error: killed');
      expect(rowOf('accounts', ada.who.account), `after ${slices}`).not.to.equal(undefined);
    }
    expect(await erase({ email: ADA, only: [], endLicenses: false })).to.include({
      accounts: 1,
      finished: true,
    });
    expect(counts()).to.deep.equal([1, 1, 1, 1, 10, 1]);
  });

  it('survives a restore of an earlier backup, after which no session is valid', async () => {
    const { file } = await makeBackup(test.config, { clock: test.clock });
    await shop.accounts.deleteAccount({ who: ada.who, password: PASSWORD, endLicenses: false });
    await test.world.close();
    await restoreBackup(test.config, { clock: test.clock, file });
    test.world = await openWorld(test.config, { clock: test.clock, threads: 'in-thread' });
    expect(counts()).to.deep.equal([1, 1, 1, 0, 10, 1]);
    expect(rowOf('accounts', ada.who.account)).to.equal(undefined);
    expect(rowOf('licenses', ada.license)).to.include({ email_index: null, nonce: null, used: 1 });
  });
});
