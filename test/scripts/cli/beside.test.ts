/**
 * The command line while a server has the same data folder open: each sees the changes of the other. Also the machines of
 * a license, which only an app can activate, and a database that another process has locked.
 */

import Database from 'better-sqlite3';
import { expect } from 'chai';
import type { Page } from '../../../server/domain/kernel/page.ts';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type {
  ActivationView,
  IssueAnswer,
  LicenseView,
} from '../../../client-sdk/typescript/contract/license-view.ts';
import type { ActivateAnswer } from '../../../client-sdk/typescript/contract/wire.ts';
import { readConfig } from '../../../server/config/config.ts';
import { openWorld, type World } from '../../../server/composition/world.ts';
import { openTerminal, type Terminal } from '../terminal.ts';
import { operations } from '../../../server/domain/operations.ts';

const random16 = () => randomBytes(16).toString('base64url');

describe('the command line while a server runs', () => {
  let terminal: Terminal;
  let server: World;
  let issued: IssueAnswer;

  before(async () => {
    terminal = await openTerminal();
    await terminal.ask('init');
    await terminal.ask('product', 'add', 'sonar', '--name', 'Sonar', '--seats', '2');
    server = await openWorld(readConfig({ QUIETKEY_DATA: terminal.dataFolder }), { threads: 'worker' });
  });
  after(async () => {
    await server.close();
    await terminal.throwAway();
  });

  const activate = (username?: string): Promise<ActivateAnswer> => {
    const machine = { tags: [random16()], nonce: random16(), network: null, username };
    const { licenseKey } = issued;
    return server.run(operations.activation.activate, { product: 'sonar', licenseKey, ...machine }, 'client');
  };

  it('issues a license that the server activates', async () => {
    issued = await terminal.ask<IssueAnswer>('license', 'issue', 'sonar', 'ada@example.com');
    await activate();
    const shown = await terminal.ask<LicenseView>('license', 'show', issued.license.license);
    expect(shown).to.include({ used: 1, seats: 2 });
  });

  it('lists the machines and releases one', async () => {
    const { activation } = await activate('ada');
    const { license } = issued.license;
    const { items: views } = await terminal.ask<Page<ActivationView>>('activation', 'list', license);
    expect(views).to.have.lengthOf(2);
    const { out } = await terminal.type(['activation', 'list', license]);
    for (const view of views) expect(out).to.contain(view.activation).and.to.contain(view.machine);
    for (const line of out.split('\n')) expect(line.length, line).to.be.at.most(80);
    const released = await terminal.ask<ActivationView>('activation', 'release', license, activation);
    expect(released).to.include({ activation, status: 'released' });
    expect((await terminal.ask<LicenseView>('license', 'show', license)).used).to.equal(1);
  });

  it('runs many commands at once, with activations between them', async () => {
    const calls = Array.from({ length: 8 }, () =>
      terminal.ask<IssueAnswer>('license', 'issue', 'sonar', 'grace@example.com', '--order', 'G-1'),
    );
    const answers = await Promise.all([...calls, activate()]);
    const keys = answers.slice(0, 8).map((answer) => (answer as IssueAnswer).licenseKey);
    expect(new Set(keys).size, 'one order, one key').to.equal(1);
  });

  it('finds an old id that begins with a dash, with or without two dashes before it', async () => {
    const { operatorToken: id } = await terminal.ask<{ operatorToken: string }>(
      'token',
      'create',
      'shop',
      '--scopes',
      'products:read',
    );
    const old = `-${id.slice(1)}`;
    const database = new Database(join(terminal.dataFolder, 'quietkey.db'));
    database.prepare('UPDATE operator_tokens SET id = ? WHERE id = ?').run(old, id);
    database.close();
    for (const words of [[old], ['--', old]]) {
      const { exit, out, err } = await terminal.type(['token', 'revoke', ...words]);
      expect(exit, err).to.equal(0);
      expect(out).to.contain(old).and.to.contain('revoked');
    }
  });

  it('reports that the database is busy, and exits with 69', async () => {
    const holder = new Database(join(terminal.dataFolder, 'quietkey.db'));
    holder.exec('BEGIN IMMEDIATE');
    try {
      const { exit, err } = await terminal.type(['license', 'suspend', issued.license.license]);
      expect(exit, err).to.equal(69);
      expect(err).to.contain('busy');
    } finally {
      holder.exec('ROLLBACK');
      holder.close();
    }
  });
});
