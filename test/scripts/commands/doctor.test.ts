/**
 * The results of `quietkey doctor` for faults that the test makes: the line, the remedy and the exit code. After a
 * warning the exit code is 0, so that a nightly job reports only failures.
 */

import Database from 'better-sqlite3';
import { expect } from 'chai';
import { chmod, copyFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readConfig } from '../../../server/config/config.ts';
import { prepareFolder } from '../../../server/composition/world.ts';
import { openTerminal, type Terminal } from '../terminal.ts';
import { toInstant } from '../../../server/domain/kernel/day.ts';

const DAY_SECONDS = 86_400;

describe('quietkey doctor', () => {
  let terminal: Terminal;

  beforeEach(async () => {
    terminal = await openTerminal();
  });
  afterEach(() => terminal.throwAway());

  /** A data folder that was created so many days ago. */
  const begin = (daysAgo = 0) => {
    const time = Math.floor(Date.now() / 1000) - daysAgo * DAY_SECONDS;
    prepareFolder(readConfig({ QUIETKEY_DATA: terminal.dataFolder }), {
      clock: { now: () => toInstant(time) },
    });
  };

  const examined = async (exit: number): Promise<string> => {
    const ran = await terminal.type(['doctor']);
    expect(ran.exit, ran.out + ran.err).to.equal(exit);
    expect(ran.err).to.equal('');
    return ran.out;
  };

  it('reports a missing data folder', async () => {
    expect(await examined(1)).to.match(/^fail {2}data folder [^]*quietkey init/);
  });

  it('warns in a new folder about the trial root key and the missing backup only', async () => {
    begin();
    const out = await examined(0);
    expect(out.match(/^\w+/gm)).to.deep.equal([
      'ok',
      'ok',
      'warn',
      'ok',
      'ok',
      'ok',
      'ok',
      'ok',
      'ok',
      'warn',
    ]);
    expect(out).to.match(/^warn {2}root key [^]*quietkey key root move/m);
    expect(out).to.match(/^warn {2}backup [^]*quietkey backup/m);
  });

  it('reports a file that others can read', async () => {
    begin();
    await chmod(join(terminal.dataFolder, 'keys', 'root.json'), 0o644);
    expect(await examined(1)).to.match(/^fail {2}data folder [^]*keys\/root\.json\s[^]*chmod -R go=\s/m);
  });

  it('reports a folder that others can enter', async () => {
    begin();
    await chmod(terminal.dataFolder, 0o755);
    expect(await examined(1)).to.match(/^fail {2}data folder /m);
  });

  it('warns about a key set that expires within 60 days', async () => {
    begin(345);
    expect(await examined(0)).to.match(/^warn {2}key set +version 1 expires [^]*quietkey key rotate/m);
  });

  it('reports an expired key set', async () => {
    begin(405);
    expect(await examined(1)).to.match(/^fail {2}key set +version 1 expired on /m);
  });

  it('reports a clock that is far ahead before the first purge, which purge refuses', async () => {
    begin();
    await terminal.ask('product', 'add', 'sonar', '--name', 'Sonar');
    const database = new Database(join(terminal.dataFolder, 'quietkey.db'));
    database.prepare('UPDATE schema_migrations SET day = day - ?').run(3 * 365);
    database.close();
    const out = await examined(1);
    expect(out.replaceAll(/\s+/g, ' ')).to.match(
      /fail clock .* 1095 days ahead of the confirmed day .*quietkey clock confirm/,
    );
    const purge = await terminal.type(['purge', '--apply']);
    expect(purge.exit, purge.out).to.equal(1);
    expect(purge.err.replaceAll(/\s+/g, ' ')).to.match(/days ahead .* Nothing was purged/);
    const plan = await terminal.type(['purge']);
    expect(plan.out.replaceAll(/\s+/g, ' ')).to.match(/The clock says \S+, 1095 days ahead of/);
    await terminal.type(['clock', 'confirm', '--yes']);
    const applied = await terminal.type(['purge', '--apply']);
    expect(applied.exit, applied.err).to.equal(0);
    expect(await examined(0)).to.match(/^ok {4}clock /m);
  });

  it('names the secret of trials once there is one, and reports a damaged one', async () => {
    begin();
    const path = join(terminal.dataFolder, 'trial-secret');
    expect(await examined(0)).to.not.match(/trial secret/);
    await writeFile(path, Buffer.alloc(32, 7), { mode: 0o600 });
    expect((await examined(0)).replaceAll(/\s+/g, ' ')).to.include(
      `ok trial secret ${path} keys the tags of trials`,
    );
    await writeFile(path, 'short');
    expect(await examined(1)).to.match(/^fail {2}trial secret /m);
  });

  it('reports equal secrets, and a secret that does not match the folder', async () => {
    begin();
    await terminal.ask('product', 'list');
    await rm(join(terminal.dataFolder, 'issue-secret'));
    await copyFile(join(terminal.dataFolder, 'secret'), join(terminal.dataFolder, 'issue-secret'));
    expect(await examined(1)).to.match(/^fail {2}database +QUIETKEY_ISSUE_SECRET/m);
  });

  it('warns about a server without the issue secret', async () => {
    begin();
    await rm(join(terminal.dataFolder, 'issue-secret'));
    expect(await examined(0)).to.match(/^warn {2}secrets +no issue secret/m);
    const { exit, err } = await terminal.type(['license', 'issue', 'sonar', 'a@example.com']);
    expect(exit).to.equal(1);
    expect(err).to.contain('QUIETKEY_ISSUE_SECRET');
  });
});
