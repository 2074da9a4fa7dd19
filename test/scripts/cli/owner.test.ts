/**
 * Who owns what a command writes: every command of the command table runs as root on the data folder of another account,
 * in an order in which each finds what it needs, and afterwards no file there belongs to anyone else. Without root, or
 * where the other account cannot read the program, these tests are left out, and their title says why.
 */

import { expect } from 'chai';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandPath } from '../../../scripts/cli/error-output.ts';
import { programOf, withSubcommands } from '../../../scripts/program.ts';
import {
  foreignFiles,
  giveTo,
  leftOut,
  NAMELESS,
  NOBODY,
  type Account,
} from '../../support/other-account.ts';
import { rounds } from '../../support/rounds.ts';
import { EVERY_COMMAND, type Found } from '../every-command.ts';
import { openTerminal, type Ran, type Terminal } from '../terminal.ts';

const REASON = leftOut();
const TITLE = REASON === undefined ? '' : ` (left out: ${REASON})`;

/** Commands that write. In the full run also those that only read, and those that are refused. */
const COMMANDS = EVERY_COMMAND.filter(
  ([command, , exit = 0]) =>
    rounds(2, 1) === 2 ||
    (exit === 0 && !/ (?:list|show|find|holdings|head|verify|record|devices)$/.test(command)),
);

/** A terminal of root, with a data folder below a folder of another account. */
interface Ground {
  readonly terminal: Terminal;
  readonly home: string;
  readonly data: string;
  readonly asRoot: (typed: readonly string[], data?: string) => Promise<Ran>;
  readonly asOwner: (typed: readonly string[]) => Promise<Ran>;
}

async function layGround(account: Account): Promise<Ground> {
  const terminal = await openTerminal('own');
  chmodSync(terminal.folder, 0o755);
  const home = join(terminal.folder, 'home');
  mkdirSync(home, { mode: 0o700 });
  giveTo(home, account);
  const data = join(home, 'store');
  const env = {
    QUIETKEY_URL: 'https://licenses.example.com',
    QUIETKEY_MAILER_KEY: join(home, 'mailer.key'),
    QUIETKEY_MAIL_OUTBOX: join(home, 'outbox'),
  };
  return {
    terminal,
    home,
    data,
    asRoot: (typed, folder = data) => terminal.type(['--data', folder, ...typed], { env }),
    asOwner: (typed) => terminal.type(['--data', data, ...typed], { env, account }),
  };
}

/** A ground with a copy of the data folder of another, with the owners of its files. */
async function copyOf({ data }: Ground): Promise<Ground> {
  const ground = await layGround(NOBODY);
  execFileSync('cp', ['-a', data, ground.data]);
  return ground;
}

describe(`what root writes into the data folder of another account${TITLE}`, function () {
  before(function () {
    if (REASON !== undefined) this.skip();
  });

  it('has every command of the command table in its run', () => {
    const leaves = withSubcommands(programOf(false)).filter(
      (command) => command.parent !== null && (command.commands.length === 0 || command.name() === 'mailer'),
    );
    const names = leaves.map((command) => commandPath(command).replace('quietkey ', ''));
    expect(EVERY_COMMAND.map(([command]) => command).toSorted()).to.deep.equal(names.toSorted());
  });

  for (const account of [NOBODY, NAMELESS].slice(0, rounds(2, 1))) {
    it(`belongs to ${account.name} after every command`, async () => {
      const { terminal, home, asRoot, asOwner } = await layGround(account);
      const place = (name: string): string => join(home, name);
      writeFileSync(place('news.txt'), 'News.\n');
      giveTo(home, account);
      const found: Found = { license: '', token: '', receipt: '', backup: '', place };
      for (const [command, typed, exit = 0] of COMMANDS) {
        const ran = await asRoot([...typed(found), '--json']);
        expect(ran.exit, `${command}: ${ran.out}${ran.err}`).to.equal(exit);
        expect(foreignFiles(home, account), command).to.deep.equal([]);
        const answer = JSON.parse(ran.out) as Record<string, unknown>;
        if (command === 'license issue') found.license = (answer['license'] as { license: string }).license;
        if (command === 'token create') found.token = answer['operatorToken'] as string;
        if (command === 'backup') found.backup = answer['file'] as string;
        if (command === 'purge') {
          found.receipt = answer['receipt'] as string;
          writeFileSync(place('receipt.txt'), (answer['finish'] as { token: string }).token);
          chownSync(place('receipt.txt'), account.uid, account.gid);
        }
      }
      const own = await asOwner(['product', 'list']);
      expect(own.exit, own.err).to.equal(0);
      await terminal.throwAway();
    });
  }
});

/** A place that root's command must refuse or use as its owner: what to prepare, and what must come of `product list`. */
interface Place {
  readonly what: string;
  /** Prepares it, and returns the data folder to name. */
  readonly prepare: (ground: Ground) => string;
  /** The exit code, and what standard error must say. */
  readonly ends: readonly [exit: number, message: RegExp];
  readonly account?: Pick<Account, 'uid' | 'gid'>;
}

const PLACES: readonly Place[] = [
  {
    what: 'a link of root to it',
    prepare: ({ terminal, data }) => linked(join(terminal.folder, 'link'), data),
    ends: [0, /^$/],
  },
  {
    what: 'a link of its owner to it',
    prepare: ({ home, data }) => linked(join(home, 'link'), data, NOBODY),
    ends: [0, /^$/],
  },
  {
    what: 'a folder of root with its files, which it may not write to',
    prepare: ({ data }) => owned(data, 0, 0o755),
    ends: [78, /belongs to nobody, who may not.*sudo chown nobody /],
  },
  {
    what: 'a folder of root with its files, which everybody may write to',
    prepare: ({ data }) => owned(data, 0, 0o777),
    ends: [0, /^$/],
  },
  {
    what: 'a folder of root with files of two accounts',
    prepare: ({ data }) => {
      chownSync(join(data, 'secret'), NAMELESS.uid, NAMELESS.gid);
      return owned(data, 0, 0o755);
    },
    ends: [
      78,
      /folder of root with files of (?:nobody and #54321|#54321 and nobody).*sudo chown -hR ACCOUNT/,
    ],
  },
  {
    what: 'a folder of root with a file of another account deep in it',
    prepare: ({ data }) => {
      giveTo(data, { name: 'root', uid: 0, gid: 0 });
      chownSync(join(data, 'keys', 'root.json'), NAMELESS.uid, NAMELESS.gid);
      return data;
    },
    ends: [78, /belongs to #54321, who may not.*sudo chown 54321 /],
  },
  {
    what: 'a folder below one that only root may enter',
    prepare: ({ terminal, home, data }) => {
      const closed = join(terminal.folder, 'closed');
      mkdirSync(closed, { mode: 0o700 });
      renameSync(home, join(closed, 'home'));
      return data.replace(home, join(closed, 'home'));
    },
    ends: [78, /belongs to nobody, who may not read and write.*enter the folders above it/],
  },
  {
    what: 'its folder with a secret of root',
    prepare: ({ data }) => {
      chownSync(join(data, 'secret'), 0, 0);
      return data;
    },
    ends: [78, /\/secret, which cannot be read \(EACCES\).*runs as nobody/],
  },
  {
    what: 'its folder with a folder of keys of root',
    prepare: ({ data }) => {
      chownSync(join(data, 'keys'), 0, 0);
      return data;
    },
    ends: [78, /\/keys\/root\.json cannot be read \(EACCES\).*quietkey doctor( --data \S+)?/],
  },
  {
    what: 'the folder, for a third account',
    prepare: ({ terminal, home, data }) => {
      chmodSync(home, 0o755);
      chmodSync(terminal.folder, 0o755);
      return data;
    },
    account: NAMELESS,
    ends: [78, /belongs to nobody.*sudo -u nobody quietkey product list --data \S+ Correct/],
  },
  {
    what: 'the folder that it opened to the group, for a member of the group',
    prepare: ({ home, data }) => {
      chmodSync(home, 0o755);
      chmodSync(data, 0o770);
      return data;
    },
    account: { uid: NAMELESS.uid, gid: NOBODY.gid },
    ends: [78, /belongs to nobody.*sudo -u nobody quietkey/],
  },
  {
    what: 'a folder of root, for the account',
    prepare: ({ home, data }) => {
      chmodSync(home, 0o755);
      giveTo(data, { name: 'root', uid: 0, gid: 0 });
      return data;
    },
    account: NOBODY,
    ends: [78, /belongs to root.*sudo quietkey product list --data \S+/],
  },
];

const [BACKUP, ERASE, PURGE, ROTATE] = [
  ['backup'],
  ['erase', 'ada@example.com', '--apply'],
  ['purge', '--apply'],
  ['key', 'rotate'],
];
/** Commands that write into folders of the data folder. */
const WRITING = [BACKUP, ERASE, PURGE, ROTATE, ['doctor']];
/** The folders, each with a command that uses it. In the full run each meets all of them. */
const FOLDERS = {
  tombstones: ERASE,
  'backup-keys': BACKUP,
  backups: BACKUP,
  scratch: BACKUP,
  'day-keys': PURGE,
  keys: ROTATE,
};

function linked(link: string, to: string, account?: Account): string {
  symlinkSync(to, link);
  if (account !== undefined) lchownSync(link, account.uid, account.gid);
  return link;
}

function owned(folder: string, uid: number, mode: number): string {
  chownSync(folder, uid, uid);
  chmodSync(folder, mode);
  return folder;
}

describe(`a command on the data folder of another account${TITLE}`, function () {
  let ground: Ground;
  /** Where its owner ran `init`; each test gets a copy of its data folder. */
  let model: Ground;
  /** A copy of it after a sale. */
  let sold: Ground;

  before(async function () {
    if (REASON !== undefined) this.skip();
    model = await layGround(NOBODY);
    const made = await model.asOwner(['init']);
    expect(made.exit, made.err).to.equal(0);
    sold = await copyOf(model);
    await sold.asRoot(['product', 'add', 'sonar', '--name', 'Sonar']);
    await sold.asRoot(['license', 'issue', 'sonar', 'ada@example.com']);
  });
  after(async () => {
    if (REASON !== undefined) return;
    for (const { terminal } of [model, sold]) await terminal.throwAway();
  });
  beforeEach(async () => {
    ground = await copyOf(model);
  });
  afterEach(() => ground.terminal.throwAway());

  for (const { what, prepare, ends, account } of PLACES) {
    it(`${what}: ${ends[0] === 0 ? 'works as the owner' : 'is refused with the right command'}`, async () => {
      const data = prepare(ground);
      const before = stateOf(ground.terminal.folder);
      const ran =
        account === undefined
          ? await ground.asRoot(['product', 'list'], data)
          : await ground.terminal.type(['--data', data, 'product', 'list'], { account });
      const [exit, message] = ends;
      expect(ran.exit, ran.out + ran.err).to.equal(exit);
      expect(oneLine(ran.err)).to.match(message);
      if (ends[0] !== 0) expect(stateOf(ground.terminal.folder), 'nothing is touched').to.deep.equal(before);
      else expect(foreignFiles(ground.data, NOBODY), 'a file of another').to.deep.equal([]);
    });
  }

  it('is refused with the right command if this root may not become another account', async function () {
    const setpriv = '/usr/bin/setpriv';
    if (!existsSync(setpriv)) this.skip();
    const command = fileURLToPath(new URL('../../../scripts/quietkey.js', import.meta.url));
    const rights = ['--bounding-set', '-setuid,-setgid', '--inh-caps', '-setuid,-setgid'];
    const { status, stderr } = spawnSync(
      setpriv,
      [...rights, process.execPath, command, '--data', ground.data, 'key', 'rotate'],
      { encoding: 'utf8' },
    );
    expect(status, stderr).to.equal(78);
    expect(oneLine(stderr)).to.match(
      /cannot become that account \(EPERM\).*sudo -u nobody quietkey key rotate --data \S+/,
    );
    expect(foreignFiles(ground.home, NOBODY)).to.deep.equal([]);
  });

  it('becomes the owner of a separate folder of keys, if root owns the data folder', async () => {
    const { terminal, home, data, asRoot } = ground;
    const keys = join(home, 'shared');
    renameSync(join(data, 'keys'), keys);
    giveTo(data, { name: 'root', uid: 0, gid: 0 });
    const root = join(home, 'root-key.json');
    renameSync(join(data, 'root-key.json'), root);
    chownSync(root, NOBODY.uid, NOBODY.gid);
    const typed = ['--data', data, 'key', 'rotate', '--root-key', root];
    const rotated = await terminal.type(typed, { env: { QUIETKEY_KEYS: keys } });
    expect(rotated.exit, rotated.err).to.equal(0);
    expect(foreignFiles(keys, NOBODY)).to.deep.equal([]);
    const other = await asRoot(['product', 'list'], data);
    expect(other.exit, 'without them').to.equal(78);
  });

  for (const [folder, using] of Object.entries(FOLDERS)) {
    it(`names a file of root in ${folder}, and prints no stack`, async () => {
      await ground.terminal.throwAway();
      ground = await copyOf(sold);
      const { data, asRoot } = ground;
      mkdirSync(join(data, folder), { recursive: true, mode: 0o700 });
      chownSync(join(data, folder), 0, 0);
      const ends: Ran[] = [];
      for (const typed of rounds(2, 1) === 2 ? WRITING : [using, ['doctor']]) ends.push(await asRoot(typed));
      for (const { exit, out, err } of ends) {
        expect(exit, out + err).to.be.oneOf([0, 1, 2, 78]);
        expect(out + err).not.to.match(/^ +at |node:internal/m);
      }
      const failed = ends.filter(({ exit }) => exit !== 0);
      expect(failed).not.to.deep.equal([]);
      for (const { out, err } of failed)
        expect(oneLine(out + err).replaceAll(' ', '')).to.include(join(data, folder));
    });
  }

  it('creates a new folder for the owner of the folder around it', async () => {
    const fresh = join(ground.home, 'a', 'b');
    const made = await ground.asRoot(['init'], fresh);
    expect(made.exit, made.err).to.equal(0);
    expect(foreignFiles(ground.home, NOBODY)).to.deep.equal([]);
  });

  it('overwrites nothing of root behind a link that the account has planted', async () => {
    const target = join(ground.terminal.folder, 'of-root');
    writeFileSync(target, 'of root', { mode: 0o600 });
    for (const folder of ['day-keys', 'tombstones', 'backup-keys', 'scratch', 'backups']) {
      const path = join(ground.data, folder);
      mkdirSync(path, { recursive: true });
      giveTo(path, NOBODY);
      linked(join(path, folder === 'backup-keys' ? '1-AAAAAAAAAAAAAAAAAAAAAA' : '1'), target, NOBODY);
    }
    await ground.asRoot(['backup']);
    await ground.asRoot(['purge', '--apply']);
    expect(readFileSync(target, 'utf8')).to.equal('of root');
    expect(statSync(target).uid).to.equal(0);
  });

  it('writes where the owner may, and says as whom it runs where it may not', async () => {
    const refused = await ground.asRoot([
      'license',
      'export',
      '--out',
      join(ground.terminal.folder, 'x.csv'),
    ]);
    expect(refused.exit).to.equal(2);
    expect(oneLine(refused.err)).to.match(
      /EACCES.* runs as nobody.* sudo install -d -m 700 -o nobody FOLDER/,
    );
    const read = join(ground.terminal.folder, 'orders.csv');
    writeFileSync(read, 'product,email,order\n', { mode: 0o600 });
    const unread = await ground.asRoot(['license', 'issue', '--csv', read]);
    expect(unread.exit).to.equal(2);
    expect(oneLine(unread.err)).to.match(/EACCES.* runs as nobody/);
  });

  it('records who has typed it, and not whom it became', async () => {
    await ground.asRoot(['product', 'add', 'sonar', '--name', 'Sonar']);
    const issued = await ground.asRoot(['license', 'issue', 'sonar', 'ada@example.com', '--json']);
    const { license } = (JSON.parse(issued.out) as { license: { license: string } }).license;
    const held = await ground.asRoot(['license', 'holdings', license, '--json']);
    expect(held.out).to.include('terminal:root').and.not.to.include('terminal:nobody');
  });
});

/** A text of several lines of 80 columns as one line. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

/** The owner, the mode and the time of every file below a folder. */
function stateOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => {
      const { uid, mode, mtimeMs, size } = lstatSync(join(folder, name));
      return [name, uid, mode.toString(8), mtimeMs, size].join(' ');
    })
    .toSorted();
}
