/**
 * Several servers on one PostgreSQL, each a process with its own data folder: a change by one of them applies to all, a
 * rotation reaches all, and if one is killed the others continue with everything that it did.
 */

import { expect } from 'chai';
import { decodeJwt } from 'jose';
import { join } from 'node:path';
import type { IssueAnswer } from '../../client-sdk/typescript/contract/license-view.ts';
import type { ActivateAnswer, RenewAnswer } from '../../client-sdk/typescript/contract/wire.ts';
import { readConfig } from '../../server/config/config.ts';
import { DAY_SECONDS } from '../../server/domain/kernel/day.ts';
import { openWorld, prepareFolder, rotateKeys, type World } from '../../server/composition/world.ts';
import { makeSecretText } from '../../server/config/secret.ts';
import { scratchFolder } from '../server/crypto/scratch.ts';
import { proven, random22 } from '../support/machine.ts';
import { startNode, type Node } from '../support/nodes.ts';
import { ownDatabase, type TestDatabase } from '../support/postgres.ts';
import { rounds } from '../support/rounds.ts';
import { movableClock } from '../support/world.ts';
import { operations } from '../../server/domain/operations.ts';
import { until } from '../support/until.ts';

const isFull = rounds(10) === 10;
/** Activations before and after a kill. */
const CONFIRMED_LEAST = 30;
const ACTOR = 'terminal:test';
const BUSY = 429;
type Asked = Parameters<Node['ask']>[0];

/** Repeats a request that waited too long for its turn, as clients do. */
async function askPatiently(node: Node, asked: Asked): Promise<Awaited<ReturnType<Node['ask']>>> {
  let answer = await node.ask(asked);
  await until(async () => {
    if (answer.status !== BUSY) return true;
    answer = await node.ask(asked);
    return false;
  });
  return answer;
}

describe('several servers over one database', () => {
  let database: TestDatabase;
  let shared: Record<string, string>;
  let nodes: Node[];
  let operator: World;
  let token: string;
  let rootFolder: string;

  const settings = () => ({ QUIETKEY_DATA: join(scratchFolder(), 'data'), ...shared });

  before(async () => {
    database = await ownDatabase();
    shared = {
      DATABASE_URL: database.url,
      QUIETKEY_KEYS: join(scratchFolder(), 'keys'),
      QUIETKEY_SECRET: makeSecretText('lookUp'),
      QUIETKEY_ISSUE_SECRET: makeSecretText('issue'),
    };
    const config = readConfig(settings());
    rootFolder = config.dataFolder;
    prepareFolder(config);
    operator = await openWorld(config);
    nodes = await Promise.all([1, 2, 3].map(() => startNode(settings())));
    await operator.run(
      operations.licensing.addProduct,
      { product: 'sonar', name: 'Sonar', terms: { seats: 10_000 } },
      ACTOR,
    );
    const scopes = ['licenses:write', 'licenses:read', 'products:read'] as const;
    ({ token } = await operator.run(
      operations.operator.createOperatorToken,
      { name: 'shop', scopes: [...scopes], purpose: 'order' },
      ACTOR,
    ));
  });
  after(async () => {
    await Promise.all(nodes.map((node) => node.kill()));
    await operator.close();
    await database.end();
  });

  const nodeAt = (i: number): Node => nodes[i % nodes.length]!;

  async function buy(): Promise<IssueAnswer> {
    return operator.run(
      operations.licensing.issueLicense,
      { product: 'sonar', email: 'ada@example.com' },
      ACTOR,
    );
  }

  function activation(licenseKey: string) {
    return { product: 'sonar', licenseKey, tags: [random22(), random22()], nonce: random22() };
  }

  async function post(node: Node, path: string, body: object): Promise<{ status: number; body: unknown }> {
    const { status, text } = await askPatiently(node, { method: 'POST', path, body, token });
    return { status, body: JSON.parse(text) };
  }

  it('know an operator’s token at once, and its end', async () => {
    const { token: other, operatorToken } = await operator.run(
      operations.operator.createOperatorToken,
      { name: 'other', scopes: ['products:read'] },
      ACTOR,
    );
    const statuses = () =>
      Promise.all(nodes.map(async ({ ask }) => (await ask({ path: '/v1/products', token: other })).status));
    expect(await statuses()).to.deep.equal([200, 200, 200]);
    await operator.run(operations.operator.revokeOperatorToken, { operatorToken }, ACTOR);
    expect(await statuses()).to.deep.equal([401, 401, 401]);
  });
  it('process a request to all of them under one Idempotency-Key once', async () => {
    const asked = {
      method: 'POST',
      path: '/v1/licenses',
      token,
      headers: { 'idempotency-key': 'order-17' },
      body: { product: 'sonar', email: 'grace@example.com' },
    };
    const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => askPatiently(nodeAt(i), asked)));
    expect(new Set(answers.map(({ status }) => status))).to.deep.equal(new Set([201]));
    expect(new Set(answers.map(({ text }) => text)).size).to.equal(1);
    const found = (
      await operator.run(operations.licensing.findLicenses, { email: 'grace@example.com' }, ACTOR, 'support')
    ).items;
    expect(found).to.have.lengthOf(1);
  });
  it('serve the same machine, and each of them reports a revocation', async () => {
    const { license, licenseKey } = await buy();
    const asked = activation(licenseKey);
    let activated = (await post(nodeAt(0), '/v1/activations', asked)).body as ActivateAnswer;
    const renew = async (node: Node) => {
      const { activation: id, network: _none, ...body } = proven('renew', activated, asked.tags);
      return (await post(node, `/v1/activations/${id}/lease`, body)).body as RenewAnswer;
    };
    for (const node of [nodeAt(1), nodeAt(2)]) activated = (await renew(node)) as ActivateAnswer;
    const revocation = `/v1/licenses/${license.license}/revocation`;
    expect((await post(nodeAt(0), revocation, { reason: 'refunded' })).status).to.equal(200);
    const ended = await renew(nodeAt(1));
    expect(ended).to.have.property('statement');
    expect(decodeJwt('statement' in ended ? ended.statement : '')).to.include({ kind: 'revoked' });
  });
  it('sign with new keys soon after a rotation, with no restart', async () => {
    const { licenseKey } = await buy();
    const { version } = rotateKeys(readConfig({ ...shared, QUIETKEY_DATA: rootFolder }));
    await until(async () => {
      const answers = await Promise.all(
        nodes.map((node) => post(node, '/v1/activations', activation(licenseKey))),
      );
      const versions = answers.map(({ body }) => decodeJwt((body as ActivateAnswer).keySet)['version']);
      return versions.every((found) => found === version);
    });
  });
  it('agree on seats and leases if their clocks differ by five minutes, around midnight', async () => {
    const clocks = [movableClock(), movableClock()];
    clocks[1]!.move(300);
    const config = readConfig({ ...shared, QUIETKEY_DATA: rootFolder });
    const worlds = await Promise.all(clocks.map((clock) => openWorld(config, { clock })));
    const { license, licenseKey } = await buy();
    const machine = { ...activation(licenseKey), network: null };
    let activated = await worlds[0]!.run(operations.activation.activate, machine, 'client');
    for (const clock of clocks) clock.move(DAY_SECONDS - (clocks[0]!.now() % DAY_SECONDS) - 150);
    for (let i = 1; i <= 20; i += 1) {
      for (const clock of clocks) clock.move(15);
      const answer = await worlds[i % 2]!.run(
        operations.activation.renewLease,
        proven('renew', activated, machine.tags),
        'client',
      );
      activated = answer as ActivateAnswer;
      const claims = decodeJwt(activated.lease);
      expect(claims.iat).to.be.at.most(clocks[0]!.now() + 300);
      expect(claims.exp).to.be.greaterThan(clocks[1]!.now() + 29 * DAY_SECONDS);
    }
    expect(
      await operator.run(operations.licensing.showLicense, { license: license.license }, ACTOR, 'support'),
    ).to.include({ used: 1 });
    await Promise.all(worlds.map((world) => world.close()));
  });
  it('continue if one is killed under load, and lose nothing that it confirmed', async () => {
    const { license, licenseKey } = await buy();
    const confirmed = new Set<string>();
    const faults: string[] = [];
    const stopping = new AbortController();
    const client = async (i: number): Promise<void> => {
      while (!stopping.signal.aborted) {
        try {
          const { status, body } = await post(nodeAt(i), '/v1/activations', activation(licenseKey));
          if (status === 201 || status === 200) confirmed.add((body as ActivateAnswer).activation);
          else faults.push(`${i % 3}: ${status}`);
        } catch (error) {
          if (i % 3 !== 0) faults.push(`${i % 3}: ${String(error)}`);
          else return;
        }
      }
    };
    const clients = Array.from({ length: 9 }, (_, i) => client(i));
    await until(() => confirmed.size >= CONFIRMED_LEAST);
    await nodeAt(0).kill();
    const atKill = confirmed.size;
    await until(() => confirmed.size >= atKill + CONFIRMED_LEAST);
    stopping.abort();
    await Promise.all(clients);
    expect(faults).to.deep.equal([]);
    const rows = (
      await operator.run(
        operations.activation.listActivations,
        { license: license.license },
        ACTOR,
        'support',
      )
    ).items;
    const known = new Set(rows.map((row) => row.activation));
    expect([...confirmed].filter((activation) => !known.has(activation))).to.deep.equal([]);
    const { used } = await operator.run(
      operations.licensing.showLicense,
      { license: license.license },
      ACTOR,
      'support',
    );
    expect(used).to.equal(rows.length);
  });
  // a minute of waiting: in the full run only; test/server/jobs/daily-purge.test.ts sets the time instead
  if (isFull) {
    it('take over from one that is killed while it purges', async () => {
      await Promise.all(nodes.map((node) => node.kill()));
      await database.query(`
      CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(1.5); RETURN OLD; END';
      CREATE TRIGGER slow BEFORE DELETE ON idempotency FOR EACH ROW EXECUTE FUNCTION slow();
      INSERT INTO idempotency SELECT lpad(i::text, 8, '0'), '', '', CASE i % 500 WHEN 0 THEN 1 ELSE 9999999 END
      FROM generate_series(1, 5000) AS i;
      UPDATE duties SET holder = ''; DELETE FROM tasks`);
      const overdue = () => database.query('SELECT digest FROM idempotency WHERE hour = 1');
      const killed = await startNode(settings());
      await until(async () => {
        if (killed.said().includes('purge failed')) throw new Error(killed.said());
        return (await overdue()).length <= 9;
      });
      nodes = await Promise.all([1, 2].map(() => startNode(settings())));
      await killed.kill();
      const from = performance.now();
      expect(await overdue(), 'not done yet').not.to.deep.equal([]);
      await database.query('DROP TRIGGER slow ON idempotency');
      const done = () => nodes.filter((node) => node.said().includes('purge done'));
      await until(() => done().length > 0);
      expect((performance.now() - from) / 1_000).to.be.at.least(20);
      expect(await overdue()).to.deep.equal([]);
      expect(done(), 'by one of them').to.have.lengthOf(1);
    });
  }
});
