/**
 * Backup and restore through the product: data that was erased or released meanwhile is deleted again, bad backups are
 * refused with the folder unchanged, and an app whose activation the restored server does not know continues to run.
 */

import Database from 'better-sqlite3';
import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { holdFolder } from '../../../db/sqlite/folder-lock.ts';
import { ConfigFault } from '../../../server/config/config.ts';
import { openWorkFiles } from '../../../server/crypto/work-files.ts';
import { BACKUP_DAYS, BackupRefused } from '../../../server/domain/privacy/backup.ts';
import { dayOf } from '../../../server/domain/kernel/day.ts';
import { TOMBSTONE_DAYS } from '../../../server/domain/privacy/tombstone.ts';
import { databasePath } from '../../../server/composition/prepare-secrets.ts';
import { finishReceipts, openParts, openWorld, runErasure } from '../../../server/composition/world.ts';
import { listBackups, makeBackup, restoreBackup } from '../../../server/composition/backups.ts';
import { proven } from '../../support/machine.ts';
import { openTestWorld, type TestWorld } from '../../support/world.ts';
import { operations } from '../../../server/domain/operations.ts';
import type { Buried } from '../../../server/domain/kernel/ports.ts';
import { toWeek } from '../../../server/domain/kernel/week.ts';

const DAY_SECONDS = 86_400;
const random16 = () => randomBytes(16).toString('base64url');

/** A username that is in no other file, of letters alone: digits may look like an address or a telephone number. */
const newCanary = (): string =>
  `ada-${randomBytes(6)
    .toString('hex')
    .replaceAll(/\d/g, (digit) => 'ghijklmnop'[Number(digit)] ?? '')}`;

describe('a backup and its restore', () => {
  let test: TestWorld;
  let licenseKey: string;

  beforeEach(async () => {
    test = await openTestWorld();
    await test.run(operations.licensing.addProduct, {
      product: 'sonar',
      name: 'Sonar',
      terms: { seats: 9, usernameRequired: true },
    });
    ({ licenseKey } = await test.run(operations.licensing.issueLicense, {
      product: 'sonar',
      email: 'ada@example.com',
    }));
  });
  afterEach(() => test.end());

  const activate = (username: string) => {
    const machine = { tags: [random16()], nonce: random16(), network: '203.0.113.0/24', username };
    return test.run(operations.activation.activate, { product: 'sonar', licenseKey, ...machine });
  };
  const backUp = () => makeBackup(test.config, { clock: test.clock });
  const restore = (file: string | undefined) => restoreBackup(test.config, { clock: test.clock, file });
  const refusal = async (act: Promise<unknown>): Promise<string> => {
    const error: unknown = await act.catch((fault: unknown) => fault);
    return error instanceof BackupRefused ? error.code : String(error);
  };
  const bury = (kind: Buried, id: string) =>
    openParts(test.config).vault.bury(kind, id, dayOf(test.clock.now()));
  const open = () => openWorld(test.config, { clock: test.clock, threads: 'in-thread' });
  const rows = (sql: string): unknown[] => {
    const database = new Database(databasePath(test.config), { readonly: true });
    try {
      return database.prepare(sql).pluck().all();
    } finally {
      database.close();
    }
  };
  /** Files of the data folder that contain the text. */
  const holding = (text: string): string[] =>
    readdirSync(test.config.dataFolder, { recursive: true, encoding: 'utf8', withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => readFileSync(path).includes(text));

  it('restores the data of the backup, and nothing later', async () => {
    const { activation } = await activate('ada');
    const { file } = await backUp();
    await activate('later');
    await test.world.close();
    const before = readdirSync(join(test.config.dataFolder, 'backups'));
    await restore(file);
    expect(rows('SELECT id FROM activations')).to.deep.equal([activation]);
    expect(rows('SELECT used FROM licenses')).to.deep.equal([1]);
    expect(readdirSync(join(test.config.dataFolder, 'scratch')), 'nothing readable is left').to.deep.equal(
      [],
    );
    expect(readdirSync(join(test.config.dataFolder, 'backups'))).to.deep.equal(before);
    expect(readFileSync(file).includes('sonar'), 'readable').to.equal(false);
  });

  it('discards reports that were not published, since they may have been published later', async () => {
    const sums = { total: 1_000, 'os/linux-6': 600 };
    await test.run(operations.statistics.keepTelemetry, { week: toWeek(2_900), sums });
    const { file } = await backUp();
    const [published] = await test.run(operations.statistics.dueWeeks, {});
    await test.run(operations.statistics.publishWeek, {
      week: toWeek(2_900),
      figures: [{ cell: 'total', week: toWeek(2_900), n: 1_001 }],
    });
    await test.world.close();
    expect(published).to.deep.equal({ week: 2_900, sums });
    await restore(file);
    expect(rows('SELECT n FROM telemetry_counts')).to.deep.equal([]);
  });

  it('does not publish an empty week that was published after the backup', async () => {
    test.clock.move(14 * DAY_SECONDS);
    const { file } = await backUp();
    const [due] = await test.run(operations.statistics.dueWeeks, {});
    const { week } = due!;
    await test.run(operations.statistics.publishWeek, { week, figures: [{ cell: 'total', week, n: 5_312 }] });
    await test.world.close();
    await restore(file);
    const world = await open();
    const dueNow = () => world.run(operations.statistics.dueWeeks, {}, 'server');
    expect(await dueNow()).to.deep.equal([]);
    expect(await world.run(operations.statistics.listFigures, {}, 'server')).to.deep.equal([]);
    test.clock.move(7 * DAY_SECONDS);
    expect(await dueNow(), 'the week of the restore').to.deep.equal([{ week: week + 1, sums: {} }]);
    await world.close();
  });

  it('deletes again the traces of a released machine', async () => {
    const canary = newCanary();
    const gone = await activate(canary);
    const kept = await activate('kept');
    const { file } = await backUp();
    const [license] = rows('SELECT id FROM licenses');
    await test.run(operations.activation.releaseByOperator, {
      license: String(license),
      activation: gone.activation,
    });
    await test.world.close();
    expect(await restore(file)).to.include({ replayed: 1 });
    expect(rows('SELECT username FROM activations ORDER BY username')).to.deep.equal([null, 'kept']);
    expect(rows('SELECT activation FROM device_tags')).to.deep.equal([kept.activation]);
    expect(holding(canary)).to.deep.equal([]);
  });

  it('erases a person again, and the license stays valid', async () => {
    const canary = newCanary();
    await test.run(operations.licensing.issueLicense, {
      product: 'sonar',
      email: 'eve@example.com',
      order: 'E-1',
    });
    const tags = [random16()];
    const granted = await test.run(operations.activation.activate, {
      product: 'sonar',
      licenseKey,
      tags,
      nonce: random16(),
      network: null,
      username: canary,
    });
    const [license] = rows('SELECT license FROM activations');
    const [index] = rows(`SELECT email_index FROM licenses WHERE id = '${String(license)}'`);
    const { file } = await backUp();
    // as an erasure does: the tombstone first
    bury('license', String(license));
    await test.world.close();
    expect(await restore(file)).to.include({ replayed: 1 });
    expect(rows(`SELECT COUNT(*) FROM licenses WHERE email_index IS NULL AND nonce IS NULL`)).to.deep.equal([
      1,
    ]);
    expect(rows('SELECT COUNT(*) FROM device_tags')).to.deep.equal([0]);
    expect([...holding(canary), ...holding(String(index))]).to.deep.equal([]);
    const world = await open();
    const renewed = await world.run(
      operations.activation.renewLease,
      proven('renew', granted, tags),
      'client',
    );
    expect(renewed).to.have.property('lease');
    await world.close();
  });

  it('deletes data that was erased a second time, though the first tombstone has expired', async () => {
    const canary = newCanary();
    const only = { email: 'ada@example.com', only: ['usernames'], endLicenses: false };
    const erase = async () => {
      const options = { apply: true, urgent: false, actor: 'terminal:test', purpose: 'legal' };
      expect((await runErasure(test.world, only, options)).finished).to.equal(true);
    };
    const machine = { tags: [random16()], network: null, username: canary };
    const activateAgain = () =>
      test.run(operations.activation.activate, {
        product: 'sonar',
        licenseKey,
        nonce: random16(),
        ...machine,
      });
    const days = (count: number) => test.clock.move(count * DAY_SECONDS);
    await activateAgain();
    await erase();
    days(20);
    await activateAgain();
    const { file } = await backUp();
    expect(rows('SELECT username FROM activations')).to.deep.equal([canary]);
    await erase();
    days(TOMBSTONE_DAYS - 19);
    test.world.destroyOldBackups();
    await test.world.close();
    await restore(file);
    expect(rows('SELECT username FROM activations')).to.deep.equal([null]);
    expect(holding(canary)).to.deep.equal([]);
  });

  it('purges by the day of the restore', async () => {
    await activate('ada');
    const { file } = await backUp();
    await test.world.close();
    test.clock.move(31 * DAY_SECONDS);
    expect(await restore(file)).to.include({ purged: 1 });
    expect(rows('SELECT network FROM activations')).to.deep.equal([null]);
  });

  it('is refused while another process uses the folder, and excludes others meanwhile', async () => {
    const { file } = await backUp();
    expect(await refusal(restore(file))).to.equal('folder_in_use');
    await test.world.close();
    const restoring = restore(file);
    const error: unknown = await open().catch((fault: unknown) => fault);
    expect(error).to.be.instanceOf(ConfigFault);
    expect(String(error)).to.match(/a restore is running/);
    await restoring;
    await (await open()).close();
  });

  it('is not served before the replay, if it was interrupted', async () => {
    const { file } = await backUp();
    await test.world.close();
    openWorkFiles(test.config.dataFolder).beginRestore(file);
    const error: unknown = await open().catch((fault: unknown) => fault);
    expect(String(error)).to.match(/has not ended.*quietkey restore --resume/);
    await restore(undefined);
    await (await open()).close();
    expect(await refusal(restore(undefined))).to.equal('restore_not_begun');
  });

  it('changes nothing if the backup is damaged, of another secret, too old, or from the future', async () => {
    await activate('ada');
    const { file } = await backUp();
    await test.world.close();
    const before = readFileSync(databasePath(test.config));
    const secret = join(test.config.dataFolder, 'secret');
    const good = readFileSync(secret, 'utf8');

    const short = `${file}.short`;
    writeFileSync(short, readFileSync(file).subarray(0, 70_000));
    expect(await refusal(restore(short))).to.equal('backup_damaged');
    const flipped = readFileSync(file);
    flipped.writeUInt8(flipped.readUInt8(5_000) ^ 1, 5_000);
    writeFileSync(short, flipped);
    expect(await refusal(restore(short))).to.equal('backup_damaged');

    writeFileSync(secret, `qks_${randomBytes(32).toString('base64url')}\n`);
    expect(await refusal(restore(file))).to.equal('backup_key_wrong');
    writeFileSync(secret, good);

    test.clock.move(-2 * DAY_SECONDS);
    expect(await refusal(restore(file))).to.equal('backup_in_future');
    test.clock.move((BACKUP_DAYS + 3) * DAY_SECONDS);
    expect(await refusal(restore(file))).to.equal('backup_too_old');
    test.clock.move(-DAY_SECONDS);

    expect(readFileSync(databasePath(test.config)).equals(before)).to.equal(true);
    expect(readdirSync(join(test.config.dataFolder, 'scratch'))).to.deep.equal([]);
    await (await open()).close();
  });

  it('replaces a database that is damaged, and one whose folder has none', async () => {
    await activate('ada');
    const { file } = await backUp();
    await test.world.close();
    writeFileSync(databasePath(test.config), 'x'.repeat(9_000));
    await restore(file);
    expect(rows('SELECT username FROM activations')).to.deep.equal(['ada']);
    rmSync(databasePath(test.config));
    await restore(file);
    expect(rows('SELECT username FROM activations')).to.deep.equal(['ada']);
  });

  it('ends on schedule, with its key, and tombstones a week later', async () => {
    const { file } = await backUp();
    const elsewhere = join(test.folder, 'elsewhere');
    copyFileSync(file, elsewhere);
    bury('license', random16());
    const tombstones = () =>
      readdirSync(join(test.config.dataFolder, 'tombstones')).filter((name) => name !== 'erasures');
    test.clock.move(BACKUP_DAYS * DAY_SECONDS);
    expect(test.world.destroyOldBackups()).to.equal(0);
    test.clock.move(DAY_SECONDS);
    expect(test.world.destroyOldBackups()).to.equal(1);
    expect([existsSync(file), listBackups(test.config).length, tombstones().length]).to.deep.equal([
      false,
      0,
      1,
    ]);
    test.clock.move((TOMBSTONE_DAYS - BACKUP_DAYS) * DAY_SECONDS);
    test.world.destroyOldBackups();
    expect(tombstones()).to.deep.equal([]);
    await test.world.close();
    expect(await refusal(restore(elsewhere))).to.equal('backup_key_absent');
  });

  it('deletes the readable leftovers of an interrupted backup before a receipt is signed, or withholds the receipt', async () => {
    const canary = newCanary();
    await activate(canary);
    copyFileSync(databasePath(test.config), openWorkFiles(test.config.dataFolder).scratch('copy.db'));
    const erase = { email: 'ada@example.com', only: [], endLicenses: false };
    await runErasure(test.world, erase, {
      apply: true,
      urgent: true,
      actor: 'terminal:test',
      purpose: 'legal',
    });
    const copying = holdFolder(test.config.dataFolder, 'copy');
    expect(await finishReceipts(test.world)).to.deep.equal({ kind: 'put off', because: 'copied' });
    copying?.release();
    expect(await finishReceipts(test.world)).to.include({ kind: 'signed', signed: 1 });
    expect(holding(canary)).to.deep.equal([]);
  });

  it('overwrites the readable leftovers of an interrupted backup in the daily job', async () => {
    const scratch = openWorkFiles(test.config.dataFolder);
    writeFileSync(scratch.scratch('copy.db'), 'readable');
    const { file } = await backUp();
    const half = `${file}.half.partial`;
    writeFileSync(scratch.scratch('copy.db'), 'readable');
    writeFileSync(half, 'sealed, and without a key');
    test.world.destroyOldBackups();
    expect(readdirSync(join(test.config.dataFolder, 'scratch'))).to.deep.equal([]);
    expect([existsSync(file), existsSync(half)]).to.deep.equal([true, false]);
    await backUp();
  });
});
