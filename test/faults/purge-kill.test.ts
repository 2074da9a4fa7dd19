// A purge that is killed at a random point, between two slices or during the secure delete, and repeated: the result
// equals that of an undisturbed purge, no row is left, and one receipt counts every row exactly once.

import Database from 'better-sqlite3';
import { expect } from 'chai';
import type { Page } from '../../server/domain/kernel/page.ts';
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ReceiptView } from '../../server/domain/privacy/receipt.ts';
import { openTerminal, type Terminal } from '../scripts/terminal.ts';
import { random22 } from '../support/machine.ts';
import { rounds } from '../support/rounds.ts';

const ROWS = rounds(100_000, 5_000);
const KILLS = rounds(50);
const COMMAND = fileURLToPath(new URL('../../scripts/quietkey.js', import.meta.url));
const HOUR_MILLISECONDS = 3_600_000;

describe('a purge that is killed', function () {
  let terminal: Terminal;

  before(async () => {
    terminal = await openTerminal();
    await terminal.ask('init');
  });
  after(() => terminal.throwAway());

  const withDatabase = <Answer>(act: (database: Database.Database) => Answer): Answer => {
    const database = new Database(join(terminal.dataFolder, 'quietkey.db'));
    try {
      return act(database);
    } finally {
      database.close();
    }
  };
  const addOverdue = (): void =>
    withDatabase((database) => {
      const add = database.prepare(
        'INSERT INTO idempotency (digest, generation, request, result, hour) VALUES (?, 1, ?, ?, ?)',
      );
      const hour = Math.floor(Date.now() / HOUR_MILLISECONDS) - 72;
      database.transaction(() => {
        for (let row = 0; row < ROWS; row++) add.run(random22(), random22(), random22(), hour);
      })();
    });
  /** Kills it after this many milliseconds, or lets it end. Returns how long it took. */
  const purge = async (killAfter?: number): Promise<number> => {
    const from = performance.now();
    const env = { PATH: process.env['PATH'] ?? '', QUIETKEY_DATA: terminal.dataFolder };
    const child = spawn(process.execPath, [COMMAND, 'purge', '--apply'], { env, stdio: 'ignore' });
    if (killAfter !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfter);
    await new Promise((resolve) => child.once('close', resolve));
    return performance.now() - from;
  };

  it(`is counted once in a receipt, wherever it was killed (${KILLS} times)`, async () => {
    addOverdue();
    const whole = await purge();
    const seen = new Set(
      (await terminal.ask<Page<ReceiptView>>('receipt', 'list')).items.map(({ receipt }) => receipt),
    );
    for (let round = 0; round < KILLS; round++) {
      addOverdue();
      await purge(randomInt(Math.ceil(whole)));
      // if it had ended before it was killed, there is nothing left to count
      const before = (await terminal.ask<Page<ReceiptView>>('receipt', 'list')).items;
      const wasDone = before.some(({ receipt, state }) => !seen.has(receipt) && state === 'done');
      if (!wasDone) expect((await terminal.type(['purge', '--apply'])).exit).to.equal(0);
      const fresh = (await terminal.ask<Page<ReceiptView>>('receipt', 'list')).items.filter(
        ({ receipt }) => !seen.has(receipt),
      );
      expect(fresh.map(({ state, counts }) => ({ state, counts }))).to.deep.equal([
        { state: 'done', counts: { 'idempotency records': ROWS } },
      ]);
      expect(
        withDatabase((database) => database.prepare('SELECT COUNT(*) FROM idempotency').pluck().get()),
      ).to.equal(0);
      for (const { receipt } of fresh) seen.add(receipt);
    }
  });
});
