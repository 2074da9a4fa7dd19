/**
 * `quietkey erase`, with and without a running server: the preview, the result, and the receipt, which is verified
 * without database and server.
 */

import Database from 'better-sqlite3';
import { expect } from 'chai';
import type { Page } from '../../../server/domain/kernel/page.ts';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IssueAnswer } from '../../../client-sdk/typescript/contract/license-view.ts';
import type { ReceiptClaims } from '../../../client-sdk/typescript/contract/wire.ts';
import type { KeyList } from '../../../server/composition/world.ts';
import type { ReceiptView } from '../../../server/domain/privacy/receipt.ts';
import { readConfig } from '../../../server/config/config.ts';
import { startServer } from '../../../server/composition/server.ts';
import { openTerminal, type Terminal } from '../terminal.ts';

const EMAIL = 'ada@example.com';

interface Report {
  applied: boolean;
  licenses: number;
  receipt: string | null;
  finish: { state: string; token?: string } | null;
}

describe('quietkey erase', function () {
  let terminal: Terminal;

  before(async () => {
    terminal = await openTerminal();
    await terminal.ask('init');
    await terminal.ask('product', 'add', 'sonar', '--name', 'Sonar');
  });
  after(() => terminal.throwAway());

  const buy = () => terminal.ask('license', 'issue', 'sonar', EMAIL);

  it('shows what would be deleted and kept and the consequences, and changes nothing', async () => {
    await buy();
    const { exit, out } = await terminal.type(['erase', '-'], { input: `${EMAIL}\n` });
    expect(exit).to.equal(0);
    for (const words of [/^links to the buyer +1$/m, /stay valid/, /cannot\s+be\s+found/, /--apply/])
      expect(out).to.match(words);
    expect(out).not.to.contain(EMAIL);
    const ending = await terminal.type(['erase', EMAIL, '--end-licenses']);
    expect(ending.out).to.match(/runs\s+until\s+the\s+end\s+of\s+its\s+present\s+lease/);
    expect((await terminal.ask<Page<object>>('license', 'find', EMAIL)).items).to.have.lengthOf(1);
  });

  it('erases with a receipt that can be verified anywhere', async () => {
    const report = await terminal.ask<Report>('erase', EMAIL, '--apply', '--now', '--reason', 'request 7');
    expect(report).to.deep.include({ applied: true, licenses: 1 });
    expect(report.finish?.state).to.equal('done');
    const { receiptKey } = await terminal.ask<KeyList>('key', 'list');
    const file = join(terminal.folder, 'receipt.txt');
    await writeFile(file, `${report.finish?.token}\n`);
    const elsewhere = await openTerminal();
    const words = ['receipt', 'verify', file, '--key', String(receiptKey)];
    const claims = await elsewhere.ask<ReceiptClaims>(...words);
    expect(claims).to.include({ kind: 'erasure', jti: report.receipt, residue_bytes: 0, engine: 'sqlite' });
    expect(claims.counts['links to the buyer']).to.equal(1);
    expect(JSON.stringify(claims)).not.to.contain('@');
    expect((await elsewhere.type(words)).out).to.match(/valid[^]*Residue +0/);
    expect(
      (await terminal.type(['receipt', 'verify', '-'], { input: report.finish?.token ?? '' })).exit,
    ).to.equal(0);
    const bent = (report.finish?.token ?? '').replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    const refused = await terminal.type(['receipt', 'verify', '-'], { input: bent });
    expect([refused.exit, refused.out]).to.deep.equal([1, '']);
    await elsewhere.throwAway();
  });

  it('leaves the bytes to the next purge without --now', async () => {
    await buy();
    const { out } = await terminal.type(['erase', EMAIL, '--apply']);
    expect(out).to.match(/"erasing" until the next purge/);
    const receiptsIn = async (state: string) =>
      (await terminal.ask<Page<ReceiptView>>('receipt', 'list')).items.filter(
        (receipt) => receipt.state === state,
      );
    const [waiting] = await receiptsIn('erasing');
    expect(waiting).to.include({ kind: 'erasure', token: null });
    await terminal.ask('purge', '--apply');
    expect(await receiptsIn('erasing')).to.deep.equal([]);
    expect((await terminal.ask<ReceiptView>('receipt', 'show', String(waiting?.receipt))).state).to.equal(
      'done',
    );
  });

  it('waits for a running server to do it, with one receipt for each erasure', async () => {
    await buy();
    const lines: object[] = [];
    const config = readConfig({ QUIETKEY_DATA: terminal.dataFolder, QUIETKEY_PORT: '0' });
    const server = await startServer(config, { log: (line) => lines.push(line) });
    try {
      const erased = await terminal.ask<Report>('erase', EMAIL, '--apply', '--now');
      const purged = await terminal.ask<Report>('purge', '--apply');
      for (const { finish } of [erased, purged]) expect(finish?.state).to.equal('done');
    } finally {
      await server.close();
    }
    expect(lines.filter((line) => 'event' in line && line.event === 'receipts signed')).to.have.lengthOf(2);
  });

  it('is not undone by restoring an earlier backup', async () => {
    const email = 'grace@example.com';
    const { license } = await terminal.ask<IssueAnswer>('license', 'issue', 'sonar', email);
    const backup = join(terminal.folder, 'before.backup');
    await terminal.ask('backup', '--out', backup);
    await terminal.ask('erase', email, '--apply', '--now');
    await terminal.ask('restore', backup);
    expect((await terminal.ask<Page<object>>('license', 'find', email)).items).to.deep.equal([]);
    expect(await terminal.ask('license', 'show', license.license), 'the license stays').to.include({
      status: 'active',
    });
    await terminal.ask('purge', '--apply');
    const database = new Database(join(terminal.dataFolder, 'quietkey.db'), { readonly: true });
    const row = database.prepare('SELECT email_index, nonce FROM licenses WHERE id = ?').get(license.license);
    database.close();
    expect(row).to.deep.equal({ email_index: null, nonce: null });
  });

  it('reports that there is nothing to erase', async () => {
    const { exit, out } = await terminal.type(['erase', 'eve@example.com', '--apply']);
    expect([exit, out]).to.deep.equal([0, 'Nothing was found for this email.\n']);
  });
});
