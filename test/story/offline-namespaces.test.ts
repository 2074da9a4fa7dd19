/**
 * Two machines in network namespaces without any route: every process of an app has only a loopback that is down, and
 * the operator answers with the command. The test is skipped where a namespace may not be made.
 */

import { expect } from 'chai';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../client-sdk/typescript/primitives/clock.ts';
import { operations } from '../../server/domain/operations.ts';
import { openTerminal, type Terminal } from '../scripts/terminal.ts';
import { movableClock, startTestServer, type TestServer } from '../support/world.ts';
import { toInstant } from '../../server/domain/kernel/day.ts';

const APP = fileURLToPath(new URL('./offline-machine.js', import.meta.url));

describe('two machines in namespaces without a route', () => {
  let server: TestServer;
  let terminal: Terminal;
  let folder: string;
  let licenseKey: string;

  before(async function () {
    if (spawnSync('unshare', ['-rn', 'true']).status !== 0) {
      process.stderr.write('Machines without a route are not tested: no namespace may be made here.\n');
      this.skip();
    }
    server = await startTestServer({}, undefined, movableClock(toInstant(Math.floor(systemClock() / 1000))));
    terminal = await openTerminal();
    folder = mkdtempSync(join(tmpdir(), 'quietkey-offline-'));
    const terms = { seats: 1 };
    await server.run(operations.licensing.addProduct, { product: 'sonar', name: 'Sonar', terms });
    const issued = await server.run(operations.licensing.issueLicense, {
      product: 'sonar',
      email: 'ada@example.com',
    });
    ({ licenseKey } = issued);
    for (const name of ['desk', 'stage']) execFileSync('mkdir', [join(folder, name)]);
  });
  after(async () => {
    if (folder === undefined) return;
    rmSync(folder, { recursive: true });
    await terminal.throwAway();
    await server.end();
  });

  const MACS: Readonly<Record<string, string>> = { desk: 'a4:5e:60:c1:7b:01', stage: 'a4:5e:60:c1:7b:02' };
  function on(machine: string, act: string): string {
    const { url, world } = server.running();
    const given = [
      join(folder, machine),
      url,
      world.rootKey,
      String(server.clock.now()),
      MACS[machine] ?? '',
    ];
    const words = ['-rn', process.execPath, APP, ...given, act, licenseKey];
    return execFileSync('unshare', words, { encoding: 'utf8' });
  }
  /** The operator answers the request file of a machine. Returns what the command prints. */
  async function answer(machine: string): Promise<string> {
    const [request, out] = [join(folder, machine, 'request'), join(folder, machine, 'answer')];
    const env = { QUIETKEY_DATA: server.config.dataFolder };
    const ran = await terminal.type(['offline', 'answer', request, '--out', out], { env });
    return ran.out + ran.err;
  }

  it('have no network', () => {
    expect(
      execFileSync('unshare', ['-rn', 'cat', '/proc/net/route'], { encoding: 'utf8' }).trim().split('\n'),
    ).to.have.lengthOf(1);
  });

  it('activate, renew and release by files alone', async () => {
    expect(on('desk', 'activate')).to.equal('unlicensed no_activation');
    expect(await answer('desk')).to.match(/Answer +lease/);
    expect(on('desk', 'accept')).to.equal('licensed lease_valid');
    expect(on('desk', 'online')).to.equal('no_network');

    on('stage', 'activate');
    expect(await answer('stage')).to.match(/All seats of this license are taken/);

    on('desk', 'renew');
    await answer('desk');
    expect(on('desk', 'accept')).to.equal('licensed lease_valid');
    on('desk', 'release');
    const released = await answer('desk');
    expect(released).to.match(/Answer +released/);
    expect(await answer('desk')).to.equal(released);
    expect(on('desk', 'accept')).to.equal('unlicensed released');

    expect(await answer('stage')).to.match(/Answer +lease/);
    expect(on('stage', 'accept')).to.equal('licensed lease_valid');
  });

  it('refuse files that were moved, replayed or edited', () => {
    const [own, other] = ['stage', 'desk'].map((machine) => join(folder, machine, 'answer')) as [
      string,
      string,
    ];
    expect(on('stage', 'accept'), 'replayed').to.equal('offline_answer_refused not_awaited');
    on('desk', 'activate');
    copyFileSync(own, other);
    expect(on('desk', 'accept'), 'moved').to.equal('offline_answer_refused not_awaited');
    const text = readFileSync(own, 'utf8').trim();
    writeFileSync(
      own,
      text.replace(/.(?=.{20}$)/, (letter) => (letter === 'A' ? 'B' : 'A')),
    );
    expect(on('stage', 'accept'), 'edited').to.equal('offline_answer_refused damaged');
    cpSync(join(folder, 'desk', 'request'), own);
    expect(on('stage', 'accept'), 'a request').to.equal('offline_answer_refused other_kind');
    expect(on('stage', 'check')).to.equal('licensed lease_valid');
  });
});
