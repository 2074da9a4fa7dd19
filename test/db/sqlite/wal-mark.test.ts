/**
 * A database file without its WAL: a plain copy of it, taken while a writer works, is refused. The three files
 * together, a file that was closed properly, and the files after any crash are accepted.
 */

import Database from 'better-sqlite3';
import { expect } from 'chai';
import { copyFileSync, existsSync, writeFileSync } from 'node:fs';
import { openServing, openWriter } from '../../../db/sqlite/connection.ts';
import { StoreUnusable } from '../../../db/store/unusable.ts';
import { requireWal } from '../../../db/sqlite/wal-mark.ts';
import { freshFolder } from '../../support/engines.ts';
import { purgeQueries } from '../../../server/domain/privacy/purge.ts';
import { toDay } from '../../../server/domain/kernel/day.ts';

const DAY = toDay(20_000);

describe('a database file without its WAL', () => {
  let folder: ReturnType<typeof freshFolder>;
  let copy: string;

  beforeEach(() => {
    folder = freshFolder();
    copy = `${folder.path}.copy`;
  });
  afterEach(() => folder.remove());

  const note = (connection: ReturnType<typeof openWriter>, day: number): unknown =>
    connection.run(purgeQueries.putTask({ task: 'noted', day: toDay(day) }));
  const noted = (path: string): unknown => {
    const connection = openWriter(path, DAY);
    const row = connection.run(purgeQueries.findTask({ task: 'noted' }));
    connection.close();
    return row;
  };

  it('is refused if it was copied while a server ran', () => {
    const serving = openServing(folder.path, DAY);
    note(serving, 1);
    copyFileSync(folder.path, copy);
    expect(() => openWriter(copy, DAY)).to.throw(StoreUnusable, /without its WAL/);
    serving.checkpointWhenGrown(0);
    note(serving, 2);
    copyFileSync(folder.path, copy);
    expect(() => openWriter(copy, DAY)).to.throw(StoreUnusable, /without its WAL/);
    serving.close();
  });

  it('is accepted together with its WAL', () => {
    const serving = openServing(folder.path, DAY);
    note(serving, 1);
    copyFileSync(folder.path, copy);
    copyFileSync(`${folder.path}-wal`, `${copy}-wal`);
    serving.close();
    expect(noted(copy)).to.deep.equal({ day: 1 });
  });

  it('is accepted after it was closed', () => {
    const serving = openServing(folder.path, DAY);
    note(serving, 1);
    // a command that ends last truncates the WAL, not the server
    const command = openWriter(folder.path, DAY);
    serving.close();
    command.close();
    expect(existsSync(`${folder.path}-wal`)).to.equal(false);
    copyFileSync(folder.path, copy);
    expect(noted(copy)).to.deep.equal({ day: 1 });
  });

  it('is accepted after a crash between the mark and the commit that resets it', () => {
    const crashed = new Database(folder.path);
    crashed.pragma('journal_mode = wal');
    crashed.pragma('user_version = 1');
    crashed.pragma('wal_checkpoint(PASSIVE)');
    for (const part of ['', '-wal']) copyFileSync(folder.path + part, copy + part);
    crashed.close();
    // opened, and closed by the last process, which truncates the WAL
    openWriter(copy, DAY).close();
    openWriter(copy, DAY).close();
    const reopened = new Database(copy);
    expect(() => requireWal(reopened)).not.to.throw();
    reopened.close();
  });

  it('is accepted if the write that resets the mark restarted the WAL and failed', () => {
    const serving = openServing(folder.path, DAY);
    note(serving, 1);
    serving.checkpointWhenGrown(0);
    copyFileSync(folder.path, copy);
    // no frame of the restarted WAL is complete
    writeFileSync(`${copy}-wal`, Buffer.alloc(4_096));
    serving.close();
    expect(noted(copy)).to.deep.equal({ day: 1 });
  });
});
