/**
 * Creates a data folder with any number of licenses, each with its key, one activation and two tags. Rows are written by
 * the engine in the order of their keys, without operations: a million take well under a minute. All counts are correct,
 * and some license keys, spread over the whole table, are real.
 */

import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { openWriter, type SqliteConnection } from '../../db/sqlite/connection.ts';
import { readLicenseKey } from '../../client-sdk/typescript/contract/license-key.ts';
import { readConfig } from '../../server/config/config.ts';
import { openDayKeys } from '../../server/crypto/day-keys.ts';
import { openTombstones } from '../../server/crypto/tombstones.ts';
import { openTrialSecret } from '../../server/crypto/trial-secret.ts';
import { openVault } from '../../server/crypto/vault.ts';
import { activationQueries, type ActivationRow } from '../../server/domain/activation/activation.ts';
import { dayOf, addDays, type Day, type Instant } from '../../server/domain/kernel/day.ts';
import { licenseQueries, type LicenseRow } from '../../server/domain/licensing/license.ts';
import type { Vault } from '../../server/domain/kernel/ports.ts';
import { databasePath } from '../../server/composition/prepare-secrets.ts';
import { readSecretParts } from '../../server/composition/vault.ts';
import { openWorld, prepareFolder } from '../../server/composition/world.ts';
import { PRODUCT } from './machines.ts';
import { operations } from '../../server/domain/operations.ts';

/** Licenses with a real key. */
const KEYS_MAX = 20_000;
const LICENSES_PER_COMMIT = 2_000;
/** More than the load can take. */
const SEATS = 1_000_000;
const LEASE_DAYS = 30;
const GRACE_DAYS = 14;
/** Longer ago than any retention of a machine's data. */
const ENDED_DAYS = 100;
/** In SQLite's order. */
const ALPHABET = '-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';
const ORDERED_CHARACTERS = 5;
const ORDERED_BITS = 6;
const RANDOM_CHARACTERS = 17;

export interface Seeding {
  readonly dataFolder: string;
  readonly licenses: number;
  readonly now: Instant;
  /** The share of activations, spread evenly, that are past their retention; absent for none. */
  readonly ended?: number;
}

/** Creates the folder. Returns the license keys for the load. */
export async function seedFolder({ dataFolder, licenses, now, ended = 0 }: Seeding): Promise<string[]> {
  const config = readConfig({ QUIETKEY_DATA: dataFolder });
  const clock = { now: () => now };
  prepareFolder(config, { clock });
  const world = await openWorld(config, { clock, threads: 'in-thread' });
  const product = { product: PRODUCT, name: 'Sonar', terms: { seats: SEATS } };
  await world.run(operations.licensing.addProduct, product, 'terminal:bench');
  // prevents a purge under load
  await world.run(operations.privacy.markDone, { task: 'purge' }, 'server');
  await world.close();

  const { secrets } = readSecretParts(config);
  const keyStores = {
    dayKeys: openDayKeys(dataFolder),
    tombstones: openTombstones(dataFolder),
    trials: openTrialSecret(join(dataFolder, 'trial-secret')),
  };
  const vault = openVault({ ...secrets, ...keyStores });
  const known = knownKeys(vault, licenses);
  const connection = openWriter(databasePath(config), dayOf(now));
  try {
    for (let from = 0; from < licenses; from += LICENSES_PER_COMMIT) {
      const end = Math.min(licenses, from + LICENSES_PER_COMMIT);
      connection.step('beginWrite');
      for (let i = from; i < end; i++) {
        const isEnded = Math.floor((i + 1) * ended) > Math.floor(i * ended);
        addLicense(connection, { i, licenses, today: dayOf(now), verifiers: known.verifiers, isEnded });
      }
      connection.step('commit');
      connection.checkpointWhenGrown();
    }
    connection.checkpointAll();
  } finally {
    connection.close();
  }
  return known.keys;
}

/** Real license keys, and their verifiers by their position in the table. */
function knownKeys(vault: Vault, licenses: number): { keys: string[]; verifiers: Map<number, string> } {
  const verifiers = new Map<number, string>();
  const keys: string[] = [];
  for (let i = 0; i < Math.min(licenses, KEYS_MAX); i++) {
    const nonce = randomBytes(16).toString('base64url');
    const key = vault.licenseKey({
      generation: 1,
      product: PRODUCT,
      email: `buyer-${i}@example.com`,
      nonce,
      prefix: null,
    });
    const reading = readLicenseKey(key);
    if (!reading.ok) throw new Error(`a generated license key cannot be read: ${reading.fault}`);
    const verifier = vault.current.keyVerifier(reading.canonical);
    let place = placeOf(verifier, licenses);
    while (verifiers.has(place)) place = (place + 1) % licenses;
    verifiers.set(place, verifier);
    keys.push(key);
  }
  return { keys, verifiers };
}

interface Place {
  readonly i: number;
  readonly licenses: number;
  readonly today: Day;
  readonly verifiers: ReadonlyMap<number, string>;
  readonly isEnded: boolean;
}

function addLicense(connection: SqliteConnection, { i, licenses, today, verifiers, isEnded }: Place): void {
  const next = orderedIds(i / licenses);
  const [license, activation] = [next(), next()];
  connection.run(licenseQueries.addLicense({ ...licenseRow(license, next(), today), used: isEnded ? 0 : 1 }));
  const verifier = verifiers.get(i) ?? next();
  connection.run(licenseQueries.addLicenseKey({ verifier, generation: 1, license, createdDay: today }));
  const seat = activationRow(activation, license, today);
  connection.run(activationQueries.addActivation(isEnded ? endedLongAgo(seat, today) : seat));
  for (const tag of [next(), next()]) connection.run(activationQueries.putTag({ tag, activation }));
}

/** Random ids whose first characters encode the position, so that rows are written in the order of their keys. */
function orderedIds(fraction: number): () => string {
  let rest = Math.floor(fraction * 2 ** (ORDERED_BITS * ORDERED_CHARACTERS));
  let beginning = '';
  for (let digit = 0; digit < ORDERED_CHARACTERS; digit++) {
    beginning = ALPHABET.charAt(rest % ALPHABET.length) + beginning;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return () => beginning + randomBytes(16).toString('base64url').slice(0, RANDOM_CHARACTERS);
}

/** The position of a text among so many, if all are random. */
function placeOf(text: string, licenses: number): number {
  let fraction = 0;
  for (let index = ORDERED_CHARACTERS - 1; index >= 0; index--)
    fraction = (fraction + ALPHABET.indexOf(text.charAt(index))) / ALPHABET.length;
  return Math.floor(fraction * licenses);
}

function licenseRow(id: string, emailIndex: string, today: Day): LicenseRow {
  return {
    id,
    product: PRODUCT,
    seats: SEATS,
    used: 1,
    emailIndex,
    emailGeneration: 1,
    emailWrapped: 1,
    nonce: id,
    issueGeneration: 1,
    endsDay: null,
    updatesUntilDay: null,
    entitlements: '',
    createdDay: today,
    suspendedDay: null,
    revokedDay: null,
    revision: 0,
    releasedDay: null,
    releaseCount: 0,
    idleDay: null,
  };
}

function activationRow(id: string, license: string, today: Day): ActivationRow {
  return {
    id,
    license,
    epoch: 1,
    generation: 1,
    sequence: 1,
    requestDigest: id,
    leaseDay: today,
    leaseEndsDay: addDays(today, LEASE_DAYS),
    seatEndsDay: addDays(today, LEASE_DAYS + GRACE_DAYS),
    seatEndsSecond: null,
    leaseRevision: 1,
    username: null,
    network: null,
    networkDay: null,
    createdDay: today,
    seenDay: today,
    lapsedDay: null,
    releasedDay: null,
  };
}

function endedLongAgo(seat: ActivationRow, today: Day): ActivationRow {
  return { ...seat, seatEndsDay: addDays(today, -ENDED_DAYS), lapsedDay: addDays(today, -ENDED_DAYS) };
}
