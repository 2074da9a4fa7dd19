/** An app that names no store: the folder of its product on this platform, and memory where nothing can be written. */

import { expect } from 'chai';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { Quietkey, type QuietkeyOptions, type StorageEvent } from '../../client-sdk/typescript/index.ts';
import { issuerOfRoot, readRootKey } from '../../client-sdk/typescript/lease/key-set.ts';
import { productFolder } from '../../client-sdk/typescript/storage.ts';
import { TestKit } from '../../client-sdk/typescript/testing/index.ts';

const NOBODY = 65_534;
/** The number of no account. */
const NOT_AN_ACCOUNT = 54_321;
const IS_ROOT = process.geteuid?.() === 0;

describe('an app without the option store', () => {
  const { HOME, XDG_STATE_HOME } = process.env;
  const notified: StorageEvent[] = [];
  const notify = (event: StorageEvent): void => void notified.push(event);
  const codes = (): string[] =>
    notified.map((event) => (event.kind === 'in_memory' ? event.code : event.kind));
  let kit: TestKit;
  let machine: ReturnType<TestKit['machine']>;
  let place: string;

  const set = (changed: { HOME?: string | undefined; XDG_STATE_HOME?: string | undefined }): void => {
    for (const [name, value] of Object.entries(changed)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
  beforeEach(() => {
    kit = new TestKit({ product: 'sonar' });
    machine = kit.machine();
    place = mkdtempSync(join(tmpdir(), 'quietkey-default-'));
    notified.length = 0;
    set({ HOME: join(place, 'home'), XDG_STATE_HOME: place });
  });
  afterEach(() => {
    set({ HOME, XDG_STATE_HOME });
    rmSync(place, { recursive: true });
  });

  const optionsOf = (changes: Partial<QuietkeyOptions> = {}): QuietkeyOptions => {
    const { store: _store, ...options } = machine.options;
    return { ...options, notify, ...changes };
  };
  const start = (changes?: Partial<QuietkeyOptions>): Quietkey => new Quietkey(optionsOf(changes));
  const folderOf = (changes: object = {}): string | undefined =>
    productFolder({ product: 'sonar', rootKey: optionsOf().rootKey, ...changes });
  const as = async (user: number, work: () => Promise<void>): Promise<void> => {
    process.seteuid!(user);
    try {
      await work();
    } finally {
      process.seteuid!(0);
    }
  };
  const key = (): string => kit.issue().key;

  it('has a folder of its product, and is activated there at its next start', async () => {
    expect((await start().activate(key())).state).to.equal('licensed');
    expect(start().check().state).to.equal('licensed');
    const folder = folderOf()!;
    const root = readRootKey(optionsOf().rootKey)!;
    const part = createHash('sha256').update(issuerOfRoot(root)).digest('hex').slice(0, 16);
    expect(folder).to.equal(join(place, 'quietkey', `sonar-${part}`));
    expect(new Quietkey({ ...optionsOf(), store: folder }).check().state).to.equal('licensed');
    expect((statSync(folder).mode & 0o777).toString(8)).to.equal('700');
    expect(notified).to.deep.equal([]);
  });

  it('makes no folder and says nothing before there is something to store, and never if it is quiet', () => {
    start().check();
    start({ quiet: true }).check();
    expect(readdirSync(place)).to.deep.equal([]);
    expect(notified).to.deep.equal([]);
  });

  it('shares a folder with no other product, vendor or person', () => {
    const other = new TestKit({ product: 'sonar' }).machine().options.rootKey;
    const folders = [
      folderOf(),
      folderOf({ product: 'radar' }),
      folderOf({ rootKey: other }),
      folderOf({ issuer: 'https://license.example' }),
    ];
    set({ XDG_STATE_HOME: join(place, 'ben') });
    folders.push(folderOf());
    expect(new Set(folders).size).to.equal(5);
  });

  it('shares the folder of the machine with all persons, if it says so', () => {
    const shared = { sharedBy: 'machine' };
    expect(folderOf({ ...shared, system: { platform: 'linux', env: {}, home: '' } })).to.match(
      /^\/var\/lib\/quietkey\/sonar-[0-9a-f]{16}$/,
    );
    expect(folderOf({ ...shared, system: { platform: 'win32', env: {}, home: '' } })).to.match(
      /^C:\\ProgramData\\quietkey\\sonar-[0-9a-f]{16}$/,
    );
  });

  it('ignores variables that are no absolute path', () => {
    set({ XDG_STATE_HOME: 'state' });
    expect(folderOf()).to.include(join(place, 'home', '.local', 'state', 'quietkey'));
    for (const home of ['home', '', undefined]) {
      set({ XDG_STATE_HOME: undefined, HOME: home });
      expect(folderOf(), String(home)).to.include(join(userInfo().homedir, '.local', 'state', 'quietkey'));
    }
  });

  /** Each makes a place in which nothing can be stored. The last name is that of root's own state. */
  const OBSTACLES: [title: string, code: string, user: number, make: () => void][] = [
    ['a file in its way', 'ENOTDIR', 0, () => writeFileSync(join(place, 'quietkey'), '')],
    ['a link that leads nowhere', 'EEXIST', 0, () => symlinkSync('nowhere', join(place, 'quietkey'))],
    ['a folder that it may not write', 'EACCES', NOBODY, () => chmodSync(place, 0o555)],
    ['no home', 'no_home', NOT_AN_ACCOUNT, () => set({ HOME: undefined, XDG_STATE_HOME: undefined })],
    [
      'a folder of root that it may not read',
      'EACCES',
      NOBODY,
      () => {
        chmodSync(place, 0o755);
        mkdirSync(folderOf()!, { recursive: true, mode: 0o755 });
        writeFileSync(join(folderOf()!, 'state-a.json'), '', { mode: 0o600 });
      },
    ],
  ];
  for (const [title, code, user, make] of OBSTACLES) {
    it(`works in memory with ${title}, and says so once`, async function () {
      if (user !== 0 && !IS_ROOT) this.skip();
      make();
      await as(user, async () => {
        const app = start();
        expect((await app.activate(key())).state).to.equal('licensed');
        kit.clock.pass({ days: 8 });
        expect((await app.keepFresh()).check).to.include({ state: 'licensed', refreshDue: false });
        expect(codes()).to.deep.equal([code]);
        expect(start().check().state).to.equal('unlicensed');
        await app.release();
      });
    });
  }

  it('follows a link that leads to a folder', async () => {
    mkdirSync(join(place, 'elsewhere'));
    symlinkSync('elsewhere', join(place, 'quietkey'));
    await start().activate(key());
    expect(start().check().state).to.equal('licensed');
    expect(readdirSync(join(place, 'elsewhere'))).to.have.length(1);
  });

  it('lets Node warn, without the path, if it takes no event', async () => {
    writeFileSync(join(place, 'quietkey'), '');
    const warned = new Promise<Error & { code?: string }>((resolve) => process.once('warning', resolve));
    await start({ notify: undefined }).activate(key());
    const { name, code, message } = await warned;
    expect([name, code]).to.deep.equal(['QuietkeyWarning', 'QUIETKEY_IN_MEMORY']);
    expect(message).to.include('(ENOTDIR)').and.include('option store').and.not.include(place);
  });

  it('with a folder of its own goes on in memory too, if it takes the event', async () => {
    const file = join(place, 'file');
    writeFileSync(file, '');
    const app = start({ store: join(file, 'app') });
    expect((await app.activate(key())).state).to.equal('licensed');
    expect(codes()).to.deep.equal(['ENOTDIR']);
    const error: unknown = await start({ store: join(file, 'app'), notify: undefined })
      .activate(key())
      .catch((thrown: unknown) => thrown);
    expect(error).to.include({ code: 'state_unwritable' });
  });

  it('asks Deno for nothing that it may not read', () => {
    const denied: string[] = [];
    const granted = new Set<string>();
    const querySync = (wanted: { name: string; variable?: string; kind?: string }): { state: string } => {
      const what = wanted.variable ?? wanted.kind ?? '';
      if (!granted.has(what)) denied.push(what);
      return { state: granted.has(what) ? 'granted' : 'prompt' };
    };
    Object.assign(globalThis, { Deno: { permissions: { querySync } } });
    try {
      expect(folderOf()).to.equal(undefined);
      expect(denied).to.have.members(['LOCALAPPDATA', 'ProgramData', 'XDG_STATE_HOME', 'homedir']);
      granted.add('homedir');
      expect(folderOf()).to.include(join(place, 'home', '.local', 'state'));
      granted.add('XDG_STATE_HOME');
      expect(folderOf()).to.include(join(place, 'quietkey'));
    } finally {
      Reflect.deleteProperty(globalThis, 'Deno');
    }
  });

  it('keeps telemetry below its folder, and of each person also in a shared one', () => {
    start().telemetry.on();
    expect(start().telemetry.status().wanted).to.equal(true);
    const shared = join(place, 'shared');
    mkdirSync(shared);
    const app = start({ store: shared, sharedBy: 'machine' });
    expect(app.telemetry.status().wanted).to.equal(true);
    app.telemetry.off();
    expect(start().telemetry.status().wanted).to.equal(false);
    expect(readdirSync(shared)).to.deep.equal([]);
  });
});
