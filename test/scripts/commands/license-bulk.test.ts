/**
 * Bulk issue and export on the command line: files as shops and spreadsheets write them, rows that must be refused, and
 * runs that are killed, stopped and repeated. The report and the export are parsed as a spreadsheet would, and searched
 * for what they must not contain. The rate is printed, not asserted: that is left to the bench.
 */

import Database from 'better-sqlite3';
import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rename, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import type { IssueAnswer, LicenseView } from '../../../client-sdk/typescript/contract/license-view.ts';
import { readConfig } from '../../../server/config/config.ts';
import { openWorld } from '../../../server/composition/world.ts';
import { rounds } from '../../support/rounds.ts';
import { openTerminal, type Ran, type Terminal } from '../terminal.ts';
import { operations } from '../../../server/domain/operations.ts';
import { until } from '../../support/until.ts';

// this file runs from a folder below dist/test/scripts
const COMMAND = fileURLToPath(new URL('../../../scripts/quietkey.js', import.meta.url));
const HEADER = 'product,email,order,seats,ends_on';
const ADA = 'ada@example.com';

interface Line {
  row: string;
  order: string;
  license: string;
  license_key: string;
  code: string;
  detail: string;
}

interface Summary {
  rows: number;
  leftOut: number;
  issued: number;
  alreadyIssued: number;
  refused: number;
  stopped: string | null;
  report: string;
}

/** Rows that are refused: the row as written, the code, and what the sentence says. */
const BAD_ROWS: readonly (readonly [row: string, code: string, message: RegExp])[] = [
  ['sonar,nobody,O-1,,', 'email_malformed', /email must contain exactly one @/],
  ['sonar,,O-2,,', 'email_malformed', /email is empty/],
  ['sonar,"ada@\nexample.com",O-3,,', 'email_malformed', /control/],
  ['sonar,=cmd@example.com(x),O-4,,', 'email_malformed', /comment/],
  ['atlas,ada@example.com,O-5,,', 'product_unknown', /product does not exist/],
  [',ada@example.com,O-6,,', 'product_unknown', /product does not exist/],
  ['sonar,ada@example.com,,,', 'request_malformed', /^order must have/],
  ['sonar,ada@example.com,ada@example.com,,', 'request_malformed', /^order must have/],
  ['sonar,ada@example.com,two words,,', 'request_malformed', /^order must have/],
  [`sonar,ada@example.com,${'x'.repeat(101)},,`, 'request_malformed', /^order must have/],
  ['sonar,ada@example.com,O-7,0,', 'request_malformed', /^seats must be/],
  ['sonar,ada@example.com,O-8,-1,', 'request_malformed', /^seats must be/],
  ['sonar,ada@example.com,O-9,1e3,', 'request_malformed', /^seats must be/],
  ['sonar,ada@example.com,O-10,,2001-01-01', 'request_malformed', /^ends_on must be/],
  ['sonar,ada@example.com,O-11,,31.12.2099', 'request_malformed', /^ends_on must be/],
  ['sonar,ada@example.com,O-12', 'request_malformed', /3 cells, the header 5/],
  ['sonar,ada@example.com,O-13,,,ada@example.com', 'request_malformed', /6 cells/],
  ['sonar,grace@example.com,TAKEN,,', 'order_mismatch', /not the email of this order/],
];

/** Files that are refused as a whole, and the message. */
const BAD_FILES: readonly (readonly [name: string, content: string | Uint8Array, message: RegExp])[] = [
  ['empty', '', /is empty/],
  ['without a header', `sonar,${ADA},O-1\n`, /has no column product, email, order/],
  ['without orders', `product,email\nsonar,${ADA}\n`, /has no column order/],
  ['with a misspelt column', `product,email,order,seat\nsonar,${ADA},O-1,2\n`, /column 4/],
  ['with a column twice', `product,email,order,email\n`, /column 4/],
  ['with an open quote', `product,email,order\nsonar,"${ADA},O-1\n`, /without a closing quote/],
  ['with a stray quote', `product,email,order\nsonar,"a"da@example.com,O-1\n`, /quote at line 2/],
  [
    'in two encodings',
    Buffer.concat([Buffer.from('product,email,order\nsonar,jörg@example.com,O-1\n'), Buffer.from([0xf6])]),
    /mixes UTF-8/,
  ],
  [
    'cut within a character',
    Buffer.from('\ufeffproduct,email,order,', 'utf16le').subarray(0, -1),
    /within a character/,
  ],
  ['with an endless row', `product,email,order\nsonar,"${'x'.repeat(70_000)}",O-1\n`, /65536 bytes/],
];

/** Orders that a spreadsheet would take for formulas, and how the report writes them. */
const FORMULAS: readonly (readonly [order: string, written: string])[] = [
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['a;=1', "a;'=1"],
  ['"quoted"', '"quoted"'],
  ["it's,one", "it's,one"],
];

describe('bulk issue and export', function () {
  let terminal: Terminal;
  let files = 0;

  before(async () => {
    terminal = await openTerminal();
    await terminal.ask('init');
    await terminal.ask('product', 'add', 'sonar', '--name', 'Sonar', '--prefix', 'SONAR', '--seats', '2');
    await terminal.ask('license', 'issue', 'sonar', ADA, '--order', 'TAKEN');
  });
  after(() => terminal.throwAway());

  const sheet = async (content: string | Uint8Array): Promise<string> => {
    const path = join(terminal.folder, `orders-${++files}.csv`);
    await writeFile(path, content);
    return path;
  };
  const issue = async (path: string, ...more: string[]): Promise<Ran & { summary: Summary }> => {
    const ran = await terminal.type(['license', 'issue', '--csv', path, ...more, '--json']);
    return { ...ran, summary: JSON.parse(ran.out) as Summary };
  };
  const issueText = async (content: string): Promise<Ran & { summary: Summary; lines: Line[] }> => {
    const ran = await issue(await sheet(content));
    return { ...ran, lines: await readReport(ran.summary.report) };
  };

  it('issues a license for each row, and reports its key', async () => {
    const { exit, summary, lines } = await issueText(
      `${HEADER}\nsonar,${ADA},A-1,5,2099-12-31\nsonar,bob@example.com,A-2,,never\n`,
    );
    expect([exit, summary.issued, summary.refused]).to.deep.equal([0, 2, 0]);
    expect(lines.map(({ row, order, code }) => [row, order, code])).to.deep.equal([
      ['2', 'A-1', ''],
      ['3', 'A-2', ''],
    ]);
    const shown = await terminal.ask<LicenseView>('license', 'show', bare(lines[0]!.license));
    expect(shown).to.include({ seats: 5, endsOn: '2099-12-31' });
    const again = await terminal.ask<IssueAnswer>('license', 'issue', 'sonar', ADA, '--order', 'A-1');
    expect(again.licenseKey).to.equal(lines[0]!.license_key);
  });

  it('refuses the whole file on a server without the issue secret', async () => {
    const secret = join(terminal.dataFolder, 'issue-secret');
    const path = await sheet(`${HEADER}\nsonar,${ADA},N-1,,\n`);
    await rename(secret, `${secret}.away`);
    const { exit, out } = await terminal.type(['license', 'issue', '--csv', path, '--json']);
    await rename(`${secret}.away`, secret);
    expect([exit, (JSON.parse(out) as { code: string }).code]).to.deep.equal([1, 'issue_secret_absent']);
    expect(existsSync(path.replace('.csv', '.report.csv'))).to.equal(false);
  });

  it('refuses single rows and continues', async () => {
    const rows = BAD_ROWS.map(([row]) => row);
    const { exit, summary, lines } = await issueText(
      [HEADER, ...rows, 'sonar,ada@example.com,GOOD,,', ''].join('\r\n'),
    );
    expect([exit, summary.issued, summary.refused]).to.deep.equal([1, 1, BAD_ROWS.length]);
    for (const [index, [row, code, message]] of BAD_ROWS.entries()) {
      expect(lines[index]!.code, row).to.equal(code);
      expect(lines[index]!.detail, row).to.match(message);
      expect([lines[index]!.license, lines[index]!.license_key], row).to.deep.equal(['', '']);
    }
    expect(lines.at(-1)).to.include({ order: 'GOOD', code: '' });
  });

  it('prints how many rows were refused, and which', async () => {
    const path = await sheet(`${HEADER}\nsonar,nobody,T-1,,\nsonar,${ADA},T-2,,\n`);
    const { exit, out, err } = await terminal.type(['license', 'issue', '--csv', path]);
    expect([exit, err]).to.deep.equal([1, '']);
    expect(out)
      .to.match(/^Issued +1$/m)
      .and.to.match(/^Refused +1$/m)
      .and.to.match(/^ +2 {2}email_malformed$/m);
  });

  for (const [name, content, message] of BAD_FILES) {
    it(`refuses a file ${name}`, async () => {
      const path = await sheet(content);
      const { exit, out, err } = await terminal.type(['license', 'issue', '--csv', path]);
      expect([exit, out]).to.deep.equal([2, '']);
      expect(err.replaceAll(/\s+/g, ' ')).to.match(message).and.to.contain('--csv').and.not.to.contain('@');
      expect(existsSync(path.replace('.csv', '.report.csv'))).to.equal(false);
    });
  }

  it('reads a byte order mark, CRLF, columns in any order, quoted cells and empty rows', async () => {
    const { exit, lines } = await issueText(
      '\ufeffOrder,"E-Mail",Product\r\n'.replace('E-Mail', 'EMAIL') +
        'Q-1," Ada@Example.com ",sonar\r\n\r\n,,\r\n"Q-""2""",bob@example.com,"sonar"\r\n"Q;3",bob@example.com,sonar',
    );
    expect(exit).to.equal(0);
    expect(lines.map(({ row, order }) => [row, order])).to.deep.equal([
      ['2', 'Q-1'],
      ['5', 'Q-"2"'],
      ['6', 'Q;3'],
    ]);
  });

  it('refuses a repeated order, and accepts items of an order with references of their own', async () => {
    await terminal.ask('product', 'add', 'nova', '--name', 'Nova');
    const { exit, lines } = await issueText(
      `${HEADER}\nsonar,${ADA},D-1,1,\nsonar,${ADA},D-1,9,\nnova,${ADA},D-1,,\nnova,${ADA},D-1/2,,\n`,
    );
    expect(exit).to.equal(1);
    expect(lines.map(({ code }) => code)).to.deep.equal(['', 'order_repeated', 'order_repeated', '']);
    for (const { detail } of lines.slice(1, 3)) expect(detail).to.contain('Row 2').and.to.contain('1017/2');
  });

  it('tells new licenses from those that were issued before, and from what differs', async () => {
    const first = await issueText(
      `${HEADER}\nsonar,${ADA},P-1,5,\nsonar,${ADA},P-2,,2099-12-31\nsonar,${ADA},P-3,,\n`,
    );
    const [one, two, three] = first.lines.map(({ license }) => bare(license));
    await terminal.ask('license', 'seats', one!, '8');
    await terminal.ask('license', 'suspend', two!);
    await terminal.ask('license', 'revoke', three!, '--yes');
    const { exit, summary, lines } = await issueText(
      `${HEADER}\nsonar,${ADA},P-1,5,\nsonar,${ADA},P-2,,2099-12-31\nsonar,${ADA},P-3,,\nsonar,${ADA},P-4,,\n`,
    );
    expect([exit, summary.issued, summary.alreadyIssued, summary.refused]).to.deep.equal([0, 1, 3, 0]);
    expect(lines[0]!.license_key).to.equal(first.lines[0]!.license_key);
    expect(lines[1]!.detail).to.match(/^The license has been suspended since \d/);
    expect(lines[2]).to.include({ code: 'license_revoked', license_key: '' });
    const other = await issueText(`${HEADER}\nsonar,${ADA},P-1,9,\nnova,${ADA},P-2,,never\n`);
    expect([other.exit, other.summary.refused]).to.deep.equal([1, 2]);
    expect(other.lines.map(({ code }) => code)).to.deep.equal(['order_mismatch', 'order_mismatch']);
    expect(other.lines[0]!.detail).to.match(/seats is 5 in this order/);
    expect(other.lines[1]!.detail).to.match(/product is sonar in this order\. ends_on is 2099-12-31/);
  });

  it('writes no cell that a spreadsheet would take for a formula', async () => {
    const rows = FORMULAS.map(([order]) => `sonar,${ADA},"${order.replaceAll('"', '""')}",,`);
    const { lines } = await issueText([HEADER, ...rows].join('\n'));
    expect(lines.map(({ order }) => order)).to.deep.equal(FORMULAS.map(([, written]) => written));
    for (const line of lines) for (const cell of Object.values(line)) expect(cell).not.to.match(/^[=+\-@]/);
  });

  it('writes the report for its owner only, without an email', async () => {
    const rows = BAD_ROWS.map(([row]) => row);
    const path = await sheet([HEADER, ...rows, `sonar,${ADA},R-1,,`].join('\n'));
    const { summary } = await issue(path);
    expect(summary.report).to.equal(path.replace('.csv', '.report.csv'));
    expect((await stat(summary.report)).mode & 0o777).to.equal(0o600);
    expect(await readFile(summary.report, 'utf8')).not.to.match(/@[a-z]|example|ada/i);
    expect(existsSync(`${summary.report}.partial`)).to.equal(false);
  });

  it('writes the report to --out, but not into the data folder or over its source', async () => {
    const path = await sheet(`${HEADER}\nsonar,${ADA},W-1,,\n`);
    const elsewhere = join(terminal.folder, 'keys.csv');
    expect((await issue(path, '--out', elsewhere)).summary.report).to.equal(elsewhere);
    const link = join(terminal.folder, 'link');
    await symlink(terminal.dataFolder, link);
    const refused = [
      path,
      terminal.folder,
      join(terminal.dataFolder, 'a.csv'),
      join(link, 'a.csv'),
      link,
      join(terminal.folder, 'nowhere', 'a.csv'),
    ];
    for (const out of refused) {
      const { exit, err } = await terminal.type(['license', 'issue', '--csv', path, '--out', out]);
      expect([exit, err.includes('--out')], out + err).to.deep.equal([2, true]);
    }
    expect(await readFile(path, 'utf8')).to.contain('W-1');
  });

  it('refuses a mix of single and bulk issue', async () => {
    const path = await sheet(`${HEADER}\n`);
    for (const words of [
      ['--csv', path, 'sonar', ADA],
      ['--csv', path, '--order', 'X'],
      ['--csv', path, '--seats', '2'],
      ['sonar', ADA, '--out', path],
    ]) {
      const { exit, err } = await terminal.type(['license', 'issue', ...words]);
      expect([exit, err.includes('license issue --help')], err).to.deep.equal([2, true]);
    }
    expect((await issue(path)).summary).to.include({ rows: 0, issued: 0 });
  });

  describe('an interrupted run', () => {
    // enough that a run is not done before a signal reaches it
    const ROWS = rounds(6_000, 2_500);
    let path: string;
    let report: string;

    before(async () => {
      const rows = Array.from({ length: ROWS }, (_, i) => `sonar,buyer${i}@example.com,K-${i},,`);
      path = await sheet([HEADER, ...rows, 'sonar,nobody,K-bad,,'].join('\n'));
      report = path.replace('.csv', '.report.csv');
    });

    const start = () => {
      const env = { PATH: process.env['PATH'] ?? '', QUIETKEY_DATA: terminal.dataFolder };
      const child = spawn(process.execPath, [COMMAND, 'license', 'issue', '--csv', path], { env });
      let out = '';
      child.stdout.setEncoding('utf8').on('data', (part: string) => (out += part));
      const ended = new Promise<{ exit: number | null; out: string }>((resolve) => {
        child.on('close', (exit) => resolve({ exit, out }));
      });
      return { child, ended };
    };
    const size = async (): Promise<number> =>
      (await stat(`${report}.partial`).catch(() => undefined))?.size ?? 0;
    /** Waits until the report has about this many lines, and a run has added to those of the run before. */
    const reaches = (lines: number, before: number): Promise<void> =>
      until(async () => (await size()) >= Math.max(lines * 75, before + 1));
    const issued = (): number => {
      const database = new Database(join(terminal.dataFolder, 'quietkey.db'), { readonly: true });
      try {
        const count = database.prepare("SELECT COUNT(*) FROM orders WHERE reference LIKE 'K-%'").pluck();
        return count.get() as number;
      } finally {
        database.close();
      }
    };

    it('ends with the same report after two kills and a Ctrl-C as without them', async () => {
      for (const lines of [200, 500]) {
        const before = await size();
        const { child, ended } = start();
        await reaches(lines, before);
        child.kill('SIGKILL');
        await ended;
        expect(existsSync(report), 'a report that is not whole has not its name').to.equal(false);
        expect(issued())
          .to.be.greaterThan(lines / 2)
          .and.lessThan(ROWS);
      }
      const partial = await readFile(`${report}.partial`, 'utf8');

      const before = await size();
      const { child, ended } = start();
      await reaches(900, before);
      child.kill('SIGINT');
      const { exit, out } = await ended;
      expect(exit, out).to.equal(130);
      const done = /Stopped: (\d+) rows done, (\d+) left\.\s+To\s+continue,\s+repeat/.exec(out);
      expect(Number(done?.[1]) + Number(done?.[2])).to.equal(ROWS + 1);
      expect((await readReport(report)).length).to.equal(Number(done?.[1]));

      const { exit: end, summary } = await issue(path);
      expect([end, summary.issued + summary.alreadyIssued, summary.refused]).to.deep.equal([1, ROWS, 1]);
      expect(summary.alreadyIssued).to.be.at.least(Number(done?.[1]) - 1);
      expect(issued()).to.equal(ROWS);
      const whole = await readFile(report, 'utf8');
      expect(whole.startsWith(partial.slice(0, partial.lastIndexOf('\n'))), 'no key has changed').to.equal(
        true,
      );
      await issue(path);
      expect((await readFile(report, 'utf8')) === whole, 'a repeated run has the same report').to.equal(true);
      const keys = (await readReport(report)).map((line) => line.license_key).filter((key) => key !== '');
      expect(new Set(keys).size).to.equal(ROWS);
    });
  });

  it('runs while a server writes, without refusals on either side', async () => {
    const server = await openWorld(readConfig({ QUIETKEY_DATA: terminal.dataFolder }), { threads: 'worker' });
    try {
      const rows = Array.from(
        { length: rounds(1_500, 250) },
        (_, i) => `sonar,buyer${i}@example.com,S-${i},,`,
      );
      const ended = new AbortController();
      const bulk = issueText([HEADER, ...rows].join('\n')).finally(() => ended.abort());
      while (!ended.signal.aborted) {
        await server.run(
          operations.licensing.issueLicense,
          { product: 'sonar', email: ADA, order: 'S-server' },
          'terminal:test',
        );
      }
      expect((await bulk).summary).to.include({ issued: rows.length, refused: 0 });
    } finally {
      await server.close();
    }
  });

  it('prints its rate', async () => {
    const rows = Array.from(
      { length: rounds(10_000, 300) },
      (_, i) => `sonar,buyer${i}@example.com,F-${i},,`,
    );
    const path = await sheet([HEADER, ...rows].join('\n'));
    const from = performance.now();
    const { summary } = await issue(path);
    const seconds = (performance.now() - from) / 1_000;
    expect(summary.issued).to.equal(rows.length);
    const rate = Math.round(rows.length / seconds);
    process.stdout.write(`      ${rate} licenses a second, with the start of the command\n`);
  });

  describe('quietkey license export', () => {
    const COLUMNS =
      'license,product,status,seats,used,ends_on,updates_until,entitlements,created_on,suspended_on,revoked_on';

    it('writes every license once, without personal data', async () => {
      const { out } = await terminal.type(['license', 'export']);
      const rows = parse(out);
      expect(rows[0]!.join()).to.equal(COLUMNS);
      const database = new Database(join(terminal.dataFolder, 'quietkey.db'), { readonly: true });
      const secret = database
        .prepare('SELECT email_index AS one, nonce AS two FROM licenses LIMIT 200')
        .raw()
        .all()
        .flat() as string[];
      const licenses = database.prepare('SELECT COUNT(*) FROM licenses').pluck().get();
      const recorded = database
        .prepare("SELECT license, reason FROM operator_actions WHERE action = 'license export'")
        .all();
      database.close();
      expect(new Set(rows.slice(1).map(([license]) => license)).size).to.equal(licenses);
      expect(out).not.to.match(/[@＠]|example|SONAR-|S-server|Q;3/);
      for (const value of secret) expect(out.includes(value)).to.equal(false);
      for (const cell of rows.flat()) expect(cell).not.to.match(/^[=+\-@\t\r\n\0＝＋－＠]/);
      expect(recorded).to.deep.equal([{ license: null, reason: null }]);
    });

    it('writes one JSON document, a private file, or the licenses of one product', async () => {
      const nova = await terminal.ask<LicenseView[]>('license', 'export', '--product', 'nova');
      expect(nova.map(({ product }) => product)).to.deep.equal(['nova']);
      const shown = await terminal.ask<LicenseView>('license', 'show', nova[0]!.license);
      expect(shown).to.include.all.keys(Object.keys(nova[0]!));
      const file = join(terminal.folder, 'nova');
      const words = ['license', 'export', '--product', 'nova', '--out', file];
      expect(await terminal.ask(...words)).to.deep.equal({ licenses: nova.length, file });
      expect(JSON.parse(await readFile(file, 'utf8'))).to.deep.equal(nova);
      expect((await stat(file)).mode & 0o777).to.equal(0o600);
      expect((await terminal.type(words)).out).to.equal(`1 license in ${file}\n`);
      expect(bare(parse(await readFile(file))[1]![0]!)).to.equal(nova[0]!.license);
    });

    it('refuses an unknown product, and a file in the data folder', async () => {
      const unknown = await terminal.type(['license', 'export', '--product', 'atlas']);
      expect([unknown.exit, unknown.out]).to.deep.equal([1, '']);
      expect(unknown.err).to.contain('--product');
      const inside = ['license', 'export', '--out', join(terminal.dataFolder, 'a.csv')];
      expect((await terminal.type(inside)).err).to.contain('--out');
    });
  });
});

async function readReport(path: string): Promise<Line[]> {
  return parse(await readFile(path), { columns: true }) as Line[];
}

/** An id without the quote that keeps a spreadsheet from taking it for a formula. */
function bare(cell: string): string {
  return cell.replace(/^'/, '');
}
