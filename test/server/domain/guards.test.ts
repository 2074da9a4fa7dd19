// Guards that nothing else would miss: each case here fails where one check, record or figure of the domain is left out.

import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { Quietkey } from '../../../client-sdk/typescript/index.ts';
import type { IssueAnswer } from '../../../client-sdk/typescript/contract/license-view.ts';
import type { ActivateAnswer } from '../../../client-sdk/typescript/contract/wire.ts';
import { openReader, type SqliteConnection } from '../../../db/sqlite/connection.ts';
import { DAY_SECONDS, HOUR_SECONDS, toDay } from '../../../server/domain/kernel/day.ts';
import { RULES } from '../../../server/domain/inventory/inventory.ts';
import { Refusal } from '../../../server/domain/kernel/refusal.ts';
import { databasePath } from '../../../server/composition/prepare-secrets.ts';
import { proven, random22 } from '../../support/machine.ts';
import { openTestWorld, startTestServer, type TestServer, type TestWorld } from '../../support/world.ts';
import { activationQueries } from '../../../server/domain/activation/activation.ts';
import { licenseQueries } from '../../../server/domain/licensing/license.ts';
import { storedRowQueries } from '../../../server/domain/privacy/stored-values.ts';
import { ALL } from '../../support/pages.ts';
import { operations } from '../../../server/domain/operations.ts';

const SONAR = { product: 'sonar', name: 'Sonar', terms: { seats: 3 } };

let test: TestWorld;
let reader: SqliteConnection;

async function openShop(): Promise<void> {
  test = await openTestWorld();
  reader = openReader(databasePath(test.config));
  await test.run(operations.licensing.addProduct, SONAR);
}

async function closeShop(): Promise<void> {
  reader.close();
  await test.end();
}

const sell = (email = 'ada@example.com'): Promise<IssueAnswer> =>
  test.run(operations.licensing.issueLicense, { product: 'sonar', email });
const activate = (licenseKey: string, tags: string[]): Promise<ActivateAnswer> =>
  test.run(operations.activation.activate, {
    product: 'sonar',
    licenseKey,
    tags,
    nonce: random22(),
    network: null,
  });

interface Action {
  id: string;
  hour: number;
  actor: string;
  action: string;
  reason: string | null;
}
const actionsOn = (license: string): Action[] =>
  (
    reader.run(
      storedRowQueries.pageStoredRows({
        ...ALL,
        rule: 'license operator_actions after',
        owner: license,
        today: toDay(0),
      }),
    ) as Action[]
  ).toReversed();

/** All that is stored of a license and one of its activations, but the records of operators. */
const stored = (license: string, activation: string): unknown[] => [
  reader.run(licenseQueries.lockLicense({ license })),
  reader.run(activationQueries.findActivation({ activation })),
  reader.run(activationQueries.listTags({ activation })),
];

async function refusalOf(work: Promise<unknown>): Promise<Refusal> {
  const error: unknown = await work.then(
    () => new Error('it was accepted'),
    (reason: unknown) => reason,
  );
  if (error instanceof Refusal) return error;
  throw error;
}

describe('a renewal or release that proves nothing', () => {
  before(openShop);
  after(closeShop);

  type Request = ReturnType<typeof proven>;
  const FORGED: [title: string, forge: (request: Request, held: ActivateAnswer, verb: Verb) => Request][] = [
    ['under another secret', (_, held, verb) => proven(verb, { ...held, secret: random43() }, [random22()])],
    ['by the proof of the other verb', (_, held, verb) => proven(other(verb), held, [random22()])],
    ['without a proof', (request) => ({ ...request, proof: '' })],
    ['by a proof cut short', (request) => ({ ...request, proof: request.proof.slice(0, -1) })],
    ['of a later epoch', (request) => ({ ...request, epoch: request.epoch + 1 })],
    ['of a later sequence', (request) => ({ ...request, sequence: request.sequence + 1 })],
    ['of another nonce', (request) => ({ ...request, nonce: random22() })],
    ['of other tags', (request) => ({ ...request, tags: [random22()] })],
    ['of one tag more', (request) => ({ ...request, tags: [...request.tags, random22()] })],
  ];
  type Verb = 'renew' | 'release';
  const other = (verb: Verb): Verb => (verb === 'renew' ? 'release' : 'renew');
  const random43 = (): string =>
    Buffer.from(random22() + random22())
      .toString('base64url')
      .slice(0, 43);

  for (const [verb, operation] of [
    ['renew', operations.activation.renewLease],
    ['release', operations.activation.releaseLease],
  ] as const) {
    for (const [title, forge] of FORGED) {
      it(`${verb} ${title}: proof_invalid, and nothing is changed`, async () => {
        const { license, licenseKey } = await sell();
        const held = await activate(licenseKey, [random22()]);
        const before = stored(license.license, held.activation);
        test.clock.move(8 * DAY_SECONDS);
        const forged = forge(proven(verb, held, [random22()]), held, verb);
        expect(await refusalOf(test.run(operation, forged))).to.include({ code: 'proof_invalid' });
        expect(stored(license.license, held.activation)).to.deep.equal(before);
      });
    }
  }
});

describe('what an operator does to a license', () => {
  before(openShop);
  after(closeShop);

  interface Sold extends IssueAnswer {
    email: string;
    held: ActivateAnswer;
  }
  async function sold(): Promise<Sold> {
    const email = `${random22().replaceAll(/[^A-Za-z0-9]/g, 'x')}@example.com`;
    const order = random22();
    const issued = await test.run(operations.licensing.issueLicense, { product: 'sonar', email, order });
    return { ...issued, email, held: await activate(issued.licenseKey, [random22()]) };
  }
  const run: TestWorld['run'] = (name, input) => test.run(name, input);

  /** With a reason where the verb takes one. */
  const CHANGES: [action: string, act: (sale: Sold, reason: string) => Promise<unknown>][] = [
    [
      'license renew',
      (sale, reason) => run(operations.licensing.renewLicense, { ...on(sale), endsOn: null, reason }),
    ],
    ['license suspend', (sale, reason) => run(operations.licensing.suspendLicense, { ...on(sale), reason })],
    [
      'license reinstate',
      (sale, reason) => run(operations.licensing.reinstateLicense, { ...on(sale), reason }),
    ],
    ['license forgive', (sale, reason) => run(operations.activation.forgiveCopies, { ...on(sale), reason })],
    ['license disown', (sale, reason) => run(operations.ownership.disownLicense, { ...on(sale), reason })],
    ['license revoke', (sale, reason) => run(operations.licensing.revokeLicense, { ...on(sale), reason })],
    [
      'license seats',
      (sale, reason) => run(operations.licensing.setSeats, { ...on(sale), seats: 9, reason }),
    ],
    [
      'license entitlements',
      (sale, reason) =>
        run(operations.licensing.setEntitlements, { ...on(sale), entitlements: ['pro'], reason }),
    ],
    [
      'activation release',
      (sale, reason) =>
        run(operations.activation.releaseByOperator, { ...on(sale), ...machine(sale), reason }),
    ],
  ];
  const LOOKS: [action: string, act: (sale: Sold) => Promise<unknown>][] = [
    ['license find', ({ email }) => run(operations.licensing.findLicenses, { email })],
    ['license show', (sale) => run(operations.licensing.showLicense, on(sale))],
    ['license holdings', (sale) => run(operations.privacy.listHoldings, on(sale))],
    ['activation list', (sale) => run(operations.activation.listActivations, on(sale))],
  ];
  const on = ({ license }: Sold) => ({ license: license.license });
  const machine = ({ held }: Sold) => ({ activation: held.activation });

  const recorded = (sale: Sold, before: readonly Action[] = []): Omit<Action, 'id'>[] =>
    actionsOn(sale.license.license)
      .filter(({ id }) => !before.some((action) => action.id === id))
      .map(({ actor, action, reason, hour }) => ({ actor, action, reason, hour }));
  const record = (action: string, reason: string | null) => ({
    actor: 'terminal:test',
    action,
    reason,
    hour: Math.floor(test.clock.now() / HOUR_SECONDS),
  });

  for (const [action, act] of CHANGES) {
    it(`${action}: one record, with the reason`, async () => {
      const sale = await sold();
      const before = actionsOn(sale.license.license);
      await act(sale, 'payment open');
      expect(recorded(sale, before)).to.deep.equal([record(action, 'payment open')]);
    });
  }

  for (const [action, act] of LOOKS) {
    it(`${action}: one record`, async () => {
      const sale = await sold();
      const before = actionsOn(sale.license.license);
      await act(sale);
      expect(recorded(sale, before)).to.deep.equal([record(action, null)]);
    });
  }

  it('license issue: one record, and one more where its key is shown again', async () => {
    const email = 'grace@example.com';
    const order = { product: 'sonar', email, order: 'A-1' };
    const issued: Sold = {
      ...(await test.run(operations.licensing.issueLicense, order)),
      email,
      held: undefined as never,
    };
    expect(recorded(issued)).to.deep.equal([record('license issue', null)]);
    const before = actionsOn(issued.license.license);
    await test.run(operations.licensing.issueLicense, order);
    expect(recorded(issued, before)).to.deep.equal([record('license key shown again', null)]);
  });

  it('license find: one record for each license that was found', async () => {
    const email = 'twice@example.com';
    const both = [await sell(email), await sell(email)];
    (await test.run(operations.licensing.findLicenses, { email })).items;
    for (const { license } of both) {
      expect(actionsOn(license.license).map(({ action }) => action)).to.have.members([
        'license issue',
        'license find',
      ]);
    }
  });

  it('is recorded by who did it', async () => {
    const sale = await sold();
    await test.world.run(operations.licensing.suspendLicense, on(sale), 'operator:eve');
    const suspended = actionsOn(sale.license.license).filter(({ action }) => action === 'license suspend');
    expect(suspended.map(({ actor }) => actor)).to.deep.equal(['operator:eve']);
  });

  const REASONS: [title: string, reason: string][] = [
    ['an address', 'asked by ada@example.com'],
    ['an @ alone', '@'],
    ['two lines', 'payment\nopen'],
    ['a tab', 'payment\topen'],
    ['a NUL', 'payment\u0000'],
    ['an escape', '\u001b[31mpayment'],
    ['a C1 control character', 'payment\u0085'],
    ['no text', ''],
    ['201 characters', 'x'.repeat(201)],
  ];
  for (const [action, act] of CHANGES) {
    it(`${action}: takes no address, no control character and no long text for a reason`, async () => {
      const sale = await sold();
      const { activation } = sale.held;
      const before = [stored(sale.license.license, activation), actionsOn(sale.license.license)];
      for (const [title, reason] of REASONS) {
        const { code, parts } = await refusalOf(act(sale, reason));
        expect(code, title).to.equal('request_malformed');
        expect(
          parts.fields?.map(({ pointer }) => pointer),
          title,
        ).to.deep.equal(['/reason']);
      }
      expect([stored(sale.license.license, activation), actionsOn(sale.license.license)]).to.deep.equal(
        before,
      );
      await act(sale, 'é'.repeat(200));
      expect(recorded(sale, before[1] as Action[])).to.deep.equal([record(action, 'é'.repeat(200))]);
    });
  }
});

describe('how long what is stored is kept', () => {
  const DELETED = 'delete';
  // ARCHITECTURE.md, written a second time: a figure that changes here changes what customers were promised
  const LIVES: [life: string, table: string, from: string, keep: string, exit: unknown, when?: string][] = [
    ['ended licenses', 'licenses', 'ends_day', '730 day', DELETED],
    ['revoked licenses', 'licenses', 'revoked_day', '730 day', DELETED],
    [
      'email indexes without a machine',
      'licenses',
      'idle_day',
      '3650 day',
      { null: ['email_index'] },
      'email_index',
    ],
    ['orders', 'orders', 'day', '3650 day', DELETED],
    ['orders for accounting', 'orders', 'severed_day', '0 day', DELETED],
    ['network prefixes', 'activations', 'network_day', '30 day', { null: ['network', 'network_day'] }],
    ['released activations', 'activations', 'seat_ends_day', '0 day', DELETED, 'released_day'],
    ['lapsed activations', 'activations', 'seat_ends_day', '30 day', DELETED, 'lapsed_day'],
    ['trials', 'trials', 'day', '365 day', DELETED],
    ['sessions', 'sessions', 'ends_hour', '0 hour', DELETED],
    ['one-time links', 'links', 'hour', '1 hour', DELETED],
    ['closed requests', 'rights_requests', 'closed_day', '730 day', DELETED],
    [
      'links to answers',
      'rights_requests',
      'answer_ends_day',
      '0 day',
      { null: ['answer', 'answer_ends_day'] },
    ],
    ['subjects of requests', 'rights_subjects', 'ends_day', '0 day', DELETED],
    ['offers to members', 'member_offers', 'ends_day', '0 day', DELETED],
    ['transfers', 'transfers', 'ends_day', '0 day', DELETED],
    ['take-overs', 'takeovers', 'ends_day', '0 day', DELETED],
    ['support bundles', 'support_bundles', 'received_day', '30 day', DELETED],
    ['disclosures', 'disclosures', 'last_day', '1095 day', DELETED],
    ['lifted holds', 'holds', 'lifted_day', '1095 day', DELETED],
    ['coupons', 'coupons', 'ends_day', '365 day', DELETED],
    ['coupon uses', 'coupon_uses', 'ends_day', '0 day', DELETED],
    ['sign-ins', 'sign_ins', 'ends_hour', '0 hour', DELETED],
    ['failed logins', 'attempts', 'hour', '24 hour', DELETED],
    ['known browsers', 'known_browsers', 'day', '180 day', DELETED],
    ['waiting mails', 'mails', 'hour', '48 hour', DELETED],
    ['undelivered keys', 'key_mails', 'day', '30 day', DELETED],
    ['expired operator tokens', 'operator_tokens', 'expires_day', '30 day', DELETED],
    ['revoked operator tokens', 'operator_tokens', 'revoked_day', '30 day', DELETED],
    ['operator actions', 'operator_actions', 'hour', '8760 hour', DELETED],
    ['looks held back', 'operator_actions', 'held_until_day', '365 day', DELETED],
    ['idempotency records', 'idempotency', 'hour', '24 hour', DELETED],
    ['receipts', 'receipts', 'done_day', '1095 day', DELETED],
    ['counts', 'counts', 'day', '1826 day', DELETED],
    ['unpublished telemetry', 'telemetry_counts', 'week', '8 week', DELETED],
    ['published telemetry', 'telemetry_figures', 'week', '261 week', DELETED],
  ];

  for (const [life, table, from, keep, exit, when] of LIVES) {
    it(`${life}: ${keep}s`, () => {
      const rules = RULES.filter((rule) => rule.class === life);
      expect(
        rules.map((rule) => [rule.table, rule.from, `${rule.keep} ${rule.unit}`, rule.exit, rule.when]),
      ).to.deep.equal([[table, from, keep, exit, when]]);
    });
  }

  it('there are no other rules', () => {
    expect(RULES.map((rule) => rule.class)).to.have.members(LIVES.map(([life]) => life));
  });
});

describe('a renewal that shows other adapters', () => {
  before(openShop);
  after(closeShop);

  async function movedTo(
    ...tags: string[]
  ): Promise<{ licenseKey: string; activation: string; old: string }> {
    const { licenseKey } = await sell();
    const old = random22();
    const held = await activate(licenseKey, [old]);
    test.clock.move(8 * DAY_SECONDS);
    await test.run(operations.activation.renewLease, proven('renew', held, tags));
    return { licenseKey, activation: held.activation, old };
  }

  it('a reinstall with the new ones finds the same seat', async () => {
    const [first, second] = [random22(), random22()];
    const { licenseKey, activation } = await movedTo(first, second);
    expect(await activate(licenseKey, [second, first])).to.include({ activation, epoch: 2 });
  });

  it('a reinstall with the old one finds the same seat too', async () => {
    const { licenseKey, activation, old } = await movedTo(random22());
    expect((await activate(licenseKey, [old])).activation).to.equal(activation);
  });

  it('the new ones are kept beside the one from before', async () => {
    const tags = [random22(), random22(), random22()];
    const { activation } = await movedTo(...tags);
    expect(reader.run(activationQueries.listTags({ activation }))).to.have.length(tags.length + 1);
  });

  it('the server keeps none of a released machine', async () => {
    const { licenseKey } = await sell();
    const tags = [random22()];
    const held = await activate(licenseKey, tags);
    await test.run(operations.activation.releaseLease, proven('release', held, tags));
    expect(reader.run(activationQueries.listTags({ activation: held.activation }))).to.deep.equal([]);
  });
});

describe('a server that was restored from an older backup', () => {
  const LEASES = 3;
  type Said = 'revoked' | 'suspended' | 'released';
  let server: TestServer;
  let machines: { license: string; app: Quietkey }[];

  before(async () => {
    server = await startTestServer();
    await server.run(operations.licensing.addProduct, SONAR);
    machines = await Promise.all(ENDS.map(([title]) => install(title)));
    await server.stop();
    const { dataFolder } = server.config;
    const backup = join(server.folder, 'backup');
    cpSync(dataFolder, backup, { recursive: true });
    await server.start();
    for (let lease = 1; lease < LEASES; lease += 1) {
      server.clock.move(8 * DAY_SECONDS);
      for (const { app } of machines) await app.renew();
    }
    await server.stop();
    rmSync(dataFolder, { recursive: true });
    cpSync(backup, dataFolder, { recursive: true });
    await server.start();
  });
  after(() => server.end());

  async function install(name: string): Promise<{ license: string; app: Quietkey }> {
    const sold = await server.run(operations.licensing.issueLicense, {
      product: 'sonar',
      email: 'ada@example.com',
    });
    const app = new Quietkey({
      server: server.running().url,
      product: 'sonar',
      rootKey: server.running().world.rootKey,
      store: join(server.folder, name),
      clock: () => server.clock.now() * 1000,
      interfaces: () => [{ name: 'eth0', mac: 'a4:5e:60:c1:7b:02', builtIn: true }],
    });
    await app.activate(sold.licenseKey);
    return { license: sold.license.license, app };
  }

  const ENDS: [title: string, reason: Said, end: (license: string, app: Quietkey) => Promise<unknown>][] = [
    ['revokes', 'revoked', (license) => server.run(operations.licensing.revokeLicense, { license })],
    ['suspends', 'suspended', (license) => server.run(operations.licensing.suspendLicense, { license })],
    ['releases for an operator', 'released', (license) => releaseAll(license)],
    ['releases for the app', 'released', (_license, app) => app.release()],
  ];
  async function releaseAll(license: string): Promise<void> {
    for (const { activation } of (await server.run(operations.activation.listActivations, { license }))
      .items) {
      await server.run(operations.activation.releaseByOperator, { license, activation });
    }
  }

  ENDS.forEach(([title, reason, end], index) => {
    it(`${title} at the sequence of the app, which believes it`, async () => {
      const { license, app } = machines[index]!;
      expect(app.lease()?.jti).to.match(new RegExp(`\\.${LEASES}$`));
      expect(app.check()).to.include({ state: 'licensed' });
      await end(license, app);
      const check = title === 'releases for the app' ? app.check() : await app.renew();
      expect(check).to.include({ state: 'unlicensed', reason });
    });
  });

  it('goes on from the sequence of the app', async () => {
    const { license, app } = machines[1]!;
    await server.run(operations.licensing.reinstateLicense, { license });
    expect(await app.renew()).to.include({ state: 'licensed' });
    expect(app.lease()?.jti).to.match(new RegExp(`\\.${LEASES + 1}$`));
  });
});
