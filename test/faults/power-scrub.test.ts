// The power is cut while deleted bytes are cleared in place beside a server under load: whatever part of the clearing
// and of the server's writes has reached the disk, acknowledged activations are stored and the file adds up. Once the
// server has acknowledged something after a scrub, no power cut brings back what the scrub has cleared.

import Database from 'better-sqlite3';
import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { databasePath } from '../../server/composition/prepare-secrets.ts';
import { rounds } from '../support/rounds.ts';
import { copyOf, layGround, startFaulted, type Faulted, type Ground } from './faulted.ts';
import { faultyDisk, type FaultyDisk } from './faulty-disk.ts';
import { readReport } from './load.ts';
import { PowerCut, randomOf, readJournal } from './power-cut.ts';
import { expectKept } from './whole.ts';

const CHILD = fileURLToPath(new URL('../../db/sqlite/secure-delete/scrub-child.js', import.meta.url));
const ROUNDS = 20;
const CUTS = rounds(6, 1);
const GONE = 2_000;
const LOAD = { count: 100_000, atOnce: 8 };

describe('a power cut during a secure delete', () => {
  let ground: Ground;
  let before: string;
  let disk: FaultyDisk;
  let gone: string[];
  let server: Faulted | undefined;

  beforeEach(async () => {
    ground = await layGround();
    gone = leaveResidue(databasePath(ground.config));
    before = copyOf(ground, 'before');
    disk = faultyDisk(ground.data);
  });
  afterEach(async () => {
    await server?.kill();
    disk.remove();
    ground.remove();
  });

  /** Scrubs the file in a process of its own, as a server does, on the same disk. */
  async function scrubbed(): Promise<number> {
    const words = [CHILD, databasePath(ground.config)];
    const child = spawn(process.execPath, words, { env: disk.env, stdio: ['pipe', 'pipe', 'inherit'] });
    expect(JSON.parse(await text(child.stdout))).to.include({ kind: 'scrubbed', residueBytes: 0 });
    return child.pid ?? 0;
  }

  for (let round = 1; round <= rounds(ROUNDS, 1); round++) {
    it(`loses nothing that was acknowledged, and brings nothing back (round ${round})`, async () => {
      server = await startFaulted(ground.data, disk);
      const load = ground.load(LOAD);
      server.ask({ ask: 'load', ...load });
      await server.answered(40);
      const scrub = await scrubbed();
      await server.answered(readReport(server.said()).done.size + 1 + LOAD.atOnce);
      await server.kill();

      const records = readJournal(disk.journal);
      const own = [...records.keys()].filter((i) => records[i]?.file.startsWith(`${scrub} `));
      const cleared = own.filter((i) => records[i]?.kind === 'written').length;
      expect(cleared, 'writes of the scrub').to.be.greaterThan(50);
      const seed = Math.floor(Math.random() * 2 ** 31);
      const random = randomOf(seed);
      const points = Array.from({ length: CUTS }, () => 1 + (own[Math.floor(random() * own.length)] ?? 0));
      const cut = new PowerCut(before, ground.data, records);
      for (const [i, point] of points.sort((a, b) => a - b).entries()) {
        cut.forward(point);
        const luck = ([seed + i, 'nothing', 'everything'] as const)[i % 3] ?? seed;
        const loads = [{ load, report: readReport(cut.said) }];
        await expectKept(
          cut,
          { ground, luck, loads },
          `cut at ${point} of ${records.length} by seed ${seed}`,
        );
      }
      cut.forward(records.length);
      for (const luck of ['nothing', seed] as const) expect(await foundAfter(cut, luck)).to.deep.equal([]);
    });
  }

  async function foundAfter(cut: PowerCut, luck: 'nothing' | number): Promise<string[]> {
    const data = join(ground.scratch, 'after');
    cut.writeTo(data, luck);
    const bytes = ['quietkey.db', 'quietkey.db-wal'].map((name) => readFileSync(join(data, name), 'latin1'));
    await rm(data, { recursive: true });
    return gone.filter((value) => bytes.some((file) => file.includes(value)));
  }
});

/** Adds rows and deletes them without overwriting them. Returns their values. */
function leaveResidue(path: string): string[] {
  const values = Array.from({ length: GONE }, () => randomBytes(60).toString('base64url'));
  const database = new Database(path);
  database.pragma('secure_delete = 0');
  const add = database.prepare('INSERT INTO tasks (task, day) VALUES (?, 0)');
  database.transaction(() => values.forEach((value) => add.run(value)))();
  database.exec(`DELETE FROM tasks WHERE day = 0 AND length(task) = 80`);
  database.close();
  return values;
}
