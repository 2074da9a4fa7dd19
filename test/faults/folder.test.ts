// A data folder that cannot be used: mounted read-only, absent, or on a disk that is full before the first write. The
// server and the command line each print one readable line and exit with 78. The faulty disk simulates read-only, since
// root may write whatever the mode.

import { expect } from 'chai';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { layGround, startCommand, startMain, type Faulted, type Ground } from './faulted.ts';
import { faultyDisk, type FaultyDisk } from './faulty-disk.ts';

const EXIT_CONFIGURATION = 78;

describe('a data folder that cannot be used', () => {
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

  /** Exits with 78, and prints one line about it, without a stack. */
  async function expectLine({ exit, errors }: Faulted, line: RegExp): Promise<void> {
    expect(await exit, errors()).to.equal(EXIT_CONFIGURATION);
    expect(errors())
      .to.match(line)
      .and.not.match(/^\s+at |node:/m);
    expect(errors().match(/^ {2}QUIETKEY_\w+ /gm), errors()).to.have.lengthOf(1);
  }

  it('is on a disk that is mounted read-only', async () => {
    disk.set({ readOnly: 1 });
    await expectLine(startMain(ground.data, disk), /read-only/);
    await expectLine(startCommand(ground.data, ['product', 'list'], disk), /read-only/);
  });

  it('has a parent in which nothing can be created', async () => {
    disk.set({ readOnly: 1 });
    const absent = join(ground.scratch, 'absent');
    // Node reports ENOENT if a folder and its parents cannot be created
    await expectLine(startMain(absent, disk), /EROFS|ENOENT/);
    const file = join(ground.scratch, 'file');
    writeFileSync(file, '');
    disk.set({ readOnly: 0 });
    await expectLine(startMain(join(file, 'data'), disk), /ENOTDIR|not in a folder/);
    expect(existsSync(absent)).to.equal(false);
  });

  it('is absent, for a command that does not create it', async () => {
    const absent = join(ground.scratch, 'absent');
    await expectLine(startCommand(absent, ['product', 'list'], disk), /absent/);
    expect(existsSync(absent)).to.equal(false);
  });

  it('is on a disk that is full before anything is created', async () => {
    disk.set({ limited: 1, room: 0 });
    const fresh = join(ground.scratch, 'fresh');
    mkdirSync(fresh);
    await expectLine(startMain(fresh, disk), /ENOSPC|no room/);
    disk.set({ limited: 0 });
    const made = startCommand(fresh, ['init'], disk);
    expect(await made.exit, made.errors()).to.equal(0);
    expect(readdirSync(fresh)).to.include('quietkey.db');
  });

  it('was closed properly, and its disk is full now, without space for shared memory', async () => {
    disk.set({ limited: 1, room: 0 });
    await expectLine(startMain(ground.data, disk), /no room/);
    disk.set({ limited: 0 });
    const listed = startCommand(ground.data, ['product', 'list'], disk);
    expect(await listed.exit, listed.errors()).to.equal(0);
  });
});
