/**
 * `quietkey license` and `product`, as their help promises: a repeated order says so, what takes something away is shown
 * first, look-ups are recorded, and a changed product leaves issued licenses as they are.
 */

import Database from 'better-sqlite3';
import { expect } from 'chai';
import type { Page } from '../../../server/domain/kernel/page.ts';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProductView } from '../../../client-sdk/typescript/contract/product-terms.ts';
import { DEFAULT_TERMS } from '../../../client-sdk/typescript/contract/product-terms.ts';
import type {
  CorrectionAnswer,
  IssueAnswer,
  LicenseDetails,
  LicenseView,
} from '../../../client-sdk/typescript/contract/license-view.ts';
import { openTerminal, type Terminal } from '../terminal.ts';

const ADA = 'ada@example.com';

describe('the commands about a license', function () {
  let terminal: Terminal;
  let orders = 0;
  before(async () => {
    terminal = await openTerminal();
    await terminal.ask('init');
    await terminal.ask('product', 'add', 'sonar', '--name', 'Sonar', '--seats', '5');
  });
  after(() => terminal.throwAway());

  const issue = (...more: string[]) => terminal.ask<IssueAnswer>('license', 'issue', 'sonar', ADA, ...more);
  const sell = async (): Promise<{ order: string; license: string; licenseKey: string }> => {
    const order = `A-${++orders}`;
    const { license, licenseKey } = await issue('--order', order);
    return { order, license: license.license, licenseKey };
  };
  const show = (license: string) => terminal.ask<LicenseDetails>('license', 'show', license);
  const actions = (): Record<string, number> => {
    const database = new Database(join(terminal.dataFolder, 'quietkey.db'), { readonly: true });
    try {
      const rows = database
        .prepare('SELECT action, COUNT(*) AS n FROM operator_actions GROUP BY action')
        .all();
      return Object.fromEntries(
        (rows as { action: string; n: number }[]).map(({ action, n }) => [action, n]),
      );
    } finally {
      database.close();
    }
  };

  it('a repeated order is already issued, and what differs is named and refused', async () => {
    const { order, license, licenseKey } = await sell();
    const words = ['license', 'issue', 'sonar', ADA, '--order', order];
    const again = await terminal.type(words);
    expect(again.exit).to.equal(0);
    expect(again.out)
      .to.match(/^Already issued\./)
      .and.contain(licenseKey);
    const other = await terminal.type([...words, '--seats', '9', '--ends-on', '2099-12-31']);
    expect([other.exit, other.out]).to.deep.equal([1, '']);
    expect(other.err).to.match(/^ {2}--seats is 5 in this order$/m);
    expect(other.err).to.match(/^ {2}--ends-on is perpetual in this order$/m);
    await terminal.ask('license', 'suspend', license);
    expect((await terminal.type(words)).out).to.match(
      /^Already issued\. The license has been suspended since \d/,
    );
    await terminal.ask('license', 'renew', license, '--ends-on', '2099-12-31');
    expect((await terminal.type([...words, '--ends-on', 'never'])).exit, 'as it was ordered').to.equal(0);
    await terminal.ask('license', 'revoke', license, '--yes');
    const revoked = await terminal.type(words);
    expect([revoked.exit, revoked.err]).to.deep.equal([1, revoked.err]);
    expect(revoked.err)
      .to.match(/revoked on \d/)
      .and.not.contain(licenseKey);
  });

  it('--idempotency-key makes a call without an order safe to repeat', async () => {
    const first = await issue('--idempotency-key', 'once');
    expect(await issue('--idempotency-key', 'once')).to.deep.equal(first);
    expect((await issue()).license.license, 'without an order').not.to.equal(first.license.license);
    const { exit, err } = await terminal.type([
      'license',
      'issue',
      'sonar',
      ADA,
      '--seats',
      '2',
      '--idempotency-key',
      'once',
    ]);
    expect(exit).to.equal(1);
    expect(err).to.match(/idempotency key was used for other values/);
  });

  it('--dry-run issues nothing, and says what would be refused', async () => {
    const { order } = await sell();
    const path = join(terminal.folder, 'dry.csv');
    await writeFile(
      path,
      `Item;Buyer email;Ref\nSonar;${ADA};DRY-1\nSonar;${ADA};${order}\nSonar;nobody;DRY-2\nSonar;${ADA};4111111111111111\n`,
    );
    const words = [
      'license',
      'issue',
      '--csv',
      path,
      '--map',
      'product=Item,email=Buyer email,order=Ref',
      '--item',
      'Sonar=sonar',
    ];
    const before = await terminal.ask<Page<LicenseView>>('license', 'find', ADA);
    const { exit, out } = await terminal.type([...words, '--dry-run', '--json']);
    expect(exit).to.equal(1);
    const summary = JSON.parse(out) as Record<string, unknown>;
    expect(summary).to.include({
      rows: 4,
      issued: 1,
      alreadyIssued: 1,
      refused: 2,
      report: null,
      readAs: 'utf-8, separated by semicolons',
    });
    expect(summary['refusedRows']).to.have.deep.nested.property('[0].row', 4);
    expect((await terminal.type([...words, '--dry-run'])).out).to.contain('Nothing was issued');
    expect(await terminal.ask('license', 'find', ADA)).to.deep.equal(before);
    expect((await terminal.ask<Page<object>>('license', 'find', '--order', 'DRY-1')).items).to.deep.equal([]);
  });

  for (const [words, says] of [
    [['revoke'], /cannot be reinstated/],
    [['disown'], /No account owns the license/],
    [['seats', '2'], /would have 2 seats/],
    [['correct', '--seats', '2'], /corrected yet/],
  ] as const) {
    it(`${words[0]} shows the license first, and does it with --yes`, async () => {
      const { license } = await sell();
      const [verb, ...more] = words;
      const command = ['license', verb, license, ...more];
      const looked = await terminal.type([...command, '--reason', 'as asked']);
      expect(looked.exit).to.equal(1);
      expect(looked.out)
        .to.match(says)
        .and.match(/Nothing was changed[^]*--yes/)
        .and.contain(license);
      expect(await show(license)).to.include({ status: 'active', seats: 5 });
      const json = await terminal.type([...command, '--json']);
      expect(JSON.parse(json.out)).to.include({ license, changed: false });
      expect((await terminal.type([...command, '--yes'])).exit).to.equal(0);
    });
  }

  it('seats acts at once where nothing is taken away, and a repeated change says so', async () => {
    const { license } = await sell();
    expect((await terminal.type(['license', 'seats', license, '8'])).out).to.match(/^Changed\./);
    for (const words of [
      ['seats', license, '8'],
      ['reinstate', license],
      ['disown', license, '--yes'],
    ])
      expect((await terminal.type(['license', ...words])).out, words[0]).to.match(/^Nothing changed/);
    await terminal.ask('license', 'suspend', license);
    expect(await terminal.ask('license', 'suspend', license)).to.include({
      changed: false,
      status: 'suspended',
    });
  });

  it('correct: another email gets another key, printed once; the order can still be repeated', async () => {
    const { order, license, licenseKey } = await sell();
    const words = ['license', 'correct', license, '--email', '-', '--yes'];
    const corrected = await terminal.type(words, { input: 'grace@example.com\n' });
    expect(corrected.exit).to.equal(0);
    expect(corrected.out)
      .to.match(/^Corrected\./)
      .and.not.contain(licenseKey)
      .and.not.contain('@');
    const right = await terminal.ask<IssueAnswer>(
      'license',
      'issue',
      'sonar',
      'grace@example.com',
      '--order',
      order,
    );
    expect(corrected.out.split(right.licenseKey)).to.have.lengthOf(2);
    const wrong = await terminal.type(['license', 'issue', 'sonar', ADA, '--order', order]);
    expect([wrong.exit, wrong.err.includes('was corrected on')]).to.deep.equal([1, true]);
    const kept = await sell();
    const answer = await terminal.ask<CorrectionAnswer>(
      'license',
      'correct',
      kept.license,
      '--email',
      'grace@example.com',
      '--keep-key',
      '--yes',
    );
    expect(answer.licenseKey).not.to.equal(kept.licenseKey);
    expect((await issue('--order', kept.order)).licenseKey).to.equal(kept.licenseKey);
  });

  it('show has orders, account and reason; look-ups are recorded', async () => {
    const { order, license } = await sell();
    await terminal.ask('license', 'suspend', license, '--reason', 'payment overdue');
    const before = actions();
    const { out } = await terminal.type(['license', 'show', license]);
    expect(out)
      .to.match(/^Reason +payment overdue$/m)
      .and.match(new RegExp(`^Orders +${order}, \\d{4}-`, 'm'))
      .and.match(/^Account +none$/m);
    expect(await show(license)).to.deep.include({ reason: 'payment overdue', account: null });
    await terminal.ask('license', 'find', '--order', order);
    await terminal.ask('activation', 'list', license);
    await terminal.ask('license', 'export');
    const after = actions();
    for (const [action, times] of [
      ['license show', 2],
      ['license find', 1],
      ['activation list', 1],
      ['license export', 1],
    ] as const)
      expect((after[action] ?? 0) - (before[action] ?? 0), action).to.equal(times);
  });

  it('a reason can come from standard input, and alone', async () => {
    const type = (words: readonly string[], input: string) => terminal.type(['license', ...words], { input });
    for (const [verb, words, reason] of [
      ['suspend', ['--reason', '-'], 'payment overdue'],
      ['suspend', ['--reason=-'], 'paid late'],
      ['revoke', ['--reason', '-', '--yes'], 'refunded'],
    ] as const) {
      const { license } = await sell();
      const { exit, err } = await type([verb, license, ...words], `${reason}\nthe rest is not read\n`);
      expect([exit, err]).to.deep.equal([0, '']);
      expect(await show(license)).to.include({ reason });
    }
    const { license } = await sell();
    const twice = await type(['suspend', license, '--reason', '-', '--reason', '-'], 'one\ntwo\n');
    expect([twice.exit, twice.err.split('\n')[0]]).to.deep.equal([
      2,
      'Only one argument can be read from standard input.',
    ]);
    const refused = await type(['suspend', license, '--reason', '-'], 'seen at 203.0.113.7\n');
    expect([refused.exit, refused.err.includes('--reason')]).to.deep.equal([2, true]);
  });

  it('free text that looks like an address or a number of a person is refused, and not stored', async () => {
    const { license } = await sell();
    const reason = 'seen at 00:1a:2b:3c:4d:5e from 203.0.113.7, phone 49 30 1234567';
    const { exit, err } = await terminal.type(['license', 'suspend', license, '--reason', reason]);
    expect([exit, err.includes('--reason')]).to.deep.equal([2, true]);
    const order = await terminal.type(['license', 'issue', 'sonar', ADA, '--order', '4111111111111111']);
    expect([
      order.exit,
      order.err.replaceAll(/\s+/g, ' ').includes('payment card number: if it is not one, write letters'),
    ]).to.deep.equal([2, true]);
    expect((await issue('--order', 'order4111111111111111')).alreadyIssued).to.equal(false);
  });

  it('names of products may be in any script, and a refused character is named', async () => {
    for (const name of ['می‌خواهم', 'गर्‍यो', 'Studio 👩‍💻']) {
      await terminal.ask('product', 'change', 'sonar', '--name', name);
      expect((await terminal.type(['product', 'show', 'sonar'])).out).to.contain(name);
    }
    const { exit, err } = await terminal.type(['product', 'change', 'sonar', '--name', 'So\u202enar']);
    expect([exit, err.includes('--name must not contain U+202E (right-to-left override)')]).to.deep.equal([
      2,
      true,
    ]);
    await terminal.ask('product', 'change', 'sonar', '--name', 'Sonar');
  });

  it('product add has defaults; product change changes the given options, and no issued license', async () => {
    const added = await terminal.ask<ProductView>(
      'product',
      'add',
      'lidar',
      '--name',
      'Lidar',
      '--grace-days',
      '20',
    );
    expect(added.terms).to.deep.equal({ ...DEFAULT_TERMS, graceDays: 20 });
    const { license } = await terminal.ask<IssueAnswer>('license', 'issue', 'lidar', ADA);
    const changed = await terminal.ask<ProductView>(
      'product',
      'change',
      'lidar',
      '--seats',
      '9',
      '--entitlements',
      'pro',
    );
    expect(changed).to.deep.equal({ ...added, terms: { ...added.terms, seats: 9, entitlements: ['pro'] } });
    const kept = await show(license.license);
    expect(kept).to.include({ seats: 1, endsOn: null });
    expect(kept.entitlements).to.deep.equal([]);
  });

  it('takes no entitlement away without --yes, or lets it end earlier', async () => {
    const { license: other } = await terminal.ask<IssueAnswer>(
      'license',
      'issue',
      'sonar',
      'bea@example.com',
      '--entitlements',
      'pro,cloud:2099-12-31',
    );
    const change = (...words: string[]) =>
      terminal.type(['license', 'entitlements', other.license, ...words, '--json']);
    expect(other.entitlements).to.deep.equal(['pro', 'cloud:2099-12-31']);
    for (const [words, exit] of [
      ['pro,cloud,export', 0],
      ['pro,cloud:2030-01-31', 1],
      ['', 1],
    ] as const) {
      const ran = await change(words);
      expect(ran.exit, ran.err).to.equal(exit);
      expect((JSON.parse(ran.out) as LicenseView).entitlements).to.deep.equal(['pro', 'cloud', 'export']);
    }
    expect((JSON.parse((await change('pro', '--yes')).out) as LicenseView).entitlements).to.deep.equal([
      'pro',
    ]);
  });
});
