/**
 * A copy of the whole database: of one moment, while others write, and without a byte of deleted rows, even if the
 * database itself still has them.
 */

import Database from 'better-sqlite3';
import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { openWriter } from '../../../db/sqlite/connection.ts';
import { StoreUnusable } from '../../../db/store/unusable.ts';
import { copyPurged, copyWhole, requireWhole } from '../../../db/sqlite/snapshot.ts';
import { freshFolder } from '../../support/engines.ts';
import { toDay } from '../../../server/domain/kernel/day.ts';

const DAY = toDay(20_000);
const ROWS = 400;

describe('a whole copy', () => {
  let folder: ReturnType<typeof freshFolder>;
  let copy: string;

  beforeEach(() => {
    folder = freshFolder();
    copy = `${folder.path}.copy`;
    openWriter(folder.path, DAY).close();
  });
  afterEach(() => folder.remove());

  /** Writes rows that contain the marker and deletes them without secure delete, so that their bytes remain. */
  const deleteCarelessly = (marker: string): void => {
    const careless = new Database(folder.path);
    careless.pragma('secure_delete = 0');
    const insert = careless.prepare('INSERT INTO tasks (task, day) VALUES (?, 1)');
    for (let row = 0; row < ROWS; row++) insert.run(`${marker} ${row} ${'x'.repeat(row)}`);
    careless.exec('DELETE FROM tasks');
    careless.close();
  };

  it('contains no byte of deleted rows', () => {
    const marker = randomBytes(9).toString('base64url');
    deleteCarelessly(marker);
    expect(readFileSync(folder.path).includes(marker), 'there to be copied').to.equal(true);
    copyWhole(folder.path, copy, DAY);
    expect(readFileSync(copy).includes(marker)).to.equal(false);
    expect(statSync(copy).mode & 0o777).to.equal(0o600);
  });

  it('contains no sample of a deleted key, if purged', () => {
    const marker = randomBytes(9).toString('base64url');
    const writer = new Database(folder.path);
    const insert = writer.prepare(
      'INSERT INTO idempotency (digest, request, result, hour) VALUES (?, ?, ?, 1)',
    );
    for (let row = 0; row < ROWS; row++) insert.run(`${marker}${row}`, 'request', 'result');
    writer.exec('ANALYZE; DELETE FROM idempotency');
    writer.close();
    copyWhole(folder.path, copy, DAY);
    expect(readFileSync(copy).includes(marker), 'a sample is there to be copied').to.equal(true);
    const purged = `${copy}.purged`;
    copyPurged(folder.path, purged, DAY);
    expect(readFileSync(purged).includes(marker)).to.equal(false);
  });

  it('is made while another process writes, and is of one moment', () => {
    const writer = openWriter(folder.path, DAY);
    writer.database.exec(`BEGIN; INSERT INTO tasks VALUES ('committed', 1); COMMIT`);
    writer.database.exec(`BEGIN IMMEDIATE; INSERT INTO tasks VALUES ('not yet', 1)`);
    copyWhole(folder.path, copy, DAY);
    writer.database.exec('COMMIT');
    writer.close();
    const copied = new Database(copy, { readonly: true });
    expect(copied.prepare('SELECT task FROM tasks').pluck().all()).to.deep.equal(['committed']);
    copied.close();
  });

  it('is refused if SQLite finds a fault in it', () => {
    copyWhole(folder.path, copy, DAY);
    const bytes = readFileSync(copy);
    bytes.fill(0xa5, 4_096, 20_000);
    writeFileSync(copy, bytes);
    expect(() => requireWhole(copy)).to.throw(StoreUnusable, /damaged/);
    writeFileSync(copy, 'x'.repeat(5_000));
    expect(() => requireWhole(copy)).to.throw(StoreUnusable, /not a SQLite database/);
  });
});
