/**
 * `quietkey-client` as a program in another language starts it, and as an administrator activates many machines: the key
 * by standard input, environment, file and policy folder, and every exit code. It runs as the one file of the package.
 */

import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { IssueAnswer } from '../../client-sdk/typescript/contract/license-view.ts';
import { runVerb } from '../../client-sdk/typescript/command-license.ts';
import { toInstant } from '../../server/domain/kernel/day.ts';
import { operations } from '../../server/domain/operations.ts';
import { ROOT } from '../support/root.ts';
import { movableClock, startTestServer, UNLIMITED, type TestServer } from '../support/world.ts';

const BUILT = fileURLToPath(new URL('client-sdk/typescript/dist/esm/command.js', ROOT));

interface Ran {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
}

describe('the command quietkey-client on many machines', () => {
  let server: TestServer;
  let place: string;
  let sold: IssueAnswer;
  before(async () => {
    server = await startTestServer({}, UNLIMITED, movableClock(toInstant(Math.floor(Date.now() / 1_000))));
    place = mkdtempSync(join(tmpdir(), 'quietkey-fleet-'));
    copyFileSync(BUILT, join(place, 'quietkey-client.mjs'));
    const terms = { seats: 2, entitlements: ['pro'] };
    await server.run(operations.licensing.addProduct, { product: 'sonar', name: 'Sonar', terms });
    sold = await server.run(operations.licensing.issueLicense, {
      product: 'sonar',
      email: 'ada@example.com',
    });
  });
  after(async () => {
    await server?.end();
    rmSync(place, { recursive: true });
  });

  const run = (
    words: string[],
    { input = '', env = {} }: { input?: string; env?: Record<string, string> } = {},
  ) =>
    new Promise<Ran>((resolve) => {
      const child = spawn(process.execPath, [join(place, 'quietkey-client.mjs'), ...words], { env });
      const [out, err]: [Buffer[], Buffer[]] = [[], []];
      child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
      child.stdin.on('error', () => undefined);
      child.stdin.end(input);
      child.on('close', (exit) =>
        resolve({ exit, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }),
      );
    });
  const app = (folder: string, changed: Record<string, string> = {}): string[] => {
    const { url, world } = server.running();
    const where = { server: url, product: 'sonar', identity: 'install', folder: join(place, folder) };
    const settings = { ...where, 'root-key': world.rootKey, ...changed };
    return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  };
  const checkIn = ({ out }: Ran): Record<string, unknown> => JSON.parse(out) as Record<string, unknown>;

  it('lives the life of a license with the key from standard input', async () => {
    expect(await run(['check', ...app('life')])).to.deep.include({ exit: 4, err: '' });
    const previewed = await run(['preview', ...app('life'), '--key-stdin'], { input: sold.licenseKey });
    expect(previewed.exit, previewed.err).to.equal(0);
    expect(previewed.out)
      .to.match(/^POST \/v1\/activations\n\{"product":"sonar"/)
      .and.to.not.include(sold.licenseKey);
    const activated = await run(['activate', ...app('life'), '--key-stdin', '--json'], {
      input: `${sold.licenseKey}\n`,
    });
    expect(activated.exit, activated.err).to.equal(0);
    expect(checkIn(activated)).to.deep.include({ state: 'licensed', entitlements: ['pro'] });
    for (const verb of ['check', 'renew'])
      expect((await run([verb, ...app('life')])).out, verb).to.match(/^licensed \(lease_valid\)\nThis app/);
    expect(await run(['release', ...app('life')])).to.include({ exit: 0, err: '' });
    expect((await run(['renew', ...app('life'), '--json'])).out).to.include('"error": "not_activated"');
  });

  it('activates silently by the environment, and by a policy folder', async () => {
    const [url, rootKey] = [server.running().url, server.running().world.rootKey];
    const env = {
      QUIETKEY_SERVER: url,
      QUIETKEY_PRODUCT: 'sonar',
      QUIETKEY_ROOT_KEY: rootKey,
      QUIETKEY_FOLDER: join(place, 'environment'),
      QUIETKEY_IDENTITY: 'install',
      QUIETKEY_LICENSE_KEY: sold.licenseKey,
    };
    expect(await run(['activate'], { env })).to.include({ exit: 0, err: '' });
    const policy = join(place, 'policy');
    mkdirSync(policy);
    const settings = {
      server: url,
      product: 'sonar',
      rootKey,
      folder: join(place, 'by-policy'),
      identity: 'install',
    };
    writeFileSync(join(policy, 'quietkey.json'), JSON.stringify({ ...settings, later: 1 }));
    expect((await run(['activate', '--policy', policy])).err).to.include('license-key');
    writeFileSync(join(policy, 'license-key'), `${sold.licenseKey}\n`);
    expect(await run(['activate', '--policy', policy])).to.include({ exit: 0, err: '' });
    expect(await run(['check'], { env: { QUIETKEY_POLICY: policy } })).to.include({ exit: 0 });
  });

  it('says by its exit code what is wrong', async () => {
    const { licenseKey } = sold;
    const mistyped = licenseKey.slice(0, -1) + (licenseKey.endsWith('0') ? '1' : '0');
    const file = join(place, 'key');
    writeFileSync(file, licenseKey);
    const down = app('down', { server: 'http://127.0.0.1:2' });
    const CASES: [what: string, exit: number, words: string[], message: string][] = [
      ['no seat', 1, ['activate', ...app('third'), '--key-file', file], 'seat'],
      ['no server', 5, ['activate', ...down, '--key-file', file], ''],
      ['a folder below a file', 6, ['activate', ...app('key/app'), '--key-file', file], 'written'],
      ['no key', 2, ['activate', ...app('third')], '--key-stdin'],
      ['a key in an argument', 2, ['activate', licenseKey, ...app('third')], ''],
      ['no product', 2, ['check', '--server', 'https://license.example.com'], '--product'],
      ['another option', 2, ['check', ...app('third'), '--colour', 'red'], '--colour'],
      ['a relative folder', 2, ['check', ...app('third', { folder: 'x' })], '--folder'],
      ['another identity', 2, ['check', ...app('third', { identity: 'mac' })], 'identity'],
      ['a folder as the key file', 2, ['activate', ...app('third'), '--key-file', place], 'a folder'],
      ['no policy', 2, ['check', '--policy', join(place, 'nowhere')], 'quietkey.json'],
    ];
    for (const [what, exit, [verb = '', ...words], message] of CASES) {
      const ran = await runVerb(verb, words);
      expect(ran.exit, `${what}: ${ran.text}`).to.equal(exit);
      expect(ran.text, what).to.include(message);
      expect(ran, what).to.have.property('isError', true);
      if (what === 'a key in an argument') expect(ran.text).to.not.include(licenseKey);
    }
    const typed = await run(['activate', ...app('third'), '--key-stdin'], { input: mistyped });
    expect([typed.exit, typed.out]).to.deep.equal([1, '']);
    expect(typed.err).to.not.include(mistyped);
    expect((await run(['chekc'])).exit).to.equal(2);
  });

  it('describes what it sends, and shows its help in 80 columns', async () => {
    const { exit, out } = await run(['describe', ...app('none'), '--json']);
    expect([exit, Object.keys(JSON.parse(out) as object)]).to.deep.equal([0, ['identity', 'reads', 'sends']]);
    const help = await run(['check', '--help']);
    expect(help.out.split('\n').filter((line) => line.length > 80)).to.deep.equal([]);
    expect(help).to.include({ exit: 0 });
    expect(readFileSync(join(place, 'quietkey-client.mjs'), 'utf8')).to.not.include("'@quietkey/client'");
  });

  it('lets a person sign in, and tells what to do while it waits', async () => {
    const child = spawn(process.execPath, [
      join(place, 'quietkey-client.mjs'),
      'sign-in',
      ...app('signed'),
      '--json',
    ]);
    const [prompt] = await new Promise<Buffer[]>((resolve) =>
      child.stderr.once('data', (...got: Buffer[]) => resolve(got)),
    );
    const { code, words, url } = JSON.parse(String(prompt)) as Record<string, string>;
    expect(code).to.match(/^[A-Z]{4}-[A-Z]{4}$/);
    expect([words, url].join(' ')).to.match(/^\w+ \w+ http/);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill();
    await ended;
  });
});
