/**
 * `quietkey-client telemetry` as a person types it, in its own process.
 */

import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Quietkey } from '../../client-sdk/typescript/index.ts';
import { fileStore } from '../../client-sdk/typescript/state/state-file.ts';
import { forcedOffBy } from '../../client-sdk/typescript/telemetry/forced-off.ts';
import { foreignFiles, giveTo, leftOut, NOBODY } from '../support/other-account.ts';
import { DAY, makeIssuer } from './support/issuer.ts';

const COMMAND = fileURLToPath(new URL('../../client-sdk/typescript/command.js', import.meta.url));

describe('quietkey-client telemetry', function () {
  let folder: string;
  let environment: NodeJS.ProcessEnv;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'quietkey-sdk-'));
    fileStore(folder).write('{}');
    // a copy for the test; the environment of the process is itself again afterwards
    environment = process.env;
    process.env = { ...environment };
    for (let name = forcedOffBy(); name !== undefined; name = forcedOffBy()) delete process.env[name];
  });
  afterEach(() => {
    process.env = environment;
    rmSync(folder, { recursive: true });
  });

  const type = (words: string[], env: Record<string, string> = {}) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...words], {
      encoding: 'utf8',
      env,
    });
    return { exit: status, out: stdout, err: stderr };
  };
  const app = (): Quietkey =>
    new Quietkey({
      server: 'http://localhost:2',
      product: 'sonar',
      rootKey: makeIssuer().rootKey,
      store: folder,
      clock: () => 20_781 * DAY * 1000,
      random: (bytes) => Buffer.alloc(bytes, 0x80),
      interfaces: () => [],
    });

  it('writes as the owner of the folder if root types it, so that the app can read it', function () {
    const reason = leftOut();
    if (reason !== undefined) this.skip();
    chmodSync(folder, 0o700);
    giveTo(folder, NOBODY);
    for (const verb of ['on', 'view', 'off', 'on', 'clean'])
      expect(type(['telemetry', verb, folder]), verb).to.include({ exit: 0, err: '' });
    expect(type(['telemetry', 'on', folder]).exit).to.equal(0);
    expect(foreignFiles(folder, NOBODY)).to.deep.equal([]);
  });

  it('turns telemetry of an app on and off, and shows its state', async () => {
    expect(type(['telemetry', 'view', folder]).out).to.equal('Telemetry is off.\nNothing was sent.\n');
    expect(readdirSync(folder)).to.deep.equal(['state-b.json']);
    expect(type(['telemetry', 'on', folder])).to.include({ exit: 0, err: '' });
    const { telemetry } = app();
    expect(telemetry.status().on).to.equal(true);
    expect(await telemetry.report()).to.equal('not_due');
    const { out } = type(['telemetry', 'view', folder], { DO_NOT_TRACK: '1' });
    expect(out).to.equal(
      `Telemetry is on, but DO_NOT_TRACK in this terminal forces it off.\n` +
        `Next report, as the app last saw it:\n  ${telemetry.preview()}\nNothing was sent.\n`,
    );
    type(['telemetry', 'off', folder]);
    expect(telemetry.status().on).to.equal(false);
    expect(JSON.parse(type(['telemetry', 'view', folder, '--json']).out)).to.deep.equal({
      wanted: false,
      forcedOffBy: null,
      next: null,
      sent: [],
    });
  });

  it('shows every byte that was sent, and deletes it', async () => {
    const quietkey = new Quietkey({
      server: 'http://localhost:2',
      product: 'sonar',
      rootKey: makeIssuer().rootKey,
      store: folder,
      clock: () => 20_781 * DAY * 1000,
      random: (bytes) => Buffer.alloc(bytes),
      fetch: () => Promise.reject(new TypeError('fetch failed')),
      interfaces: () => [],
    });
    quietkey.telemetry.on();
    await quietkey.telemetry.report();
    const [copy] = quietkey.telemetry.sent();
    expect(type(['telemetry', 'view', folder]).out).to.include(
      `Sent:\n  week of 2026-11-23  ${copy?.body}\n`,
    );
    expect(type(['telemetry', 'clean', folder])).to.deep.equal({
      exit: 0,
      out: 'Telemetry is off.\nNothing was sent.\n',
      err: '',
    });
    expect(readdirSync(folder)).to.deep.equal(['state-b.json']);
    expect(quietkey.telemetry.status().on).to.equal(false);
  });

  it('prints its usage, and refuses malformed arguments', () => {
    expect(type(['--help'])).to.include({ exit: 0, err: '' });
    for (const words of [
      [],
      ['telemetry'],
      ['telemetry', 'on'],
      ['telemetry', 'start', folder],
      ['telemetry', 'on', folder, 'x'],
      ['telemetry', 'on', '--jsn'],
    ])
      // prettier-ignore
      expect(type(words), words.join(' ')).to.include({ exit: 2, out: '' });
    const absent = type(['telemetry', 'on', join(folder, 'nowhere')]);
    expect(absent.exit).to.equal(1);
    expect(absent.err).to.match(/FOLDER contains no app state.*\n.*in which the app stores its license/);
  });

  it('changes only folders of apps, and in them only its own files', () => {
    const other = join(folder, 'project');
    const strange = join(other, 'telemetry');
    mkdirSync(strange, { recursive: true });
    writeFileSync(join(strange, 'notes.txt'), 'mine');
    for (const verb of ['on', 'off', 'view', 'clean'])
      expect(type(['telemetry', verb, other]), verb).to.include({ exit: 1, out: '' });
    expect(readdirSync(strange)).to.deep.equal(['notes.txt']);
    fileStore(other).write('{}');
    expect(type(['telemetry', 'on', other])).to.include({ exit: 0 });
    expect(type(['telemetry', 'view', strange]), 'its state must not be shown as that of an app').to.include({
      exit: 1,
    });
    expect(type(['telemetry', 'clean', other])).to.include({ exit: 0 });
    expect(readdirSync(strange)).to.deep.equal(['notes.txt']);
  });
});
