/**
 * Ten thousand machines activate and report at the same time; then the disk and the log are searched for a link between
 * report and machine: by value, by order and by time. The attacker knows the order in which the machines came.
 */

import { expect } from 'chai';
import Database from 'better-sqlite3';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { TELEMETRY_PATHS } from '../../../client-sdk/typescript/contract/telemetry-vocabulary.ts';
import { PATHS, type ActivateAnswer } from '../../../client-sdk/typescript/contract/wire.ts';
import { COUNT_TABLES } from '../../../server/domain/inventory/statistics-tables.ts';
import { INVENTORY } from '../../../server/domain/inventory/inventory.ts';
import { databasePath } from '../../../server/composition/prepare-secrets.ts';
import { random22 } from '../../support/machine.ts';
import { rounds } from '../../support/rounds.ts';
import { openTelemetryApi } from '../../support/telemetry.ts';
import { openTestWorld } from '../../support/world.ts';
import { operations } from '../../../server/domain/operations.ts';

const REPORTS = rounds(10_000, 500);
const AT_ONCE = 50;
/**
 * The order of the ids is random in each run, so a guess along it may be lucky: five standard deviations, in addition
 * to the 1 %.
 */
const LUCK = 0.01 + (5 * 0.5) / Math.sqrt(REPORTS);
const FEATURE = 'canary-qvzjx';
const STRANGER = 'stranger-qvzjx';
const CANARY = `feature/${FEATURE}`;

/** A coin with the same results in each run (mulberry32), so that each run tests the same attack. */
function coinOf(seed: number): () => boolean {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) & 1) === 1;
  };
}

type Value = string | number | null;

/** All values in the tables of one side, column by column. */
function valuesIn(database: Database.Database, tables: readonly string[]): Map<string, Set<Value>> {
  return new Map(
    tables.flatMap((table) =>
      Object.keys(INVENTORY[table]?.columns ?? {}).map((column): [string, Set<Value>] => {
        const rows = database.prepare(`SELECT ${column} FROM ${table}`).pluck().all() as Value[];
        return [`${table}.${column}`, new Set(rows.filter((value) => value !== null))];
      }),
    ),
  );
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));

const timesIn = (bytes: Buffer, text: string): number => bytes.toString('latin1').split(text).length - 1;

describe(`${REPORTS} reports, each beside an activation`, function () {
  it('leave sums, and no link to a machine', async () => {
    const test = await openTestWorld('worker');
    const api = await openTelemetryApi(test, { versions: [], features: [FEATURE] });
    await test.run(operations.licensing.addProduct, {
      product: 'sonar',
      name: 'Sonar',
      terms: { seats: REPORTS },
    });
    const { licenseKey } = await test.run(operations.licensing.issueLicense, {
      product: 'sonar',
      email: 'ada@example.com',
    });
    const coin = coinOf(7);
    /** Activates and reports at once; several machines at a time, so that they share commits. */
    const machine = async (reported: 0 | 1): Promise<{ activation: string; reported: 0 | 1 }> => {
      const body = { product: 'sonar', licenseKey, tags: [random22()], nonce: random22() };
      const answered = await api.ask({ method: 'POST', path: PATHS.activations, body });
      expect((await api.report({ [CANARY]: reported })).status).to.equal(200);
      return { activation: (JSON.parse(answered.text) as ActivateAnswer).activation, reported };
    };
    const secret: Awaited<ReturnType<typeof machine>>[] = [];
    while (secret.length < REPORTS) {
      const coins = Array.from({ length: AT_ONCE }, () => (coin() ? 1 : 0));
      secret.push(...(await Promise.all(coins.map(machine))));
    }
    expect((await api.report({ [`feature/${STRANGER}`]: 1 })).status).to.equal(400);
    await api.telemetry.tick();
    await api.end();
    await test.world.close();

    const ones = secret.filter(({ reported }) => reported === 1).length;
    const database = new Database(databasePath(test.config), { readonly: true });
    const rows = database.prepare('SELECT cell, n FROM telemetry_counts ORDER BY cell').raw().all();
    expect(rows).to.deep.equal([
      [CANARY, ones],
      ['total', REPORTS],
    ]);

    // by value: on the disk the canary is a name beside one sum, in the log it does not occur
    const files = filesIn(test.folder).map((path) => readFileSync(path));
    expect(files.reduce((sum, bytes) => sum + timesIn(bytes, FEATURE), 0)).to.equal(1);
    const log = JSON.stringify(api.log);
    for (const bytes of [...files, Buffer.from(log)]) expect(timesIn(bytes, STRANGER)).to.equal(0);
    expect(log).not.to.include(FEATURE);
    expect(log).not.to.include(TELEMETRY_PATHS.report);
    expect(log).to.include(PATHS.activations);

    // no value of one side occurs on the other; a sum identifies nothing, so it may be any number
    const telemetryTables = Object.keys(COUNT_TABLES).filter((table) => table.startsWith('telemetry'));
    const licensed = valuesIn(database, ['licenses', 'license_keys', 'orders', 'activations', 'device_tags']);
    for (const [column, values] of valuesIn(database, telemetryTables)) {
      if (column.endsWith('.n')) continue;
      for (const [other, values2] of licensed)
        for (const value of values)
          expect(values2.has(value), `${column} and ${other}: ${value}`).to.equal(false);
    }

    // by order and time: telemetry stores neither, so the attack tries several orders of the sums
    const chance = Math.max(ones, REPORTS - ones) / REPORTS;
    const ids = database.prepare('SELECT id FROM activations').pluck().all() as string[];
    const orders = [secret.map(({ activation }) => activation), ids];
    const guesses = [
      (index: number) => index < ones,
      (index: number) => index >= REPORTS - ones,
      (index: number) => Math.floor((index * ones) / REPORTS) !== Math.floor(((index + 1) * ones) / REPORTS),
      () => ones * 2 > REPORTS,
    ];
    const truth = new Map(secret.map(({ activation, reported }) => [activation, reported === 1]));
    for (const order of orders) {
      for (const guess of guesses) {
        const hits = order.filter((activation, index) => truth.get(activation) === guess(index)).length;
        expect(hits / REPORTS).to.be.at.most(chance + (order === orders[0] ? 0.01 : LUCK));
      }
    }
    database.close();
    rmSync(test.folder, { recursive: true });
  });
});
