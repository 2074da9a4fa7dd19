/**
 * `quietkey secret`: nothing changes without --apply, a running server takes up a rotation, and a generation that is
 * needed is not destroyed. No secret is printed.
 */

import { expect } from 'chai';
import type { Page } from '../../../server/domain/kernel/page.ts';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IssueAnswer } from '../../../client-sdk/typescript/contract/license-view.ts';
import { proven, random22 } from '../../support/machine.ts';
import { startTestServer } from '../../support/world.ts';
import { openTerminal, type Ran, type Terminal } from '../terminal.ts';
import { operations } from '../../../server/domain/operations.ts';

const EMAIL = 'ada@example.com';

interface Line {
  secret: string;
  generation: number;
  use: string;
  needed: { kind: string; held: number }[];
}

describe('quietkey secret', () => {
  let terminal: Terminal;

  before(async () => {
    terminal = await openTerminal();
    await terminal.ask('init');
    await terminal.ask('product', 'add', 'sonar', '--name', 'Sonar');
    await issue();
  });
  after(() => terminal.throwAway());

  const issue = () => terminal.ask<IssueAnswer>('license', 'issue', 'sonar', EMAIL, '--order', 'A-1');
  const secretFile = () => readFile(join(terminal.dataFolder, 'secret'), 'utf8');
  const list = async (): Promise<string[]> =>
    (await terminal.ask<Line[]>('secret', 'list')).map(
      ({ secret, generation, use, needed }) =>
        `${secret} ${generation} ${use}: ${needed.map(({ kind, held }) => `${held} ${kind}`).join(', ')}`,
    );
  const typed = async (exit: number, ...words: string[]): Promise<Ran> => {
    const ran = await terminal.type(['secret', ...words]);
    expect(ran.exit, ran.out + ran.err).to.equal(exit);
    expect(ran.out + ran.err).not.to.match(/qk[si]\d*_/);
    return ran;
  };

  it('rotate changes nothing without --apply', async () => {
    const before = await secretFile();
    expect((await typed(0, 'rotate')).out).to.contain('quietkey secret rotate --apply');
    expect(await secretFile()).to.equal(before);
  });

  it('rotates, and list shows what needs the earlier generation', async () => {
    expect((await typed(0, 'rotate', '--apply', '--wait', '0')).out).to.contain('generation 2');
    expect(await list()).to.deep.equal([
      'secret 2 in use: ',
      'secret 1 earlier: 1 license keys, 1 email indexes',
      'issue secret 1 in use: 1 derived license keys',
    ]);
    expect((await typed(0, 'list')).out).to.match(/^secret +1 {2}earlier +1 license key, 1 email index$/m);
    expect((await terminal.type(['doctor'])).out).to.match(/^ok {4}secret +generation 1 is needed by/m);
  });

  it('move shows what is due, then wraps it with --apply', async () => {
    expect((await typed(0, 'move')).out).to.contain('1 email index to move');
    expect((await typed(0, 'move', '--apply')).out).to.contain('Moved 1 email index.');
    expect((await typed(0, 'move')).out).to.contain('No email index');
    expect((await terminal.ask<Page<object>>('license', 'find', EMAIL)).items).to.have.lengthOf(1);
  });

  it('destroy shows what would be lost, and refuses while something needs it', async () => {
    const { out } = await typed(0, 'destroy', '1');
    expect(out).to.contain('1 license key').and.to.contain('typed again').and.to.contain('--even-if-needed');
    expect((await typed(1, 'destroy', '1', '--apply')).err).to.contain('is needed by 1 license key');
    expect((await typed(1, 'destroy', '2', '--apply')).err).to.contain('is in use');
    expect((await typed(1, 'destroy', '7')).err).to.contain('no generation 7');
    await typed(2, 'destroy', 'first');
    expect((await typed(1, 'destroy', '2', '--apply', '--even-if-needed')).err).to.contain('is in use');
  });

  it('destroys a generation that nothing needs', async () => {
    await issue();
    expect((await terminal.type(['doctor'])).out).to.match(/^warn {2}secret +nothing needs generation 1/m);
    expect((await typed(0, 'destroy', '1')).out).to.contain('Nothing needs');
    expect((await typed(0, 'destroy', '1', '--apply')).out).to.contain('was destroyed');
    expect((await list())[1]).to.match(/^issue secret/);
    expect((await terminal.ask<Page<object>>('license', 'find', EMAIL)).items).to.have.lengthOf(1);
  });

  it('destroys a needed issue secret with --even-if-needed: the order gets another key', async () => {
    const { licenseKey } = await issue();
    await typed(0, 'rotate', '--issue', '--apply', '--wait', '0');
    await typed(0, 'destroy', '1', '--issue', '--apply', '--even-if-needed');
    const again = await issue();
    expect([licenseKey[0], again.licenseKey[0]]).to.deep.equal(['1', '2']);
  });

  it('continues a rotation that was interrupted', async () => {
    const { out } = await terminal.type(['secret', 'rotate', '--apply', '--wait', '0', '--json']);
    expect(JSON.parse(out)).to.include({ secret: 'secret', generation: 3, use: 'in use' });
    const text = (await secretFile()).trimEnd().split('\n');
    const env = { QUIETKEY_SECRET: text.toReversed().join(' ') };
    const look = await terminal.type(['secret', 'rotate'], { env });
    expect(look.out).to.contain('Would finish a rotation').and.to.contain('--out FILE');
    expect((await terminal.type(['doctor'], { env })).out).to.match(
      /^warn {2}secret +generation 3 is not in use yet/m,
    );
  });

  it('writes the lines for the environment to a file', async () => {
    const env = { QUIETKEY_SECRET: (await secretFile()).trim() };
    const out = join(terminal.folder, 'next');
    const refused = await terminal.type(['secret', 'rotate', '--apply'], { env });
    expect(refused.exit, refused.err).to.equal(78);
    expect(refused.err)
      .to.contain('--out FILE')
      .and.not.to.match(/qks\d*_/);
    const ran = await terminal.type(['secret', 'rotate', '--apply', '--out', out], { env });
    expect(ran.exit, ran.err).to.equal(0);
    expect((await readFile(out, 'utf8')).match(/^qks\d*_/gm)).to.deep.equal(['qks3_', 'qks2_', 'qks4_']);
  });
});

describe('quietkey secret rotate while a server runs', () => {
  it('is taken up: machines renew, keys can be typed, and new keys have the new generation', async () => {
    const server = await startTestServer();
    const terminal = await openTerminal();
    try {
      await server.run(operations.licensing.addProduct, {
        product: 'sonar',
        name: 'Sonar',
        terms: { seats: 2 },
      });
      const { licenseKey } = await server.run(operations.licensing.issueLicense, {
        product: 'sonar',
        email: EMAIL,
      });
      const tags = [random22()];
      const request = { product: 'sonar', licenseKey, tags, nonce: random22(), network: null };
      const held = await server.run(operations.activation.activate, request);
      const env = { QUIETKEY_DATA: server.config.dataFolder };
      const ran = await terminal.type(['secret', 'rotate', '--apply', '--wait', '5'], { env });
      expect(ran.exit, ran.err).to.equal(0);
      const keyed = async () =>
        (await server.run(operations.cluster.countGenerations, {})).filter(
          ({ kind, first }) => kind === 'license keys' && first === 2,
        );
      // repeated until the server uses the generation that it can already read
      while ((await keyed()).length === 0)
        await server.run(operations.activation.activate, { ...request, nonce: random22() });
      const again = await server.run(operations.activation.activate, { ...request, nonce: random22() });
      expect(again.activation).to.equal(held.activation);
      server.clock.move(8 * 86_400);
      expect(
        await server.run(operations.activation.renewLease, proven('renew', again, tags)),
      ).to.have.property('lease');
    } finally {
      await server.end();
      await terminal.throwAway();
    }
  });
});
