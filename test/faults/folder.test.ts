// A data folder that cannot be used: mounted read-only, absent, or on a disk that is full before the first write. The
// server and the command line each say one readable line and end with 78. Read-only is played by
// the faulty disk, for root may write wherever a mode forbids it.

import { expect } from 'chai';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { layGround, startCommand, startMain, type Faulted, type Ground } from './faulted.ts';
import { faultyDisk, type FaultyDisk } from './faulty-disk.ts';

const EXIT_CONFIGURATION = 78;

describe('a data folder that cannot be used', function () {
  this.timeout(60_000);
  let ground: Ground;
  let disk: FaultyDisk;

  beforeEach(async () => {
    ground = await layGround();
    disk = faultyDisk(ground.scratch);
  });
  afterEach(() => {
    disk.remove();
    ground.remove();
  });

  /** Ends with 78, and says one line about it, without a stack. */
  async function expectLine({ exit, errors }: Faulted, says: RegExp): Promise<void> {
    expect(await exit, errors()).to.equal(EXIT_CONFIGURATION);
    expect(errors())
      .to.match(says)
      .and.not.match(/^\s+at |node:/m);
    expect(errors().match(/^ {2}QUIETKEY_\w+ /gm), errors()).to.have.lengthOf(1);
  }

  it('is on a disk that is mounted read-only', async () => {
    disk.set({ readOnly: 1 });
    await expectLine(startMain(ground.data, disk), /read-only/);
    await expectLine(startCommand(ground.data, ['product', 'list'], disk), /read-only/);
  });

  it('is to be made where nothing can be', async () => {
    disk.set({ readOnly: 1 });
    const absent = join(ground.scratch, 'absent');
    // Node says ENOENT where a folder and its parents cannot be made
    await expectLine(startMain(absent, disk), /EROFS|ENOENT/);
    const file = join(ground.scratch, 'file');
    writeFileSync(file, '');
    disk.set({ readOnly: 0 });
    await expectLine(startMain(join(file, 'data'), disk), /ENOTDIR|not in a folder/);
    expect(existsSync(absent)).to.equal(false);
  });

  it('is absent, for a command that does not make it', async () => {
    const absent = join(ground.scratch, 'absent');
    await expectLine(startCommand(absent, ['product', 'list'], disk), /absent/);
    expect(existsSync(absent)).to.equal(false);
  });

  it('is on a disk that is full before anything is made', async () => {
    disk.set({ limited: 1, room: 0 });
    const fresh = join(ground.scratch, 'fresh');
    mkdirSync(fresh);
    await expectLine(startMain(fresh, disk), /ENOSPC|no room/);
    disk.set({ limited: 0 });
    const made = startCommand(fresh, ['init'], disk);
    expect(await made.exit, made.errors()).to.equal(0);
    expect(readdirSync(fresh)).to.include('quietkey.db');
  });

  it('was closed well, and its disk is full now, without room for shared memory', async () => {
    disk.set({ limited: 1, room: 0 });
    await expectLine(startMain(ground.data, disk), /no room/);
    disk.set({ limited: 0 });
    const listed = startCommand(ground.data, ['product', 'list'], disk);
    expect(await listed.exit, listed.errors()).to.equal(0);
  });
});
