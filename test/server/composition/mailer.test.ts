/**
 * The way of a mail, from the issue of a license to the buyer, through a real mail server: sealed in the queue, deleted
 * after delivery, retried on failure, sent once by several mailers, and never after its expiry.
 */

import Database from 'better-sqlite3';
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { databasePath } from '../../../server/composition/prepare-secrets.ts';
import { readConfig, type ConfigFault } from '../../../server/config/config.ts';
import { beginMailer, openMailer, sendDue, sendFor } from '../../../server/composition/mailer.ts';
import type { Refusal } from '../../../server/domain/kernel/refusal.ts';
import { openPostOffice, smtpError, textOf, type PostOffice } from '../../support/post-office.ts';
import { jumpingClock, openPostgresWorld, openTestWorld, type TestWorld } from '../../support/world.ts';
import { operations } from '../../../server/domain/operations.ts';
import { until } from '../../support/until.ts';

const ADA = 'ada@example.com';
const HOUR = 3_600;

for (const [engine, open] of [
  ['SQLite', openTestWorld],
  ['PostgreSQL', openPostgresWorld],
] as const) {
  describe(`a mail over ${engine}`, () => {
    let test: TestWorld;
    let office: PostOffice;
    let lines: object[];

    before(async () => {
      test = await open();
      await test.run(operations.licensing.addProduct, { product: 'sonar', name: 'Sonar', terms: {} });
    });
    after(() => test.end());
    beforeEach(async () => {
      office = await openPostOffice();
      lines = [];
    });
    afterEach(() => office.close());

    const mailer = () => {
      const config = readConfig({
        QUIETKEY_DATA: test.config.dataFolder,
        QUIETKEY_SMTP_URL: `smtp://127.0.0.1:${office.port}`,
        QUIETKEY_MAIL_FROM: 'Sonar <keys@example.com>',
        QUIETKEY_MAILER_KEY: join(test.folder, 'mailer.key'),
      });
      return openMailer(test.world, config, { log: (line) => lines.push(line) });
    };
    const reopen = async (options: Parameters<typeof openPostOffice>[0]) => {
      await office.close();
      office = await openPostOffice(options, office.port);
    };
    const refuse = (code: number, enhanced: string) =>
      reopen({ onRcptTo: (_to, _session, done) => done(smtpError(code, enhanced)) });
    const accept = () => reopen({});
    const issue = (order?: string, mail: 'always' | 'new' = 'always', email = ' Ada@EXAMPLE.com') =>
      test.run(operations.licensing.issueLicense, {
        product: 'sonar',
        email,
        order,
        mail,
      });
    const waiting = () => test.run(operations.mail.countMails, {}).then(({ due }) => due);

    it('is refused before there is a mailer, and nothing is issued', async () => {
      const refused = await issue('A-0').catch((error: unknown) => error);
      expect((refused as Refusal).code).to.equal('mail_absent');
      expect((await test.run(operations.licensing.findLicenses, { email: ADA })).items).to.deep.equal([]);
      beginMailer(test.config, join(test.folder, 'mailer.key'));
    });

    it('delivers the key to the canonical address, and is deleted', async () => {
      const { licenseKey } = await issue();
      expect(await sendDue(mailer())).to.deep.equal({ sent: 1, dropped: 0, failed: 0 });
      expect(office.delivered.map(({ from, to }) => ({ from, to }))).to.deep.equal([
        { from: 'keys@example.com', to: [ADA] },
      ]);
      expect(office.delivered[0]!.raw).to.contain('Subject: Your license key for Sonar');
      expect(textOf(office.delivered[0]!.raw)).to.contain(licenseKey);
      expect(await waiting()).to.equal(0);
      expect(lines).to.deep.equal([]);
    });

    it('of an order is sent again on request, and not by a repeated bulk run', async () => {
      for (const mail of ['new', 'new', 'always'] as const) await issue('A-1', mail);
      expect(await sendDue(mailer())).to.include({ sent: 2 });
    });

    it('is sent once by three mailers', async () => {
      for (let i = 0; i < 12; i++) await issue();
      const rounds = await Promise.all([1, 2, 3].map(() => sendDue(mailer())));
      expect(rounds.reduce((sum, { sent }) => sum + sent, 0)).to.equal(12);
      expect(office.delivered).to.have.lengthOf(12);
    });

    it('is retried after growing pauses if the mail server is down or answers "later", and is delivered', async () => {
      const { port } = office;
      await office.close();
      await issue();
      const pauses: number[] = [];
      for (let tries = 0; tries < 6; tries++) {
        expect(await sendDue(mailer())).to.include({ failed: 1 });
        let pause = 0;
        for (; (await waiting()) === 0; pause += 30) test.clock.move(30);
        pauses.push(pause);
      }
      expect(pauses[0]).to.be.within(90, 180);
      expect(pauses[3]).to.be.within(720, 1_230);
      expect(Math.max(...pauses)).to.be.at.most(4_530);
      expect(lines.at(-1)).to.include({ event: 'mail not sent', count: 6 });
      expect(JSON.stringify(lines)).not.to.contain('@');
      office = await openPostOffice({ onMailFrom: (_from, _session, done) => done(smtpError(451)) }, port);
      expect(await sendDue(mailer())).to.include({ failed: 1 });
      test.clock.move(2 * HOUR);
      await office.close();
      office = await openPostOffice({}, port);
      expect(await sendDue(mailer())).to.deep.equal({ sent: 1, dropped: 0, failed: 0 });
    });

    it('is dropped if the recipient does not exist, and after 48 hours', async () => {
      await refuse(550, '5.1.1');
      await issue();
      expect(await sendDue(mailer())).to.deep.equal({ sent: 0, dropped: 1, failed: 0 });
      expect(lines).to.deep.equal([
        { event: 'mail refused', reason: 'the recipient does not exist', code: 'EENVELOPE 550 5.1.1' },
      ]);
      await issue();
      test.clock.move(48 * HOUR);
      await accept();
      expect(await sendDue(mailer())).to.deep.equal({ sent: 0, dropped: 1, failed: 0 });
      expect(office.delivered).to.deep.equal([]);
    });

    it('expires by the time that the queue hands out, whatever the clock of the machine is', async () => {
      for (const [hours, end] of [
        [47, { sent: 1, dropped: 0 }],
        [49, { sent: 0, dropped: 1 }],
      ] as const) {
        await issue();
        const { queue, ...rest } = mailer();
        const take = async () =>
          (await queue.take()).map((mail) => ({ ...mail, takenSecond: mail.takenSecond + hours * HOUR }));
        expect(await sendDue({ ...rest, queue: { ...queue, take } })).to.include(end);
      }
    });

    it('waits where it is us who are refused, is reported by codes, and is delivered when that is corrected', async () => {
      await refuse(550, '5.7.1');
      await issue();
      expect(await sendDue(mailer())).to.deep.equal({ sent: 0, dropped: 0, failed: 1 });
      expect(lines).to.deep.equal([
        { event: 'mail refused but kept', count: 1, error: 'EENVELOPE 550 5.7.1' },
      ]);
      test.clock.move(2 * HOUR);
      await accept();
      expect(await sendDue(mailer())).to.deep.equal({ sent: 1, dropped: 0, failed: 0 });
    });

    it('waits where several recipients of a round are refused alike, even as unknown', async () => {
      await refuse(550, '5.1.1');
      await issue();
      await issue('A-9', 'always', 'eve@example.org');
      expect(await sendDue(mailer())).to.deep.equal({ sent: 0, dropped: 0, failed: 2 });
      expect(JSON.stringify(lines)).not.to.contain('@');
      test.clock.move(2 * HOUR);
      await accept();
      expect(await sendDue(mailer())).to.deep.equal({ sent: 2, dropped: 0, failed: 0 });
    });

    it('waits where recipients of several rounds are refused alike', async () => {
      const refused = new Map<string, Set<string>>();
      await refuse(550, '5.1.1');
      await issue('A-30', 'always', 'one@example.org');
      expect(await sendDue(mailer(), undefined, refused)).to.include({ dropped: 1, failed: 0 });
      await issue('A-31', 'always', 'two@example.org');
      expect(await sendDue(mailer(), undefined, refused)).to.include({ dropped: 0, failed: 1 });
      await accept();
      test.clock.move(2 * HOUR);
      expect(await sendDue(mailer(), undefined, refused)).to.include({ sent: 1 });
    });

    const status = () => test.run(operations.mail.showMailStatus, {});
    const undeliveredOf = async (license: string) =>
      (await status()).keys.items
        .filter((key) => key.license === license)
        .map(({ order, answer }) => [order, answer]);

    for (const [title, end, answer] of [
      ['whose mailbox does not exist', () => refuse(550, '5.1.1'), 'EENVELOPE 550 5.1.1'],
      ['that expired', async () => test.clock.move(48 * HOUR), 'expired'],
    ] as const) {
      it(`with a key ${title} is remembered by its license, and mailed again by a repeated bulk run, once`, async () => {
        const order = `B-${answer.length}`;
        const { license } = await issue(order, 'new');
        await issue(order, 'new');
        expect(await undeliveredOf(license.license), 'while it waits').to.deep.equal([]);
        await end();
        expect(await sendDue(mailer())).to.deep.equal({ sent: 0, dropped: 1, failed: 0 });
        expect(await undeliveredOf(license.license)).to.deep.equal([[order, answer]]);
        await accept();
        for (let run = 0; run < 2; run++) await issue(order, 'new');
        expect(await sendDue(mailer())).to.deep.equal({ sent: 1, dropped: 0, failed: 0 });
        await issue(order, 'new');
        expect(await sendDue(mailer()), 'after the delivery').to.deep.equal({
          sent: 0,
          dropped: 0,
          failed: 0,
        });
        expect(await undeliveredOf(license.license)).to.deep.equal([]);
      });
    }

    it('that is refused shows the answer, and is due at once after a retry; one that is being sent is not', async () => {
      await refuse(550, '5.7.1');
      await issue('C-1');
      expect(await sendDue(mailer())).to.include({ failed: 1 });
      expect(await status()).to.deep.include({
        waiting: 1,
        overdue: 0,
        answers: [{ answer: 'EENVELOPE 550 5.7.1', mails: 1, refused: true }],
      });
      await accept();
      await issue('C-2');
      const [sending] = await test.run(operations.mail.takeMails, {});
      expect(await test.run(operations.mail.retryMails, {})).to.deep.equal({ mails: 1 });
      expect(await sendDue(mailer())).to.deep.equal({ sent: 1, dropped: 0, failed: 0 });
      await test.run(operations.mail.deleteMail, { mail: sending!.mail });
      expect(await status()).to.deep.include({ waiting: 0, overdue: 0, answers: [] });
    });

    it('that no mailer takes is overdue after an hour, and an answer for now is no refusal', async () => {
      await issue('C-3');
      test.clock.move(HOUR + 1);
      expect(await status()).to.include({ waiting: 1, overdue: 1 });
      await refuse(451, '4.7.1');
      expect(await sendDue(mailer())).to.include({ failed: 1 });
      expect((await status()).answers).to.deep.equal([
        { answer: 'EENVELOPE 451 4.7.1', mails: 1, refused: false },
      ]);
      await accept();
      test.clock.move(2 * HOUR);
      expect(await sendDue(mailer())).to.include({ sent: 1 });
    });

    it('has an answer of codes alone: a text of the mail server is refused', async () => {
      for (const answer of [
        '550 <ada@example.com> unknown',
        'from 203.0.113.7',
        '',
        'x'.repeat(61),
        'a\nb',
      ]) {
        const failed = test.run(operations.mail.failMail, { mail: 'm', answer, final: false });
        expect(((await failed.catch((error: unknown) => error)) as Refusal).code).to.equal(
          'request_malformed',
        );
      }
    });

    it('is sent by a continuous mailer, which finishes its current mail when it is stopped', async () => {
      const stopping = new AbortController();
      const ended = sendFor(mailer(), stopping.signal);
      await issue();
      await until(() => office.delivered.length > 0);
      stopping.abort();
      await ended;
      expect(await waiting()).to.equal(0);
    });
  });
}

describe('a mail in the queue', () => {
  it('does not expire by a clock that jumped ahead, until that is confirmed', async () => {
    const clock = jumpingClock();
    const test = await openTestWorld('in-thread', {}, clock);
    try {
      await test.run(operations.licensing.addProduct, { product: 'sonar', name: 'Sonar', terms: {} });
      beginMailer(test.config, join(test.folder, 'mailer.key'));
      const order = { product: 'sonar', email: ADA, mail: 'always' } as const;
      const first = await test.run(operations.licensing.issueLicense, order);
      expect(first).to.have.property('licenseKey');
      await test.world.lookAtClock();
      const before = clock.now();
      clock.move(72 * HOUR);
      const [held] = await test.run(operations.mail.takeMails, {});
      expect(held?.takenSecond).to.be.at.most(before);
      await test.run(operations.cluster.confirmClock, {});
      await test.world.lookAtClock();
      clock.move(2 * HOUR);
      const [taken] = await test.run(operations.mail.takeMails, {});
      expect(taken?.takenSecond).to.equal(clock.now());
    } finally {
      await test.end();
    }
  });

  it('reveals neither address nor key, even if the database and all secrets are stolen', async () => {
    const test = await openTestWorld();
    try {
      await test.run(operations.licensing.addProduct, { product: 'sonar', name: 'Sonar', terms: {} });
      beginMailer(test.config, join(test.folder, 'mailer.key'));
      const { licenseKey } = await test.run(operations.licensing.issueLicense, {
        product: 'sonar',
        email: ADA,
        mail: 'always',
      });
      await test.world.close();
      const path = databasePath(test.config);
      new Database(path).pragma('wal_checkpoint(TRUNCATE)');
      const bytes = readFileSync(path).toString('latin1');
      // no shorter ones: sealed content is random, and may contain any few letters
      for (const needle of [ADA, 'ada@', '@example', licenseKey, licenseKey.slice(-11)])
        expect(bytes).not.to.contain(needle);
      expect(bytes).to.contain('..');
    } finally {
      await test.end();
    }
  });
});

describe('the settings of the mailer', () => {
  const faults = (env: Record<string, string>): string => {
    try {
      readConfig({ QUIETKEY_DATA: '/srv/quietkey', ...env });
      return '';
    } catch (error) {
      return (error as ConfigFault).message;
    }
  };

  for (const [env, names] of [
    [{ QUIETKEY_SMTP_URL: 'mail.example.com' }, /^QUIETKEY_SMTP_URL is not the address/],
    [
      { QUIETKEY_SMTP_URL: 'http://mail.example.com', QUIETKEY_MAIL_FROM: 'a@example.com' },
      /^QUIETKEY_SMTP_URL is not/,
    ],
    [
      { QUIETKEY_SMTP_URL: 'smtp://me:s3cret%@mail.example.com', QUIETKEY_MAIL_FROM: 'a@example.com' },
      /^QUIETKEY_SMTP_URL is not/,
    ],
    [{ QUIETKEY_SMTP_URL: 'smtp://mail.example.com' }, /^QUIETKEY_MAIL_FROM is not set/],
    [
      { QUIETKEY_SMTP_URL: 'smtp://mail.example.com', QUIETKEY_MAIL_FROM: 'a@b@c' },
      /^QUIETKEY_MAIL_FROM is not a sender/,
    ],
    [
      {
        QUIETKEY_SMTP_URL: 'smtp://mail.example.com',
        QUIETKEY_MAIL_FROM: 'A <a@example.com>, b@example.com',
      },
      /is not a sender/,
    ],
    [
      {
        QUIETKEY_SMTP_URL: 'smtp://m.example.com',
        QUIETKEY_MAIL_OUTBOX: '/tmp/x',
        QUIETKEY_MAIL_FROM: 'a@example.com',
      },
      /are both set/,
    ],
    [{ QUIETKEY_MAIL_OUTBOX: '/srv/quietkey/outbox' }, /^QUIETKEY_MAIL_OUTBOX is in one of/],
    [{ QUIETKEY_MAILER_KEY: '/srv/quietkey/keys/mailer.key' }, /^QUIETKEY_MAILER_KEY is in one of/],
  ] as const)
    it(`are refused: ${JSON.stringify(env)}`, () => {
      expect(faults(env)).to.match(names).and.not.to.contain('s3cret');
    });

  it('are accepted: names of senders, and transports', () => {
    const read = (url: string, from = 'Sonar Works <Keys@Example.com>') =>
      readConfig({ QUIETKEY_SMTP_URL: url, QUIETKEY_MAIL_FROM: from }).mail;
    expect(read('smtp://m.example.com').from).to.deep.equal({
      name: 'Sonar Works',
      address: 'keys@example.com',
    });
    expect(read('smtp://m.example.com', 'keys@example.com').from).to.deep.equal({
      name: '',
      address: 'keys@example.com',
    });
    const host = 'm.example.com';
    expect(read('smtp://m.example.com').way).to.deep.equal({
      smtp: { host, port: 587, implicitTls: false, isLocal: false, login: undefined },
    });
    expect(read('smtps://m.example.com').way).to.deep.include({
      smtp: { host, port: 465, implicitTls: true, isLocal: false, login: undefined },
    });
    expect(read('smtp://[::1]:25').way).to.deep.include({
      smtp: { host: '::1', port: 25, implicitTls: false, isLocal: true, login: undefined },
    });
    const { way } = read('smtp://me:s3%40cret@m.example.com');
    expect(way !== undefined && 'smtp' in way && way.smtp.login?.pass).to.equal('s3@cret');
    expect(JSON.stringify(way)).not.to.contain('cret');
  });
});
