/** The budget of mails: three a day to an address, twenty an hour from a network, and the same answer beyond it. */

import { expect } from 'chai';
import { join } from 'node:path';
import { openRecovery } from '../../../server/accounts/recovery.ts';
import { beginMailer } from '../../../server/composition/mailer.ts';
import { codeOf, openShop } from '../../support/accounts.ts';
import { openTestWorld, type TestWorld } from '../../support/world.ts';
import { operations } from '../../../server/domain/operations.ts';
import type { Recovery } from '../../../server/runtime/accounts.ts';

const ADA = 'ada@example.com';

describe('the budget of mails', () => {
  let test: TestWorld;
  let recovery: Recovery;
  let now = 0;

  beforeEach(async () => {
    test = await openTestWorld();
    recovery = openRecovery(test.world, { seconds: () => now });
    beginMailer(test.config, join(test.folder, 'mailer.key'));
  });
  afterEach(() => test.end());

  const waiting = () => test.run(operations.mail.countMails, {}).then(({ due }) => due);
  const ask = (email: string, origin = '203.0.113.0/24') => recovery.askKey({ email, origin });
  const at = 'https://licenses.example.com/reset';

  it('is three a day to an address, however it is typed and whatever is asked for', async () => {
    for (const email of [ADA, ' ADA@example.com', 'Ada@Example.com ']) await ask(email);
    await recovery.askPassword({ email: ADA, browser: 'b', pageUrl: at, origin: '198.51.100.0/24' });
    for (let i = 0; i < 50; i++) expect(await ask(ADA)).to.equal(undefined);
    expect(await waiting()).to.equal(3);
    await ask('eve@example.com', '198.51.100.0/24');
    expect(await waiting(), 'to another').to.equal(4);
    now += 86_400;
    for (let i = 0; i < 5; i++) await ask(ADA);
    expect(await waiting(), 'on the next day').to.equal(7);
  });

  it('is twenty an hour from a network, known or unknown addresses alike', async () => {
    for (let i = 0; i < 40; i++) await ask(`nobody${i}@example.com`);
    expect(await waiting()).to.equal(20);
    await ask('somebody@example.com', '198.51.100.0/24');
    expect(await waiting(), 'from another').to.equal(21);
    now += 3_600;
    for (let i = 40; i < 80; i++) await ask(`nobody${i}@example.com`);
    expect(await waiting(), 'in the next hour').to.equal(41);
  });

  it('holds for both addresses of a change, and for notices, which are refused beyond it', async () => {
    const { who } = await (await openShop(test)).signUp('ada', ADA);
    const origin = '203.0.113.0/24';
    for (let nth = 0; nth < 10; nth++) {
      const asked = recovery.askEmailChange({ who, newEmail: `a${nth}@example.com`, oldEmail: ADA, origin });
      expect(await asked).to.deep.equal({ byOld: true });
    }
    expect(await waiting(), 'two each').to.equal(6);
    const notices = (email: string, from: string) =>
      codeOf(recovery.setNotices({ who, wanted: ['news'], email, unsubscribeUrl: at, origin: from }));
    expect(await notices(ADA, '198.51.100.0/24')).to.equal('too_many_requests');
    for (let nth = 0; nth < 3; nth++)
      expect(await notices('eve@example.com', '198.51.100.0/24')).to.equal('done');
    expect(await notices('Eve@Example.com', '192.0.2.0/24')).to.equal('too_many_requests');
    expect(await waiting(), 'greetings').to.equal(9);
    const kept = recovery.setNotices({ who, wanted: ['expiry'], unsubscribeUrl: at, origin });
    expect(await codeOf(kept), 'where no mail is written').to.equal('done');
  });

  it('is not spent by what is no address', async () => {
    for (let i = 0; i < 30; i++) expect(await codeOf(ask('nobody'))).to.equal('email_malformed');
    await ask(ADA);
    expect(await waiting()).to.equal(1);
  });
});
