/**
 * The race for seats on three nodes, each a process, and one PostgreSQL: at either isolation level no sixth seat is
 * given.
 */

import { expect } from 'chai';
import { openPool } from '../../db/postgres/pool.ts';
import type { ActivateRequest } from '../../client-sdk/typescript/contract/wire.ts';
import { random22 } from '../support/machine.ts';
import { startNode, type Node } from '../support/nodes.ts';
import { ownDatabase, type TestDatabase } from '../support/postgres.ts';
import type { RaceAnswer } from '../support/race-client.ts';
import { openRaceClients, type RaceClients } from '../support/race-clients.ts';
import { rounds } from '../support/rounds.ts';
import { openTestWorld, type TestWorld } from '../support/world.ts';
import { operations } from '../../server/domain/operations.ts';

const MACHINES = rounds(400, 150);
const NODES = 3;
const SEATS = 5;

let clients: RaceClients;
before(() => {
  clients = openRaceClients(NODES);
});
after(() => clients.end());

for (const isolation of ['read committed', 'serializable']) {
  describe(`a race for seats over ${NODES} nodes, at the isolation "${isolation}"`, function () {
    this.timeout(1_800_000);
    let database: TestDatabase;
    let test: TestWorld;
    let nodes: Node[];

    before(async () => {
      database = await ownDatabase();
      const url = new URL(database.url);
      url.searchParams.set('options', `-c default_transaction_isolation=${isolation.replaceAll(' ', '\\ ')}`);
      test = await openTestWorld('in-thread', { DATABASE_URL: url.href });
      await test.run(operations.licensing.addProduct, {
        product: 'sonar',
        name: 'Sonar',
        terms: { seats: SEATS },
      });
      nodes = await Promise.all(
        Array.from({ length: NODES }, () =>
          startNode({ QUIETKEY_DATA: test.config.dataFolder, DATABASE_URL: url.href }),
        ),
      );
    });

    after(async () => {
      await Promise.all(nodes.map((node) => node.stop()));
      await test.end();
      await database.end();
    });

    const race = (requests: readonly ActivateRequest[]): Promise<RaceAnswer[]> =>
      clients.race(
        nodes.map(({ url }, index) => ({ url, requests: requests.filter((_one, i) => i % NODES === index) })),
      );

    const requestsFor = (licenseKey: string, tags: () => string[]): ActivateRequest[] =>
      Array.from({ length: MACHINES }, () => ({
        product: 'sonar',
        licenseKey,
        tags: tags(),
        nonce: random22(),
      }));

    async function counted(license: string): Promise<{ used: number; rows: number; stored: number }> {
      const { used } = await test.run(operations.licensing.showLicense, { license });
      const rows = (await test.run(operations.activation.listActivations, { license })).items;
      return { used, rows: rows.filter(({ status }) => status === 'active').length, stored: rows.length };
    }

    it('runs at the isolation level of its title', async () => {
      const pool = await openPool(test.config.database?.reveal() ?? '');
      const connection = await pool.checkout();
      const [shown] = await connection.send([{ text: 'SHOW transaction_isolation', rowMode: 'array' }]);
      connection.release();
      await pool.close();
      expect(shown?.rows).to.deep.equal([[isolation]]);
    });

    for (let round = 1; round <= rounds(50, 1); round += 1) {
      it(`${MACHINES} machines and ${SEATS} seats: exactly ${SEATS} are granted (round ${round})`, async () => {
        const { license, licenseKey } = await test.run(operations.licensing.issueLicense, {
          product: 'sonar',
          email: 'ada@example.com',
        });
        const answers = await race(requestsFor(licenseKey, () => [random22(), random22()]));
        const granted = answers.filter(({ status }) => status === 200);
        expect(granted).to.have.length(SEATS);
        expect(answers.filter(({ code }) => code === 'seats_taken')).to.have.length(MACHINES - SEATS);
        expect(new Set(granted.map(({ activation }) => activation)).size).to.equal(SEATS);
        expect(await counted(license.license)).to.deep.equal({ used: SEATS, rows: SEATS, stored: SEATS });
      });
    }
  });
}
