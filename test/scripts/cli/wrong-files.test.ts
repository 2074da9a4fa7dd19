/**
 * Wrong files on the command line: a pipe in the data folder stops no command for ever, a file that the operator names is
 * refused in words, and a server starts and runs on beside files that it cannot read. The kinds that a reader tells apart
 * are in `test/faults/wrong-files.test.ts`.
 */

import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { hash } from 'node:crypto';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EVERY_COMMAND } from '../every-command.ts';
import { inParallel, openTerminal, type Terminal } from '../terminal.ts';
import { startNode } from '../../support/nodes.ts';
import { rounds } from '../../support/rounds.ts';
import { until } from '../../support/until.ts';

const MAIN = fileURLToPath(new URL('../../../server/main.js', import.meta.url));
/** A limit for a server that never ends. */
const HANG_MS = 100_000;
const ID = 'A'.repeat(22);
/** Files of the data folder that commands read, with the place in which each is a pipe. */
const PIPED = [
  'secret',
  'keys/root.json',
  'keys/key-set.jwt',
  'secret-check',
  'restore-begun',
  'root-key.json',
];
/** Commands that change a file although they need not read every other one. */
const APART = new Set(['secret rotate', 'secret destroy', 'key rotate', 'key root move']);

/** What a command says that needs a setting first, which these tests do not give. */
const UNSET = /QUIETKEY_\w+ is not set/;

const pipe = (path: string): void => void spawnSync('mkfifo', ['-m', '600', path]);

/** Kinds of wrong file that an operator can name. */
const NAMED: Readonly<Record<string, (path: string) => void>> = {
  pipe,
  device: (path) => symlinkSync('/dev/zero', path),
  folder: (path) => mkdirSync(path),
  loop: (path) => symlinkSync(path, path),
};
/** Commands with a file that the operator names, and their exit codes. */
const NAMING: readonly (readonly [words: (file: string) => string[], ...exit: number[]])[] = [
  [(file) => ['receipt', 'verify', file], 2],
  [(file) => ['restore', file], 2],
  [(file) => ['audit', 'verify', '--from', file], 2],
  [(file) => ['license', 'issue', 'sonar', '--csv', file], 2],
  [(file) => ['key', 'rotate', '--root-key', file], 78],
  [(file) => ['notice', 'send', 'news', '--subject', 'x', '--text', file], 2],
  [(file) => ['database', 'copy', '--from', file, '--to', `${file}.copy`], 1, 78],
];
/** Settings that name a file. */
const SETTINGS: readonly (readonly [words: string[], setting: (file: string) => Record<string, string>])[] = [
  [['product', 'list'], (file) => ({ QUIETKEY_SECRET_FILE: file })],
  [['doctor'], (file) => ({ QUIETKEY_ISSUE_SECRET_FILE: file })],
  [
    ['mailer', '--once'],
    (file) => ({ QUIETKEY_MAILER_SERVER: 'https://licenses.example.com', QUIETKEY_MAILER_TOKEN_FILE: file }),
  ],
  [['mailer', '--once'], (file) => ({ QUIETKEY_MAILER_KEY: file, QUIETKEY_MAIL_OUTBOX: `${file}.outbox` })],
];

describe('wrong files on the command line', () => {
  let terminal: Terminal;
  const inData = (name: string): string => join(terminal.dataFolder, name);
  const beside = (name: string): string => join(terminal.folder, name);

  before(async () => {
    terminal = await openTerminal();
    await terminal.ask('init');
    await terminal.ask('product', 'add', 'sonar', '--name', 'Sonar');
  });
  after(() => terminal.throwAway());

  /** What is in the data folder, apart from the database. */
  const content = (): string[] =>
    readdirSync(terminal.dataFolder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/^(?:in-use|quietkey\.db|erasures$|audit-head$)/.test(entry.name))
      .map(({ path, name }) => `${join(path, name)} ${hash('sha256', readFileSync(join(path, name)))}`)
      .sort();

  /** Puts something in place of a file, while `act` runs. */
  const inPlaceOf = async (
    path: string,
    put: (path: string) => void,
    act: () => Promise<void>,
  ): Promise<void> => {
    const isThere = readdirSync(dirname(path)).includes(basename(path));
    if (isThere) renameSync(path, beside(`kept-${basename(path)}`));
    put(path);
    await act().finally(() => {
      rmSync(path, { recursive: true });
      if (isThere) renameSync(beside(`kept-${basename(path)}`), path);
    });
  };
  const squeezed = (text: string): string => text.replaceAll(/\s/g, '');

  for (const [at, name] of PIPED.entries()) {
    it(`a pipe as ${name} stops no command for ever, and none of them changes a file`, () =>
      inPlaceOf(inData(name), pipe, async () => {
        const before = content();
        const place = (to: string): string => beside(`${to}-${at}`);
        const own = EVERY_COMMAND.filter(
          ([command], index) => !APART.has(command) && (rounds(1, 0) === 1 || index % PIPED.length === at),
        );
        const found = { license: ID, token: ID, receipt: ID, backup: place('backup'), place };
        await inParallel(own, async ([command, words]) => {
          const { exit, out, err } = await terminal.type(words(found));
          expect(exit, `${command}: ${out}${err}`).to.be.oneOf([0, 1, 2, 78]);
          if (exit === 78 && !UNSET.test(out + err))
            expect(squeezed(out + err), command).to.contain(squeezed(inData(name)));
        });
        expect(content()).to.include.members(before);
      }));
  }

  for (const [kind, put] of Object.entries(NAMED)) {
    it(`a ${kind} that the operator names is refused in words`, () =>
      inPlaceOf(beside('named'), put, async () => {
        await inParallel(NAMING, async ([words, ...exits]) => {
          const { exit, out, err } = await terminal.type(words(beside('named')));
          expect(exit, err).to.be.oneOf(exits);
          expect(out).to.equal('');
          expect(squeezed(err)).to.contain(squeezed(beside('named')));
        });
        await inParallel(SETTINGS, async ([words, setting]) => {
          const { exit, out, err } = await terminal.type(words, { env: setting(beside('named')) });
          expect([exit, out], err).to.deep.equal([78, '']);
          expect(squeezed(err)).to.contain(squeezed(beside('named')));
        });
      }));
  }

  it('a secret that an orchestrator mounts is read through its links', async () => {
    const [mounted, version] = [beside('mounted'), beside('mounted/..2026_11_30')];
    mkdirSync(version, { recursive: true });
    writeFileSync(join(version, 'secret'), readFileSync(inData('secret')), { mode: 0o400 });
    symlinkSync('..2026_11_30', join(mounted, '..data'));
    symlinkSync('..data/secret', join(mounted, 'secret'));
    const env = { QUIETKEY_SECRET_FILE: join(mounted, 'secret') };
    const { exit, err } = await terminal.type(['product', 'list'], { env });
    expect(exit, err).to.equal(0);
  });

  it('a server that starts beside a pipe ends with 78, and names it', () =>
    inPlaceOf(inData('secret'), pipe, async () => {
      const env = { PATH: process.env['PATH'], QUIETKEY_DATA: terminal.dataFolder, QUIETKEY_PORT: '0' };
      const { status, stderr } = spawnSync(process.execPath, [MAIN], { env, timeout: HANG_MS });
      expect(status, String(stderr)).to.equal(78);
      expect(String(stderr)).to.contain(`names ${inData('secret')}, which is a pipe, not a file`);
    }));

  it('a server that runs goes on with what it has, and says in its log what it cannot read', async () => {
    const secret = beside('secret');
    writeFileSync(secret, readFileSync(inData('secret')), { mode: 0o600 });
    const server = await startNode({ QUIETKEY_DATA: terminal.dataFolder, QUIETKEY_SECRET_FILE: secret });
    const hasLine = (event: string, error: string, file: string) => () =>
      server
        .said()
        .split('\n')
        .some((line) => [event, error, file].every((text) => line.includes(`:"${text}"`)));
    await inPlaceOf(secret, NAMED['loop'] ?? pipe, () =>
      inPlaceOf(inData('keys/key-set.jwt'), pipe, async () => {
        await until(hasLine('new secrets not read', 'ELOOP', secret));
        await until(hasLine('new keys not read', 'EFTYPE', inData('keys/key-set.jwt')));
        rmSync(secret);
        pipe(secret);
        await until(hasLine('new secrets not read', 'EFTYPE', secret));
        expect((await fetch(`${server.url}/readyz`)).status).to.equal(200);
        expect((await fetch(`${server.url}/v1/key-set`)).status).to.equal(200);
      }),
    );
    await server.stop();
  });
});
