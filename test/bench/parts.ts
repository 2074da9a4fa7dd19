/**
 * The parts of a request, in a separate process: the SQL of an activation in groups of 64 (recorded from the operation,
 * then run without it), one signature, one bare verification, and the SDK's check with a verified key set. All figures
 * are CPU of all threads.
 */

import { randomBytes, randomInt, sign, verify } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWriter, type SqliteConnection } from '../../db/sqlite/connection.ts';
import { makeKeyPair } from '../../client-sdk/typescript/primitives/key-pair.ts';
import { Quietkey } from '../../client-sdk/typescript/index.ts';
import { readConfig } from '../../server/config/config.ts';
import { openDayKeys } from '../../server/crypto/day-keys.ts';
import { openTombstones } from '../../server/crypto/tombstones.ts';
import { openTrialSecret } from '../../server/crypto/trial-secret.ts';
import { openVault } from '../../server/crypto/vault.ts';
import { activate } from '../../server/domain/activation/activate.ts';
import { dayOf, type Instant } from '../../server/domain/kernel/day.ts';
import type { Query } from '../../server/domain/kernel/query.ts';
import { databasePath } from '../../server/composition/prepare-secrets.ts';
import { readSecretParts } from '../../server/composition/vault.ts';
import { answerParent, cpuMicros, givenByParent } from './child.ts';
import { newActivation, PRODUCT } from './machines.ts';
import type { Operation } from '../../server/domain/kernel/operation.ts';

export interface PartsGiven {
  /** A folder that no server has open. */
  readonly dataFolder: string;
  readonly keys: readonly string[];
  readonly now: Instant;
}

export interface CheckGiven {
  readonly server: string;
  readonly rootKey: string;
}

export type PartsAnswers = typeof answers;

const GROUP = 64;
/** The size of a signed lease. */
const LEASE_BYTES = 620;
const NETWORK = '203.0.113.0/24';

const { dataFolder, keys, now } = await givenByParent<PartsGiven>();
const config = readConfig({ QUIETKEY_DATA: dataFolder });
const { secrets } = readSecretParts(config);
const keyStores = {
  dayKeys: openDayKeys(dataFolder),
  tombstones: openTombstones(dataFolder),
  trials: openTrialSecret(join(dataFolder, 'trial-secret')),
};
const vault = openVault({ ...secrets, ...keyStores });
const connection = openWriter(databasePath(config), dayOf(now));
const { privateKey, publicKey } = makeKeyPair('ed25519');
const message = randomBytes(LEASE_BYTES);
const signature = sign(null, message, privateKey);
const store = mkdtempSync(join(tmpdir(), 'quietkey-bench-client-'));
let app: Quietkey | undefined;

/** CPU of one call, in microseconds. */
function cpuPerCall(count: number, act: () => void): number {
  const before = cpuMicros();
  for (let i = 0; i < count; i++) act();
  return (cpuMicros() - before) / count;
}

/** The queries of one new activation, recorded in a transaction that is rolled back. */
function recordActivation(): Query[] {
  const random = randomBytes(32).toString('base64url');
  const call = {
    now,
    confirmedDay: dayOf(now),
    id: randomBytes(16).toString('base64url'),
    random,
    salt: '',
    actor: 'client',
  };
  const input = { ...newActivation(keys), network: NETWORK };
  connection.step('beginWrite');
  const queries = record(connection, activate(input, call, vault));
  connection.step('rollback');
  return queries;
}

function record(database: SqliteConnection, operation: Operation<unknown>): Query[] {
  const queries: Query[] = [];
  let step = operation.next([]);
  while (step.done !== true) {
    queries.push(...step.value);
    step = operation.next(step.value.map((query) => database.run(query)));
  }
  return queries;
}

function runGroup(group: readonly (readonly Query[])[]): void {
  connection.step('beginWrite');
  for (const query of group.flat()) connection.run(query);
  connection.step('commit');
  connection.checkpointWhenGrown();
}

/** The adapters of the machine that checks, so that the figure does not depend on the machine of the bench. */
const CARDS = ['a4:5e:60:c1:7b:01', 'a4:5e:60:c1:7b:02'].map((mac) => ({ name: 'eth0', mac, builtIn: true }));

async function openApp({ server, rootKey }: CheckGiven): Promise<string> {
  const clock = (): number => now * 1000;
  app = new Quietkey({ server, rootKey, product: PRODUCT, store, clock, interfaces: () => CARDS });
  const { state } = await app.activate(keys[randomInt(keys.length)] ?? '');
  return state;
}

const answers = {
  sql: (groups: number) => {
    const recorded = Array.from({ length: groups }, () => Array.from({ length: GROUP }, recordActivation));
    const before = cpuMicros();
    for (const group of recorded) runGroup(group);
    return (cpuMicros() - before) / (groups * GROUP);
  },
  sign: (count: number) => cpuPerCall(count, () => sign(null, message, privateKey)),
  verify: (count: number) => cpuPerCall(count, () => verify(null, message, publicKey, signature)),
  openApp,
  check: (count: number) => cpuPerCall(count, () => app?.check()),
};
answerParent(answers, () => {
  connection.close();
  rmSync(store, { recursive: true, force: true });
});
