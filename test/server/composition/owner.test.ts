/**
 * A running server of an unprivileged account, with root as its operator: what root's commands write is used by the
 * server at once. What is poisoned all the same, as by a copy of root's, is named in the log and by `doctor`.
 */

import { expect } from 'chai';
import { chmodSync, chownSync, lstatSync, mkdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { rotateKeys } from '../../../server/composition/world.ts';
import { readConfig } from '../../../server/config/config.ts';
import { openTerminal, type Terminal } from '../../scripts/terminal.ts';
import { activationOf } from '../../faults/load.ts';
import { startNode, type Node } from '../../support/nodes.ts';
import { foreignFiles, giveTo, leftOut, NOBODY } from '../../support/other-account.ts';
import { until } from '../../support/until.ts';

const REASON = leftOut();

describe(`a server of an unprivileged account${REASON === undefined ? '' : ` (left out: ${REASON})`}`, function () {
  let terminal: Terminal;
  let home: string;
  let data: string;
  let server: Node;

  before(async function () {
    if (REASON !== undefined) this.skip();
    terminal = await openTerminal();
    chmodSync(terminal.folder, 0o755);
    home = join(terminal.folder, 'home');
    mkdirSync(home, { mode: 0o700 });
    giveTo(home, NOBODY);
    data = join(home, 'store');
    server = await startNode({ QUIETKEY_DATA: data, QUIETKEY_TRUSTED_PROXIES: '127.0.0.1' }, NOBODY);
  });
  after(async () => {
    await server?.stop();
    await terminal?.throwAway();
  });

  const asRoot = async (...typed: string[]): Promise<string> => {
    const { exit, out, err } = await terminal.type(['--data', data, ...typed]);
    expect(exit, out + err).to.equal(0);
    return out;
  };
  const lines = (): Record<string, unknown>[] =>
    server
      .said()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  /** The first line of the log that holds, once there is one. */
  const line = async (holds: (found: Record<string, unknown>) => boolean) => {
    await until(() => lines().some(holds));
    return lines().find(holds) ?? {};
  };
  const keySetVersion = async (): Promise<number> => {
    const { keySet } = (await (await fetch(`${server.url}/v1/key-set`)).json()) as { keySet: string };
    const claims = Buffer.from(keySet.split('.')[1] ?? '', 'base64url').toString();
    return (JSON.parse(claims) as { version: number }).version;
  };

  it('uses what root has written, and logs no error', async () => {
    await asRoot('product', 'add', 'sonar', '--name', 'Sonar');
    await asRoot('license', 'issue', 'sonar', 'ada@example.com');
    await asRoot('key', 'rotate');
    await asRoot('secret', 'rotate', '--apply', '--wait', '0');
    await asRoot('backup');
    await asRoot('erase', 'ada@example.com', '--apply', '--now');
    await until(async () => (await keySetVersion()) === 2);
    expect(foreignFiles(home, NOBODY)).to.deep.equal([]);
    expect(lines().filter((candidate) => 'error' in candidate)).to.deep.equal([]);
    await server.stop();
    server = await startNode({ QUIETKEY_DATA: data, QUIETKEY_TRUSTED_PROXIES: '127.0.0.1' }, NOBODY);
    expect(await keySetVersion()).to.equal(2);
  });

  it('says in its log that it cannot read the new keys, and doctor says whose they are', async () => {
    // as a program that stays root would do it
    rotateKeys(readConfig({ QUIETKEY_DATA: data }));
    const said = await line(({ event }) => event === 'new keys not read');
    expect(said).to.include({ error: 'EACCES', file: join(data, 'keys', 'key-set.jwt') });
    expect(await keySetVersion()).to.equal(2);
    const { exit, out } = await terminal.type(['--data', data, 'doctor']);
    expect(exit, out).to.equal(1);
    expect(out.replaceAll(/\s+/g, ' ')).to.match(
      /fail data folder \S+ \(and \d more\) belongs to root, not to nobody Run: sudo chown -hR nobody /,
    );
    giveTo(data, NOBODY);
    await until(async () => (await keySetVersion()) === 3);
    expect(lines().filter(({ event }) => event === 'new keys not read')).to.have.lengthOf(1);
  });

  it('says in its log that it cannot read a secret, and goes on with the one in use', async () => {
    const secret = join(data, 'secret');
    chownSync(secret, 0, 0);
    utimesSync(secret, 1, 1);
    const said = await line(({ event }) => event === 'new secrets not read');
    expect(said['reason']).to.match(/^QUIETKEY_SECRET names \S+\/secret, which cannot be read \(EACCES\)/);
    giveTo(data, NOBODY);
    await asRoot('product', 'list');
    expect((await fetch(`${server.url}/readyz`)).status).to.equal(200);
  });

  it('names the file in its log, if a request fails because of one', async () => {
    await asRoot('product', 'add', 'atlas', '--name', 'Atlas');
    const issued = await asRoot('license', 'issue', 'atlas', 'ada@example.com', '--json');
    const { licenseKey } = JSON.parse(issued) as { licenseKey: string };
    const folder = join(data, 'day-keys');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chownSync(folder, 0, 0);
    const { network: _none, ...machine } = activationOf({ keys: [licenseKey], seed: 'owner' }, 0);
    const activate = () =>
      fetch(`${server.url}/v1/activations`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.7' },
        body: JSON.stringify({ ...machine, product: 'atlas' }),
      });
    expect((await activate()).status).to.equal(500);
    const failed = await line(({ status }) => status === 500);
    expect(failed).to.include({ error: 'EACCES' });
    expect(failed['file']).to.match(/\/day-keys(?:\/|$)/);
    giveTo(data, NOBODY);
    expect((await activate()).status).to.be.oneOf([200, 201]);
  });

  it('gives up root itself if it is started as root', async () => {
    await server.stop();
    server = await startNode({ QUIETKEY_DATA: data, QUIETKEY_TRUSTED_PROXIES: '127.0.0.1' });
    expect(server.said()).to.include('Running as nobody, the owner of the data folder.');
    expect(foreignFiles(home, NOBODY)).to.deep.equal([]);
    await server.stop();
    expect(foreignFiles(home, NOBODY)).to.deep.equal([]);
    expect(lstatSync(join(data, 'quietkey.db')).uid).to.equal(NOBODY.uid);
    server = await startNode({ QUIETKEY_DATA: data, QUIETKEY_TRUSTED_PROXIES: '127.0.0.1' }, NOBODY);
  });
});
