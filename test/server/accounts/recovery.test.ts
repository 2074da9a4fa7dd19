/**
 * The recovery service and the budgets of mails: visitors get the same answer above a budget, owners get a refusal, and what
 * is refused spends nothing. The budgets themselves are in `mail-budget.test.ts`.
 */

import { expect } from 'chai';
import { join } from 'node:path';
import { openRecovery } from '../../../server/accounts/recovery.ts';
import { beginMailer } from '../../../server/composition/mailer.ts';
import { codeOf, openShop } from '../../support/accounts.ts';
import { openTestWorld, type TestWorld } from '../../support/world.ts';
import { operations } from '../../../server/domain/operations.ts';
import type { Recovery } from '../../../server/runtime/accounts.ts';

const ADA = 'ada@example.com';

describe('the recovery service above a budget of mails', () => {
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
  const ask = (email: string, origin: string | null = '203.0.113.0/24') => recovery.askKey({ email, origin });
  const url = 'https://licenses.example.com/reset';

  it('is by purpose and network for visitors, however an address is typed', async () => {
    for (const email of [ADA, ' ADA@example.com', 'Ada@Example.com ']) await ask(email);
    for (let i = 0; i < 50; i++) expect(await ask(ADA)).to.equal(undefined);
    expect(await waiting()).to.equal(3);
    await recovery.askPassword({ email: ADA, browser: 'b', pageUrl: url, origin: '203.0.113.0/24' });
    expect(await waiting(), 'for another purpose').to.equal(4);
    await ask(ADA, '198.51.100.0/24');
    expect(await waiting(), 'from another network').to.equal(5);
    now += 86_400;
    for (let i = 0; i < 5; i++) await ask(ADA);
    expect(await waiting(), 'on the next day').to.equal(8);
  });

  it('is twenty an hour from a network, for known and unknown addresses', async () => {
    for (let i = 0; i < 40; i++) await ask(`nobody${i}@example.com`);
    expect(await waiting()).to.equal(20);
    await ask('somebody@example.com', '198.51.100.0/24');
    expect(await waiting(), 'from another').to.equal(21);
  });

  it('refuses a customer who is logged in, and nothing is then written or changed', async () => {
    const { who } = await (await openShop(test)).signUp('ada', ADA);
    const change = (newEmail: string, oldEmail = ADA) =>
      codeOf(recovery.askEmailChange({ who, newEmail, oldEmail }));
    for (let nth = 0; nth < 3; nth++) expect(await change(`a${nth}@example.com`)).to.equal('done');
    expect(await change('a3@example.com')).to.equal('mail_limit_reached');
    expect(await waiting(), 'two each').to.equal(6);
    const notices = (email: string | undefined, wanted: readonly 'news'[] = ['news']) =>
      codeOf(recovery.setNotices({ who, wanted, email, unsubscribeUrl: url }));
    for (let nth = 0; nth < 3; nth++) expect(await notices('eve@example.com')).to.equal('done');
    expect(await notices('Eve@Example.com')).to.equal('mail_limit_reached');
    expect(await waiting(), 'greetings').to.equal(9);
    expect(await notices(undefined), 'where no mail is written').to.equal('done');
    expect(await notices('Eve@Example.com', []), 'where no notice is wanted').to.equal('done');
  });

  it('is left for a customer who is logged in, whatever visitors ask for', async () => {
    const { who } = await (await openShop(test)).signUp('ada', ADA);
    for (let nth = 0; nth < 50; nth++) await ask(ADA, `198.51.${nth % 20}.0/24`);
    expect(await waiting()).to.equal(26);
    expect(await codeOf(recovery.askRecoveryEmail({ who, email: ADA, pageUrl: url }))).to.equal('done');
    expect(await waiting()).to.equal(27);
  });

  it('is not spent by what was refused: malformed addresses, and an old address that is not the owner’s', async () => {
    const { who } = await (await openShop(test)).signUp('ada', ADA);
    for (let i = 0; i < 30; i++) expect(await codeOf(ask('nobody'))).to.equal('email_malformed');
    for (let nth = 0; nth < 3; nth++) {
      const asked = recovery.askEmailChange({ who, newEmail: ADA, oldEmail: 'eve@example.com' });
      expect(await codeOf(asked)).to.equal('email_mismatch');
    }
    for (const email of [ADA, 'eve@example.com']) for (let nth = 0; nth < 3; nth++) await ask(email);
    expect(await waiting()).to.equal(6);
  });
});
