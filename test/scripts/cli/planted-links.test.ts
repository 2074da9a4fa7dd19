/**
 * Links that somebody has planted in the data folder: no command overwrites, empties, moves or removes what they lead to.
 * The commands run in turn beside symbolic links, and beside second names, of files of its own folders; and then beside
 * folders that are links. The files are so old that a purge is due to destroy them.
 */

import { expect } from 'chai';
import {
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { EVERY_COMMAND, type Found } from '../every-command.ts';
import { rounds } from '../../support/rounds.ts';
import { openTerminal, type Terminal } from '../terminal.ts';

const ID = 'A'.repeat(22);
const OF_OTHERS = 'of others\n'.repeat(50);
/** Names that the program gives to files, or removes, in the folders that it makes. */
const PLANTED = [
  'tombstones/1',
  'day-keys/1',
  `day-keys/1.${'A'.repeat(12)}`,
  `backup-keys/1-${ID}`,
  `backups/quietkey-1970-01-02-${ID}.backup`,
  'backups/old.backup.partial',
  ...['copy.db', 'opened.db', 'whole.db', 'before.db', 'whole.db-wal'].map((name) => `scratch/${name}`),
  `keys/${ID}.json`,
  `keys/${ID}.json.${'A'.repeat(12)}`,
];
/** Files of the program that a command replaces or destroys. Each is moved aside, and a link to it is put there. */
const MOVED = ['secret', 'issue-secret', 'root-key.json', 'keys/key-set.jwt', 'restore-begun'];
const FOLDERS = ['tombstones', 'day-keys', 'backup-keys', 'backups', 'scratch', 'keys'];
/** Commands that replace, overwrite or remove files. In the full run, every command. */
const DESTROYING = new Set(
  'mailer init,bundle init,license issue,key rotate,secret rotate,backup,erase,purge,restore,secret destroy,key root move'.split(
    ',',
  ),
);
const WRITING = EVERY_COMMAND.filter(([command]) => rounds(1, 0) === 1 || DESTROYING.has(command));

type Plant = (target: string, path: string) => void;

describe('a link that was planted in the data folder', () => {
  let terminal: Terminal;
  const inData = (name: string): string => join(terminal.dataFolder, name);
  const beside = (name: string): string => join(terminal.folder, name);

  beforeEach(async () => {
    terminal = await openTerminal();
    await terminal.ask('init');
    await terminal.ask('product', 'add', 'sonar', '--name', 'Sonar');
    mkdirSync(beside('others'));
  });
  afterEach(() => terminal.throwAway());

  /** Runs every command that writes. Returns how many ended with 0. */
  async function runAll(): Promise<number> {
    const issued = await terminal.type(['license', 'issue', 'sonar', 'ada@example.com', '--json']);
    const { license } = (JSON.parse(issued.out) as { license?: { license: string } }).license ?? {
      license: ID,
    };
    const { out } = await terminal.type(['backup', '--json']);
    const { file: backup = beside('none') } = JSON.parse(out) as { file?: string };
    const found: Found = { license, token: ID, receipt: ID, backup, place: beside };
    let done = 0;
    for (const [command, words] of WRITING) {
      const { exit, out: said, err } = await terminal.type(words(found));
      expect(exit, `${command}: ${said}${err}`).to.be.oneOf([0, 1, 2, 3, 78]);
      if (exit === 0) done += 1;
    }
    return done;
  }

  const KINDS: readonly (readonly [kind: string, plant: Plant])[] = [
    ['symbolic link', symlinkSync],
    ['second name', linkSync],
  ];
  for (const [kind, plant] of KINDS) {
    it(`costs nothing of what it leads to: a ${kind}`, async () => {
      for (const [at, name] of PLANTED.entries()) {
        mkdirSync(dirname(inData(name)), { recursive: true, mode: 0o700 });
        const target = beside(`others/${at}`);
        writeFileSync(target, OF_OTHERS, { mode: 0o600 });
        plant(target, inData(name));
      }
      expect(await runAll()).to.be.above(7);
      for (const [at, name] of PLANTED.entries())
        expect(readFileSync(beside(`others/${at}`), 'utf8'), name).to.equal(OF_OTHERS);
      // what was due is gone: the name, and not what it leads to
      for (const name of ['tombstones/1', 'day-keys/1', `backup-keys/1-${ID}`, 'backups/old.backup.partial'])
        expect(lstatSync(inData(name), { throwIfNoEntry: false }), name).to.equal(undefined);
    });

    it(`costs nothing of what a file was moved to: a ${kind}`, async () => {
      writeFileSync(inData('restore-begun'), 'x');
      const before = MOVED.map((name) => {
        const target = beside(`others/${basename(name)}`);
        renameSync(inData(name), target);
        plant(target, inData(name));
        return readFileSync(target, 'utf8');
      });
      rmSync(inData('restore-begun'));
      await runAll();
      expect(MOVED.map((name) => readFileSync(beside(`others/${basename(name)}`), 'utf8'))).to.deep.equal(
        before,
      );
    });
  }

  it('costs nothing of a folder to which it leads', async () => {
    const before = new Map<string, string[]>();
    for (const folder of FOLDERS) {
      const others = beside(`others/${folder}`);
      if (folder === 'keys') renameSync(inData(folder), others);
      else {
        // a start has made the tombstones
        rmSync(inData(folder), { recursive: true, force: true });
        mkdirSync(others);
      }
      for (const name of PLANTED.filter((planted) => dirname(planted) === folder))
        writeFileSync(join(others, basename(name)), OF_OTHERS, { mode: 0o600 });
      symlinkSync(others, inData(folder));
      before.set(folder, contentOf(others));
    }
    await runAll();
    for (const folder of FOLDERS)
      expect(contentOf(beside(`others/${folder}`)), folder).to.include.members(before.get(folder) ?? []);
  });
});

function contentOf(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .map((name) => `${name}: ${readFileSync(join(folder, name), 'base64')}`);
}
