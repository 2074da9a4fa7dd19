/**
 * The scrub of a database file that others use: rows are written and deleted between its turns, with and without
 * overwriting, and others try to checkpoint. At its end the file has no residue and no deleted value, the WAL is empty,
 * and every row is there. A scrub that is killed at any step loses nothing, and another one ends the work. Every write
 * that a test makes is possible for another process.
 */

import Database from 'better-sqlite3';
import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { FormatFault } from '../../../../db/sqlite/secure-delete/file-format.ts';
import { findResidue, type Residue } from '../../../../db/sqlite/secure-delete/scrub-pages.ts';
import {
  scrubFile,
  STEPS,
  type Scrubbed,
  type Steps,
} from '../../../../db/sqlite/secure-delete/scrub-file.ts';
import { scrub } from '../../../../db/sqlite/secure-delete/spawn-scrub.ts';
import { requireWal } from '../../../../db/sqlite/wal-mark.ts';
import { freshFolder } from '../../../support/engines.ts';
import { rounds } from '../../../support/rounds.ts';

const KILLED = fileURLToPath(new URL('../../../support/killed-scrub.js', import.meta.url));
const ROWS = 2_000;

/** A database with rows that come and go, over a connection that never waits for a lock. */
class Churn {
  readonly folder = freshFolder();
  readonly database: Database.Database;
  readonly kept = new Map<string, string>();
  readonly gone = new Set<string>();

  constructor() {
    this.database = new Database(this.folder.path, { timeout: 0 });
    this.database.exec(`
      PRAGMA journal_mode = wal; PRAGMA synchronous = off; PRAGMA wal_autocheckpoint = 0;
      CREATE TABLE keyed (id TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
      CREATE INDEX keyed_by_value ON keyed (value);
    `);
    for (let row = 0; row < ROWS / 50; row++) this.#inserted(50);
  }

  /** One transaction with some new rows and fewer deleted rows. Does nothing if another connection writes. */
  write(rows = 8): void {
    this.database.pragma(`secure_delete = ${randomInt(2)}`);
    try {
      this.#inserted(rows);
      this.#deleted(Math.floor(rows * 0.8));
    } catch (error) {
      if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error;
    }
  }

  /** Deletes rows without overwriting them. */
  leaveResidue(): void {
    this.database.pragma('secure_delete = 0');
    this.#deleted(100);
    this.#inserted(100);
  }

  /** What a program that has no locks finds. */
  bytes(): Buffer {
    return readFileSync(this.folder.path);
  }

  residue(): Residue {
    const bytes = this.bytes();
    return findResidue({
      size: bytes.length,
      read: (offset, length) => bytes.subarray(offset, offset + length),
    });
  }

  expectWhole(): void {
    expect(this.database.pragma('integrity_check', { simple: true })).to.equal('ok');
    const rows = this.database.prepare('SELECT id, value FROM keyed').raw().all() as [string, string][];
    expect(new Map(rows)).to.deep.equal(this.kept);
  }

  expectForgotten(): void {
    const bytes = this.bytes().toString('latin1');
    expect([...this.gone].filter((value) => bytes.includes(value))).to.deep.equal([]);
    this.gone.clear();
  }

  end(): void {
    this.database.close();
    this.folder.remove();
  }

  #inserted(rows: number): void {
    const insert = this.database.prepare('INSERT INTO keyed VALUES (?, ?)');
    const added = Array.from({ length: rows }, () => [
      randomBytes(9).toString('base64url'),
      randomBytes(9 + randomInt(20) ** 2).toString('base64url'),
    ]) as [string, string][];
    this.database.transaction(() => added.forEach((row) => insert.run(...row))).immediate();
    for (const [id, value] of added) this.kept.set(id, value);
  }

  #deleted(rows: number): void {
    const ids = [...this.kept.keys()];
    const chosen = new Set(Array.from({ length: rows }, () => ids[randomInt(ids.length)] ?? ''));
    const remove = this.database.prepare('DELETE FROM keyed WHERE id = ?');
    this.database.transaction(() => chosen.forEach((id) => remove.run(id))).immediate();
    for (const id of chosen) {
      this.gone.add(this.kept.get(id) ?? id);
      this.kept.delete(id);
    }
  }
}

describe('the scrub of a file', () => {
  let churn: Churn;

  beforeEach(() => {
    churn = new Churn();
  });
  afterEach(() => churn.end());

  /** Scrubs while `write` is called between the turns. */
  const scrubBeside = async (write: () => void, steps: Partial<Steps> = {}): Promise<Scrubbed> => {
    const over = new AbortController();
    const scrubbing = scrubFile(churn.folder.path, { ...STEPS, ...steps }).finally(() => over.abort());
    while (!over.signal.aborted) {
      write();
      await nextTurn();
    }
    return scrubbing;
  };

  it(`leaves no residue, whatever is written meanwhile (${rounds(50)} times)`, async () => {
    for (let round = 0; round < rounds(50); round++) {
      churn.leaveResidue();
      const scrubbed = await scrubBeside(() => {
        churn.write();
        if (randomInt(4) === 0) churn.database.pragma('wal_checkpoint(PASSIVE)');
      });
      expect(scrubbed).to.deep.include({ kind: 'scrubbed', residueBytes: 0, places: {} });
      expect(statSync(`${churn.folder.path}-wal`).size).to.equal(0);
      expect(churn.residue()).to.deep.include({ residueBytes: 0, bytesScanned: churn.bytes().length });
      churn.expectForgotten();
      churn.expectWhole();
    }
  });

  it('keeps the file unchanged between two turns, except for what it clears', async () => {
    churn.leaveResidue();
    let commits = 0;
    const scrubbed = await scrubBeside(() => undefined, {
      clear: (file, offset, bytes) => {
        STEPS.clear(file, offset, bytes);
        if (commits > 5) return;
        const before = churn.bytes();
        churn.write();
        const [state] = churn.database.pragma('wal_checkpoint(PASSIVE)') as [
          { log: number; checkpointed: number },
        ];
        expect(state.checkpointed).to.equal(0);
        if (state.log > 0) commits += 1;
        expect(churn.bytes().equals(before)).to.equal(true);
      },
    });
    expect(commits).to.be.greaterThan(5);
    expect(scrubbed).to.include({ kind: 'scrubbed', residueBytes: 0 });
    churn.expectWhole();
  });

  it('ends with what it counted, if bytes cannot be cleared', async () => {
    churn.leaveResidue();
    churn.database.exec('ANALYZE');
    expect(await scrubBeside(() => undefined, { emptyStatistics: () => undefined }))
      .to.have.property('residueBytes')
      .that.is.greaterThan(0);
  });

  it('is given up while a reader uses an old snapshot, and loses nothing', async () => {
    churn.leaveResidue();
    const reader = new Database(churn.folder.path, { readonly: true });
    reader.exec('BEGIN; SELECT * FROM keyed LIMIT 1');
    churn.write();
    expect(await scrubBeside(() => undefined)).to.deep.equal({ kind: 'held' });
    reader.close();
    churn.expectWhole();
    expect(await scrubBeside(() => undefined)).to.include({ kind: 'scrubbed', residueBytes: 0 });
    churn.expectForgotten();
  });

  it('runs in a process of its own, which has no lock when it has ended', async () => {
    churn.leaveResidue();
    const scrubbed = await scrub(churn.folder.path);
    expect(scrubbed).to.include({ kind: 'scrubbed', residueBytes: 0 });
    expect(scrubbed).to.have.nested.property('times.longestLockMs').that.is.greaterThan(0);
    churn.database.exec('BEGIN EXCLUSIVE; COMMIT');
    churn.expectForgotten();
  });

  it(`loses nothing beside a process that checkpoints after each commit (${rounds(20, 1)} times)`, async () => {
    churn.database.pragma('wal_autocheckpoint = 1');
    churn.database.pragma('busy_timeout = 5000');
    for (let round = 0; round < rounds(20, 1); round++) {
      churn.leaveResidue();
      const before = [...churn.gone];
      churn.gone.clear();
      const over = new AbortController();
      const scrubbing = scrub(churn.folder.path).finally(() => over.abort());
      while (!over.signal.aborted) {
        churn.write();
        await nextTurn();
      }
      expect(await scrubbing).to.include({ kind: 'scrubbed', residueBytes: 0 });
      const bytes = churn.bytes().toString('latin1');
      expect(before.filter((value) => bytes.includes(value))).to.deep.equal([]);
      churn.expectWhole();
    }
  });

  it('leaves a file that opens again if it fails in between, although the last process removes its WAL', async () => {
    churn.leaveResidue();
    const clear = (): void => {
      throw new FormatFault('as the test asked');
    };
    const failed: unknown = await scrubFile(churn.folder.path, { ...STEPS, clear }).catch(
      (error: unknown) => error,
    );
    expect(failed).to.be.instanceOf(FormatFault);
    churn.database.close();
    expect(existsSync(`${churn.folder.path}-wal`)).to.equal(false);
    const again = new Database(churn.folder.path);
    expect(() => requireWal(again)).not.to.throw();
    again.close();
  });

  const killedAt = (step: string, times: number): Promise<string | undefined> =>
    new Promise((resolve) => {
      const child = execFile(process.execPath, [KILLED, churn.folder.path, step, String(times)], () =>
        resolve(child.signalCode ?? undefined),
      );
    });
  for (const step of Object.keys(STEPS)) {
    it(`loses nothing if it is killed at a step, and is done by the next one: ${step}`, async () => {
      const most = step === 'clear' ? 30 : 1;
      for (let round = 0; round < rounds(25, 1); round++) {
        churn.leaveResidue();
        expect(await killedAt(step, 1 + randomInt(most))).to.equal('SIGKILL');
        churn.write();
        churn.expectWhole();
        expect(await scrubBeside(() => churn.write())).to.include({ kind: 'scrubbed', residueBytes: 0 });
        churn.expectForgotten();
        churn.expectWhole();
      }
    });
  }
});
