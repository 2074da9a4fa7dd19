/**
 * Backup and restore on the command line: while a server runs, into a given file, refused with a reason, and restored.
 * The restored content is tested with the server; here, the output, and a database file that was copied by hand.
 */

import { expect } from 'chai';
import type { Page } from '../../../server/domain/kernel/page.ts';
import { copyFile, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LicenseView } from '../../../client-sdk/typescript/contract/license-view.ts';
import { readConfig } from '../../../server/config/config.ts';
import { openWorld } from '../../../server/composition/world.ts';
import { openTerminal, type Terminal } from '../terminal.ts';
import { operations } from '../../../server/domain/operations.ts';

interface Made {
  file: string;
  day: string;
  bytes: number;
}

describe('quietkey backup and restore', () => {
  let terminal: Terminal;

  before(async () => {
    terminal = await openTerminal();
    await terminal.ask('init');
    await terminal.ask('product', 'add', 'sonar', '--name', 'Sonar');
    await terminal.ask('license', 'issue', 'sonar', 'ada@example.com');
  });
  after(() => terminal.throwAway());

  const found = async (email: string) =>
    (await terminal.ask<Page<LicenseView>>('license', 'find', email)).items;
  const refused = async (words: readonly string[], message: RegExp, status = 1): Promise<void> => {
    const { exit, out, err } = await terminal.type(words);
    expect([exit, out], err).to.deep.equal([status, '']);
    // a long path may wrap a line anywhere
    expect(err.replaceAll(/\s+/g, ' ')).to.match(message);
  };

  it('makes a backup while a server runs, in the data folder or at --out, and overwrites none', async () => {
    const config = readConfig({ QUIETKEY_DATA: terminal.dataFolder });
    const server = await openWorld(config, { threads: 'worker' });
    const made = await terminal.ask<Made>('backup');
    expect(made.file.startsWith(join(terminal.dataFolder, 'backups'))).to.equal(true);
    expect((await stat(made.file)).size).to.equal(made.bytes);

    const out = join(terminal.folder, 'monday.backup');
    const typed = await terminal.type(['backup', '--out', out]);
    expect(typed.exit, typed.err).to.equal(0);
    expect(typed.out).to.contain(out).and.to.contain('backup-keys');
    await refused(['backup', '--out', out], /exists\s+already/, 2);
    await refused(['backup', '--out', join(terminal.dataFolder, 'x')], /is\s+in\s+the\s+data\s+folder/, 2);
    await refused(['backup', '--out', join(terminal.folder, 'no', 'x')], /does\s+not\s+exist/, 2);

    await refused(['restore', out], /in use[^]*Stop the server/);
    await server.close();
  });

  it('restores a backup', async () => {
    await terminal.ask('license', 'issue', 'sonar', 'grace@example.com');
    const { exit, out, err } = await terminal.type(['restore', join(terminal.folder, 'monday.backup')]);
    expect(exit, err).to.equal(0);
    expect(out).to.match(/^Restored\./);
    expect(await found('ada@example.com')).to.have.lengthOf(1);
    expect(await found('grace@example.com')).to.deep.equal([]);
    expect(await readdir(join(terminal.dataFolder, 'scratch'))).to.deep.equal([]);
  });

  it('reports why a file cannot be restored', async () => {
    const foreign = join(terminal.folder, 'foreign');
    await writeFile(foreign, 'some text');
    await refused(['restore', foreign], /not\s+a\s+backup\s+of\s+quietkey/, 2);
    await refused(['restore', `${foreign}.absent`], /does\s+not\s+exist/, 2);
    await refused(['restore', '--resume'], /No\s+interrupted\s+restore/);
    await refused(['restore'], /FILE\s+or\s+--resume\s+is\s+required/, 2);
    await refused(['restore', foreign, '--resume'], /but\s+not\s+both/, 2);
    const { exit, out } = await terminal.type(['restore', foreign, '--json']);
    expect(exit).to.equal(2);
    expect(JSON.parse(out)).to.include({ code: 'backup_foreign' });
  });

  it('refuses a copy of the database file alone, as doctor does', async () => {
    const config = readConfig({ QUIETKEY_DATA: terminal.dataFolder });
    const server = await openWorld(config, { threads: 'worker' });
    await server.run(
      operations.licensing.issueLicense,
      { product: 'sonar', email: 'late@example.com' },
      'terminal:test',
    );
    const copied = join(terminal.folder, 'copied');
    await mkdir(copied);
    await copyFile(join(terminal.dataFolder, 'quietkey.db'), join(copied, 'quietkey.db'));
    await server.close();
    await refused(['restore', join(copied, 'quietkey.db')], /plain\s+copy\s+of\s+a\s+database\s+file/, 2);

    const database = join(terminal.dataFolder, 'quietkey.db');
    await copyFile(database, `${database}.good`);
    await copyFile(join(copied, 'quietkey.db'), database);
    const { exit, out } = await terminal.type(['doctor']);
    expect(exit).to.equal(1);
    expect(out).to.match(/^fail {2}database [^]*without\s+its\s+WAL/m);
    await copyFile(`${database}.good`, database);
    await rm(`${database}.good`);
    expect(await found('late@example.com')).to.have.lengthOf(1);
  });

  it('refuses a PostgreSQL database, which has its own tools', async () => {
    const env = { DATABASE_URL: 'postgres://quietkey:secret@127.0.0.1:1/quietkey' };
    for (const words of [['backup'], ['restore', join(terminal.folder, 'monday.backup')]]) {
      const { exit, err } = await terminal.type(words, { env });
      expect(exit, err).to.equal(1);
      expect(err).to.match(/its own tools[^]*OPERATIONS\.md/);
    }
  });

  it('shows the latest backup in doctor', async () => {
    const { out } = await terminal.type(['doctor']);
    expect(out).to.match(/^ok {4}backup +2 backups, the latest from \d{4}-\d\d-\d\d$/m);
  });
});
