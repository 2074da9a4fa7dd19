/**
 * `quietkey database`: a copy to PostgreSQL that is killed and repeated, and the check.
 */

import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { seedFolder } from '../../bench/seed.ts';
import { movableClock } from '../../support/world.ts';
import { ownDatabase, type TestDatabase } from '../../support/postgres.ts';
import { until } from '../../support/until.ts';
import { openTerminal, type Terminal } from '../terminal.ts';

const COMMAND = fileURLToPath(new URL('../../../scripts/quietkey.js', import.meta.url));
const LICENSES = 2_000;

interface Copied {
  finished: boolean;
  tables: { table: string; rows: number; changed: number }[];
}

describe('quietkey database', () => {
  let terminal: Terminal;
  let postgres: TestDatabase;
  let words: string[];

  before(async () => {
    terminal = await openTerminal();
    await seedFolder({ dataFolder: terminal.dataFolder, licenses: LICENSES, now: movableClock().now() });
    postgres = await ownDatabase({ schema: false });
    words = ['database', 'copy', '--from', terminal.dataFolder, '--to', postgres.url];
  });
  after(async () => {
    await postgres.end();
    await terminal.throwAway();
  });

  const copiedRows = async (table: string): Promise<number> => {
    const rows = await postgres.query(`SELECT COUNT(*) AS rows FROM ${table}`).catch(() => []);
    return Number(rows[0]?.['rows'] ?? 0);
  };

  const sessions = async (): Promise<number> => {
    const [row] = await postgres.query(
      `SELECT COUNT(*) AS n FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'quietkey'`,
    );
    return Number(row?.['n']);
  };

  it('continues a copy that was killed, and copies only what is missing', async () => {
    for (const table of ['license_keys', 'activations']) {
      const child = spawn(process.execPath, [COMMAND, ...words], { stdio: 'ignore' });
      while ((await copiedRows(table)) === 0) expect(child.exitCode).to.equal(null);
      child.kill('SIGKILL');
      await once(child, 'exit');
      // on a busy machine the session of the killed command outlives it, and a copy refuses other sessions
      await until(async () => (await sessions()) === 0);
    }
    const check = await terminal.type(['database', 'check'], { env: { DATABASE_URL: postgres.url } });
    expect([check.exit, check.out]).to.satisfy(([exit, out]: [number, string]) => {
      return exit === 1 && out.includes('a copy into it has not ended');
    });
    const { finished, tables } = await terminal.ask<Copied>(...words);
    expect(finished).to.equal(true);
    const licenses = tables.find(({ table }) => table === 'licenses');
    expect(licenses).to.deep.equal({ table: 'licenses', rows: LICENSES, changed: 0 });
    expect(await copiedRows('device_tags')).to.equal(LICENSES * 2);
  });
  it('finds no fault in the copy, and never prints its password', async () => {
    const url = new URL(postgres.url);
    for (const command of ['check', 'migrate']) {
      const { exit, out } = await terminal.type(['database', command], {
        env: { DATABASE_URL: postgres.url },
      });
      expect(exit, out).to.equal(0);
      expect(out).to.include(url.host).and.not.to.include(url.password);
    }
  });
  it('refuses a target that has rows, and names it', async () => {
    const { exit, err } = await terminal.type(words);
    expect(exit).to.equal(1);
    expect(err)
      .to.match(/holds rows of its own/)
      .and.not.to.include(new URL(postgres.url).password);
  });
});
