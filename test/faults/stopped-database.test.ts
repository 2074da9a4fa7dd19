/**
 * PostgreSQL is stopped immediately under load, and started again: acknowledged activations are stored, no seat is
 * oversold, and the nodes, which report meanwhile that they are not ready, recover by themselves.
 */

import { expect } from 'chai';
import type { ActivateAnswer } from '../../client-sdk/typescript/contract/wire.ts';
import { PATHS } from '../../client-sdk/typescript/contract/wire.ts';
import { random22 } from '../support/machine.ts';
import { startNode, type Node } from '../support/nodes.ts';
import { startCluster, type Cluster } from '../support/postgres.ts';
import { rounds } from '../support/rounds.ts';
import { openTestWorld, type TestWorld } from '../support/world.ts';
import { operations } from '../../server/domain/operations.ts';
import { until } from '../support/until.ts';

const NODES = 2;
const LANES = 8;
const LICENSES = 4;
const SEATS = 40;
/** Activations before the stop, and answers after it. */
const DONE_LEAST = 40;

describe('a database that is stopped at once under load', function () {
  this.timeout(1_800_000);
  let cluster: Cluster;
  let test: TestWorld;
  let nodes: Node[];

  before(async () => {
    cluster = await startCluster();
    test = await openTestWorld('in-thread', { DATABASE_URL: cluster.url });
    await test.run(operations.licensing.addProduct, {
      product: 'sonar',
      name: 'Sonar',
      terms: { seats: SEATS },
    });
    nodes = await Promise.all(
      Array.from({ length: NODES }, () =>
        startNode({ QUIETKEY_DATA: test.config.dataFolder, DATABASE_URL: cluster.url }),
      ),
    );
  });

  after(async () => {
    await Promise.all(nodes.map((node) => node.stop()));
    await test.end();
    await cluster.stop();
  });

  const isReady = async ({ url }: Node): Promise<boolean> => (await fetch(`${url}/readyz`)).status === 200;

  const untilAll = (ready: boolean): Promise<void> =>
    until(async () => (await Promise.all(nodes.map(isReady))).every((state) => state === ready));

  /** Activates machine after machine until it is stopped; records what was acknowledged. */
  async function load(
    node: Node,
    keys: readonly string[],
    going: AbortSignal,
    report: LoadReport,
  ): Promise<void> {
    for (let i = 0; !going.aborted; i += 1) {
      const licenseKey = keys[i % keys.length];
      const request = { product: 'sonar', licenseKey, tags: [random22(), random22()], nonce: random22() };
      const response = await fetch(node.url + PATHS.activations, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(request),
      });
      const body = (await response.json()) as ActivateAnswer | { code: string };
      report.answers += 1;
      if ('activation' in body) report.done.push(body.activation);
      else report.refused.add(`${response.status} ${body.code}`);
      if ('code' in body && body.code === 'busy') expect(response.headers.get('retry-after')).to.equal('1');
    }
  }

  for (let round = 1; round <= rounds(20, 1); round += 1) {
    it(`loses nothing that was acknowledged, and is used again (round ${round})`, async () => {
      const issue = { product: 'sonar', email: 'ada@example.com' };
      const issued = await Promise.all(
        Array.from({ length: LICENSES }, () => test.run(operations.licensing.issueLicense, issue)),
      );
      const keys = issued.map(({ licenseKey }) => licenseKey);
      const going = new AbortController();
      const report: LoadReport = { answers: 0, done: [], refused: new Set() };
      const lanes = nodes.flatMap((node) =>
        Array.from({ length: LANES }, () => load(node, keys, going.signal, report)),
      );
      await until(() => report.done.length >= DONE_LEAST);
      await cluster.crash();
      await untilAll(false);
      // longer than a call waits for the database
      const isLong = round % 2 === 1;
      if (isLong) await until(() => report.refused.has('503 server_unavailable'));
      await cluster.start();
      await untilAll(true);
      const atStart = report.answers;
      await until(() => report.answers >= atStart + DONE_LEAST);
      going.abort();
      await Promise.all(lanes);

      const allowed = ['409 seats_taken', '429 busy', '503 server_unavailable', '503 outcome_unknown'];
      expect(allowed).to.include.members([...report.refused]);
      const stored = new Set<string>();
      for (const { license } of issued) {
        const { used } = await test.run(operations.licensing.showLicense, { license: license.license });
        const rows = (await test.run(operations.activation.listActivations, { license: license.license }))
          .items;
        expect(used).to.equal(rows.length).and.be.at.most(SEATS);
        for (const { activation } of rows) stored.add(activation);
      }
      expect(report.done.length).to.be.greaterThan(0);
      expect(report.done.filter((activation) => !stored.has(activation))).to.deep.equal([]);
    });
  }
});

interface LoadReport {
  answers: number;
  readonly done: string[];
  readonly refused: Set<string>;
}
