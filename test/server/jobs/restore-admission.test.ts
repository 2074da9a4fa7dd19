/**
 * A restore replaces a database only by one that a server of this data folder opens. Otherwise it says in words what was
 * refused and why, and nothing is lost; the previous database is kept until the new one has been opened in its place. The
 * other commands that replace what a server needs, keys and secrets, hold to the same.
 */

import Database from 'better-sqlite3';
import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeBackup, restoreBackup } from '../../../server/composition/backups.ts';
import { readSecretParts, secretBytes } from '../../../server/composition/vault.ts';
import { dayOf } from '../../../server/domain/kernel/day.ts';
import { systemClock } from '../../../server/runtime/clock.ts';
import { databasePath } from '../../../server/composition/prepare-secrets.ts';
import { openWorld, prepareFolder, requireRootKey, rotateKeys } from '../../../server/composition/world.ts';
import { readConfig, type Config } from '../../../server/config/config.ts';
import { makeSecretText } from '../../../server/config/secret.ts';
import { openBackups } from '../../../server/crypto/backups.ts';
import { openWorkFiles } from '../../../server/crypto/work-files.ts';
import { BackupRefused } from '../../../server/domain/privacy/backup.ts';
import { operations } from '../../../server/domain/operations.ts';
import { rootKeyPath } from '../../../server/crypto/root.ts';
import { scratchFolder } from '../crypto/scratch.ts';

const ACTOR = 'terminal:test';
const LATER_SCHEMA = `INSERT INTO schema_migrations SELECT 9999, 'later', checksum, day, 9999 FROM schema_migrations LIMIT 1`;

/** A data folder with a product, whose secrets are in the environment. */
interface Vendor {
  readonly config: Config;
  readonly settings: Record<string, string>;
}

async function begin(settings: Record<string, string>, product: string): Promise<Vendor> {
  const given = { QUIETKEY_DATA: join(scratchFolder(), 'data'), ...settings };
  const config = readConfig(given);
  prepareFolder(config);
  const world = await openWorld(config, { threads: 'in-thread' });
  await world.run(operations.licensing.addProduct, { product, name: product, terms: {} }, ACTOR);
  await world.close();
  return { config, settings: given };
}

/** The products by a server that opens the folder. */
async function productsOf({ config }: Vendor): Promise<string[]> {
  const world = await openWorld(config, { threads: 'in-thread' });
  try {
    return (await world.run(operations.licensing.listProducts, {}, ACTOR)).items.map(
      ({ product }) => product,
    );
  } finally {
    await world.close();
  }
}

async function refusalOf(act: Promise<unknown>): Promise<BackupRefused> {
  const error: unknown = await act.then(
    () => undefined,
    (fault: unknown) => fault,
  );
  if (error instanceof BackupRefused) return error;
  throw error instanceof Error ? error : new Error('it was not refused');
}

describe('a restore', () => {
  const secrets = {
    QUIETKEY_SECRET: makeSecretText('lookUp'),
    QUIETKEY_ISSUE_SECRET: makeSecretText('issue'),
  };
  let vendor: Vendor;

  before(async () => {
    vendor = await begin(secrets, 'sonar');
  });

  /** Gives another data folder the key of a backup, as a mirror does. */
  const withKeys = (other: Vendor): Vendor => {
    const folder = ({ config }: Vendor) => join(config.dataFolder, 'backup-keys');
    cpSync(folder(vendor), folder(other), { recursive: true });
    return other;
  };

  /** Seals a backup of a copy of the database that is changed first. */
  async function sealChanged(sql: string): Promise<string> {
    const { dataFolder } = vendor.config;
    const [plain, out] = ['plain', 'changed.backup'].map((name) => join(scratchFolder(), name)) as [
      string,
      string,
    ];
    const database = new Database(databasePath(vendor.config));
    database.exec(`VACUUM INTO '${plain}'`);
    database.close();
    const copy = new Database(plain);
    copy.exec(sql);
    copy.close();
    const backups = openBackups(dataFolder, secretBytes(readSecretParts(vendor.config)));
    const backup = { id: randomBytes(16).toString('base64url'), day: dayOf(systemClock().now()) };
    await backups.seal(backup, plain, out, {});
    return out;
  }

  const REFUSED: readonly (readonly [what: string, make: () => Promise<[Vendor, string]>, why: RegExp])[] = [
    [
      'with another root key',
      async () => {
        const { file } = await makeBackup(vendor.config);
        return [withKeys(await begin(secrets, 'echo')), file];
      },
      /first used with another root key: no server .* Nothing was restored/,
    ],
    [
      'with another issue secret',
      async () => {
        const { file } = await makeBackup(vendor.config);
        const other = { ...secrets, QUIETKEY_ISSUE_SECRET: makeSecretText('issue') };
        return [withKeys(await begin(other, 'echo')), file];
      },
      /first used with another (?:root key|issue secret): no server/,
    ],
    [
      'into which a copy is unfinished',
      async () => [
        vendor,
        await sealChanged(`INSERT INTO duties (task, holder, beat) VALUES ('copy', 'x', 1)`),
      ],
      /into which a copy is unfinished/,
    ],
    [
      'of a later version of Quietkey',
      async () => [vendor, await sealChanged(LATER_SCHEMA)],
      /schema version 9999/,
    ],
  ];
  for (const [what, make, why] of REFUSED) {
    it(`refuses a database ${what} in words, and loses nothing`, async () => {
      const [{ config }, file] = await make();
      const own = config === vendor.config ? ['sonar'] : ['echo'];
      const { message } = await refusalOf(restoreBackup(config, { file }));
      expect(message).to.match(why);
      expect(await productsOf({ config, settings: {} })).to.deep.equal(own);
      expect(readdirSync(join(config.dataFolder, 'scratch'))).to.deep.equal([]);
    });
  }

  it('puts the previous database back if the new one cannot be opened in its place', () => {
    for (const previous of ['before', undefined]) {
      const folder = scratchFolder();
      const database = join(folder, 'quietkey.db');
      const files = openWorkFiles(folder);
      if (previous !== undefined) writeFileSync(database, previous);
      if (previous !== undefined) writeFileSync(`${database}-wal`, 'wal');
      const whole = files.scratch('whole.db');
      writeFileSync(whole, 'after');
      const replaced = files.putInPlace(whole, database);
      expect(readFileSync(database, 'utf8')).to.equal('after');
      writeFileSync(`${database}-wal`, 'of the new one');
      replaced.putBack();
      const left = readdirSync(folder).filter((name) => name !== 'scratch');
      expect(left).to.deep.equal(previous === undefined ? [] : ['quietkey.db', 'quietkey.db-wal']);
      if (previous === undefined) continue;
      expect([database, `${database}-wal`].map((path) => readFileSync(path, 'utf8'))).to.deep.equal([
        previous,
        'wal',
      ]);
    }
  });
});

describe('keys', () => {
  it('are not replaced by keys that a server cannot use', async () => {
    const { config } = await begin({}, 'sonar');
    const keySet = join(config.keysFolder, 'key-set.jwt');
    const before = readFileSync(keySet, 'utf8');
    const root = rootKeyPath(config);
    const kept = `${root}.kept`;
    renameSync(root, kept);
    prepareFolder(readConfig({ QUIETKEY_DATA: join(scratchFolder(), 'other') }));
    writeFileSync(root, readFileSync(kept).subarray(0, 80), { mode: 0o600 });
    expect(() => requireRootKey(config, root)).to.throw(root);
    expect(() => rotateKeys(config)).to.throw(root);
    expect(readFileSync(keySet, 'utf8')).to.equal(before);
    rmSync(root);
    renameSync(kept, root);
    expect(rotateKeys(config).version).to.equal(2);
  });
});
