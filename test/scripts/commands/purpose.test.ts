/**
 * `--purpose` as an operator types it: every command that looks at a customer's record needs it, or the variable, and says
 * so in its own words; the customer's record then says why.
 */

import Database from 'better-sqlite3';
import { expect } from 'chai';
import { join } from 'node:path';
import type { IssueAnswer } from '../../../client-sdk/typescript/contract/license-view.ts';
import { commandPath } from '../../../scripts/cli/error-output.ts';
import { programOf, withSubcommands } from '../../../scripts/program.ts';
import { openTerminal, type Terminal } from '../terminal.ts';

describe('the purpose of a look at the terminal', () => {
  let terminal: Terminal;
  let license: string;

  before(async () => {
    terminal = await openTerminal();
    await terminal.ask('init');
    await terminal.ask('product', 'add', 'sonar', '--name', 'Sonar');
    for (let sold = 0; sold < 3; sold += 1) {
      const issued = await terminal.ask<IssueAnswer>('license', 'issue', 'sonar', 'ada@example.com');
      license = issued.license.license;
    }
  });
  after(() => terminal.throwAway());

  /** Types a command without the variable that tests set. */
  const type = async (...words: string[]) => {
    const { exit, out, err } = await terminal.type(words, { env: { QUIETKEY_PURPOSE: '' } });
    return { exit, out, said: `${out}${err}`.replaceAll(/\s+/g, ' ') };
  };
  const recorded = (): string[] => {
    const database = new Database(join(terminal.dataFolder, 'quietkey.db'), { readonly: true });
    const rows = database
      .prepare(
        `SELECT action || ' ' || purpose AS text FROM operator_actions WHERE purpose <> '' ORDER BY leaf`,
      )
      .all();
    database.close();
    return (rows as { text: string }[]).map(({ text }) => text);
  };

  /** Each command that takes a purpose, with what it records. A command that is missing here fails. */
  const LOOKS: Readonly<Record<string, readonly [words: () => string[], action: string, exit?: number]>> = {
    'license show': [() => [license], 'license show'],
    'license find': [() => ['ada@example.com', '--limit', '1'], 'license find'],
    'license holdings': [() => [license], 'license holdings'],
    'license export': [() => [], 'license export'],
    'license revoke': [() => [license], 'license show', 1],
    'license disown': [() => [license], 'license show', 1],
    'license seats': [() => [license, '1'], 'license show'],
    'license entitlements': [() => [license, ''], 'license show'],
    'license correct': [() => [license, '--seats', '2'], 'license show', 1],
    'activation list': [() => [license], 'activation list'],
    erase: [() => ['ada@example.com'], 'erasure planned'],
  };
  /** What has a test of its own, or takes the purpose of later looks. */
  const OTHERS = ['bundle open', 'request show', 'token create'];

  it('is an option of each command that looks', () => {
    const takes = withSubcommands(programOf(false))
      .filter(({ options }) => options.some(({ long }) => long === '--purpose'))
      .map((command) => commandPath(command).replace('quietkey ', ''));
    expect(takes.toSorted()).to.deep.equal([...Object.keys(LOOKS), ...OTHERS].toSorted());
  });

  for (const [command, [words, action, exit = 0]] of Object.entries(LOOKS)) {
    it(`${command} is refused without it, and says why once it is typed`, async () => {
      const typed = [...command.split(' '), ...words()];
      const before = recorded().length;
      const refused = await type(...typed);
      expect(refused.exit, refused.said).to.equal(2);
      expect(refused.said).to.include('--purpose is required: support, order, abuse, legal or maintenance');
      expect(recorded().length).to.equal(before);
      const { exit: ended, said } = await type(...typed, '--purpose', 'support: ticket T-1017');
      expect(ended, said).to.equal(exit);
      const looks = recorded().slice(before);
      expect(new Set(looks)).to.deep.equal(new Set([`${action} support: ticket T-1017`]));
    });
  }

  it('is the variable where no option is typed, and the option otherwise', async () => {
    const before = recorded().length;
    const env = { QUIETKEY_PURPOSE: 'order: web shop' };
    expect((await terminal.type(['license', 'show', license], { env })).exit).to.equal(0);
    const typed = ['license', 'show', license, '--purpose', 'legal'];
    expect((await terminal.type(typed, { env })).exit).to.equal(0);
    expect(recorded().slice(before)).to.deep.equal(['license show order: web shop', 'license show legal']);
    const bad = await terminal.type(['license', 'show', license], { env: { QUIETKEY_PURPOSE: 'fun' } });
    expect([bad.exit, bad.err.replaceAll(/\s+/g, ' ')]).to.deep.equal([78, bad.err.replaceAll(/\s+/g, ' ')]);
    expect(bad.err).to.include('QUIETKEY_PURPOSE must be support');
  });

  it('is in the command that lists the rest', async () => {
    const { out } = await type(
      'license',
      'find',
      'ada@example.com',
      '--limit',
      '1',
      '--purpose',
      "abuse: it's copied",
    );
    const [, next = ''] = /^ {2}quietkey (.*)$/m.exec(out) ?? [];
    expect(next).to.match(/^license find - --purpose 'abuse: it'\\''s copied' --limit 1 --after \S+$/);
    const listed = await type('activation', 'list', license, '--purpose', 'support', '--after', 'x');
    expect(listed.exit).to.equal(2);
  });

  it('is the token’s, and set later', async () => {
    type Made = { operatorToken: string; purpose: string | null };
    const scopes = ['--scopes', 'licenses:read'] as const;
    const made = await terminal.ask<Made>('token', 'create', 'shop', ...scopes);
    expect(made.purpose, 'not that of the variable').to.equal(null);
    const { out } = await type('token', 'purpose', made.operatorToken, 'order: web shop');
    expect(out).to.match(/^Purpose +order: web shop$/m);
    expect((await type('token', 'list')).out).to.include('order: web shop');
    expect((await type('token', 'purpose', made.operatorToken)).out).to.match(/^Purpose +none/m);
    expect((await type('token', 'create', 'desk', ...scopes, '--purpose', 'support')).out).to.match(
      /^Purpose +support$/m,
    );
  });
});
