/** Mail servers as they are met: kind, down, slow, refusing for now or for good, with and without encryption. */

import { expect } from 'chai';
import type { SMTPServerOptions } from 'smtp-server';
import { openSmtp, type SmtpSettings } from '../../../server/mail/carrier.ts';
import { openPostOffice, smtpError, type PostOffice } from '../../support/post-office.ts';

const MESSAGE = { subject: 'Hello', text: 'Hello\n', html: '<p>Hello</p>' };
const FROM = { name: 'Sonar', address: 'keys@example.com' };
const TO = 'ada@example.com';

describe('mail by SMTP', () => {
  let office: PostOffice;
  afterEach(() => office.close());

  const carry = async (
    options: SMTPServerOptions = {},
    settings: Partial<SmtpSettings> = {},
    to = TO,
    mail = 'a',
  ) => {
    office = await openPostOffice(options);
    const carrier = openSmtp({ ...office.settings, ...settings }, FROM, { silenceMilliseconds: 500 });
    const end = await carrier.carry(MESSAGE, { to, mail });
    carrier.close();
    if (typeof end === 'string') return end;
    expect(end.failed).not.to.contain('@');
    return end.failed;
  };

  it('reaches one recipient, the canonical address', async () => {
    expect(await carry()).to.equal('delivered');
    expect(office.delivered.map(({ from, to }) => ({ from, to }))).to.deep.equal([
      { from: FROM.address, to: [TO] },
    ]);
  });

  it('takes what it is given for one recipient, whatever is in it', async () => {
    for (const to of [
      'ada@example.com,eve@example.org',
      'ada@example.com;eve@example.org',
      '<ada@example.com>',
      'ada@x\r\nBcc:',
    ]) {
      expect(await carry({}, {}, to)).to.equal('unaddressable');
      expect(office.delivered, to).to.deep.equal([]);
      await office.close();
    }
    const odd = "o'hara+tag/{x}@example.com";
    expect(await carry({}, {}, odd)).to.equal('delivered');
    expect(office.delivered.map(({ to }) => to)).to.deep.equal([[odd]]);
  });

  // nodemailer tells a lost answer like a connection that was never made: findings/nodemailer-lost-answer-looks-unsent.sh
  it('has one Message-ID over its tries, also after an answer that was lost, and another mail has another', async () => {
    const seen: string[] = [];
    const note = (raw: string): void => void seen.push(/^Message-ID: (<.+>)\r$/m.exec(raw)?.[1] ?? '');
    const lost: SMTPServerOptions = {
      onData: (stream) => {
        let raw = '';
        stream.setEncoding('utf8').on('data', (part: string) => (raw += part));
        stream.on('end', () => note(raw));
      },
    };
    expect(await carry(lost)).to.match(/ETIMEDOUT|ESOCKET|ECONNECTION/);
    await office.close();
    for (const mail of ['a', 'b']) {
      expect(await carry({}, {}, TO, mail)).to.equal('delivered');
      note(office.delivered[0]!.raw);
      await office.close();
    }
    const [first, again, other] = seen;
    expect(first)
      .to.match(/^<[0-9a-f]{32}@example\.com>$/)
      .and.equal(again);
    expect(other)
      .to.match(/^<[0-9a-f]{32}@example\.com>$/)
      .and.not.equal(first);
    expect(await carry()).to.equal('delivered');
  });

  it('logs in', async () => {
    let seen: unknown;
    const answer = await carry(
      {
        authOptional: false,
        allowInsecureAuth: true,
        onAuth: ({ username, password }, _session, done) => {
          seen = [username, password];
          done(null, { user: username });
        },
      },
      { login: { user: 'me', pass: 'p@ss' } },
    );
    expect([answer, seen]).to.deep.equal(['delivered', ['me', 'p@ss']]);
  });

  it('is not sent in clear to another machine: a server without STARTTLS, or with a certificate of nobody', async () => {
    expect(await carry({}, { isLocal: false })).to.match(/^ETLS|^EPROTOCOL|^ESOCKET|502/);
    expect(office.delivered).to.deep.equal([]);
    await office.close();
    expect(await carry({ disabledCommands: [] }, { isLocal: false })).to.match(/^ETLS|^ESOCKET|CERT/);
    expect(office.delivered).to.deep.equal([]);
  });

  it('is tried again later where the server says so, is at fault, refuses us, or is slow', async () => {
    for (const code of [421, 450, 451, 452]) {
      expect(await carry({ onRcptTo: (_to, _session, done) => done(smtpError(code)) })).to.contain(code);
      await office.close();
    }
    expect(await carry({ onMailFrom: (_from, _session, done) => done(smtpError(550)) })).to.contain('550');
    await office.close();
    expect(
      await carry({
        onData: (stream, _session, done) => void stream.on('end', () => done(smtpError(554))).resume(),
      }),
    ).to.contain('554');
    await office.close();
    expect(await carry({ onConnect: () => undefined })).to.match(/TIMEDOUT/);
  });

  it('answers with stage, code and enhanced status, and never with what the server says', async () => {
    for (const [enhanced, failed] of [
      ['5.1.1', 'EENVELOPE 550 5.1.1'],
      ['5.7.1', 'EENVELOPE 550 5.7.1'],
      ['', 'EENVELOPE 550'],
      ['5.1.1.1', 'EENVELOPE 550'],
    ] as const) {
      expect(await carry({ onRcptTo: (_to, _session, done) => done(smtpError(550, enhanced)) })).to.equal(
        failed,
      );
      await office.close();
    }
    expect(
      await carry({
        onData: (stream, _session, done) =>
          void stream.on('end', () => done(smtpError(550, '5.1.1'))).resume(),
      }),
    ).to.equal('EMESSAGE 550 5.1.1');
  });

  it('is tried again later where nobody listens', async () => {
    office = await openPostOffice();
    const { settings } = office;
    await office.close();
    const end = await openSmtp(settings, FROM).carry(MESSAGE, { to: TO, mail: 'a' });
    expect(JSON.stringify(end)).to.match(/^{"failed":"E(?:CONN|SOCKET)/);
    office = await openPostOffice();
  });
});
