/**
 * Whether a data folder is complete after a fault: the product opens it, every acknowledged activation is stored, each
 * license counts as many seats as it has rows, and a repeated request gives one seat, whether or not its first answer
 * arrived. The product opens it first, since the first program to open it recovers it; then SQLite checks the file.
 */

import Database from 'better-sqlite3';
import { expect } from 'chai';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { databasePath } from '../../server/composition/prepare-secrets.ts';
import { openWorld, type World } from '../../server/composition/world.ts';
import { configOf, type Ground } from './faulted.ts';
import { activationOf, begunBy, type Done, type Load, type LoadReport } from './load.ts';
import type { Luck, PowerCut } from './power-cut.ts';
import { operations } from '../../server/domain/operations.ts';

/** How many of the acknowledged requests are repeated too. */
const REPEATS = 20;
/** Fewer than the writer commits within its limit on any machine. */
const REPEATS_AT_ONCE = 100;

export interface Expected {
  readonly data: string;
  readonly keys: readonly string[];
  /** Only acknowledged activations may be stored: each other request was refused, and not with "outcome unknown". */
  readonly only?: boolean;
  /** The report of each load, by its seed, and one more than the highest number that may have been started. */
  readonly loads: readonly { readonly seed: string; readonly report: LoadReport; readonly begun: number }[];
}

/**
 * Checks a folder as a power cut has left it.
 * @param cut has been advanced to the point of the cut
 */
export async function expectKept(
  cut: PowerCut,
  { ground, luck, loads }: { ground: Ground; luck: Luck; loads: { load: Load; report: LoadReport }[] },
  what: string,
): Promise<void> {
  const data = join(ground.scratch, 'after');
  cut.writeTo(data, luck);
  const expected = loads.map(({ load, report }) => ({
    seed: load.seed,
    report,
    begun: begunBy(report, load),
  }));
  await expectWhole({ ...ground, data, loads: expected }, `${what}, luck ${luck}`);
  await rm(data, { recursive: true });
}

/** Opens the folder, checks, repeats the requests without an acknowledgement, checks again, and closes it. */
export async function expectWhole({ data, keys, loads, only }: Expected, what = ''): Promise<void> {
  const world = await openWorld(configOf(data), { threads: 'in-thread' });
  const database = new Database(databasePath(configOf(data)), { readonly: true });
  try {
    const before = seatsOf(database, what);
    for (const { report } of loads) {
      const lost = [...report.done.values()].filter(({ activation }) => !before.has(activation));
      expect(lost.length, `${what}: acknowledged and lost, of ${report.done.size}`).to.equal(0);
    }
    const acknowledged = loads.reduce((sum, { report }) => sum + report.done.size, 0);
    if (only === true)
      expect(before.size, `${what}: seats, and what was acknowledged`).to.equal(acknowledged);
    for (const { seed, report, begun } of loads) await repeat(world, { keys, seed }, { report, begun }, what);
    const after = seatsOf(database, what);
    const machines = loads.reduce((sum, { begun }) => sum + begun, 0);
    expect(after.size, `${what}: seats, where each machine has repeated its request`).to.equal(machines);
    expect(database.pragma('integrity_check', { simple: true }), what).to.equal('ok');
    expect(database.pragma('foreign_key_check'), what).to.deep.equal([]);
  } finally {
    database.close();
    await world.close();
  }
}

/** The activations with seats, after checking that each license counts as many. */
function seatsOf(database: Database.Database, what: string): Set<string> {
  const miscounted = database.prepare(
    `SELECT id, used, held FROM licenses LEFT JOIN (
      SELECT license, COUNT(*) AS held FROM activations
      WHERE released_day IS NULL AND lapsed_day IS NULL GROUP BY license
    ) ON license = id WHERE used <> COALESCE(held, 0)`,
  );
  expect(miscounted.all(), `${what}: licenses that count other than their rows`).to.deep.equal([]);
  return new Set(database.prepare('SELECT id FROM activations').pluck().all() as string[]);
}

async function repeat(
  world: World,
  load: { readonly keys: readonly string[]; readonly seed: string },
  { report, begun }: { report: LoadReport; begun: number },
  what: string,
): Promise<void> {
  const numbers = Array.from({ length: begun }, (_, i) => i);
  const open = numbers.filter((i) => !report.done.has(i));
  const asked = [...[...report.done.keys()].slice(-REPEATS), ...open];
  for (let from = 0; from < asked.length; from += REPEATS_AT_ONCE) {
    const repeated = asked.slice(from, from + REPEATS_AT_ONCE).map(async (i) => {
      const again = await world.run(operations.activation.activate, activationOf(load, i), 'client');
      const { activation, sequence }: Done = report.done.get(i) ?? again;
      expect(again, `${what}: number ${i}, repeated`).to.include({ activation, sequence });
    });
    await Promise.all(repeated);
  }
}
