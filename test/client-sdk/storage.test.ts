/** Where an app stores its license: the platforms' folders, a folder of all persons, memory, and a keychain. */

import { expect } from 'chai';
import fc from 'fast-check';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BadOptions, fileStore, Quietkey } from '../../client-sdk/typescript/index.ts';
import {
  appStore,
  orMemory,
  sealedStore,
  stateFolder,
  type KeychainEntry,
  type StorageEvent,
} from '../../client-sdk/typescript/storage.ts';
import { TestKit } from '../../client-sdk/typescript/testing/index.ts';
import { MemoryStore } from './support/machine.ts';

const NAMES = { vendor: 'Acme', app: 'Sonar Pro' };
/** A user id that owns nothing. */
/** The number of no account. */
const NOT_AN_ACCOUNT = 54_321;
const NOBODY = 65_534;

describe('the folder of a license', () => {
  type Case = [
    platform: string,
    sharedBy: 'person' | 'machine',
    env: Record<string, string>,
    home: string,
    folder: string,
  ];
  const CASES: Case[] = [
    ['win32', 'person', { LOCALAPPDATA: 'D:\\Data' }, 'C:\\Users\\Ada', 'D:\\Data\\Acme\\Sonar Pro\\license'],
    [
      'win32',
      'person',
      { APPDATA: 'C:\\Roaming' },
      'C:\\Users\\Ada',
      'C:\\Users\\Ada\\AppData\\Local\\Acme\\Sonar Pro\\license',
    ],
    [
      'win32',
      'person',
      { LOCALAPPDATA: '\\Data' },
      'C:\\Users\\Ada',
      'C:\\Users\\Ada\\AppData\\Local\\Acme\\Sonar Pro\\license',
    ],
    [
      'win32',
      'person',
      { LOCALAPPDATA: '\\\\share\\ada' },
      'C:\\Users\\Ada',
      '\\\\share\\ada\\Acme\\Sonar Pro\\license',
    ],
    ['win32', 'machine', { ProgramData: 'D:\\All' }, 'C:\\Users\\Ada', 'D:\\All\\Acme\\Sonar Pro\\license'],
    ['win32', 'machine', {}, '', 'C:\\ProgramData\\Acme\\Sonar Pro\\license'],
    [
      'darwin',
      'person',
      { XDG_STATE_HOME: '/x' },
      '/Users/ada',
      '/Users/ada/Library/Application Support/Acme/Sonar Pro/license',
    ],
    ['darwin', 'machine', {}, '/Users/ada', '/Library/Application Support/Acme/Sonar Pro/license'],
    ['linux', 'person', {}, '/home/ada', '/home/ada/.local/state/Acme/Sonar Pro/license'],
    ['linux', 'person', { XDG_STATE_HOME: '/state' }, '/home/ada', '/state/Acme/Sonar Pro/license'],
    [
      'linux',
      'person',
      { XDG_STATE_HOME: 'state' },
      '/home/ada',
      '/home/ada/.local/state/Acme/Sonar Pro/license',
    ],
    ['linux', 'person', { XDG_STATE_HOME: '' }, '/home/ada', '/home/ada/.local/state/Acme/Sonar Pro/license'],
    ['linux', 'machine', { XDG_STATE_HOME: '/state' }, '/home/ada', '/var/lib/Acme/Sonar Pro/license'],
    ['freebsd', 'person', {}, '/home/ada', '/home/ada/.local/state/Acme/Sonar Pro/license'],
  ];
  for (const [platform, sharedBy, env, home, folder] of CASES) {
    it(`${platform}, of the ${sharedBy}, with ${JSON.stringify(env)}`, () => {
      expect(stateFolder({ ...NAMES, sharedBy, system: { platform, env, home } })).to.equal(folder);
    });
  }

  it('is of this process by default, and absolute', () => {
    expect(stateFolder(NAMES)).to.match(/^(?:\/|[A-Z]:\\).*Acme.Sonar Pro.license$/);
    const system = { platform: 'linux', env: {}, home: '' };
    expect(() => stateFolder({ ...NAMES, system })).to.throw(BadOptions, 'no home folder');
  });

  it('needs no home of an account that has none, as in a container, unless it is in the home', function () {
    if (process.geteuid?.() !== 0) this.skip();
    const { HOME, XDG_STATE_HOME } = process.env;
    delete process.env['HOME'];
    delete process.env['XDG_STATE_HOME'];
    process.seteuid!(NOT_AN_ACCOUNT);
    try {
      expect(stateFolder({ ...NAMES, sharedBy: 'machine' })).to.match(/Acme.Sonar Pro.license$/);
      expect(() => stateFolder(NAMES)).to.throw(BadOptions, 'no home folder');
      process.env['XDG_STATE_HOME'] = '/state';
      expect(stateFolder(NAMES)).to.equal('/state/Acme/Sonar Pro/license');
    } finally {
      process.seteuid!(0);
      delete process.env['XDG_STATE_HOME'];
      Object.assign(
        process.env,
        HOME !== undefined && { HOME },
        XDG_STATE_HOME !== undefined && { XDG_STATE_HOME },
      );
    }
  });

  for (const name of [
    '',
    '.',
    '..',
    'a/b',
    'a\\b',
    'a:b',
    'nul',
    'COM1.txt',
    'a.',
    'a ',
    ' a',
    'a\u0000b',
    'x'.repeat(101),
  ]) {
    it(`has no ${JSON.stringify(name).slice(0, 20)} in it`, () => {
      for (const names of [
        { ...NAMES, app: name },
        { ...NAMES, vendor: name },
      ])
        expect(() => stateFolder(names)).to.throw(BadOptions, 'a name that can be a folder');
    });
  }
});

describe('a folder that the persons of a machine share', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'quietkey-shared-'))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const modes = (): string[] =>
    readdirSync(folder).map((name) => (statSync(join(folder, name)).mode & 0o777).toString(8));

  for (const [mode, files] of [
    [0o777, '666'],
    [0o2770, '660'],
    [0o700, '600'],
  ] as const) {
    it(`with mode ${mode.toString(8)} has files with mode ${files}, whatever is withheld`, () => {
      chmodSync(folder, mode);
      const withheld = process.umask(0o077);
      try {
        const store = fileStore(folder, { sharedBy: 'machine' });
        for (const text of ['{"a":1}', '{"a":2}']) store.exclusively!(() => store.write(text));
      } finally {
        process.umask(withheld);
      }
      expect(modes()).to.deep.equal([files, files]);
    });
  }

  it('has files for its owner alone, unless it is shared', () => {
    chmodSync(folder, 0o777);
    fileStore(folder).write('{}');
    expect(modes()).to.deep.equal(['600']);
  });

  it('has one state, which each person reads and replaces', function () {
    if (process.geteuid?.() !== 0) this.skip();
    chmodSync(folder, 0o777);
    const store = fileStore(folder, { sharedBy: 'machine' });
    store.write('{"by":"root"}');
    const asNobody = fileStore(folder, { sharedBy: 'machine' });
    process.seteuid!(NOBODY);
    try {
      expect(asNobody.read()).to.equal('{"by":"root"}');
      for (const text of ['{"by":"nobody"}', '{"by":"nobody again"}'])
        asNobody.exclusively!(() => asNobody.write(text));
    } finally {
      process.seteuid!(0);
    }
    expect(store.read()).to.equal('{"by":"nobody again"}');
  });
});

/** A store whose disk can fail. */
class Disk extends MemoryStore {
  fails: string | undefined;

  override write(text: string): void {
    if (this.fails !== undefined) throw Object.assign(new Error('no'), { code: this.fails });
    super.write(text);
  }

  exclusively<T>(work: () => T): T {
    if (this.fails === 'EROFS') throw Object.assign(new Error('no lock'), { code: this.fails });
    return work();
  }
}

describe('a store that goes on in memory', () => {
  const notified: StorageEvent[] = [];
  beforeEach(() => notified.splice(0));
  const notify = (event: StorageEvent): void => void notified.push(event);
  const kinds = (): string[] =>
    notified.map((event) => (event.kind === 'in_memory' ? event.code : event.kind));

  for (const code of ['EROFS', 'ENOSPC']) {
    it(`runs an app through ${code}, says so once, and stores all when it can`, async () => {
      const kit = new TestKit({ product: 'sonar' });
      const disk = new Disk();
      const options = { ...kit.machine().options, store: orMemory(disk, notify) };
      disk.fails = code;
      const app = new Quietkey(options);
      await app.activate(kit.issue().key);
      expect(app.check().state).to.equal('licensed');
      kit.clock.pass({ days: 8 });
      await app.keepFresh();
      expect([app.check().state, app.check().refreshDue, disk.text]).to.deep.equal([
        'licensed',
        false,
        undefined,
      ]);
      expect(kinds()).to.deep.equal([code]);
      disk.fails = undefined;
      await app.renew();
      expect(kinds()).to.deep.equal([code, 'stored']);
      expect(new Quietkey({ ...options, store: disk }).check().state).to.equal('licensed');
    });
  }

  it('goes on with a folder that cannot be', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'quietkey-file-')), 'file');
    writeFileSync(file, '');
    const kit = new TestKit({ product: 'sonar' });
    const app = new Quietkey({
      ...kit.machine().options,
      store: orMemory(fileStore(join(file, 'app')), notify),
    });
    expect((await app.activate(kit.issue().key)).state).to.equal('licensed');
    expect(kinds()).to.deep.equal(['ENOTDIR']);
    rmSync(join(file, '..'), { recursive: true });
  });

  it('never keeps a state in memory over one that another program has stored', () => {
    const acts = fc.array(fc.constantFrom('write', 'fail', 'work', 'other'), { maxLength: 20 });
    fc.assert(
      fc.property(acts, (names) => {
        const disk = new Disk();
        const store = orMemory(disk, notify);
        let expected: string | undefined;
        for (const [index, name] of names.entries()) {
          const text = `${index}`;
          if (name === 'fail') disk.fails = 'ENOSPC';
          if (name === 'work') disk.fails = undefined;
          if (name === 'write') store.write((expected = text));
          if (name === 'other') disk.text = expected = text;
          expect(store.read()).to.equal(expected);
        }
      }),
    );
  });

  it('passes on what the work under its lock throws', () => {
    const work = (): never => {
      throw new RangeError('of the work');
    };
    expect(() => orMemory(new Disk(), notify).exclusively!(work)).to.throw(RangeError);
    expect(kinds()).to.deep.equal([]);
  });
});

class Keychain implements KeychainEntry {
  secret: string | null = null;
  isLocked = false;
  reads = 0;

  getPassword(): string | null {
    if (this.isLocked) throw new Error('locked');
    this.reads += 1;
    return this.secret;
  }

  setPassword(secret: string): void {
    this.secret = secret;
  }
}

describe('a state that a keychain seals', () => {
  it('has nothing of a license in its file, and is opened once for many checks', async () => {
    const [kit, disk, keychain] = [new TestKit({ product: 'sonar' }), new MemoryStore(), new Keychain()];
    const { options } = kit.machine();
    const app = new Quietkey({ ...options, store: sealedStore(disk, keychain) });
    await app.activate(kit.issue().key);
    expect(disk.text).to.match(/^quietkey-sealed 1 [\w-]+$/);
    const again = new Quietkey({ ...options, store: sealedStore(disk, keychain) });
    keychain.reads = 0;
    for (let count = 0; count < 3; count += 1) expect(again.check().state).to.equal('licensed');
    expect(keychain.reads).to.equal(1);
  });

  it('is nothing without its key, unreadable while the keychain is locked, and takes over a plain one', async () => {
    const [kit, disk, keychain] = [new TestKit({ product: 'sonar' }), new MemoryStore(), new Keychain()];
    const { options } = kit.machine();
    await new Quietkey({ ...options, store: disk }).activate(kit.issue().key);
    const open = (): Quietkey => new Quietkey({ ...options, store: sealedStore(disk, keychain) });
    expect(open().check().state, 'a plain one').to.equal('licensed');
    await open().renew();
    expect(disk.text).to.match(/^quietkey-sealed/);
    const sealed = disk.text;
    keychain.isLocked = true;
    expect(open().check()).to.include({ state: 'unlicensed', reason: 'state_unreadable' });
    expect(disk.text).to.equal(sealed);
    keychain.isLocked = false;
    expect(open().check().state).to.equal('licensed');
    keychain.secret = null;
    expect(open().check()).to.include({ state: 'unlicensed', reason: 'no_activation' });
    expect((await open().activate(kit.issue().key)).state).to.equal('licensed');
  });

  it('counts as none if a byte of it was changed', () => {
    const [disk, keychain] = [new MemoryStore(), new Keychain()];
    sealedStore(disk, keychain).write('{"version":1}');
    const { length } = disk.text!;
    for (let place = 18; place < length; place += 1) {
      const other = disk.text![place] === 'A' ? 'Q' : 'A';
      const changed = new MemoryStore();
      changed.text = disk.text!.slice(0, place) + other + disk.text!.slice(place + 1);
      if (place < length - 1)
        expect(sealedStore(changed, keychain).read(), `at ${place}`).to.equal(undefined);
    }
    for (const text of ['quietkey-sealed 1 ', 'quietkey-sealed 1 AAAA']) {
      disk.text = text;
      expect(sealedStore(disk, keychain).read()).to.equal(undefined);
    }
  });

  it('needs a keychain that keeps what it is given', () => {
    const forgetful = { getPassword: () => null, setPassword: () => undefined };
    expect(() => sealedStore(new MemoryStore(), forgetful).write('{}')).to.throw('does not keep the key');
  });
});

describe('the store of an app', () => {
  it('is the folder of the platform, sealed, with a memory', async () => {
    const home = mkdtempSync(join(tmpdir(), 'quietkey-home-'));
    const system = { platform: 'linux', env: {}, home };
    const [kit, keychain] = [new TestKit({ product: 'sonar' }), new Keychain()];
    const store = appStore({ ...NAMES, system, keychain, notify: () => undefined });
    const app = new Quietkey({ ...kit.machine().options, store });
    expect((await app.activate(kit.issue().key)).state).to.equal('licensed');
    const file = readFileSync(join(stateFolder({ ...NAMES, system }), 'state-a.json'), 'utf8');
    expect(file).to.match(/^quietkey-state \d+ [0-9a-f]{64}\nquietkey-sealed 1 /);
    rmSync(home, { recursive: true });
  });

  it('refuses wrong options, by their names', () => {
    const wrong = (more: object) => () => appStore({ ...NAMES, ...more });
    expect(wrong({ keychain: {} })).to.throw(BadOptions, 'keychain');
    expect(wrong({ notify: 'me' })).to.throw(BadOptions, 'notify');
    expect(wrong({ sharedBy: 'all' })).to.throw(BadOptions, 'sharedBy');
    expect(wrong({ folder: '/x' })).to.throw(BadOptions, 'folder');
    // a keychain is one person's: another one would not read the state, and would write over it
    expect(wrong({ sharedBy: 'machine', keychain: new Keychain() })).to.throw(BadOptions, 'keychain');
  });
});
