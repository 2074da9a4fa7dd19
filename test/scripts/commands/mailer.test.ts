/**
 * `quietkey mailer`: its key is created, license keys are mailed to their buyers, one by one and in bulk, and a mailer
 * that is stopped finishes what it has begun.
 */

import { expect } from 'chai';
import type { Page } from '../../../server/domain/kernel/page.ts';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { IssueAnswer } from '../../../client-sdk/typescript/contract/license-view.ts';
import { readConfig } from '../../../server/config/config.ts';
import { startServer } from '../../../server/composition/server.ts';
import type { Round } from '../../../server/composition/mailer.ts';
import { openPostOffice, smtpError, textOf, type PostOffice } from '../../support/post-office.ts';
import { openTerminal, type Terminal } from '../terminal.ts';
import { until } from '../../support/until.ts';

const NONE = { items: [], next: null, more: 0 };

// this file runs from a folder below dist/test/scripts
const COMMAND = fileURLToPath(new URL('../../../scripts/quietkey.js', import.meta.url));

describe('quietkey mailer', () => {
  let terminal: Terminal;
  let office: PostOffice;
  let key: string;
  let outbox: string;

  before(async () => {
    terminal = await openTerminal();
    office = await openPostOffice();
    [key, outbox] = [join(terminal.folder, 'mailer.key'), join(terminal.folder, 'outbox')];
    await terminal.ask('init');
    await terminal.ask('product', 'add', 'sonar', '--name', 'Sonar');
  });
  after(async () => {
    await office.close();
    await terminal.throwAway();
  });

  const mailed = () => readdirSync(outbox).map((name) => readFileSync(join(outbox, name), 'utf8'));
  const sendAll = async () => {
    const { exit, out, err } = await terminal.type(['mailer', '--once', '--json'], {
      env: { QUIETKEY_MAILER_KEY: key, QUIETKEY_MAIL_OUTBOX: outbox },
    });
    expect([exit, err]).to.deep.equal([0, '']);
    return JSON.parse(out) as Round;
  };

  it('needs its key first, and refuses a key file in the data folder', async () => {
    const refused = await terminal.type(['license', 'issue', 'sonar', 'ada@example.com', '--mail']);
    expect(refused.exit).to.equal(1);
    expect(refused.err).to.contain('quietkey mailer init');
    const inside = await terminal.type(['mailer', 'init', '--key', join(terminal.dataFolder, 'mailer.key')]);
    expect(inside.exit).to.equal(78);
    expect(inside.err).to.contain('outside');
  });

  it('reports what is missing', async () => {
    const bare = await terminal.type(['mailer', '--once']);
    expect(bare.exit).to.equal(78);
    expect(bare.err).to.contain('QUIETKEY_MAILER_KEY');
    const noKey = await terminal.type(['mailer', '--once'], {
      env: { QUIETKEY_MAILER_KEY: key, QUIETKEY_MAIL_OUTBOX: outbox },
    });
    expect(noKey.exit).to.equal(78);
    expect(noKey.err).to.contain('mailer init --key');
    const made = await terminal.type(['mailer', 'init', '--key', key]);
    expect(made.exit, made.err).to.equal(0);
    expect(statSync(key).mode & 0o777).to.equal(0o600);
    expect(await terminal.ask('mailer', 'init', '--key', key)).to.deep.equal({ keyFile: key, made: [] });
    const noWay = await terminal.type(['mailer', '--once'], { env: { QUIETKEY_MAILER_KEY: key } });
    expect(noWay.err).to.contain('QUIETKEY_SMTP_URL');
  });

  it('mails a license key to its buyer', async () => {
    const { licenseKey } = await terminal.ask<IssueAnswer>(
      'license',
      'issue',
      'sonar',
      'Ada@Example.com',
      '--mail',
    );
    expect(await sendAll()).to.deep.equal({ sent: 1, dropped: 0, failed: 0 });
    const [raw = ''] = mailed();
    expect(raw).to.contain('\nTo: ada@example.com\n');
    expect(textOf(raw)).to.contain(licenseKey);
    expect(await sendAll()).to.include({ sent: 0 });
  });

  it('mails each key of a bulk issue once, even if the issue is repeated', async () => {
    const csv = join(terminal.folder, 'orders.csv');
    writeFileSync(
      csv,
      'product,email,order\nsonar,bea@example.com,B-1\nsonar,cyd@example.com,B-2\nsonar,nobody,B-3\n',
    );
    for (let run = 0; run < 2; run++) {
      const { exit } = await terminal.type(['license', 'issue', '--csv', csv, '--mail']);
      expect(exit).to.equal(1);
    }
    const before = mailed().length;
    expect(await sendAll()).to.include({ sent: 2 });
    expect(mailed().length).to.equal(before + 2);
  });

  it('sends from another machine with a token for mail only, without secrets of the server', async () => {
    const server = await startServer(readConfig({ QUIETKEY_DATA: terminal.dataFolder, QUIETKEY_PORT: '0' }), {
      log: () => undefined,
    });
    try {
      const { token } = await terminal.ask<{ token: string }>(
        'token',
        'create',
        'mailer',
        '--scopes',
        'mail:send',
      );
      const tokenFile = join(terminal.folder, 'mailer.token');
      writeFileSync(tokenFile, `${token}\n`, { mode: 0o600 });
      const { licenseKey } = await terminal.ask<IssueAnswer>(
        'license',
        'issue',
        'sonar',
        'eve@example.com',
        '--mail',
      );
      const elsewhere = join(terminal.folder, 'elsewhere');
      const env = {
        QUIETKEY_DATA: elsewhere,
        QUIETKEY_MAILER_SERVER: server.url,
        QUIETKEY_MAILER_TOKEN_FILE: tokenFile,
        QUIETKEY_MAILER_KEY: key,
        QUIETKEY_MAIL_OUTBOX: outbox,
      };
      const { exit, out, err } = await terminal.type(['mailer', '--once', '--json'], { env });
      expect([exit, err]).to.deep.equal([0, '']);
      expect(JSON.parse(out)).to.deep.equal({ sent: 1, dropped: 0, failed: 0 });
      expect(mailed().some((raw) => textOf(raw).includes(licenseKey))).to.equal(true);
      expect(existsSync(elsewhere)).to.equal(false);
      const asked = await fetch(`${server.url}/v1/licenses/${'x'.repeat(22)}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect(asked.status, 'the token opens nothing else').to.equal(403);
      chmodSync(tokenFile, 0o644);
      expect((await terminal.type(['mailer', '--once'], { env })).err).to.contain(
        'QUIETKEY_MAILER_TOKEN_FILE',
      );
    } finally {
      await server.close();
    }
  });

  it('previews and sends the key mail in the vendor’s words, and stores nothing', async () => {
    const file = join(terminal.dataFolder, 'vendor.json');
    const words = {
      opening: 'Welcome aboard!\n\n{product} is yours.',
      closing: 'Yours, {vendor} ({support})',
    };
    const vendor = { name: 'Harbour', support: 'help@example.com', keyMail: { en: words } };
    const [to, env] = [
      'kay@example.com',
      { QUIETKEY_MAIL_OUTBOX: outbox, QUIETKEY_URL: 'https://lic.example' },
    ];
    writeFileSync(file, JSON.stringify(vendor), { mode: 0o600 });
    const preview = await terminal.type(['mailer', 'preview'], { env });
    expect([preview.exit, preview.err]).to.deep.equal([0, '']);
    expect(preview.out).to.match(
      /Welcome aboard!\n\nSonar is yours\.[^]*Order: A-1017[^]*https:\/\/lic\.example\/recover\/key[^]*Harbour \(help@example\.com\)/,
    );
    const before = mailed().length;
    const sent = await terminal.type(['mailer', 'send-test', to], { env });
    expect([sent.exit, sent.out]).to.deep.equal([0, 'Sent to the mail server.\n']);
    const raw = mailed().find((mail) => mail.includes(`\nTo: ${to}\n`)) ?? '';
    expect(mailed().length).to.equal(before + 1);
    expect(raw).to.match(/\nSubject: \[Test\] Your license key/);
    expect(textOf(raw)).to.equal(preview.out.split('\n').slice(2).join('\n'));
    expect(readFileSync(join(terminal.dataFolder, 'quietkey.db')).includes(to), 'the address').to.equal(
      false,
    );
    expect((await terminal.type(['mailer', 'send-test', 'nobody'], { env })).err).to.contain('email');
    expect((await terminal.type(['mailer', 'send-test', to])).err).to.contain('QUIETKEY_SMTP_URL');
    writeFileSync(file, '{"keyMail": {"en": {"opening": "{key}"}}}', { mode: 0o600 });
    const wrong = await terminal.type(['mailer', 'preview'], { env });
    expect([wrong.exit, wrong.err.replaceAll(/\s+/g, ' ')]).to.satisfy(
      ([exit, err]: [number, string]) => exit === 78 && err.includes('/keyMail/en/opening has {key}'),
    );
    expect((await terminal.type(['doctor'])).out.replaceAll(/\s+/g, ' ')).to.contain('/keyMail/en/opening');
    rmSync(file);
  });

  describe('with a mail server that refuses', () => {
    /** What the mail server answers to a recipient; undefined: it takes the mail. */
    let answers: (address: string) => Error | undefined = () => undefined;
    let refusing: PostOffice;
    before(async () => {
      refusing = await openPostOffice({
        onRcptTo: ({ address }, _session, done) => done(answers(address)),
      });
    });
    after(() => refusing.close());

    const env = () => ({
      QUIETKEY_MAILER_KEY: key,
      QUIETKEY_SMTP_URL: `smtp://127.0.0.1:${refusing.port}`,
      QUIETKEY_MAIL_FROM: 'Sonar <keys@example.com>',
    });
    const type = async (...words: string[]) => {
      const { exit, out } = await terminal.type([...words, '--json'], { env: env() });
      return { exit, answer: JSON.parse(out) as unknown };
    };
    const mailOf = async () =>
      ((await type('doctor')).answer as { check: string; level: string; detail: string }[]).find(
        ({ check }) => check === 'mail',
      );
    const issueFile = async (...rows: string[]) => {
      const csv = join(terminal.folder, 'kept.csv');
      writeFileSync(csv, ['product,email,order', ...rows, ''].join('\n'));
      expect((await type('license', 'issue', '--csv', csv, '--mail')).exit).to.equal(0);
    };

    it('keeps what is refused and says so loudly, until it is corrected and sent again by a command', async () => {
      expect(await type('mailer', 'status')).to.deep.equal({
        exit: 0,
        answer: { waiting: 0, overdue: 0, answers: [], undelivered: 0, keys: NONE },
      });
      expect((await mailOf())?.level).to.equal('ok');
      answers = () => smtpError(550, '5.7.1');
      await issueFile('sonar,kim@example.com,K-1', 'sonar,lee@example.com,K-2');
      expect(await type('mailer', '--once')).to.deep.equal({
        exit: 69,
        answer: { sent: 0, dropped: 0, failed: 2 },
      });
      expect(await type('mailer', 'status')).to.deep.equal({
        exit: 1,
        answer: {
          waiting: 2,
          overdue: 0,
          answers: [{ answer: 'EENVELOPE 550 5.7.1', mails: 2, refused: true }],
          undelivered: 0,
          keys: NONE,
        },
      });
      const text = await terminal.type(['mailer', 'status'], { env: env() });
      expect(text.out).to.include('550 5.7.1').and.include('quietkey mailer retry').and.not.include('@');
      expect(await mailOf()).to.deep.include({ level: 'fail' });
      expect((await mailOf())?.detail).to.include('550 5.7.1');
      answers = () => undefined;
      expect((await type('mailer', '--once')).answer, 'not due yet').to.include({ sent: 0 });
      expect(await type('mailer', 'retry')).to.deep.equal({ exit: 0, answer: { mails: 2 } });
      expect((await type('mailer', '--once')).answer).to.deep.equal({ sent: 2, dropped: 0, failed: 0 });
      expect((await type('mailer', 'status')).exit).to.equal(0);
    });

    it('lists a key that was not delivered by its order, and a repeated file mails that one alone', async () => {
      const rows = ['sonar,mia@example.com,L-1', 'sonar,nobody@example.com,L-2'];
      answers = (address) => (address.startsWith('nobody') ? smtpError(550, '5.1.1') : undefined);
      await issueFile(...rows);
      expect((await type('mailer', '--once')).answer).to.deep.equal({ sent: 1, dropped: 1, failed: 0 });
      const { exit, answer } = await type('mailer', 'status');
      expect(exit).to.equal(1);
      const { undelivered, keys } = answer as {
        undelivered: number;
        keys: Page<{ order: string; answer: string }>;
      };
      expect([undelivered, keys.items.map(({ order, answer: code }) => [order, code])]).to.deep.equal([
        1,
        [['L-2', 'EENVELOPE 550 5.1.1']],
      ]);
      expect((await mailOf())?.level).to.equal('warn');
      answers = () => undefined;
      refusing.delivered.splice(0);
      for (let run = 0; run < 2; run++) await issueFile(...rows);
      expect((await type('mailer', '--once')).answer).to.deep.equal({ sent: 1, dropped: 0, failed: 0 });
      expect(refusing.delivered.map(({ to }) => to)).to.deep.equal([['nobody@example.com']]);
      expect((await type('mailer', 'status')).exit).to.equal(0);
    });
  });

  it('runs until it is stopped, and exits with 0', async () => {
    const env = {
      PATH: process.env['PATH'] ?? '',
      QUIETKEY_DATA: terminal.dataFolder,
      QUIETKEY_MAILER_KEY: key,
      QUIETKEY_SMTP_URL: `smtp://127.0.0.1:${office.port}`,
      QUIETKEY_MAIL_FROM: 'Sonar <keys@example.com>',
    };
    const mailer = spawn(process.execPath, [COMMAND, 'mailer'], { env });
    let out = '';
    mailer.stdout.setEncoding('utf8').on('data', (part: string) => (out += part));
    await terminal.ask('license', 'issue', 'sonar', 'dan@example.com', '--mail');
    await until(() => office.delivered.length > 0);
    mailer.kill('SIGTERM');
    expect(await once(mailer, 'exit')).to.deep.equal([0, null]);
    expect(office.delivered.map(({ to }) => to)).to.deep.equal([['dan@example.com']]);
    expect(out).to.contain('"event":"mailer ready"').and.not.to.contain('dan@');
  });
});
