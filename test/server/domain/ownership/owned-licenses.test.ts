// What an owner sees of a license and does with its machines, over both engines: and that to everybody else it is as if it
// did not exist.

import { expect } from 'chai';
import { openInThreadStore } from '../../../../db/sqlite/store/in-thread-store.ts';
import { openPostgresStore } from '../../../../db/postgres/store.ts';
import type { Vault } from '../../../../server/domain/kernel/ports.ts';
import { operations, type Store } from '../../../../server/domain/operations.ts';
import type { Query } from '../../../../server/domain/kernel/query.ts';
import { Refusal } from '../../../../server/domain/kernel/refusal.ts';
import { BATCHES, CALL, NO_PORTS } from '../../../db/batches.ts';
import { freshFolder } from '../../../support/engines.ts';
import { emptyDatabase } from '../../../support/postgres.ts';
import { accountRow, activationRow, licenseRow, productRow, TODAY } from '../../../support/rows.ts';
import { accountQueries } from '../../../../server/domain/account/account.ts';
import { activationQueries } from '../../../../server/domain/activation/activation.ts';
import { licenseQueries } from '../../../../server/domain/licensing/license.ts';
import { productQueries } from '../../../../server/domain/licensing/product.ts';
import { addDays } from '../../../../server/domain/kernel/day.ts';

const { listOwned, showOwned, nameMachine, releaseOwned } = operations.ownership;
const CATALOGUE = { ...BATCHES, listOwned, showOwned, nameMachine, releaseOwned } as const;

const buried: string[] = [];
const vault = {
  issueGenerations: [1],
  folder: 'folder',
  bury: (kind: string, id: string) => void buried.push(`${kind} ${id}`),
} as Partial<Vault> as Vault;
const PORTS = { ...NO_PORTS, vault, operations: CATALOGUE, today: TODAY };

const ENGINES: Record<string, () => Promise<{ store: Store; end: () => Promise<void> }>> = {
  SQLite: async () => {
    const folder = freshFolder();
    const store = openInThreadStore({ ...PORTS, path: folder.path });
    return { store, end: () => store.close().then(folder.remove) };
  },
  PostgreSQL: async () => {
    const database = await emptyDatabase();
    const store = await openPostgresStore({ ...PORTS, url: database.url });
    return { store, end: () => store.close().then(() => database.end()) };
  },
};

const [ADA, EVE] = ['account-ada', 'account-eve'];
const [LICENSE, FOREIGN] = ['license-of-ada', 'license-of-eve'];
const [DESK, LAPTOP, LAPSED, OFFICE] = ['desk', 'laptop', 'lapsed', 'office-of-eve'];

/** Two customers with a license each: Ada's runs on two machines and one that lapsed, Eve's on one. */
const ROWS: Query[] = [
  productQueries.addProduct(productRow()),
  ...[ADA, EVE].map((id) => accountQueries.addAccount(accountRow({ id, username: id }))),
  licenseQueries.addLicense(licenseRow({ id: LICENSE, used: 2 })),
  licenseQueries.addLicense(licenseRow({ id: FOREIGN, used: 1 })),
  accountQueries.addOwner({ license: LICENSE, account: ADA, sinceDay: addDays(TODAY, -3), provedDay: null }),
  accountQueries.addOwner({ license: FOREIGN, account: EVE, sinceDay: addDays(TODAY, -3), provedDay: null }),
  activationQueries.addActivation(activationRow({ id: DESK, license: LICENSE })),
  activationQueries.addActivation(activationRow({ id: LAPTOP, license: LICENSE, createdDay: TODAY - 20 })),
  activationQueries.addActivation(activationRow({ id: LAPSED, license: LICENSE, lapsedDay: TODAY - 1 })),
  activationQueries.addActivation(activationRow({ id: OFFICE, license: FOREIGN })),
  activationQueries.putTag({ tag: 'tag', activation: DESK }),
];

for (const [name, open] of Object.entries(ENGINES)) {
  describe(`the licenses of an account, over ${name}`, () => {
    let store: Store;
    let end: () => Promise<void>;
    beforeEach(async () => {
      ({ store, end } = await open());
      buried.length = 0;
      await store.run(BATCHES.write, ROWS, CALL);
    });
    afterEach(() => end());

    const run: Store['run'] = (operation, input, asked) => store.run(operation, input, asked);
    const show = () => run(operations.ownership.showOwned, { account: ADA, license: LICENSE }, CALL);
    const release = (...activations: string[]) =>
      run(operations.ownership.releaseOwned, { account: ADA, license: LICENSE, activations }, CALL);
    const call = (activation: string, nickname: string) =>
      run(operations.ownership.nameMachine, { account: ADA, license: LICENSE, activation, nickname }, CALL);
    const code = (work: Promise<unknown>) =>
      work.then(
        () => 'done',
        (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
      );
    const terms = (changes: Parameters<typeof productRow>[0]) =>
      run(BATCHES.write, [productQueries.changeProduct(productRow(changes))], CALL);

    it('are listed, each with the name of its product', async () => {
      const [license, ...more] = (await run(operations.ownership.listOwned, { account: ADA }, CALL)).items;
      expect(license).to.include({
        license: LICENSE,
        productName: 'Sonar',
        used: 2,
        seats: 3,
        status: 'active',
      });
      expect(more).to.deep.equal([]);
      expect((await run(operations.ownership.listOwned, { account: 'nobody' }, CALL)).items).to.deep.equal(
        [],
      );
    });

    it('are shown with their machines, by their names and nicknames', async () => {
      await call(LAPTOP, '  the  loud one ');
      const { machines, ...license } = await show();
      expect(license).to.deep.include({
        license: LICENSE,
        productName: 'Sonar',
        sinceDay: TODAY - 3,
        key: 'derivable',
      });
      expect(
        machines.map(({ activation, status, nickname }) => [activation, status, nickname]),
      ).to.deep.equal([
        [DESK, 'active', null],
        [LAPSED, 'lapsed', null],
        [LAPTOP, 'active', 'the loud one'],
      ]);
      expect(machines[0]).to.include({ machine: machines[0]!.machine, lastSeenOn: '2024-09-26' });
    });

    it('a nickname is changed, and taken away', async () => {
      for (const [typed, nickname] of [
        ['one', 'one'],
        ['two', 'two'],
        ['', null],
      ] as const) {
        expect(await call(DESK, typed)).to.deep.equal({ nickname });
        expect((await show()).machines[0]).to.include({ nickname });
      }
      expect(await code(call(DESK, 'a\u202eb'))).to.equal('request_malformed');
    });

    it('machines are released: seat, tags and nickname are free, and the app learns it from its row', async () => {
      await call(DESK, 'desk');
      expect(await release(DESK, LAPTOP)).to.deep.equal({ released: 2 });
      const { used, machines } = await show();
      expect([used, machines.map(({ activation }) => activation)]).to.deep.equal([0, [LAPSED]]);
      expect(buried).to.have.members([`activation ${DESK}`, `activation ${LAPTOP}`]);
      const [tags, names, row] = await run(
        BATCHES.read,
        [
          activationQueries.listTags({ activation: DESK }),
          activationQueries.findMachine({ license: LICENSE, activation: DESK }),
          activationQueries.findActivation({ activation: DESK }),
        ],
        CALL,
      );
      expect([tags?.result, names?.result]).to.deep.equal([[], undefined]);
      expect(row?.result).to.include({ releasedDay: TODAY, username: null });
      expect(await release(DESK, DESK), 'repeated').to.deep.equal({ released: 0 });
      expect((await show()).used).to.equal(0);
    });

    it('a lapsed machine gives no seat back that it has not', async () => {
      expect(await release(LAPSED)).to.deep.equal({ released: 1 });
      expect((await show()).used).to.equal(2);
    });

    it('several are released all or none, under the limit of the year', async () => {
      await terms({ releasesPerYear: 1 });
      expect(await code(release(DESK, LAPTOP))).to.equal('release_limit_reached');
      expect((await show()).used).to.equal(2);
      expect(await release(DESK)).to.deep.equal({ released: 1 });
      expect((await show()).allowance).to.deep.include({ left: 0, atOnce: 0 });
      expect(await code(release(LAPTOP))).to.equal('release_limit_reached');
    });

    it('under a cool-down one is released, and then none', async () => {
      await terms({ releaseCooldownDays: 10 });
      expect(await code(release(DESK, LAPTOP))).to.equal('release_too_soon');
      expect(await release(DESK)).to.deep.equal({ released: 1 });
      expect((await show()).allowance).to.deep.include({ nextDay: TODAY + 10, atOnce: 0 });
      expect(await code(release(LAPTOP))).to.equal('release_too_soon');
    });

    it('two releases at once are under one limit', async () => {
      await terms({ releasesPerYear: 1 });
      const codes = await Promise.all([code(release(DESK)), code(release(LAPTOP))]);
      expect(codes.toSorted()).to.deep.equal(['done', 'release_limit_reached']);
      expect((await show()).used).to.equal(1);
    });

    it('asks which machines', async () => expect(await code(release())).to.equal('request_malformed'));

    it('what belongs to another account is what does not exist', async () => {
      const actsOn = (license: string, activation: string) => [
        code(run(operations.ownership.showOwned, { account: ADA, license }, CALL)),
        code(
          run(
            operations.ownership.nameMachine,
            { account: ADA, license, activation, nickname: 'mine' },
            CALL,
          ),
        ),
        code(
          run(
            operations.ownership.nameMachine,
            { account: ADA, license: LICENSE, activation, nickname: 'mine' },
            CALL,
          ),
        ),
        code(
          run(operations.ownership.releaseOwned, { account: ADA, license, activations: [activation] }, CALL),
        ),
        code(
          run(
            operations.ownership.releaseOwned,
            { account: ADA, license: LICENSE, activations: [DESK, activation] },
            CALL,
          ),
        ),
      ];
      const foreign = await Promise.all(actsOn(FOREIGN, OFFICE));
      expect(foreign).to.deep.equal(await Promise.all(actsOn('no-such-license', 'no-such-machine')));
      expect(foreign).to.not.include('done');
      const eve = await run(operations.ownership.showOwned, { account: EVE, license: FOREIGN }, CALL);
      expect(eve.machines).to.deep.include({ ...eve.machines[0], activation: OFFICE, nickname: null });
      expect((await show()).used).to.equal(2);
    });
  });
}
