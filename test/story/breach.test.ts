/**
 * The breach report, attacked: an installation with values in every table of persons is stolen file by file. What each file
 * gives away is exactly what the report says of it. With the keys that the report names, the same attacks succeed, and with
 * other keys they fail.
 */

import Database from 'better-sqlite3';
import { expect } from 'chai';
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { readLicenseKey } from '../../client-sdk/typescript/contract/license-key.ts';
import { adapterTags } from '../../client-sdk/typescript/machine/device-tags.ts';
import { deriveTagKey } from '../../client-sdk/typescript/machine/tag-key.ts';
import { trialTag } from '../../client-sdk/typescript/machine/trial-tags.ts';
import { databasePath } from '../../server/composition/prepare-secrets.ts';
import { runErasure } from '../../server/composition/world.ts';
import { openBackups } from '../../server/crypto/backups.ts';
import { openDayKeys } from '../../server/crypto/day-keys.ts';
import { openTombstones } from '../../server/crypto/tombstones.ts';
import { openTrialSecret } from '../../server/crypto/trial-secret.ts';
import { openVault } from '../../server/crypto/vault.ts';
import { learnedFrom, STOLEN_FILES, type StolenFile } from '../../server/domain/inventory/installation.ts';
import { personalTables } from '../../server/domain/inventory/personal-tables.ts';
import { toDay } from '../../server/domain/kernel/day.ts';
import { operations } from '../../server/domain/operations.ts';
import { random22 } from '../support/machine.ts';
import { openTestWorld, type TestWorld } from '../support/world.ts';

const EMAIL = 'ada@example.com';
const MAC = 'a45e60c17b02';
const NETWORK = '203.0.113.0/24';

type Row = Record<string, string | number | null>;
type Secrets = Parameters<typeof openVault>[0];

describe('a thief of each file', () => {
  let test: TestWorld;
  let canonicalKey = '';
  let license = '';
  let clientTag = '';
  let clientTrialTag = '';
  let backupFile = '';
  /** The bytes of every file below the data folder, by its path. */
  let files: ReadonlyMap<string, Buffer>;
  let rows: (table: string) => Row[];

  before(async () => {
    test = await openTestWorld();
    const { run, config } = test;
    const product = 'sonar';
    await run(operations.licensing.addProduct, { product, name: 'Sonar', terms: { trialDays: 14 } });
    clientTrialTag = await trialTag(product, 'mac', MAC);
    const trial = { product, trialTags: [clientTrialTag], tags: [random22()], identity: 'adapters' as const };
    await run(operations.activation.startTrial, trial);
    const issued = await run(operations.licensing.issueLicense, { product, email: EMAIL });
    await run(operations.licensing.issueLicense, { product, email: 'bob@example.com' });
    license = issued.license.license;
    const key = readLicenseKey(issued.licenseKey);
    if (!key.ok) throw new Error(key.fault);
    canonicalKey = key.canonical;
    [clientTag = ''] = adapterTags(deriveTagKey(canonicalKey), [{ name: 'eth0', mac: MAC, class: 'own' }]);
    const { licenseKey } = issued;
    const machine = { product, licenseKey, tags: [clientTag], nonce: random22(), network: NETWORK };
    await run(operations.activation.activate, machine);
    await runErasure(
      test.world,
      { email: 'bob@example.com', only: [], endLicenses: false },
      { actor: 'test', purpose: 'legal', apply: true, urgent: false },
    );
    plantCanaries();
    for (const file of ['retention.json', 'vendor.json', 'telemetry.json'])
      writeFileSync(join(config.dataFolder, file), '{}', { mode: 0o600 });
    backupFile = await sealBackup();
    files = readFolder(config.dataFolder);
    rows = (table) => readRows(databasePath(config), table);
  });
  after(() => test.end());

  const canaryOf = (table: string, column: string) => `canary-${table}-${column}`;

  /** Writes a row into every table with values of persons, whose ordinary texts name their column. */
  function plantCanaries(): void {
    const database = new Database(databasePath(test.config));
    database.pragma('foreign_keys = OFF');
    database.pragma('ignore_check_constraints = ON');
    for (const { table } of personalTables()) {
      const columns = database.pragma(`table_info("${table}")`) as { name: string; type: string }[];
      const values = columns.map(({ name, type }) => (type === 'TEXT' ? canaryOf(table, name) : 20_000));
      const places = columns.map(() => '?').join(', ');
      database.prepare(`INSERT INTO "${table}" VALUES (${places})`).run(...values);
      // what is not stored as it is has no readable form to plant
      const covered = personalTables().find((other) => other.table === table)?.columns ?? [];
      for (const { column, form } of covered) {
        if (form === 'plain' || !columns.some(({ name, type }) => name === column && type === 'TEXT'))
          continue;
        const random = random22();
        database
          .prepare(`UPDATE "${table}" SET "${column}" = ? WHERE "${column}" = ?`)
          .run(random, canaryOf(table, column));
      }
    }
    database.close();
  }

  /** Makes a backup as the job does, but of a database that a check would refuse for its canaries. */
  async function sealBackup(): Promise<string> {
    const { dataFolder } = test.config;
    const plain = join(test.folder, 'plain.db');
    const database = new Database(databasePath(test.config), { readonly: true });
    database.prepare('VACUUM INTO ?').run(plain);
    database.close();
    const bytes = readFileSync(join(dataFolder, 'secret'), 'utf8').trim().slice('qks_'.length);
    const backups = openBackups(dataFolder, [Buffer.from(bytes, 'base64url')]);
    const backup = { id: random22(), day: toDay(20_000) };
    const file = backups.placeOf(backup);
    await backups.seal(backup, plain, file, {});
    return file;
  }

  const rowOf = (path: string): StolenFile | undefined =>
    STOLEN_FILES.find(({ file }) => (file.endsWith('/') ? path.startsWith(file) : path === file));
  const bytesOf = (name: string): Buffer =>
    Buffer.concat([...files].flatMap(([path, bytes]) => (rowOf(path)?.file === name ? [bytes] : [])));
  const canaries = () =>
    personalTables().flatMap(({ table, columns }) =>
      columns.flatMap(({ column, form }) => (form === 'plain' ? [`${table}.${column}`] : [])),
    );
  const foundIn = (bytes: Buffer) =>
    canaries().filter((name) => bytes.includes(canaryOf(...(name.split('.') as [string, string]))));
  const typed = () => [EMAIL, MAC, NETWORK, canonicalKey, clientTag, clientTrialTag];
  const reported = (name: string) => {
    const stolen = STOLEN_FILES.find(({ file }) => file === name);
    return stolen === undefined ? [] : learnedFrom(stolen);
  };

  /** The vault of a thief who has these files. */
  const vaultOf = (parts: Partial<Secrets> = {}) => {
    const empty = mkdtempSync(join(test.folder, 'thief-'));
    return openVault({
      lookUp: [{ generation: 1, bytes: Buffer.alloc(32, 7) }],
      issue: [],
      dayKeys: openDayKeys(empty),
      tombstones: openTombstones(empty),
      trials: openTrialSecret(join(empty, 'trial-secret')),
      ...parts,
    });
  };
  const secret = () =>
    Buffer.from(bytesOf('secret').toString('utf8').trim().slice('qks_'.length), 'base64url');
  const withSecret = (): Partial<Secrets> => ({ lookUp: [{ generation: 1, bytes: secret() }] });

  /** The columns at which a guess at the person's true values succeeds. */
  const tested = (parts: Partial<Secrets>, hasKey = false): string[] => {
    const vault = vaultOf(parts);
    const { current } = vault;
    const guesses: Record<string, string> = {
      'licenses.email_index': current.emailIndex(EMAIL),
      'license_keys.verifier': current.keyVerifier(canonicalKey),
      'device_tags.tag': current.deviceTag(license, hasKey ? clientTag : MAC),
      'trials.tag': vault.trialDigest('tag', ['sonar', clientTrialTag]),
    };
    const hits = Object.entries(guesses).filter(([name, guess]) => {
      const [table = '', column = ''] = name.split('.');
      return rows(table).some((row) => row[column] === guess);
    });
    const opened = rows('activations').some(
      ({ network, network_day }) =>
        typeof network === 'string' && vault.openNetwork(network, toDay(Number(network_day))) === NETWORK,
    );
    return [...hits.map(([name]) => name), ...(opened ? ['activations.network'] : [])];
  };
  const namesOf = (columns: ReturnType<typeof reported>) =>
    columns.map(({ table, column }) => `${table}.${column}`);

  it('finds every file of the data folder in the report', () => {
    expect([...files.keys()].filter((path) => rowOf(path) === undefined)).to.deep.equal([]);
    const kinds = new Set([...files.keys()].map((path) => rowOf(path)?.file));
    const expected = ['quietkey.db', 'secret', 'issue-secret', 'trial-secret', 'day-keys/', 'keys/'];
    expect([...kinds]).to.include.members([...expected, 'backups/', 'backup-keys/', 'tombstones/']);
  });

  it('reads of the database what the report says, and no value that a person typed', () => {
    const bytes = Buffer.concat([bytesOf('quietkey.db'), bytesOf('quietkey.db-wal')]);
    const said = reported('quietkey.db').filter(
      ({ learned, form }) => learned === 'read' && form === 'plain',
    );
    expect(foundIn(bytes)).to.have.members(namesOf(said)).and.not.to.deep.equal([]);
    expect(typed().filter((value) => bytes.includes(value))).to.deep.equal([]);
    expect(tested({}), 'without a key').to.deep.equal([]);
  });

  it('reads nothing of a person in any other file', () => {
    for (const { file, content } of STOLEN_FILES) {
      if (content === 'database') continue;
      const bytes = bytesOf(file);
      expect([foundIn(bytes), typed().filter((value) => bytes.includes(value))], file).to.deep.equal([
        [],
        [],
      ]);
    }
  });

  it('tests guesses with the keys that the report names, and with no other', () => {
    const keys: Readonly<Record<string, () => Partial<Secrets>>> = {
      secret: withSecret,
      'trial-secret': () => ({ trials: openTrialSecret(test.config.trialSecret) }),
      'day-keys/': () => ({ dayKeys: openDayKeys(test.config.dataFolder) }),
    };
    const recovered = Object.entries(keys).map(([name, parts]) => {
      const found = tested(parts());
      expect(namesOf(reported(name)), name).to.include.members(found);
      return [name, found];
    });
    expect(recovered).to.deep.equal([
      ['secret', ['licenses.email_index', 'license_keys.verifier']],
      ['trial-secret', ['trials.tag']],
      ['day-keys/', ['activations.network']],
    ]);
    expect(tested(withSecret(), true), 'with a license key too').to.include('device_tags.tag');
  });

  it('reads a backup like the database with its key and the secret, and not without', async () => {
    const plain = join(test.folder, 'stolen.db');
    const open = (folder: string, key: Buffer) => openBackups(folder, [key]).unseal(backupFile, plain, {});
    const empty = mkdtempSync(join(test.folder, 'no-keys-'));
    for (const [folder, key] of [
      [empty, secret()],
      [test.config.dataFolder, Buffer.alloc(32, 7)],
    ] as const)
      expect(await open(folder, key).catch((error: unknown) => error)).to.be.an('error');
    await open(test.config.dataFolder, secret());
    expect(foundIn(readFileSync(plain))).to.have.members(canaries());
  });
});

function readFolder(folder: string): Map<string, Buffer> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
  const found = paths.filter((path) => statSync(path).isFile());
  return new Map(found.map((path) => [relative(folder, path), readFileSync(path)]));
}

function readRows(path: string, table: string): Row[] {
  const database = new Database(path, { readonly: true });
  try {
    return database.prepare(`SELECT * FROM "${table}"`).all() as Row[];
  } finally {
    database.close();
  }
}
