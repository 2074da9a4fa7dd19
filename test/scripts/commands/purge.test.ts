/**
 * `quietkey purge` over rows that were written three days ago: shown, stopped by Ctrl-C, continued, and refused if the
 * clock has gone backwards. What is due is tested with the domain; here, the output.
 */

import { expect } from 'chai';
import type { Page } from '../../../server/domain/kernel/page.ts';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../../../server/config/config.ts';
import { openWorld } from '../../../server/composition/world.ts';
import type { ReceiptView } from '../../../server/domain/privacy/receipt.ts';
import type { Life } from '../../../server/domain/privacy/purge-plan.ts';
import type { CheckResult } from '../../../scripts/cli/check-result.ts';
import { openTerminal, type Terminal } from '../terminal.ts';
import { operations } from '../../../server/domain/operations.ts';
import { toInstant } from '../../../server/domain/kernel/day.ts';

const DAY_SECONDS = 86_400;
const ROWS = 3_000;
const AT_ONCE = 100;

/** Sends the process Ctrl-C as soon as it handles the signal. */
const INTERRUPTS_ITSELF =
  '--import "data:text/javascript,' +
  "const timer=setInterval(()=>{if(process.listenerCount('SIGINT')>0){" +
  "clearInterval(timer);process.kill(process.pid,'SIGINT')}},1);timer.unref()\"";

interface Report {
  finished: boolean;
  plan: string;
  finish: { state: string } | null;
  classes: { class: string; due: number; purged: number; life: Life | null }[];
}

describe('quietkey purge', () => {
  let terminal: Terminal;

  const now = Math.floor(Date.now() / 1000);
  const records = ({ classes }: Report) => classes.find((line) => line.class === 'idempotency records');

  before(async () => {
    terminal = await openTerminal();
    await terminal.ask('init');
    await terminal.ask('product', 'add', 'sonar', '--name', 'Sonar');
    const world = await openWorldAt(now - 3 * DAY_SECONDS);
    for (let from = 0; from < ROWS; from += AT_ONCE) {
      const keys = Array.from({ length: AT_ONCE }, (_row, i) => `change ${from + i}`);
      const changes = keys.map((idempotencyKey) => ({ product: 'sonar', terms: {}, idempotencyKey }));
      await Promise.all(
        changes.map((change) => world.run(operations.licensing.changeProduct, change, 'terminal:test')),
      );
    }
    await world.close();
  });
  after(() => terminal.throwAway());

  const openWorldAt = (time: number) => {
    const config = readConfig({ QUIETKEY_DATA: terminal.dataFolder });
    return openWorld(config, { threads: 'in-thread', clock: { now: () => toInstant(time) } });
  };

  const plan = async () => JSON.parse((await terminal.type(['purge', '--json'])).out) as Report;

  it('shows what is due and deletes nothing', async () => {
    const { exit, out } = await terminal.type(['purge']);
    expect(exit, 'all of it is overdue').to.equal(3);
    expect(out).to.match(
      new RegExp(`^idempotency records +${ROWS} +${ROWS} +${ROWS} +24 hours +24 hours$`, 'm'),
    );
    expect(out).to.contain(`${ROWS} rows due.`).and.to.contain('quietkey purge --apply');
    expect(records(await plan())).to.include({ due: ROWS, purged: 0 });
  });

  it('is reported as overdue by doctor', async () => {
    const { exit, out } = await terminal.type(['doctor']);
    expect(exit).to.equal(0);
    expect(out).to.match(new RegExp(`^warn {2}purge +never run, ${ROWS} rows due`, 'm'));
  });

  it('stops at Ctrl-C, prints what is left, and exits with 130', async () => {
    const env = { NODE_OPTIONS: INTERRUPTS_ITSELF };
    const { exit, out } = await terminal.type(['purge', '--apply', '--json'], { env });
    expect(exit, out).to.equal(130);
    const report = JSON.parse(out) as Report;
    expect(report.finished).to.equal(false);
    const text = await terminal.type(['purge', '--apply'], { env });
    expect(text.exit, text.out).to.equal(130);
    expect(text.out).to.match(
      /Stopped: purged \d+ rows?, \d+ left\. To continue:\s+quietkey\s+purge\s+--apply/,
    );
  });

  it('continues where it stopped', async () => {
    const left = records(await plan())?.due ?? 0;
    const report = await terminal.ask<Report>('purge', '--apply');
    expect(report.finished).to.equal(true);
    expect(records(report)).to.include({ due: left, purged: left });
    expect(records(await terminal.ask<Report>('purge'))?.due).to.equal(0);
    const [receipt, ...others] = (await terminal.ask<Page<ReceiptView>>('receipt', 'list')).items;
    expect(others, 'one receipt, of all runs').to.deep.equal([]);
    expect(receipt).to.deep.include({ state: 'done', counts: { 'idempotency records': ROWS } });
    expect(report.finish).to.include({ state: 'done', token: receipt?.token });
  });

  it('stops after --max-seconds, and can be continued', async () => {
    const { exit, out } = await terminal.type(['purge', '--apply', '--max-seconds', '0', '--json']);
    expect(exit, out).to.equal(3);
    expect(JSON.parse(out)).to.include({ finished: false, finish: null });
    expect((await terminal.type(['purge', '--apply'])).exit).to.equal(0);
  });

  it('applies exactly the plan, or shows what is due now', async () => {
    const world = await openWorldAt(now - 3 * DAY_SECONDS);
    const change = (key: string) =>
      world.run(
        operations.licensing.changeProduct,
        { product: 'sonar', terms: {}, idempotencyKey: key },
        'terminal:test',
      );
    await change('planned');
    const shown = await plan();
    await change('came later');
    await world.close();
    const refused = await terminal.type(['purge', '--apply', '--plan', shown.plan]);
    expect(refused.exit).to.equal(1);
    expect(refused.err).to.match(/changed since the plan was shown[^]*idempotency records 2/);
    const [name = ''] = /\d+-[\w-]{22}/.exec(refused.err) ?? [];
    expect(name).to.not.equal(shown.plan);
    const { exit, out } = await terminal.type(['purge', '--apply', '--plan', name, '--json']);
    expect(exit, out).to.equal(0);
    expect(records(JSON.parse(out) as Report)).to.include({ due: 2, purged: 2 });
  });

  it('applies a plan although the server writes: rows that are kept are not part of it', async () => {
    const shown = await plan();
    const world = await openWorldAt(now);
    const terms = { product: 'sonar', terms: {}, idempotencyKey: 'kept' };
    await world.run(operations.licensing.changeProduct, terms, 'terminal:test');
    await world.close();
    const { exit, err } = await terminal.type(['purge', '--apply', '--plan', shown.plan]);
    expect(exit, err).to.equal(0);
  });

  it('lists what is kept without an end, and why', async () => {
    expect((await terminal.type(['purge'])).out).not.to.match(/^KEPT/m);
    await terminal.ask('license', 'issue', 'sonar', 'ada@example.com');
    await terminal.ask('license', 'issue', 'sonar', 'grace@example.com', '--ends-on', '2099-12-31');
    const { out } = await terminal.type(['purge']);
    expect(out).to.match(
      /^KEPT +ROWS +WHY\nperpetual licenses +1 +no end date: until 730 days after a revocation$/m,
    );
    expect(out).to.match(/^email indexes without a machine +0 +0 +2 +3650 days +3650 days$/m);
    for (const line of out.split('\n')) expect(line.length, line).to.be.at.most(80);
    expect((await terminal.type(['purge', '--apply'])).out).to.match(/^perpetual licenses +1 /m);
  });

  it('shows the lives of retention.json, which apply from the next purge on', async () => {
    const file = join(terminal.dataFolder, 'retention.json');
    const doctor = async () => {
      const { out } = await terminal.type(['doctor', '--json']);
      const { level, detail } = (JSON.parse(out) as CheckResult[]).find(
        ({ check }) => check === 'retention',
      )!;
      return `${level} ${detail}`;
    };
    const line = async () => {
      const { classes } = await terminal.ask<Report>('purge');
      return classes.find((row) => row.class === 'network prefixes')?.life;
    };
    expect(await doctor()).to.match(/^ok .*every retention period is the default/);
    writeFileSync(file, '{"network prefixes": 7}', { mode: 0o600 });
    expect(await doctor()).to.match(/^warn .*nobody has looked at: network prefixes/);
    const left = await terminal.type(['purge', '--apply']);
    expect(left.out.replaceAll(/\s+/g, ' ')).to.contain(
      'were not applied: network prefixes 7 days. To see them: quietkey purge',
    );

    const { out } = await terminal.type(['purge']);
    expect(out).to.match(/^network prefixes +0 +0 +0 +30 days +30 days$/m);
    expect(out).to.match(
      /^From the next purge on, and already counted as due above: network prefixes\s7\sdays/m,
    );
    expect(await line()).to.deep.equal({ unit: 'day', default: 30, present: 30, next: 7 });
    writeFileSync(file, '{"network prefixes": 9}', { mode: 0o600 });
    expect(await line(), 'a file may be corrected before the purge').to.include({ present: 30, next: 9 });
    await terminal.ask('purge', '--apply');
    expect(await line()).to.deep.equal({ unit: 'day', default: 30, present: 9, next: 9 });
    expect(await doctor()).to.match(/^ok .*1 retention period set/);

    writeFileSync(file, '{"network prefixes": 10}', { mode: 0o600 });
    for (const words of [['purge'], ['purge', '--apply']]) {
      const shown = await terminal.type(words);
      expect(shown.exit).to.equal(0);
      expect(shown.out.replaceAll(/\s+/g, ' ')).to.contain('network prefixes 10 days instead of 9.');
    }
    expect(await line(), 'the shorter one applies').to.include({ present: 9, next: 9 });
    expect(await doctor()).to.match(/^warn .*asks for longer periods than the policy in force allows/);
    writeFileSync(file, '{"network prefixes": 7, "network": 7}', { mode: 0o600 });
    expect((await terminal.type(['purge'])).err).to.contain('“network”');
    expect(await doctor()).to.match(/^fail /);
    rmSync(file);
    expect(await line()).to.include({ present: 9, next: 9 });
  });

  it('refuses if the clock is far ahead, whatever the plan, until it is confirmed', async () => {
    const world = await openWorldAt(now - 100 * DAY_SECONDS);
    await world.run(operations.privacy.markDone, { task: 'purge' }, 'server');
    await world.close();
    const refused = await terminal.type(['purge', '--apply']);
    expect(refused.exit).to.equal(1);
    expect(refused.err).to.match(/100\s+days\s+ahead[^]*quietkey\s+clock\s+confirm/);
    const applied = ['purge', '--apply', '--plan', (await plan()).plan];
    expect((await terminal.type(applied)).exit).to.equal(1);
    await terminal.type(['clock', 'confirm', '--yes']);
    expect((await terminal.type(applied)).exit).to.equal(0);
  });

  it('refuses if the clock has gone backwards, and doctor reports it', async () => {
    const world = await openWorldAt(now + 5 * DAY_SECONDS);
    await world.run(operations.cluster.confirmClock, {}, 'terminal:test');
    await world.close();
    const { exit, out, err } = await terminal.type(['purge', '--apply']);
    expect([exit, out]).to.deep.equal([1, '']);
    expect(err).to.match(/the clock[^]*Nothing was purged/i);
    const doctor = await terminal.type(['doctor']);
    expect(doctor.exit).to.equal(1);
    expect(doctor.out).to.match(/^fail {2}clock /m);
  });
});
