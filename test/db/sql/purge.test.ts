/**
 * The purge's SQL, generated from the inventory. Every rule keeps a row to its last day and ends it on the next, in
 * windows along the key; lapsed seats are returned to their licenses exactly.
 */

import { expect } from 'chai';
import type { Rule } from '../../../server/domain/inventory/declaration.ts';
import { RULES } from '../../../server/domain/inventory/inventory.ts';
import { isOff, keepOf, LIFE_SETTINGS } from '../../../server/domain/inventory/lives.ts';
import {
  dueBefore,
  LAPSED_SEATS,
  type PurgeLook,
  purgeQueries,
  type PurgeSliceAnswer,
} from '../../../server/domain/privacy/purge.ts';
import { holdQueries } from '../../../server/domain/privacy/hold-record.ts';
import type { Query } from '../../../server/domain/kernel/query.ts';
import { receiptQueries, type ReceiptRow } from '../../../server/domain/privacy/receipt.ts';
import {
  DAY_SECONDS,
  addSeconds,
  hourOf,
  toHour,
  toDay,
  startOfHour,
  addDays,
  startOf,
  type Instant,
} from '../../../server/domain/kernel/day.ts';
import { firstDayOf, weekOf, toWeek } from '../../../server/domain/kernel/week.ts';
import { camelCase } from '../../../db/dialect/statements.ts';
import { accountRow, activationRow, licenseRow, productRow, TODAY } from '../../support/rows.ts';
import { BATCHES, CALL } from '../batches.ts';
import {
  askerOf,
  ENGINES,
  type Asker,
  type BatchStore,
  type Engine,
  type Opened,
} from '../../support/engines.ts';
import { accountQueries } from '../../../server/domain/account/account.ts';
import { activationQueries } from '../../../server/domain/activation/activation.ts';
import { idempotencyQueries } from '../../../server/domain/kernel/idempotency.ts';
import { ALL } from '../../support/pages.ts';
import { licenseQueries } from '../../../server/domain/licensing/license.ts';
import { productQueries } from '../../../server/domain/licensing/product.ts';
import { knownBrowserQueries } from '../../../server/domain/account/known-browser.ts';
import { loginThrottleQueries } from '../../../server/domain/account/login-throttle.ts';
import { countQueries } from '../../../server/domain/statistics/request-counts.ts';
import { trialQueries } from '../../../server/domain/activation/trial.ts';
import { offerQueries } from '../../../server/domain/ownership/offers.ts';
import { couponQueries } from '../../../server/domain/renewal/coupon.ts';
import { disclosureQueries } from '../../../server/domain/operator/disclosure.ts';
import { bundleQueries } from '../../../server/domain/activation/support-bundle.ts';
import { takeoverQueries } from '../../../server/domain/ownership/takeovers.ts';
import { transferQueries } from '../../../server/domain/ownership/transfers.ts';
import { requestQueries } from '../../../server/domain/rights/request.ts';
import { signInQueries } from '../../../server/domain/ownership/sign-in.ts';
import { linkQueries } from '../../../server/domain/account/one-time-link.ts';
import { keyMailQueries } from '../../../server/domain/mail/key-mail.ts';
import { mailQueries } from '../../../server/domain/mail/outbox.ts';
import { actionQueries } from '../../../server/domain/operator/action.ts';
import { operatorQueries } from '../../../server/domain/operator/operator.ts';
import { sessionQueries } from '../../../server/domain/account/session.ts';
import { telemetryQueries } from '../../../server/domain/statistics/weekly-figures.ts';
import { operations } from '../../../server/domain/operations.ts';

type Row = Record<string, string | number | null>;

/** Accounts for the slices of these tests. */
const RECEIPT = 'receipt of these tests';
const RECEIPT_ROW: ReceiptRow = {
  id: RECEIPT,
  kind: 'purge',
  begunDay: TODAY,
  plan: null,
  counts: '{}',
  urgent: 1,
  deletedDay: null,
  doneDay: null,
  token: null,
};

const COUPON_ROW = {
  id: 'i',
  digest: 'd',
  generation: 1,
  product: 'sonar',
  kind: 'seats',
  amount: 1,
  uses: 1,
  used: 0,
  endsDay: 0,
  endedDay: null,
  createdDay: 0,
};

/** For each purged table: the query that adds a row, and a row that none of its rules affects. */
const ROWS: Readonly<Record<string, { add: (row: never) => Query<number>; row: Row }>> = {
  licenses: { add: licenseQueries.addLicense, row: { ...licenseRow({ id: 'purged', used: 0 }) } },
  orders: {
    add: licenseQueries.addOrder,
    row: { reference: 'R', product: 'sonar', license: null, day: 0, seats: null, severedDay: null },
  },
  activations: {
    add: activationQueries.addActivation,
    row: { ...activationRow({ seatEndsDay: TODAY * 2 }) },
  },
  operator_tokens: {
    add: operatorQueries.addOperatorToken,
    row: {
      id: 't',
      name: 'n',
      digest: 'd',
      generation: 1,
      scopes: '',
      createdDay: 0,
      expiresDay: TODAY * 2,
      revokedDay: null,
      purpose: null,
    },
  },
  operator_actions: {
    add: actionQueries.addOperatorAction,
    row: {
      id: 'a',
      hour: 0,
      actor: 'x',
      action: 'y',
      license: null,
      reason: null,
      purpose: null,
      leaf: null,
      salt: null,
      heldUntilDay: null,
    },
  },
  receipts: { add: receiptQueries.addReceipt, row: { ...RECEIPT_ROW, id: 'old', deletedDay: 1, token: 't' } },
  idempotency: {
    add: idempotencyQueries.putIdempotency,
    row: { digest: 'd', generation: 1, request: 'r', result: 'x', hour: 0 },
  },
  sessions: {
    add: sessionQueries.addSession,
    row: {
      digest: 'd',
      generation: 1,
      account: accountRow().id,
      family: 'f',
      begunHour: 0,
      freshHour: 0,
      endsHour: 0,
      rotatedHour: null,
    },
  },
  links: {
    add: linkQueries.addLink,
    row: {
      digest: 'd',
      generation: 1,
      purpose: 'password',
      account: null,
      browser: 'b',
      code: 'c',
      about: null,
      tries: 0,
      endsSecond: 0,
      hour: 0,
    },
  },
  trials: { add: trialQueries.putTrial, row: { tag: 't', day: 0, since: 0 } },
  member_offers: {
    add: offerQueries.addOffer,
    row: {
      id: 'o',
      license: licenseRow().id,
      account: null,
      secret: null,
      generation: null,
      name: 'M1',
      endsDay: 0,
    },
  },
  coupons: { add: couponQueries.addCoupon, row: COUPON_ROW },
  coupon_uses: { add: couponQueries.addCouponUse, row: { tag: 't', endsDay: 0 } },
  disclosures: {
    add: disclosureQueries.addDisclosure,
    row: {
      id: 'g',
      license: null,
      isGeneral: 1,
      recipient: 'Example Hosting',
      classes: 'all',
      ground: 'processor',
      day: 0,
      lastDay: null,
    },
  },
  holds: {
    add: holdQueries.addHold,
    row: {
      hold: 'h',
      heldLicense: null,
      heldAccount: null,
      heldClass: 'all',
      why: 'order',
      authority: 'District Court',
      placedDay: 0,
      reviewedDay: 0,
      liftedDay: null,
      putOff: null,
    },
  },
  rights_requests: {
    add: requestQueries.addRequest,
    row: {
      id: 'i',
      kind: 'access',
      asker: 'self',
      receivedDay: 0,
      acknowledgedDay: 0,
      dueDay: 0,
      extension: null,
      closedDay: null,
      outcome: null,
      reason: null,
      link: null,
      address: null,
      answer: null,
      answerEndsDay: null,
    },
  },
  rights_subjects: {
    add: requestQueries.addSubject,
    row: { id: 'i', request: null, license: licenseRow().id, account: null, endsDay: 0 },
  },
  support_bundles: {
    add: bundleQueries.addBundle,
    row: { id: 'i', request: 'r', license: null, activation: null, receivedDay: 0, bytes: 1, sealed: 's' },
  },
  transfers: {
    add: transferQueries.putTransfer,
    row: { license: licenseRow().id, account: null, readyHour: 0, endsDay: 0 },
  },
  takeovers: {
    add: takeoverQueries.putTakeover,
    row: { license: licenseRow().id, account: null, readyDay: 0, refusedDay: null, endsDay: 0 },
  },
  sign_ins: {
    add: signInQueries.addSignIn,
    row: {
      id: 'i',
      product: 'sonar',
      code: 'c',
      device: 'd',
      decision: null,
      account: null,
      license: null,
      nickname: null,
      endsSecond: 0,
      endsHour: 0,
    },
  },
  attempts: {
    add: loginThrottleQueries.putLoginThrottle,
    row: { digest: 'd', failures: 1, hour: 0, oldFailures: 0, oldHour: 0 },
  },
  known_browsers: {
    add: knownBrowserQueries.putKnownBrowser,
    row: { digest: 'd', account: accountRow().id, failures: 1, day: 0, old: 0 },
  },
  mails: { add: mailQueries.addMail, row: { id: 'm', sealed: 's', tries: 0, dueSecond: 0, hour: 0 } },
  key_mails: {
    add: keyMailQueries.putKeyMail,
    row: { license: licenseRow().id, mail: 'm', answer: null, day: 0 },
  },
  counts: { add: countQueries.raiseCount, row: { cell: 'purges//', day: 0, n: 1 } },
  telemetry_counts: { add: telemetryQueries.raiseTelemetryCount, row: { cell: 'total', week: 0, n: 20 } },
  telemetry_figures: { add: telemetryQueries.addFigure, row: { cell: 'total', week: 0, n: null } },
};

for (const engine of ENGINES) purgeContract(engine);

function purgeContract(engine: Engine): void {
  describe(`the purge over ${engine.name}`, () => {
    let opened: Opened;
    let store: BatchStore;
    let ask: Asker;

    beforeEach(async () => {
      opened = await engine.open();
      ({ store } = opened);
      ask = askerOf(store);
      await ask(productQueries.addProduct(productRow()));
      await ask(licenseQueries.addLicense(licenseRow({ used: 0 })));
      await ask(receiptQueries.addReceipt(RECEIPT_ROW));
      await ask(accountQueries.addAccount(accountRow()));
      const owner = { license: licenseRow().id, account: accountRow().id, sinceDay: TODAY, provedDay: null };
      await ask(accountQueries.addOwner(owner));
    });

    afterEach(() => opened.end());

    const purge = async (purgeClass: string, now: Instant): Promise<number> => {
      let purged = 0;
      for (let after: string | null = ''; after !== null;) {
        const slice: PurgeSliceAnswer = await store.run(
          operations.privacy.purgeSlice,
          { class: purgeClass, after, receipt: RECEIPT, hour: hourOf(now) },
          { ...CALL, now },
        );
        purged += slice.purged;
        after = slice.next;
      }
      return purged;
    };

    const NOW = { hour: TODAY * 24, day: TODAY, week: weekOf(TODAY) };
    /** The first second of a unit. */
    const firstSecond = ({ unit }: Rule, units: number): Instant =>
      ({
        hour: startOfHour(toHour(units)),
        day: startOf(toDay(units)),
        week: startOf(firstDayOf(toWeek(units))),
      })[unit];

    const addDue = async (rule: Rule, from: number, changes: Row = {}): Promise<void> => {
      const { add, row } = ROWS[rule.table]!;
      const due: Row = { ...row, ...changes, [camelCase(rule.from)]: from };
      if (rule.when !== undefined) due[camelCase(rule.when)] = 1;
      await store.run(BATCHES.write, [add(due as never)], CALL);
    };

    for (const rule of RULES) {
      it(`keeps ${rule.class} to the last ${rule.unit}, and ends them on the next`, async () => {
        const from = NOW[rule.unit];
        const last = from + rule.keep;
        await addDue(rule, from);
        const count = (now: Instant) =>
          ask(
            purgeQueries.countDue({
              rule: rule.class,
              before: dueBefore(rule, now),
              overdueBefore: dueBefore(rule, addSeconds(now, -DAY_SECONDS)),
            }),
          );

        const kept = addSeconds(firstSecond(rule, last + 1), -1);
        expect(await count(kept)).to.deep.equal({ due: 0, held: 1, overdue: 0 });
        expect(await purge(rule.class, kept)).to.equal(0);

        const gone = firstSecond(rule, last + 1);
        expect(await count(gone)).to.deep.equal({ due: 1, held: 1, overdue: 0 });
        expect(await purge(rule.class, gone)).to.equal(1);
        expect(await count(gone)).to.deep.equal({ due: 0, held: 0, overdue: 0 });
        expect(await purge(rule.class, gone)).to.equal(0);
      });
    }

    it('keeps each class for the days of retention.json, from the first purge after a look', async () => {
      for (const { class: name, least } of LIFE_SETTINGS) {
        const declared = RULES.find((rule) => rule.class === name);
        if (declared === undefined || isOff(declared)) continue;
        const short = { ...declared, keep: keepOf(declared, { [name]: least }) };
        const from = NOW[short.unit];
        await addDue(short, from, short.table === 'activations' ? { id: name } : {});
        const gone = firstSecond(short, from + short.keep + 1);
        const seen = { ...CALL, now: gone };
        const lives = async () => {
          const { present, next } = await store.run(operations.privacy.showLives, {}, seen);
          return [present[name], next[name]];
        };
        const see = (days: number) =>
          store.run(operations.privacy.seeLives, { asked: { [name]: days } }, seen);
        expect((await see(least)).waiting, name).to.deep.equal([]);
        expect(await lives(), name).to.deep.equal([undefined, least]);
        expect(await purge(name, gone), `${name}, before a purge begins`).to.equal(0);
        await store.run(operations.privacy.beginPurge, { plan: null }, seen);
        expect(await lives(), name).to.deep.equal([least, least]);
        expect(await purge(name, addSeconds(gone, -1)), `${name}, at the last moment`).to.equal(0);
        expect(await purge(name, gone), name).to.equal(1);
        const waiting = [{ class: name, asked: least + 7, present: least }];
        expect(await see(least + 7)).to.deep.equal({ waiting, unseen: {} });
        expect(await lives(), name).to.deep.equal([least, least]);
      }
    });

    it('ends at most a hundred rows in a slice, wherever they are in the table', async () => {
      const ended = (index: number): boolean => index % 5 !== 0;
      for (let index = 0; index < 320; index++)
        await ask(
          activationQueries.addActivation(
            activationRow({
              id: `${index}`.padStart(22, '0'),
              seatEndsDay: ended(index) ? 1 : TODAY,
              lapsedDay: 2,
            }),
          ),
        );
      const purged: number[] = [];
      for (let after: string | null = ''; after !== null;) {
        const hour = hourOf(startOf(TODAY));
        const input = { class: 'lapsed activations', after, receipt: RECEIPT, hour };
        const slice: PurgeSliceAnswer = await store.run(operations.privacy.purgeSlice, input, {
          ...CALL,
          now: startOf(TODAY),
        });
        purged.push(slice.purged);
        after = slice.next;
      }
      expect(purged).to.deep.equal([100, 100, 56, 0]);
    });

    it('counts the licenses that no rule will ever end, with their email indexes', async () => {
      const licenses = [
        { id: 'perpetual' },
        { id: 'severed', emailIndex: null },
        { id: 'ends', endsDay: TODAY },
        { id: 'revoked', revokedDay: TODAY },
        { id: 'both', endsDay: TODAY, revokedDay: TODAY },
      ].map((change) => ({
        ...licenseRow({ id: 'x', used: 0 }),
        endsDay: null,
        revokedDay: null,
        ...change,
      }));
      const ask = askerOf(store);
      const before = await ask(purgeQueries.countPerpetual({}));
      for (const row of licenses) await ask(licenseQueries.addLicense(row));
      const after = await ask(purgeQueries.countPerpetual({}));
      expect(after.licenses - before.licenses).to.equal(2);
      expect(after.emailIndexes - before.emailIndexes).to.equal(1);
    });

    for (const [purgeClass, ended] of [
      ['lapsed activations', { seatEndsDay: 1, lapsedDay: 2 }],
      [LAPSED_SEATS, { seatEndsDay: 1 }],
    ] as const) {
      it(`skips windows without due rows by a look, and stops at a due row: ${purgeClass}`, async () => {
        const id = (index: number): string => `${index}`.padStart(22, '0');
        const rows = Array.from({ length: 2_010 }, (_row, index) =>
          activationRow({ id: id(index), ...(index === 2_005 ? ended : {}) }),
        );
        await store.run(
          BATCHES.write,
          rows.map((row) => activationQueries.addActivation(row)),
          CALL,
        );
        const look = (after: string, day: number): Promise<PurgeLook> =>
          store.run(
            operations.privacy.lookForDue,
            { class: purgeClass, after, hour: toHour(day * 24) },
            CALL,
          );
        const passed = (day: number) => [
          look('', day),
          look(id(999), day),
          look(id(1_999), day),
          look(id(2_009), day),
        ];
        const over: PurgeLook[] = [id(999), id(1_999), id(2_009), null].map((next) => ({
          isDue: false,
          next,
        }));
        expect(await Promise.all(passed(1))).to.deep.equal(over);
        expect(await Promise.all(passed(TODAY))).to.deep.equal(over.with(2, { isDue: true }));
      });
    }

    it('looks at few mails at once, since each takes its own pages', async () => {
      const { add, row } = ROWS['mails']!;
      const ids = Array.from({ length: 60 }, (_row, index) => `mail ${index + 100}`);
      const mails = ids.map((id) => add({ ...row, id, hour: TODAY * 24 } as never));
      await store.run(BATCHES.write, mails, CALL);
      const look = { class: 'waiting mails', after: '', hour: hourOf(startOf(TODAY)) };
      expect(await store.run(operations.privacy.lookForDue, look, CALL)).to.deep.equal({
        isDue: false,
        next: ids[49],
      });
    });

    it('finds due rows after the rows of a window that share its last key', async () => {
      const order = (index: number, changes: object = {}) =>
        licenseQueries.addOrder({
          reference: `R${String(index).padStart(5, '0')}`,
          product: 'sonar',
          license: null,
          day: TODAY,
          seats: null,
          severedDay: null,
          ...changes,
        });
      await ask(productQueries.addProduct(productRow({ id: 'alpha', prefix: 'ALPHA' })));
      const rows = Array.from({ length: 1_000 }, (_row, index) => order(index, { product: 'alpha' }));
      for (const index of [1, 500, 999]) {
        await store.run(BATCHES.write, [...(index === 1 ? rows : []), order(index, { day: 0 })], CALL);
        const found = await store.run(
          operations.privacy.lookForDue,
          { class: 'orders', after: '', hour: hourOf(startOf(TODAY)) },
          CALL,
        );
        expect(found, `a second order R${index}`).to.deep.equal({ isDue: true });
        expect(await purge('orders', startOf(TODAY))).to.equal(1);
      }
    });

    it('keeps rows without the column that a rule requires', async () => {
      await ask(activationQueries.addActivation(activationRow({ seatEndsDay: 1 })));
      for (const { class: purgeClass } of RULES) expect(await purge(purgeClass, startOf(TODAY))).to.equal(0);
    });

    it('nulls the columns that a rule names, and keeps the row', async () => {
      const row = activationRow({ network: 'sealed', networkDay: 1, username: 'ada' });
      await ask(activationQueries.addActivation(row));
      expect(await purge('network prefixes', startOf(TODAY))).to.equal(1);
      expect(await ask(activationQueries.findActivation({ activation: row.id }))).to.deep.equal({
        ...row,
        network: null,
        networkDay: null,
      });
    });

    it('ends keys, activations and tags with their license, and severs its orders', async () => {
      const license = 'ended';
      await ask(licenseQueries.addLicense(licenseRow({ id: license, endsDay: 1 })));
      await ask(
        licenseQueries.addLicenseKey({ verifier: 'v', generation: 1, license, createdDay: toDay(1) }),
      );
      await ask(activationQueries.addActivation(activationRow({ license })));
      await ask(activationQueries.putTag({ tag: 't', activation: activationRow().id }));
      await ask(
        licenseQueries.addOrder({
          reference: 'R',
          product: 'sonar',
          license,
          day: TODAY,
          seats: null,
          severedDay: null,
        }),
      );
      expect(await purge('ended licenses', startOf(TODAY))).to.equal(1);
      expect(await ask(licenseQueries.findLicenseByKey({ verifier: 'v' }))).to.equal(undefined);
      expect(await ask(activationQueries.findActivation({ activation: activationRow().id }))).to.equal(
        undefined,
      );
      expect(await ask(activationQueries.listTags({ activation: activationRow().id }))).to.deep.equal([]);
      expect(await ask(licenseQueries.listOrdersOf({ reference: 'R' })))
        .to.have.nested.property('[0].license')
        .that.equals(null);
    });

    it('walks a table of many rows in windows', async () => {
      const rows = Array.from({ length: 1_203 }, (_row, i) => ({
        digest: `digest ${String((i * 7919) % 1_203)}`,
        generation: 1,
        request: 'r',
        result: 'x',
        hour: i % 3 === 0 ? hourOf(startOf(TODAY)) : toHour(1),
      }));
      await store.run(
        BATCHES.write,
        rows.map((row) => idempotencyQueries.putIdempotency(row)),
        CALL,
      );
      const first = await store.run(
        operations.privacy.purgeSlice,
        { class: 'idempotency records', after: '', receipt: RECEIPT, hour: hourOf(startOf(TODAY)) },
        CALL,
      );
      expect(first.purged).to.be.lessThan(500);
      expect(await purge('idempotency records', CALL.now)).to.equal(802 - first.purged);
      const held = await ask(
        purgeQueries.countDue({
          rule: 'idempotency records',
          before: 0,
          overdueBefore: 0,
        }),
      );
      expect(held).to.deep.equal({ due: 0, held: 401, overdue: 0 });
    });

    it('returns exactly the lapsed seats to each license', async () => {
      const licenses = ['x', 'y', 'z'];
      const activations = Array.from({ length: 1_300 }, (_row, i) =>
        activationRow({
          id: `activation ${String((i * 7919) % 1_300)}`,
          license: licenses[i % 3]!,
          seatEndsDay: TODAY + (i % 5) - 2,
          lapsedDay: i % 7 === 0 ? 1 : null,
          releasedDay: i % 11 === 0 ? 1 : null,
        }),
      );
      const holds = (day: number) =>
        activations.filter(
          (row) => row.lapsedDay === null && row.releasedDay === null && row.seatEndsDay >= day,
        );
      await store.run(
        BATCHES.write,
        [
          ...licenses.map((id) => {
            const used = holds(0).filter(({ license }) => license === id).length;
            return licenseQueries.addLicense(licenseRow({ id, used, seats: 1_000 }));
          }),
          ...activations.map((row) => activationQueries.addActivation(row)),
        ],
        CALL,
      );
      for (const day of [TODAY, addDays(TODAY, 1), addDays(TODAY, 50)]) {
        await purge(LAPSED_SEATS, startOf(day));
        for (const id of licenses) {
          const rows = await ask(activationQueries.pageActivations({ license: id, ...ALL }));
          const held = rows.filter((row) => row.lapsedDay === null && row.releasedDay === null);
          expect(held).to.have.lengthOf(holds(day).filter(({ license }) => license === id).length);
          expect((await ask(licenseQueries.findLicense({ license: id })))?.used).to.equal(held.length);
        }
      }
    });
  });
}
