/**
 * `quietkey audit` as an operator types it: the head, the verification with an earlier head or receipt, what it says of a
 * chain that somebody changed, and the leaves for a verifier elsewhere.
 */

import Database from 'better-sqlite3';
import { expect } from 'chai';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditHeadAnswer, AuditLeaf } from '../../../client-sdk/typescript/contract/audit.ts';
import type { IssueAnswer } from '../../../client-sdk/typescript/contract/license-view.ts';
import { headChecks } from '../../../scripts/commands/audit/head-check.ts';
import type { HeadState } from '../../../server/composition/audit.ts';
import { openTerminal, type Terminal } from '../terminal.ts';

describe('quietkey audit', () => {
  let terminal: Terminal;
  let license: string;

  before(async () => {
    terminal = await openTerminal();
    await terminal.ask('init');
    await terminal.ask('product', 'add', 'sonar', '--name', 'Sonar');
    const issued = await terminal.ask<IssueAnswer>('license', 'issue', 'sonar', 'ada@example.com');
    license = issued.license.license;
    await terminal.ask('license', 'suspend', license);
  });
  after(() => terminal.throwAway());

  const inDatabase = (sql: string): void => {
    const database = new Database(join(terminal.dataFolder, 'quietkey.db'));
    database.exec(sql);
    database.close();
  };
  const file = (text: string): string => {
    const path = join(terminal.folder, 'given.txt');
    writeFileSync(path, text);
    return path;
  };
  const doctor = async () => {
    const { out } = await terminal.type(['doctor']);
    return /^\w+ +audit chain .*(?:\n .*)*/m.exec(out)?.[0].replaceAll(/\s+/g, ' ') ?? 'nothing';
  };
  const verify = async (...words: string[]) => {
    const { exit, out, err } = await terminal.type(['audit', 'verify', ...words]);
    return { exit, text: `${out}${err}`.replaceAll(/\s+/g, ' ') };
  };

  it('prints the head, which is signed, and grows with each action', async () => {
    const before = await terminal.ask<AuditHeadAnswer>('audit', 'head');
    expect(before.leaves).to.equal(2);
    await terminal.ask('license', 'reinstate', license);
    const after = await terminal.ask<AuditHeadAnswer>('audit', 'head');
    expect(after.leaves).to.equal(3);
    expect((await terminal.type(['audit', 'head'])).out).to.equal(
      `Leaves  3\nHead    ${after.head}\n\n${after.token}\n`,
    );
    expect(await doctor()).to.equal('ok audit chain 3 leaves; has the head that is kept beside the database');
  });

  it('verifies the chain, also against earlier heads and receipts, in any wrapping', async () => {
    const { out: head } = await terminal.type(['audit', 'head']);
    const { receipt } = await terminal.ask<{ receipt: string }>('purge', '--apply');
    const { out: shown } = await terminal.type(['receipt', 'show', receipt]);
    const { exit, text } = await verify('--from', file(`> ${head}\nKeep this.\n${shown}`));
    expect(exit, text).to.equal(0);
    expect(text).to.match(/^The chain is whole\. Leaves 3 Records 3 fit their leaves/);
    expect(text.match(/given \S+ 3 the chain has it/g)).to.have.length(2);
    const receiptFile = join(terminal.folder, 'receipt.txt');
    writeFileSync(receiptFile, shown);
    const verified = await terminal.type(['receipt', 'verify', receiptFile]);
    expect(verified.out).to.match(/Audit chain +3 leaves, head/);
  });

  it('refuses a file without a head that this server signed', async () => {
    for (const text of ['nothing', `eyJ.${'a'.repeat(40)}.${'b'.repeat(86)}`]) {
      const { exit, text: said } = await verify('--from', file(text));
      expect(exit, said).to.equal(2);
      expect(said).to.include('--from has a text that is not a head or a receipt with one');
    }
  });

  it('writes all leaves, without anything of a record', async () => {
    const { out } = await terminal.type(['audit', 'export']);
    const leaves = JSON.parse(out) as AuditLeaf[];
    expect(leaves.map(({ number, kind }) => [number, kind])).to.deep.equal([
      [0, 'act'],
      [1, 'act'],
      [2, 'act'],
    ]);
    expect(Object.keys(leaves[0]!)).to.deep.equal(['number', 'day', 'kind', 'commitment', 'hash', 'token']);
    expect(out).not.to.include(license);
    const path = join(terminal.folder, 'chain.json');
    expect(await terminal.ask('audit', 'export', '--out', path)).to.include({ leaves: 3 });
    expect(readFileSync(path, 'utf8')).to.equal(out);
  });

  it('says what was changed and what is gone, and ends with 1', async () => {
    inDatabase('DELETE FROM operator_actions WHERE leaf = 1; DELETE FROM audit_leaves WHERE number = 2');
    const { exit, text } = await verify();
    expect(exit).to.equal(1);
    expect(text).to.match(/^The chain is not whole\./);
    expect(text).to.match(/1 \d{4}-\d\d-\d\d has no record, before its time/);
    expect(text).to.match(/2 was removed/);
    expect(text).to.include('the chain was rolled back');
    expect(await doctor()).to.match(/^fail audit chain its last leaf .* quietkey audit verify/);
  });
});

describe('the check of the audit chain by doctor', () => {
  const CASES: readonly [HeadState['remembered'], isOnlyFolder: boolean, level: string][] = [
    ['kept', true, 'ok'],
    ['restored', true, 'ok'],
    ['none', true, 'warn'],
    ['none', false, 'ok'],
    ['damaged', true, 'fail'],
    ['rolled back', false, 'fail'],
    ['replaced', false, 'fail'],
  ];
  for (const [remembered, isOnlyFolder, level] of CASES)
    it(`${remembered}${isOnlyFolder ? '' : ', with other folders'}: ${level}`, () => {
      const [check, ...more] = headChecks({ leaves: 3, isWhole: true, remembered }, { isOnlyFolder });
      expect([check?.level, check?.remedy === undefined, more]).to.deep.equal([level, level === 'ok', []]);
    });

  it('says nothing before the first leaf, and finds a chain of which nothing is left', () => {
    const head = { leaves: 0, isWhole: true };
    expect(headChecks({ ...head, remembered: 'none' }, { isOnlyFolder: true })).to.deep.equal([]);
    const [check] = headChecks({ ...head, remembered: 'rolled back' }, { isOnlyFolder: true });
    expect(check?.level).to.equal('fail');
  });
});
