import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { LicenseRefused, NoNetwork, type Quietkey } from '../../client-sdk/typescript/index.ts';
import { machineName } from '../../client-sdk/typescript/contract/machine-name.ts';
import type { IssueAnswer } from '../../client-sdk/typescript/contract/license-view.ts';
import { searchFolder, type Needle } from '../../scripts/demo/search.ts';
import { DAY_SECONDS } from '../../server/domain/kernel/day.ts';
import { INVENTORY } from '../../server/domain/inventory/inventory.ts';
import { runPurge } from '../../server/jobs/purge.ts';
import { appOn } from '../support/app.ts';
import { emptyDatabase, type TestDatabase } from '../support/postgres.ts';
import { startTestServer, type TestServer } from '../support/world.ts';
import { operations } from '../../server/domain/operations.ts';

/** The whole content of a database, in lower case. */
async function rowsOf(database: TestDatabase): Promise<string> {
  const rows: unknown[] = [];
  for (const table of Object.keys(INVENTORY)) rows.push(...(await database.query(`SELECT * FROM ${table}`)));
  return JSON.stringify(rows).toLowerCase();
}

const NO_DATABASE = { url: '', query: async () => [], end: async () => undefined };

/**
 * The customer's story, from a purchase to the purge of all traces: the real server, the real SDK, and a clock that the
 * test sets.
 */
for (const engine of ['SQLite', 'PostgreSQL'])
  describe(`the journey of a customer, over ${engine}`, () => {
    const EMAIL = 'ada.lovelace@example.com';
    const LAPTOP = 'A4:5E:60:C1:7B:02';
    const DESK = 'a4:5e:60:c1:7b:13';
    const ADDRESS = '203.0.113.77';
    const OFFICE = 'a4:5e:60:c1:7b:24';
    let database: TestDatabase;
    let server: TestServer;
    let bought: IssueAnswer;
    let laptop: Quietkey;
    let desk: Quietkey;

    const app = (folder: string, ...macs: string[]): Quietkey =>
      appOn(server, { folder, macs, address: ADDRESS });
    const days = (count: number): void => server.clock.move(count * DAY_SECONDS);
    const code = async (work: Promise<unknown>): Promise<string> => {
      const error: unknown = await work.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      return error instanceof LicenseRefused ? error.refusal : String(error);
    };

    async function searched(): Promise<void> {
      await server.stop();
      const key = bought.licenseKey;
      const needles: Needle[] = [
        { name: 'email', text: EMAIL },
        { name: 'key', text: key },
        { name: 'key', text: key.replaceAll('-', '').slice(-30) },
        { name: 'address', text: ADDRESS, bytes: Buffer.from(ADDRESS.split('.').map(Number)) },
        ...[LAPTOP, DESK, OFFICE].map((mac) => ({
          name: 'MAC',
          text: mac,
          bytes: Buffer.from(mac.replaceAll(':', ''), 'hex'),
        })),
      ];
      expect(readdirSync(join(server.folder, 'data')).includes('quietkey.db')).to.equal(engine === 'SQLite');
      expect(searchFolder(server.folder, needles).hits).to.deep.equal([]);
      const rows = await rowsOf(database);
      expect(rows.includes(bought.license.license.toLowerCase())).to.equal(engine === 'PostgreSQL');
      for (const { name, text } of needles) expect(rows.includes(text.toLowerCase()), name).to.equal(false);
      await server.start();
    }

    before(async () => {
      database = engine === 'SQLite' ? NO_DATABASE : await emptyDatabase();
      server = await startTestServer({ QUIETKEY_TRUSTED_PROXIES: '127.0.0.1', DATABASE_URL: database.url });
    });
    after(async () => {
      await server.end();
      await database.end();
    });

    it('Ada buys a license; the same order gives the same key again', async () => {
      await server.run(operations.licensing.addProduct, {
        product: 'sonar',
        name: 'Sonar',
        prefix: 'SONAR',
        terms: { seats: 2 },
      });
      const order = { product: 'sonar', email: EMAIL, order: 'A-1017' };
      bought = await server.run(operations.licensing.issueLicense, order);
      expect(bought.licenseKey).to.match(/^SONAR(-[0-9A-Z]{5}){6}$/);
      expect(await server.run(operations.licensing.issueLicense, order)).to.deep.equal({
        ...bought,
        alreadyIssued: true,
      });
      const another = await server.run(operations.licensing.issueLicense, { product: 'sonar', email: EMAIL });
      expect(another.licenseKey).to.not.equal(bought.licenseKey);
    });

    it('she activates her laptop, typing the key in small letters', async () => {
      laptop = app('laptop', LAPTOP);
      expect(laptop.check().state).to.equal('unlicensed');
      const check = await laptop.activate(` ${bought.licenseKey.toLowerCase()} `, { username: 'Ada' });
      expect(check).to.include({ state: 'licensed', refreshDue: false });
      const [seen] = (
        await server.run(operations.activation.listActivations, {
          license: bought.license.license,
        })
      ).items;
      expect(seen).to.include({ machine: check.machineName, network: '203.0.113.0/24' });
      expect(seen!.username, 'which nothing asks for').to.equal(null);
      expect(machineName(seen!.activation)).to.equal(laptop.machineName());
    });

    it('on the train there is no network: the lease is verified offline', async () => {
      await server.stop();
      days(20);
      expect(laptop.check()).to.include({ state: 'licensed', refreshDue: true });
      const failed: unknown = await laptop.renew().catch((error: unknown) => error);
      expect(failed).to.be.instanceOf(NoNetwork);
      expect(laptop.check().state).to.equal('licensed');
      days(20);
      expect(laptop.check().state).to.equal('stale');
      await server.start();
    });

    it('back home it renews', async () => {
      expect(await laptop.renew()).to.include({ state: 'licensed', refreshDue: false });
    });

    it('the desk takes the second seat; a third machine is one too many', async () => {
      desk = app('desk', DESK);
      expect((await desk.activate(bought.licenseKey)).state).to.equal('licensed');
      expect(await code(app('office', OFFICE).activate(bought.licenseKey))).to.equal('seats_taken');
    });

    it('the laptop is reinstalled, with a second card: the same seat', async () => {
      laptop = app('laptop-reinstalled', OFFICE, LAPTOP.toLowerCase());
      expect((await laptop.activate(bought.licenseKey)).state).to.equal('licensed');
      const list = (
        await server.run(operations.activation.listActivations, {
          license: bought.license.license,
        })
      ).items;
      expect(list.map(({ machine }) => machine)).to.have.members([laptop.machineName(), desk.machineName()]);
    });

    it('she releases the desk’s seat, and the next machine takes it', async () => {
      expect(await desk.release()).to.include({ state: 'unlicensed', reason: 'released' });
      const third = app('third', 'a4:5e:60:c1:7b:35');
      expect((await third.activate(bought.licenseKey)).state).to.equal('licensed');
    });

    it('a payment bounces: suspended by a signed statement, and reinstated at once', async () => {
      const { license } = bought.license;
      await server.run(operations.licensing.suspendLicense, { license, reason: 'payment open' });
      expect(laptop.check().state, 'nothing changes before the app asks').to.equal('licensed');
      expect(await laptop.renew()).to.include({ state: 'unlicensed', reason: 'suspended' });
      await server.run(operations.licensing.reinstateLicense, { license });
      expect(await laptop.renew()).to.include({ state: 'licensed' });
    });

    it('she sees every byte that was sent, except the key', () => {
      const sent = JSON.stringify(laptop.sent());
      expect(sent).to.include('tags').and.not.include(bought.licenseKey.slice(-11));
    });

    it(
      'while she has activations, no file contains her email, her key, her adapters or her address',
      searched,
    );

    it('she loses interest: her traces are purged, her license stays', async () => {
      days(200);
      const report = await runPurge(server.running().world, { apply: true });
      expect(report.finished).to.equal(true);
      const { license } = bought.license;
      expect((await server.run(operations.activation.listActivations, { license })).items).to.deep.equal([]);
      expect((await server.run(operations.licensing.showLicense, { license })).used).to.equal(0);
      expect((await server.run(operations.licensing.findLicenses, { email: EMAIL })).items.length).to.equal(
        2,
      );
      expect((await laptop.activate(bought.licenseKey)).state).to.equal('licensed');
    });

    it('no file contains them afterwards', searched);
  });
