/** What each answer of a mail server means for a mail, as a table; and over a real server, that each is read so. */

import { expect } from 'chai';
import { openSmtp } from '../../../server/mail/carrier.ts';
import { decide, type Decision, type SmtpAnswer } from '../../../server/mail/smtp-answer.ts';
import { openPostOffice, smtpError } from '../../support/post-office.ts';

type Case = readonly [
  stage: SmtpAnswer['stage'],
  code: number,
  enhanced: string,
  alike: number,
  decision: Decision,
  title: string,
];

const CASES: readonly Case[] = [
  ['recipient', 550, '5.1.1', 1, 'drop', 'no such mailbox'],
  ['message', 550, '5.1.1', 1, 'drop', 'no such mailbox, after the message'],
  ['recipient', 553, '5.1.3', 1, 'drop', 'no valid address'],
  ['recipient', 551, '5.1.6', 1, 'drop', 'the mailbox has moved'],
  ['recipient', 556, '5.1.10', 1, 'drop', 'the domain takes no mail'],
  ['recipient', 556, '', 1, 'drop', 'the domain takes no mail, by its basic code'],
  ['recipient', 550, '5.1.1', 2, 'report', 'two recipients alike'],
  ['recipient', 556, '', 5, 'report', 'all of a round alike'],
  ['recipient', 550, '5.1.0', 1, 'report', 'something about an address'],
  ['recipient', 550, '5.1.2', 1, 'report', 'no such domain: perhaps its name was not resolved'],
  ['recipient', 550, '5.1.7', 1, 'report', 'the sender’s address'],
  ['recipient', 550, '5.1.8', 1, 'report', 'the sender’s domain'],
  ['recipient', 550, '5.2.1', 1, 'report', 'a mailbox that is disabled'],
  ['recipient', 552, '5.2.2', 1, 'report', 'a full mailbox'],
  ['recipient', 554, '5.3.2', 1, 'report', 'a system that takes no mail now'],
  ['recipient', 550, '5.4.1', 1, 'report', 'routing'],
  ['recipient', 550, '5.5.1', 1, 'report', 'the protocol'],
  ['recipient', 550, '5.7.1', 1, 'report', 'policy: a blocked sender, or relaying'],
  ['message', 550, '5.7.1', 1, 'report', 'policy, after the message'],
  ['recipient', 550, '', 1, 'report', 'a 550 that does not say why'],
  ['recipient', 551, '', 1, 'report', 'a 551 that does not say why'],
  ['recipient', 553, '', 1, 'report', 'a 553 that does not say why'],
  ['message', 554, '', 1, 'report', 'a message that is refused'],
  ['other', 550, '5.1.1', 1, 'report', 'a sender that is unknown'],
  ['other', 535, '5.7.8', 1, 'report', 'a wrong password'],
  ['recipient', 450, '4.1.1', 1, 'retry', 'an unknown mailbox, for now'],
  ['recipient', 451, '4.7.1', 1, 'retry', 'greylisting'],
  ['recipient', 452, '4.2.2', 3, 'retry', 'full mailboxes, for now'],
  ['recipient', 450, '5.1.1', 1, 'retry', 'a temporary code with a permanent status'],
  ['other', 421, '', 9, 'retry', 'a server that closes'],
];

describe('an answer of a mail server', () => {
  for (const [stage, code, enhanced, alike, decision, title] of CASES) {
    it(`${title}: ${stage} ${code} ${enhanced} of ${alike}: ${decision}`, () => {
      expect(decide({ stage, code, enhanced }, alike)).to.equal(decision);
    });
  }

  it('is read from a real server as the table has it', async () => {
    for (const [stage, code, enhanced] of CASES) {
      // smtp-server answers 535 to a login only, and closes the connection after 421
      if (code === 535 || code === 421) continue;
      const error = smtpError(code, enhanced);
      const office = await openPostOffice({
        onMailFrom: (_from, _session, done) => done(stage === 'other' ? error : undefined),
        onRcptTo: (_to, _session, done) => done(stage === 'recipient' ? error : undefined),
        onData: (stream, _session, done) => void stream.on('end', () => done(error)).resume(),
      });
      const carrier = openSmtp(office.settings, { name: '', address: 'keys@example.com' });
      const end = await carrier.carry(
        { subject: 's', text: 't', html: '' },
        { to: 'ada@example.com', mail: 'm' },
      );
      carrier.close();
      await office.close();
      expect(end).to.have.deep.property('answer', { stage, code, enhanced });
    }
  });
});
