/**
 * The contract of the store: what each named query of the domain's port does, on every engine.
 */

import { expect } from 'chai';
import { activationQueries, type FourTags } from '../../../server/domain/activation/activation.ts';
import { Refusal } from '../../../server/domain/kernel/refusal.ts';
import { accountRow, activationRow, licenseRow, otherTerms, productRow, TODAY } from '../../support/rows.ts';
import {
  askerOf,
  ENGINES,
  type Asker,
  type BatchStore,
  type Engine,
  type Opened,
} from '../../support/engines.ts';
import { accountQueries } from '../../../server/domain/account/account.ts';
import { leaderQueries } from '../../../server/domain/cluster/leader.ts';
import { generationQueries } from '../../../server/domain/cluster/generations-in-use.ts';
import { idempotencyQueries } from '../../../server/domain/kernel/idempotency.ts';
import { licenseQueries, type LicenseRow } from '../../../server/domain/licensing/license.ts';
import { actionQueries } from '../../../server/domain/operator/action.ts';
import { operatorQueries } from '../../../server/domain/operator/operator.ts';
import { productQueries } from '../../../server/domain/licensing/product.ts';
import { purgeQueries } from '../../../server/domain/privacy/purge.ts';
import { storedRowQueries } from '../../../server/domain/privacy/stored-values.ts';
import { sessionQueries } from '../../../server/domain/account/session.ts';
import type { TableName } from '../../../server/domain/inventory/inventory.ts';
import { ALL, stored } from '../../support/pages.ts';
import { startOf, toHour, toDay, toInstant } from '../../../server/domain/kernel/day.ts';

const rowsOf = (table: TableName, owner: string) =>
  storedRowQueries.pageStoredRows({ ...ALL, rule: `license ${table} after`, owner, today: toDay(0) });

const tags = (...four: string[]): FourTags => {
  const [tag1 = null, tag2 = null, tag3 = null, tag4 = null] = four;
  return { tag1, tag2, tag3, tag4 };
};

async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error('it was not refused');
}

for (const engine of ENGINES) storeContract(engine);

function storeContract(engine: Engine): void {
  describe(`named queries over ${engine.name}`, () => {
    let opened: Opened;
    let store: BatchStore;
    let ask: Asker;
    let read: Asker;

    const license = licenseRow({ used: 0 });
    const [a, b] = ['activation-a', 'activation-b'];
    const withLicense = async (changes: Partial<LicenseRow> = {}): Promise<void> => {
      await ask(productQueries.addProduct(productRow()));
      await ask(licenseQueries.addLicense({ ...license, ...changes }));
    };

    beforeEach(async () => {
      opened = await engine.open();
      ({ store } = opened);
      ask = askerOf(store);
      read = askerOf(store, 'read');
    });

    afterEach(() => opened.end());

    describe('products', () => {
      it('adds a product once, and finds it whole', async () => {
        const row = productRow({ durationDays: 365, releasesPerYear: 4, prefix: null });
        expect(await ask(productQueries.addProduct(row))).to.equal(1);
        expect(await ask(productQueries.addProduct({ ...row, name: 'Other' }))).to.equal(0);
        expect(await ask(productQueries.findProduct({ product: 'sonar' }))).to.deep.equal(row);
        expect(await read(productQueries.findProduct({ product: 'sonar' }))).to.deep.equal(row);
        expect(await ask(productQueries.lockProduct({ product: 'sonar' }))).to.deep.equal(row);
        expect(await read(productQueries.findProduct({ product: 'none' }))).to.equal(undefined);
      });

      it('lists products by id', async () => {
        for (const id of ['lidar', 'abacus', 'sonar'])
          await ask(productQueries.addProduct(productRow({ id })));
        expect((await read(productQueries.pageProducts(ALL))).map(({ id }) => id)).to.deep.equal([
          'abacus',
          'lidar',
          'sonar',
        ]);
      });

      it('changes everything except id and day, and raises the revision', async () => {
        await ask(productQueries.addProduct(productRow()));
        const { revision, createdDay, ...changes } = productRow({
          name: 'S',
          prefix: null,
          ...otherTerms(),
        });
        expect(await ask(productQueries.changeProduct(changes))).to.equal(1);
        expect(await ask(productQueries.findProduct({ product: 'sonar' }))).to.deep.equal({
          ...changes,
          revision: revision + 1,
          createdDay,
        });
        expect(await ask(productQueries.changeProduct({ ...changes, id: 'none' }))).to.equal(0);
      });
    });

    describe('licenses', () => {
      it('finds a license by id, key, email and activation', async () => {
        await withLicense();
        await ask(
          licenseQueries.addLicenseKey({
            verifier: 'v1',
            generation: 1,
            license: license.id,
            createdDay: toDay(1),
          }),
        );
        await ask(activationQueries.addActivation(activationRow({ id: a })));
        expect(await ask(licenseQueries.lockLicense({ license: license.id }))).to.deep.equal(license);
        expect(await read(licenseQueries.findLicense({ license: license.id }))).to.deep.equal(license);
        expect(await read(licenseQueries.findLicenseByKey({ verifier: 'v1' }))).to.deep.equal(license);
        expect(await ask(licenseQueries.lockLicenseByKey({ verifier: 'v1' }))).to.deep.equal(license);
        expect(await read(licenseQueries.findLicenseByActivation({ activation: a }))).to.deep.equal(license);
        expect(await read(productQueries.findProductByActivation({ activation: a }))).to.deep.equal(
          productRow(),
        );
        expect(await read(licenseQueries.findLicenseByKey({ verifier: 'v2' }))).to.equal(undefined);
        expect(await read(licenseQueries.findLicense({ license: 'none' }))).to.equal(undefined);
        const byEmail = async (emailIndex: string) =>
          stored(await read(licenseQueries.pageByEmail({ emailIndex, ...ALL })));
        expect(await byEmail('index')).to.deep.equal([license]);
        expect(await byEmail('other')).to.deep.equal([]);
        expect(stored(await read(rowsOf('license_keys', license.id)))).to.deep.equal([
          {
            verifier: 'v1',
            generation: 1,
            license: license.id,
            createdDay: 1,
            endedDay: null,
          },
        ]);
      });

      it('ends the keys of a license, and makes one valid again', async () => {
        await withLicense();
        const key = { verifier: 'v1', generation: 1, license: license.id, createdDay: toDay(1) };
        await ask(licenseQueries.addLicenseKey(key));
        const end = licenseQueries.endLicenseKeys({ license: license.id, day: TODAY });
        expect(await ask(end)).to.equal(1);
        expect(await ask(end), 'a key ends once').to.equal(0);
        expect(await read(licenseQueries.findLicenseByKey({ verifier: 'v1' }))).to.equal(undefined);
        expect(await ask(licenseQueries.lockLicenseByKey({ verifier: 'v1' }))).to.equal(undefined);
        expect(await read(licenseQueries.findLicenseKey({ verifier: 'v1' }))).to.deep.equal({
          ...key,
          endedDay: TODAY,
        });
        expect(await ask(licenseQueries.addLicenseKey(key))).to.equal(1);
        expect(await read(licenseQueries.findLicenseByKey({ verifier: 'v1' }))).to.deep.equal(license);
      });

      it('refuses a license without a product, and a key without a license', async () => {
        expect((await rejection(ask(licenseQueries.addLicense(license)))).message).to.contain(
          engine.messages.foreignKey,
        );
        await withLicense();
        const key = { verifier: 'v', generation: 1, license: 'none', createdDay: toDay(1) };
        expect((await rejection(ask(licenseQueries.addLicenseKey(key)))).message).to.contain(
          engine.messages.foreignKey,
        );
      });

      it('finds the orders of a reference, keeps their first terms, and moves them', async () => {
        await withLicense();
        const accounted = { seats: null, severedDay: null };
        const order = { reference: 'R-1', product: 'sonar', license: license.id, day: TODAY, ...accounted };
        expect(await ask(licenseQueries.addOrder(order))).to.equal(1);
        expect(await ask(licenseQueries.addOrder({ ...order, product: 'lidar', license: null }))).to.equal(1);
        const other = { ...order, product: 'lidar', license: null, terms: null, formerLicense: null };
        expect(await read(licenseQueries.listOrdersOf({ reference: 'R-1' }))).to.deep.equal([
          other,
          { ...order, terms: null, formerLicense: null },
        ]);
        expect(await read(licenseQueries.listOrdersOf({ reference: 'R-2' }))).to.deep.equal([]);
        const keep = (terms: string) => licenseQueries.keepOrderedTerms({ license: license.id, terms });
        expect([await ask(keep('3 never')), await ask(keep('4 never'))]).to.deep.equal([1, 0]);
        const kept = { ...order, terms: '3 never', formerLicense: null };
        expect(await read(licenseQueries.listOrders({ license: license.id, rows: 9 }))).to.deep.equal([kept]);
        await ask(licenseQueries.addLicense({ ...license, id: 'another' }));
        expect(await ask(licenseQueries.moveOrders({ from: license.id, to: 'another' }))).to.equal(1);
        expect(await read(licenseQueries.listOrders({ license: 'another', rows: 9 }))).to.deep.equal([
          { ...kept, license: 'another' },
        ]);
        await ask(licenseQueries.partFromOrders({ license: 'another' }));
        await ask(licenseQueries.moveFormerOrders({ from: 'another', to: license.id }));
        expect(await read(licenseQueries.listOrders({ license: license.id, rows: 9 }))).to.deep.equal([]);
        expect(await read(licenseQueries.listAllOrders({ license: license.id, rows: 9 }))).to.deep.equal([
          { ...kept, license: null, formerLicense: license.id },
        ]);
        expect((await rejection(ask(licenseQueries.addOrder(order)))).message).to.contain(
          engine.messages.key,
        );
      });

      it('changes end, updates, suspension, revocation and seats, and raises the revision', async () => {
        await withLicense();
        const changes = {
          endsDay: toDay(1),
          updatesUntilDay: toDay(2),
          suspendedDay: toDay(3),
          revokedDay: toDay(4),
          seats: 0,
          entitlements: 'pro',
        };
        expect(await ask(licenseQueries.changeLicense({ id: license.id, ...changes }))).to.equal(1);
        expect(await ask(licenseQueries.findLicense({ license: license.id }))).to.deep.equal({
          ...license,
          ...changes,
          revision: license.revision + 1,
        });
      });

      it('takes seats while some are free, and returns them', async () => {
        await withLicense({ seats: 2 });
        const taken = [];
        for (let i = 0; i < 3; i++) taken.push(await ask(licenseQueries.takeSeat({ license: license.id })));
        expect(taken).to.deep.equal([1, 1, 0]);
        expect(
          await ask(licenseQueries.giveSeatsBack({ license: license.id, seats: 2, day: TODAY })),
        ).to.equal(1);
        expect(await ask(licenseQueries.findLicense({ license: license.id }))).to.include({
          used: 0,
          idleDay: TODAY,
        });
        const tooMany = await rejection(
          ask(licenseQueries.giveSeatsBack({ license: license.id, seats: 1, day: TODAY })),
        );
        expect(tooMany.message).to.contain(engine.messages.check);
      });

      it('gives no seat if the number of seats was lowered below use', async () => {
        await withLicense({ seats: 1, used: 3 });
        expect(await ask(licenseQueries.takeSeat({ license: license.id }))).to.equal(0);
      });

      it('counts releases', async () => {
        await withLicense();
        expect(
          await ask(licenseQueries.countRelease({ license: license.id, day: toDay(5), count: 2 })),
        ).to.equal(1);
        const { releasedDay, releaseCount } = (await ask(
          licenseQueries.findLicense({
            license: license.id,
          }),
        ))!;
        expect([releasedDay, releaseCount]).to.deep.equal([5, 2]);
      });
    });

    describe('activations', () => {
      it('adds an activation and finds it whole', async () => {
        await withLicense();
        const row = activationRow({ id: a, username: 'ada', network: 'sealed', networkDay: 3 });
        expect(await ask(activationQueries.addActivation(row))).to.equal(1);
        expect(await read(activationQueries.findActivation({ activation: a }))).to.deep.equal(row);
        expect(await ask(activationQueries.lockActivation({ activation: a }))).to.deep.equal(row);
        const ofLicense = { license: license.id, ...ALL };
        expect(stored(await read(activationQueries.pageActivations(ofLicense)))).to.deep.equal([row]);
        expect(await read(activationQueries.findActivation({ activation: b }))).to.equal(undefined);
      });

      it('saves a lease only over the sequence that was read, and brings a lapsed seat back', async () => {
        await withLicense();
        const row = activationRow({ id: a, sequence: 5, lapsedDay: 7 });
        await ask(activationQueries.addActivation(row));
        const {
          license: _license,
          createdDay: _created,
          lapsedDay: _lapsed,
          releasedDay: _released,
          ...same
        } = row;
        const lease = {
          ...same,
          sequence: 6,
          epoch: 2,
          username: 'ada',
          network: 'n',
          networkDay: toDay(8),
          seenDay: toDay(9),
        };
        expect(await ask(activationQueries.saveLease({ ...lease, oldSequence: 4 }))).to.equal(0);
        expect(await ask(activationQueries.findActivation({ activation: a }))).to.deep.equal(row);
        expect(await ask(activationQueries.saveLease({ ...lease, oldSequence: 5 }))).to.equal(1);
        expect(await ask(activationQueries.findActivation({ activation: a }))).to.deep.equal({
          ...row,
          ...lease,
          lapsedDay: null,
        });
      });

      it('releases once, and deletes username, network and request', async () => {
        await withLicense();
        const row = activationRow({ id: a, username: 'ada', network: 'sealed', networkDay: 3 });
        await ask(activationQueries.addActivation(row));
        expect(
          await ask(activationQueries.releaseActivation({ activation: a, day: toDay(9), sequence: 6 })),
        ).to.equal(1);
        expect(
          await ask(activationQueries.releaseActivation({ activation: a, day: toDay(10), sequence: 7 })),
        ).to.equal(0);
        const forgotten = { username: null, network: null, networkDay: null, requestDigest: null };
        const released = { ...row, ...forgotten, sequence: 6, releasedDay: 9 };
        expect(await ask(activationQueries.findActivation({ activation: a }))).to.deep.equal(released);
        const {
          license: _license,
          createdDay: _created,
          lapsedDay: _lapsed,
          releasedDay: _released,
          ...same
        } = row;
        expect(await ask(activationQueries.saveLease({ ...same, oldSequence: 6 }))).to.equal(0);
      });

      it('lapses the seats of one license whose grace is over', async () => {
        await withLicense();
        await ask(licenseQueries.addLicense({ ...license, id: 'other' }));
        const over = { seatEndsDay: TODAY - 1 };
        await ask(activationQueries.addActivation(activationRow({ id: 'over', ...over })));
        await ask(activationQueries.addActivation(activationRow({ id: 'last-day', seatEndsDay: TODAY })));
        await ask(
          activationQueries.addActivation(activationRow({ id: 'released', ...over, releasedDay: 1 })),
        );
        await ask(activationQueries.addActivation(activationRow({ id: 'lapsed', ...over, lapsedDay: 1 })));
        await ask(activationQueries.addActivation(activationRow({ id: 'other', ...over, license: 'other' })));
        const lapsing = { license: license.id, today: TODAY, now: startOf(TODAY) };
        expect(await ask(activationQueries.lockLapsing(lapsing))).to.deep.equal([{ id: 'over' }]);
        expect(await ask(activationQueries.lapseSeats(lapsing))).to.equal(1);
        expect(await ask(activationQueries.lapseSeats(lapsing))).to.equal(0);
        const days = [];
        for (const activation of ['over', 'last-day', 'released', 'lapsed', 'other']) {
          days.push((await ask(activationQueries.findActivation({ activation })))?.lapsedDay);
        }
        expect(days).to.deep.equal([TODAY, null, null, 1, null]);
      });

      it('lapses a floating seat by its minute, and keeps no minute of it', async () => {
        await withLicense();
        const now = startOf(TODAY) + 600;
        const seats: [id: string, seatEndsDay: number, seatEndsSecond: number][] = [
          ['over', TODAY, now],
          ['runs', TODAY, now + 60],
          ['yesterday', TODAY - 1, now - 86_400],
          // the next lease of this one was saved by a server that knows days alone
          ['by-day', TODAY + 30, now - 60],
        ];
        for (const [id, seatEndsDay, seatEndsSecond] of seats)
          await ask(activationQueries.addActivation(activationRow({ id, seatEndsDay, seatEndsSecond })));
        const lapsing = { license: license.id, today: TODAY, now: toInstant(now) };
        expect(await ask(activationQueries.lockLapsing(lapsing))).to.deep.equal([
          { id: 'over' },
          { id: 'yesterday' },
        ]);
        expect(await ask(activationQueries.countSeatsOver(lapsing))).to.deep.equal({ count: 2 });
        // an hour that is not confirmed has a day of 1970
        expect(await ask(activationQueries.lockLapsing({ ...lapsing, today: toDay(0) }))).to.deep.equal([]);
        expect(await ask(activationQueries.lapseSeats(lapsing))).to.equal(2);
        const left = [];
        for (const [activation] of seats) {
          const row = await ask(activationQueries.findActivation({ activation }));
          left.push([row?.lapsedDay, row?.seatEndsSecond]);
        }
        expect(left).to.deep.equal([
          [TODAY, null],
          [null, now + 60],
          [TODAY - 1, null],
          [null, now - 60],
        ]);
      });

      it('returns the seat of an activation once, with what it has of a person', async () => {
        await withLicense();
        const person = { username: 'ada', network: 'sealed', networkDay: TODAY };
        await ask(activationQueries.addActivation(activationRow({ ...person, seatEndsSecond: 60 })));
        const { id: activation } = activationRow();
        const params = { activation, day: TODAY, sequence: 8 };
        expect(await ask(activationQueries.returnSeat(params))).to.equal(1);
        expect(await ask(activationQueries.returnSeat(params))).to.equal(0);
        expect(await ask(activationQueries.findActivation({ activation }))).to.deep.equal(
          activationRow({
            username: null,
            network: null,
            networkDay: null,
            requestDigest: null,
            sequence: 8,
            leaseEndsDay: TODAY,
            seatEndsDay: TODAY,
            seatEndsSecond: null,
            lapsedDay: TODAY,
          }),
        );
      });
    });

    describe('device tags', () => {
      it('locks the activations of a license that have any of the tags; released ones never', async () => {
        await withLicense();
        await ask(licenseQueries.addLicense({ ...license, id: 'other' }));
        const rows: [string, string[]][] = [
          ['one', ['t1', 'x1']],
          ['two-of-three', ['t2', 't3', 'x2']],
          ['none', ['y1']],
          ['gone', ['t5']],
        ];
        for (const [id, own] of rows) {
          const changes = id === 'gone' ? { releasedDay: 1 } : id === 'one' ? { lapsedDay: 1 } : {};
          await ask(activationQueries.addActivation(activationRow({ id, ...changes })));
          for (const tag of own) await ask(activationQueries.putTag({ tag, activation: id }));
        }
        const match = { license: license.id, ...tags('t1', 't2', 't3', 't5') };
        expect((await ask(activationQueries.lockTagged(match))).map(({ id }) => id)).to.deep.equal([
          'one',
          'two-of-three',
        ]);
        expect(await ask(activationQueries.lockTagged({ ...match, license: 'other' }))).to.deep.equal([]);
        expect(await ask(activationQueries.lockTagged({ license: license.id, ...tags() }))).to.deep.equal([]);
      });

      it('moves a tag to the latest activation that presents it, and writes nothing if it is there already', async () => {
        await withLicense();
        for (const id of [a, b]) await ask(activationQueries.addActivation(activationRow({ id })));
        expect(await ask(activationQueries.putTag({ tag: 't1', activation: a }))).to.equal(1);
        expect(await ask(activationQueries.putTag({ tag: 't1', activation: a }))).to.equal(0);
        expect(await ask(activationQueries.putTag({ tag: 't1', activation: b }))).to.equal(1);
        expect(await read(activationQueries.listTags({ activation: a }))).to.deep.equal([]);
        expect(await read(activationQueries.listTags({ activation: b }))).to.deep.equal([{ tag: 't1' }]);
        expect(stored(await read(rowsOf('device_tags', license.id)))).to.deep.equal([
          { tag: 't1', activation: b },
        ]);
      });

      it('deletes the tags that are not among the four', async () => {
        await withLicense();
        for (const id of [a, b]) await ask(activationQueries.addActivation(activationRow({ id })));
        for (const tag of ['t1', 't2', 't3']) await ask(activationQueries.putTag({ tag, activation: a }));
        await ask(activationQueries.putTag({ tag: 'other', activation: b }));
        expect(await ask(activationQueries.dropTags({ activation: a, ...tags('t2', 't9') }))).to.equal(2);
        expect(await ask(activationQueries.listTags({ activation: a }))).to.deep.equal([{ tag: 't2' }]);
        expect(await ask(activationQueries.dropTags({ activation: a, ...tags() }))).to.equal(1);
        expect(await ask(activationQueries.listTags({ activation: b }))).to.deep.equal([{ tag: 'other' }]);
      });
    });

    describe('moving to another generation', () => {
      it('replaces a verifier by another, once', async () => {
        await withLicense();
        await ask(
          licenseQueries.addLicenseKey({
            verifier: 'old',
            generation: 1,
            license: license.id,
            createdDay: toDay(1),
          }),
        );
        const move = { old: 'old', verifier: 'new', generation: 2 };
        expect(await ask(licenseQueries.moveLicenseKey(move))).to.equal(1);
        expect(await ask(licenseQueries.moveLicenseKey(move))).to.equal(0);
        expect(stored(await ask(rowsOf('license_keys', license.id)))).to.deep.equal([
          { verifier: 'new', generation: 2, license: license.id, createdDay: 1, endedDay: null },
        ]);
      });

      it('changes only an email index, and the secret that derives the key', async () => {
        await withLicense();
        const index = { emailIndex: 'wrapped', emailGeneration: 1, emailWrapped: 2 };
        const move = { id: license.id, old: license.emailIndex ?? '', ...index };
        expect(await ask(licenseQueries.moveEmailIndex(move))).to.equal(1);
        expect(await ask(licenseQueries.moveEmailIndex(move)), 'the old one is gone').to.equal(0);
        expect(
          await ask(licenseQueries.changeIssueGeneration({ id: license.id, issueGeneration: 2 })),
        ).to.equal(1);
        expect(await ask(licenseQueries.findLicense({ license: license.id }))).to.deep.equal({
          ...license,
          ...index,
          issueGeneration: 2,
        });
      });

      it('lists the indexes of a window that are not wrapped yet', async () => {
        await withLicense({ id: 'l1' });
        for (const changes of [
          { id: 'l2', emailIndex: null },
          { id: 'l3', emailWrapped: 2 },
          { id: 'l4' },
          { id: 'l5' },
        ])
          await ask(licenseQueries.addLicense({ ...license, ...changes }));
        expect(
          await read(generationQueries.emailWindow({ rule: 'licenses', after: 'l1', rows: 3 })),
        ).to.deep.equal({
          last: 'l4',
        });
        expect(
          await read(generationQueries.emailWindow({ rule: 'licenses', after: 'l5', rows: 3 })),
        ).to.equal(undefined);
        const window = { rule: 'licenses', after: 'l1', last: 'l4', generation: 2 };
        const { emailIndex, emailGeneration, emailWrapped } = license;
        expect(await read(generationQueries.listUnwrapped(window))).to.deep.equal([
          { id: 'l4', emailIndex, emailGeneration, emailWrapped },
        ]);
        expect(await read(generationQueries.listUnwrapped({ ...window, generation: 1 }))).to.deep.equal([]);
        await ask(accountQueries.addAccount(accountRow({ id: 'c1' })));
        await ask(accountQueries.addAccount(accountRow({ id: 'c2', username: 'eve', emailIndex })));
        const accounts = { rule: 'accounts', after: '', last: 'c9', generation: 2 };
        expect(
          await read(generationQueries.emailWindow({ rule: 'accounts', after: 'c1', rows: 3 })),
        ).to.deep.equal({
          last: 'c2',
        });
        expect((await read(generationQueries.listUnwrapped(accounts))).map(({ id }) => id)).to.deep.equal([
          'c2',
        ]);
      });

      it('moves tags from any other activation', async () => {
        await withLicense();
        for (const id of [a, b]) await ask(activationQueries.addActivation(activationRow({ id })));
        await ask(activationQueries.putTag({ tag: 't1', activation: a }));
        await ask(activationQueries.putTag({ tag: 't2', activation: b }));
        await ask(activationQueries.putTag({ tag: 't3', activation: b }));
        expect(await ask(activationQueries.forgetTags(tags('t1', 't3')))).to.equal(2);
        expect(await ask(activationQueries.listTags({ activation: b }))).to.deep.equal([{ tag: 't2' }]);
        expect(await ask(activationQueries.forgetTags(tags()))).to.equal(0);
      });
    });

    describe('operators and repeated requests', () => {
      const token = {
        id: 't',
        name: 'ci',
        digest: 'd',
        generation: 1,
        scopes: 's',
        createdDay: toDay(1),
        expiresDay: toDay(9),
        revokedDay: null,
        purpose: 'support',
      };

      it('stores tokens, and the first day of a revocation', async () => {
        expect(await ask(operatorQueries.addOperatorToken(token))).to.equal(1);
        expect(await read(operatorQueries.findOperatorToken({ id: 't' }))).to.deep.equal(token);
        expect(await read(operatorQueries.findOperatorToken({ id: 'none' }))).to.equal(undefined);
        expect(await ask(operatorQueries.revokeOperatorToken({ id: 't', day: toDay(3) }))).to.equal(1);
        expect(await ask(operatorQueries.revokeOperatorToken({ id: 't', day: toDay(4) }))).to.equal(0);
        expect(stored(await read(operatorQueries.pageOperatorTokens(ALL)))).to.deep.equal([
          { ...token, revokedDay: 3 },
        ]);
      });

      it('lists the actions of operators on a license, even if it was deleted', async () => {
        const act = {
          id: '1',
          hour: toHour(5),
          actor: 'terminal:a',
          action: 'show',
          license: 'l',
          reason: null,
          purpose: null,
          leaf: null,
          salt: null,
          heldUntilDay: null,
        };
        await ask(actionQueries.addOperatorAction(act));
        await ask(actionQueries.addOperatorAction({ ...act, id: '0', hour: toHour(7), reason: 'asked' }));
        await ask(actionQueries.addOperatorAction({ ...act, id: '2', license: null }));
        expect(await ask(actionQueries.addOperatorAction({ ...act, action: 'again' })), 'once').to.equal(0);
        expect((await read(rowsOf('operator_actions', 'l'))).map(({ id }) => id)).to.deep.equal(['0', '1']);
      });

      it('replaces an idempotency record only after it has expired', async () => {
        const row = { digest: 'd', generation: 1, request: 'r', result: 'x', hour: toHour(4) };
        expect(await ask(idempotencyQueries.putIdempotency(row))).to.equal(1);
        expect(await ask(idempotencyQueries.putIdempotency({ ...row, hour: toHour(28) }))).to.equal(0);
        expect(await read(idempotencyQueries.findIdempotency({ digest: 'd' }))).to.deep.equal(row);
        expect(
          await ask(
            idempotencyQueries.putIdempotency({ ...row, generation: 2, request: 'r2', hour: toHour(29) }),
          ),
        ).to.equal(1);
        expect(await ask(idempotencyQueries.setIdempotencyResult({ digest: 'd', result: 'y' }))).to.equal(1);
        expect(await read(idempotencyQueries.findIdempotency({ digest: 'd' }))).to.deep.equal({
          ...row,
          generation: 2,
          request: 'r2',
          result: 'y',
          hour: 29,
        });
        expect(await read(idempotencyQueries.findIdempotency({ digest: 'none' }))).to.equal(undefined);
      });

      it('counts the rows that depend on each generation, without expired ones', async () => {
        await withLicense({ emailWrapped: 2, issueGeneration: 3 });
        await ask(licenseQueries.addLicense({ ...license, id: 'erased', emailIndex: null, nonce: null }));
        for (const verifier of ['v1', 'v2'])
          await ask(
            licenseQueries.addLicenseKey({
              verifier,
              generation: 1,
              license: license.id,
              createdDay: toDay(1),
            }),
          );
        await ask(activationQueries.addActivation(activationRow({ id: a, generation: 2 })));
        for (const [id, expiresDay, revokedDay] of [
          ['t1', toDay(9), null],
          ['t2', toDay(8), null],
          ['t3', toDay(9), toDay(4)],
        ] as const)
          await ask(operatorQueries.addOperatorToken({ ...token, id, expiresDay, revokedDay }));
        for (const [digest, hour] of [
          ['d1', 7],
          ['d2', 6],
        ] as const)
          await ask(
            idempotencyQueries.putIdempotency({
              digest,
              generation: 2,
              request: 'r',
              result: 'x',
              hour: toHour(hour),
            }),
          );
        await ask(
          accountQueries.addAccount(accountRow({ emailIndex: 'index', emailGeneration: 2, emailWrapped: 3 })),
        );
        await ask(accountQueries.addAccount(accountRow({ id: 'c2', username: 'eve' })));
        const { id: account } = accountRow();
        const session = {
          generation: 2,
          account,
          family: 'f',
          begunHour: toHour(1),
          freshHour: toHour(1),
          rotatedHour: null,
        };
        for (const [digest, endsHour] of [
          ['s1', 12],
          ['s2', 13],
        ] as const)
          await ask(sessionQueries.addSession({ ...session, digest, endsHour: toHour(endsHour) }));
        const counts = await read(
          generationQueries.countGenerations({ today: toDay(9), hour: toHour(12), repeatsFrom: toHour(7) }),
        );
        expect(counts).to.have.deep.members([
          { kind: 'license keys', first: 1, last: 1, held: 2 },
          { kind: 'email indexes', first: 1, last: 2, held: 1 },
          { kind: 'email indexes', first: 2, last: 3, held: 1 },
          { kind: 'activations', first: 2, last: 2, held: 1 },
          { kind: 'sessions', first: 2, last: 2, held: 1 },
          { kind: 'operator tokens', first: 1, last: 1, held: 1 },
          { kind: 'idempotency records', first: 2, last: 2, held: 1 },
          { kind: 'derived license keys', first: 3, last: 3, held: 1 },
        ]);
      });

      it('stores the day of a task', async () => {
        expect(await read(purgeQueries.findTask({ task: 'purge' }))).to.equal(undefined);
        await ask(purgeQueries.putTask({ task: 'purge', day: toDay(1) }));
        await ask(purgeQueries.putTask({ task: 'purge', day: toDay(2) }));
        expect(await read(purgeQueries.findTask({ task: 'purge' }))).to.deep.equal({ day: 2 });
      });

      it('gives a leader lock to one holder, and to another if it was released or its heartbeat stopped', async () => {
        const take = (holder: string, silent: number | null = null) =>
          ask(leaderQueries.acquireLeaderLock({ task: 'purge', holder, silent }));
        expect(await read(leaderQueries.findLeaderLock({ task: 'purge' }))).to.equal(undefined);
        expect([await take('a'), await take('b'), await take('a')]).to.deep.equal([1, 0, 1]);
        expect(await read(leaderQueries.findLeaderLock({ task: 'purge' }))).to.deep.equal({
          task: 'purge',
          holder: 'a',
          beat: 2,
        });
        expect([await take('b', 1), await take('b', 2), await take('a', 2)]).to.deep.equal([0, 1, 0]);
        expect(await ask(leaderQueries.releaseLeaderLock({ task: 'purge', holder: 'a' }))).to.equal(0);
        expect(await ask(leaderQueries.releaseLeaderLock({ task: 'purge', holder: 'b' }))).to.equal(1);
        expect(await take('a')).to.equal(1);
        expect(await read(leaderQueries.findLeaderLock({ task: 'purge' }))).to.include({
          holder: 'a',
          beat: 5,
        });
      });
    });

    it('stores every string unchanged', async () => {
      for (const text of [
        '',
        'Ä\u0301ß',
        '日本',
        '😀',
        "'; DROP TABLE tasks; --",
        ':name $1',
        'a'.repeat(10_000),
      ]) {
        await ask(purgeQueries.putTask({ task: text, day: toDay(1) }));
        expect(await read(purgeQueries.findTask({ task: text })), text.slice(0, 20)).to.deep.equal({
          day: 1,
        });
      }
    });

    it('refuses writes in a read-only operation', async () => {
      expect(
        await rejection(read(purgeQueries.putTask({ task: 'purge', day: toDay(1) }))),
      ).not.to.be.instanceOf(Refusal);
      expect(await ask(purgeQueries.findTask({ task: 'purge' }))).to.equal(undefined);
    });
  });
}
