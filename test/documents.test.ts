import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { LicenseView } from '../client-sdk/wire.ts';
import { openTerminal, type Terminal } from './scripts/terminal.ts';
import { ownDatabase, type TestDatabase } from './support/postgres.ts';
import { ROOT } from './support/root.ts';

/** Every command that a document shows is typed here, one after the other, on one fresh data folder. */
describe('the documents', function () {
  this.timeout(60_000);
  let terminal: Terminal;
  let database: TestDatabase;
  before(async () => {
    database = await ownDatabase({ schema: false });
    terminal = await openTerminal();
    await terminal.type(['init']);
  });
  after(async () => {
    await database.end();
    await terminal.throwAway();
  });

  const found = async (): Promise<string> => {
    const [license] = await terminal.ask<LicenseView[]>('license', 'find', 'ada@example.com');
    return license?.license ?? '';
  };

  /** The words that stand for something of the folder. */
  const asTyped = async (word: string): Promise<string> => {
    if (word === 'LICENSE') return found();
    if (word === 'DATA') return terminal.dataFolder;
    if (word === 'DATABASE') return database.url;
    if (word === 'MAILKEY') return mailKey();
    const backups = join(terminal.dataFolder, 'backups');
    return word === 'FILE' ? join(backups, readdirSync(backups)[0] ?? '') : word;
  };

  const mailKey = (): string => join(terminal.folder, 'mailer.key');

  const commands = ['README.md', 'OPERATIONS.md'].flatMap((name) =>
    [...readFileSync(new URL(name, ROOT), 'utf8').matchAll(/^ *npx quietkey (.+)$/gm)].map(
      ([, line]) => [name, line ?? ''] as const,
    ),
  );

  it('show commands', () => {
    expect(commands.length).to.be.greaterThan(10);
  });

  for (const [name, line] of commands) {
    it(`${name}: npx quietkey ${line}`, async () => {
      const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
      const env = { QUIETKEY_MAILER_KEY: mailKey(), QUIETKEY_MAIL_OUTBOX: join(terminal.folder, 'outbox') };
      const { exit, err } = await terminal.type(await Promise.all(words.map(asTyped)), { env });
      expect(exit, err).to.equal(0);
    });
  }
});
