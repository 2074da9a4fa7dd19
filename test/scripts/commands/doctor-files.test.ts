/**
 * The check of owners and modes, on a folder that a server has used: every file that it has, with each fault of owner and
 * mode. What the file system would need root for is made up in the listing.
 */

import { expect } from 'chai';
import type { Stats } from 'node:fs';
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultsOf, fileChecks } from '../../../scripts/commands/doctor-files.ts';
import { readConfig } from '../../../server/config/config.ts';
import { walkFolder, type Found } from '../../../server/config/walk-folder.ts';
import { openTerminal, type Terminal } from '../terminal.ts';

const UID = 4_242;
const [FILE, FOLDER] = [0o100600, 0o40700];

describe('the check of owners and modes', () => {
  let terminal: Terminal;
  let found: Found[];

  before(async () => {
    terminal = await openTerminal();
    await terminal.ask('init');
    await terminal.ask('product', 'add', 'sonar', '--name', 'Sonar');
    await terminal.ask('license', 'issue', 'sonar', 'ada@example.com');
    await terminal.ask('backup');
    await terminal.ask('erase', 'ada@example.com', '--apply', '--now');
    found = walkFolder(terminal.dataFolder);
  });
  after(() => terminal.throwAway());

  const examine = (changed: (file: Found) => Partial<Stats>) => {
    const listed = found.map((file) => {
      const stats = Object.assign(Object.create(file.stats) as Stats, { uid: UID }, changed(file));
      return { ...file, stats };
    });
    const isKey = (path: string): boolean => path.startsWith(join(terminal.dataFolder, 'keys'));
    return faultsOf(listed, { uid: UID, folder: terminal.dataFolder, isKey });
  };

  it('finds nothing in a folder of one account', () => {
    expect(found.length).to.be.greaterThan(15);
    expect(examine(() => ({}))).to.deep.equal([]);
    const [result, ...more] = fileChecks(readConfig({ QUIETKEY_DATA: terminal.dataFolder }));
    expect(more).to.deep.equal([]);
    expect(result).to.include({ check: 'data folder', level: 'ok' });
  });

  it('finds each file and folder of another account', () => {
    for (const { path } of found) {
      const [result, ...more] = examine((file) => (file.path === path ? { uid: 0 } : {}));
      expect(more, path).to.deep.equal([]);
      expect(result?.detail).to.equal(`${path} belongs to root, not to #${UID}`);
      expect(result?.remedy).to.equal(`Run: sudo chown -hR ${UID} ${terminal.dataFolder}`);
    }
  });

  it('finds each file and folder with a mode that opens or closes it', () => {
    for (const { path, stats } of found) {
      const own = stats.isDirectory() ? FOLDER : FILE;
      const changed = (mode: number) => examine((file) => (file.path === path ? { mode } : {}));
      for (const others of [0o004, 0o040, 0o020, 0o002, 0o001, 0o077]) {
        expect(
          changed(own | others).map(({ detail }) => detail),
          path,
        ).to.deep.equal([`${path} can be read by other users`]);
      }
      expect(changed(own & ~0o400)[0]?.detail, path).to.equal(`${path} cannot be used by its owner #${UID}`);
      const isKey = path.startsWith(join(terminal.dataFolder, 'keys'));
      expect(changed(own & ~0o200), path).to.have.lengthOf(isKey || !stats.isDirectory() ? 0 : 1);
      if (stats.isDirectory()) expect(changed(own & ~0o100), path).to.have.lengthOf(1);
    }
  });

  it('counts several files of one fault', () => {
    const [result] = examine(() => ({ uid: 0 }));
    expect(result?.detail).to.equal(
      `${terminal.dataFolder} (and ${found.length - 1} more) belongs to root, not to #${UID}`,
    );
  });

  it('follows no link, and finds what a link opens to others', () => {
    const [outside, link] = [join(terminal.folder, 'outside'), join(terminal.dataFolder, 'link')];
    mkdirSync(outside, { mode: 0o700 });
    writeFileSync(join(outside, 'file'), '', { mode: 0o644 });
    symlinkSync(outside, link);
    const config = readConfig({ QUIETKEY_DATA: terminal.dataFolder });
    expect(fileChecks(config).map(({ level }) => level)).to.deep.equal(['ok']);
    chmodSync(outside, 0o755);
    expect(fileChecks(config)[0]?.detail).to.equal(`${link} can be read by other users`);
    rmSync(outside, { recursive: true });
    expect(fileChecks(config).map(({ level }) => level)).to.deep.equal(['ok']);
    rmSync(link);
  });
});
