/**
 * The state file under crashes and concurrency: torn copies, stale locks, several writers, file permissions.
 */

import { expect } from 'chai';
import { fork } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fileStore, type Store } from '../../../client-sdk/typescript/index.ts';
import { LICENSE_KEY, errorOf, makeMachine } from '../support/machine.ts';
import { makeIssuer } from '../support/issuer.ts';
import { startFakeServer } from '../support/fake-server.ts';
import { until } from '../../support/until.ts';

const COPIES = ['state-a.json', 'state-b.json'];
const WRITER = fileURLToPath(new URL('../support/state-writer.js', import.meta.url));
let parent = '';
let folder = '';
let store: Store;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'quietkey-state-'));
  folder = join(parent, 'deep', 'state');
  store = fileStore(folder);
});
afterEach(() => rmSync(parent, { recursive: true }));

const pathOf = (name: string): string => join(folder, name);
const write = (...texts: string[]): void => texts.forEach((text) => store.write(text));

describe('the state file', () => {
  it('is absent at first, and reading creates nothing', () => {
    expect(store.read()).to.equal(undefined);
    expect(existsSync(folder)).to.equal(false);
  });

  it('reads what was written last, in files of 0600 in a folder of 0700', () => {
    for (let i = 0; i < 9; i += 1) {
      write(`text ${i}\nwith a second line`);
      expect(fileStore(folder).read()).to.equal(`text ${i}\nwith a second line`);
    }
    expect(readdirSync(folder).sort()).to.deep.equal(COPIES);
    if (process.platform === 'win32') return;
    for (const name of COPIES) expect(statSync(pathOf(name)).mode & 0o777).to.equal(0o600);
    expect(statSync(folder).mode & 0o777).to.equal(0o700);
  });

  it('survives a copy torn at any byte: the other one is read, and the torn one is set aside', () => {
    write('first', 'second', 'third');
    const [newest, older] = COPIES.map((name) => ({ name, content: readFileSync(pathOf(name)) })).sort(
      (copy) => (copy.content.includes('third') ? -1 : 1),
    );
    for (let bytes = 0; bytes < newest!.content.length; bytes += 1) {
      truncateSync(pathOf(newest!.name), bytes);
      expect(store.read(), `${bytes} bytes`).to.equal('second');
      writeFileSync(pathOf(newest!.name), newest!.content);
    }
    truncateSync(pathOf(newest!.name), 20);
    write('fourth');
    expect(store.read()).to.equal('fourth');
    expect(readFileSync(pathOf(older!.name))).to.deep.equal(older!.content);
    expect(existsSync(pathOf(`${newest!.name}.torn`))).to.equal(true);
  });

  it('notices every changed byte', () => {
    write('first', 'second');
    const name = COPIES.find((copy) => readFileSync(pathOf(copy), 'utf8').includes('second'))!;
    const content = readFileSync(pathOf(name));
    for (let index = 0; index < content.length; index += 1) {
      const changed = Buffer.from(content);
      changed[index] = changed[index]! ^ 1;
      writeFileSync(pathOf(name), changed);
      expect(store.read(), `byte ${index}`).to.equal('first');
    }
  });

  it('with two damaged copies counts as absent, and can be written again', () => {
    write('first', 'second');
    for (const name of COPIES) writeFileSync(pathOf(name), Buffer.alloc(2_000_000));
    expect(store.read()).to.equal(undefined);
    write('third', 'fourth');
    expect(store.read()).to.equal('fourth');
    expect(readdirSync(folder).filter((name) => name.endsWith('.torn'))).to.have.length(2);
  });

  it('removes the files of a dead writer, and not those of a running one', () => {
    write('first');
    for (const name of ['old.tmp', 'new.tmp']) writeFileSync(pathOf(name), '');
    utimesSync(pathOf('old.tmp'), 1, 1);
    write('second');
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).to.deep.equal(['new.tmp']);
  });

  it('removes a stale lock, and waits two seconds for a held one', () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(pathOf('state.lock'), '');
    utimesSync(pathOf('state.lock'), 1, 1);
    expect(store.exclusively!(() => 'passed')).to.equal('passed');
    expect(existsSync(pathOf('state.lock'))).to.equal(false);
    writeFileSync(pathOf('state.lock'), '');
    const start = performance.now();
    expect(store.exclusively!(() => 'waited')).to.equal('waited');
    expect(performance.now() - start).to.be.at.least(1500);
  });

  it('releases the lock when the work throws', () => {
    const work = (): never => {
      throw new Error('no');
    };
    expect(() => store.exclusively!(work)).to.throw('no');
    expect(existsSync(pathOf('state.lock'))).to.equal(false);
  });

  it('loses no change among four processes', async () => {
    const changes = 10;
    const writers = Array.from({ length: 4 }, () => fork(WRITER, [folder, String(changes)]));
    const codes = await Promise.all(
      writers.map((writer) => new Promise((resolve) => writer.once('exit', resolve))),
    );
    expect(codes).to.deep.equal([0, 0, 0, 0]);
    expect(store.read()).to.equal(String(4 * changes));
  });

  it('survives a writer killed at any moment', async () => {
    for (let round = 0; round < 10; round += 1) {
      const before = Number(store.read() ?? 0);
      const writer = fork(WRITER, [folder, '100000']);
      await until(() => Number(store.read() ?? 0) > before);
      const exited = new Promise((resolve) => writer.once('exit', resolve));
      writer.kill('SIGKILL');
      await exited;
      rmSync(pathOf('state.lock'), { force: true });
      expect(Number(store.read()), `round ${round}`).to.be.above(before);
    }
  });
});

describe('a client with a state file', () => {
  const issuer = makeIssuer();

  it('caches its reading while the files are unchanged, and sees the change of another instance at once', async () => {
    const server = await startFakeServer(issuer);
    const machine = makeMachine(issuer, server.url);
    const [first, other] = [machine.start({ store: folder }), machine.start({ store: folder })];
    await first.activate(LICENSE_KEY);
    // files that were just written are read each time
    for (const name of readdirSync(folder)) utimesSync(pathOf(name), 1, 1);
    for (const app of [first, other, first]) expect(app.check().state).to.equal('licensed');
    await other.release();
    expect(first.check()).to.include({ state: 'unlicensed', reason: 'released' });
    await server.close();
  });

  it('shares it with other instances, which see an activation, a renewal and a release at once', async () => {
    const server = await startFakeServer(issuer);
    const machine = makeMachine(issuer, server.url);
    const [first, other] = [machine.start({ store: folder }), machine.start({ store: folder })];
    await first.activate(LICENSE_KEY);
    expect(other.check()).to.include({ state: 'licensed' });
    const checks = await Promise.all([first.renew(), other.renew(), first.renew(), other.renew()]);
    expect(checks.map(({ state }) => state)).to.deep.equal(['licensed', 'licensed', 'licensed', 'licensed']);
    expect(server.seat.sequence).to.equal(2);
    await other.release();
    expect(first.check()).to.include({ state: 'unlicensed', reason: 'released' });
    const stored = readdirSync(folder).map((name) => readFileSync(pathOf(name), 'utf8'));
    expect(stored.join().toUpperCase()).to.not.contain(LICENSE_KEY.replace('SONAR-', '').replaceAll('-', ''));
    await server.close();
  });

  it('sends nothing if the state cannot be written', async function () {
    if (process.platform === 'win32' || process.getuid?.() === 0) {
      // root may write anywhere: a file instead of the folder has the same effect
      writeFileSync(join(parent, 'deep'), '');
    } else {
      chmodSync(parent, 0o500);
    }
    const server = await startFakeServer(issuer);
    const app = makeMachine(issuer, server.url).start({ store: folder });
    expect(await errorOf(app.activate(LICENSE_KEY))).to.include({ code: 'state_unwritable' });
    expect(server.received).to.deep.equal([]);
    chmodSync(parent, 0o700);
    await server.close();
  });
});
