// The table of effects, walked on both engines: for each right that a person has used and each effect, what happens is what
// the table says, and for a customer who has used none it is as usual. No answer to an app differs.

import { expect } from 'chai';
import { join } from 'node:path';
import { runPurge } from '../../../../server/composition/world.ts';
import { prepareMailKey, readPrivateMailKey } from '../../../../server/crypto/mail-key.ts';
import { openSealedAddress, openSealedMail } from '../../../../server/crypto/sealed-mail.ts';
import { dayOf, DAY_SECONDS, writeDate, addDays } from '../../../../server/domain/kernel/day.ts';
import {
  EFFECTS,
  kindsWith,
  type Effect,
  type Restraint,
  type UsedRight,
} from '../../../../server/domain/kernel/effects.ts';
import { operations } from '../../../../server/domain/operations.ts';
import type { RightDeed } from '../../../../server/domain/rights/restrict.ts';
import { openCounting } from '../../../../server/telemetry/counting.ts';
import { codeOf, openShop, WORLDS, PASSWORD, type Customer, type Shop } from '../../../support/accounts.ts';
import { random22 } from '../../../support/machine.ts';
import { makeRequest } from '../../../support/requests.ts';
import { rowsIn } from '../../../support/table-rows.ts';

const { account: accounts, activation, licensing, mail, ownership, privacy, rights, statistics } = operations;
const AT = 'https://portal.example/unsubscribe';
const DEEDS: Readonly<Record<UsedRight, RightDeed>> = {
  restricted: 'restrict',
  objected: 'object',
  withdrawn: 'withdraw',
};
const RIGHTS = Object.keys(DEEDS) as UsedRight[];
/** A customer whose data a legal hold keeps, and one with everything as usual. */
type Used = Restraint | 'none';
const ALL_USED: readonly Used[] = ['none', ...RIGHTS, 'held'];
const USUAL: Readonly<Record<Effect, string>> = {
  answers: 'unchanged',
  askedMail: 'sent',
  news: 'sent',
  notices: 'sent',
  staff: 'shown',
  licenseExport: 'listed',
  counts: 'counted',
  telemetry: 'the app’s switch',
  portal: 'shown',
  purge: 'purged',
  erasure: 'done',
};
/** The days after which a license that ended and an account without a login are purged, with some to spare. */
const LONG_DAYS = 1_000;

interface Person extends Customer {
  readonly email: string;
  readonly machine: { tags: string[]; nonce: string; network: null };
  /** What the server answered the person's app before the right was used. */
  readonly before: unknown;
}

it('the table of effects has usual words, and its conditions are about the stored kinds that change something', () => {
  for (const effect of Object.keys(EFFECTS) as Effect[]) {
    const words: Readonly<Record<UsedRight, string>> = EFFECTS[effect];
    const changed = (['restricted', 'objected'] as const).filter((kind) => words[kind] !== USUAL[effect]);
    expect(kindsWith(effect), effect).to.deep.equal(changed);
  }
});

for (const [engine, open] of WORLDS) {
  describe(`effects over ${engine}`, () => {
    let shop: Shop;
    const people = new Map<Used, Person>();
    before(async () => {
      shop = await openShop(await open());
      prepareMailKey(shop.test.config.keysFolder, join(shop.test.folder, 'mailer.key'));
      for (const used of ALL_USED) people.set(used, await person(used));
      await letters();
      for (const used of RIGHTS) {
        const { account } = personWith(used).who;
        await shop.test.run(rights.useRight, { account, deed: DEEDS[used] });
        await shop.test.run(rights.useRight, { account, deed: DEEDS[used] });
      }
      const held = { class: 'all', reason: 'claim', authority: 'District Court' };
      await shop.test.run(privacy.addHold, { ...held, account: personWith('held').who.account });
    });
    after(() => shop.test.end());

    const personWith = (used: Used): Person => people.get(used)!;
    const today = () => dayOf(shop.test.clock.now());
    const person = async (used: Used): Promise<Person> => {
      const email = `${used}@shop.example`;
      const customer = await shop.signUp(used, email);
      const { license, who, licenseKey } = customer;
      const endsOn = writeDate(addDays(today(), 20));
      await shop.test.run(licensing.renewLicense, { license, endsOn });
      const wanted = ['expiry', 'policy', 'news'] as const;
      await shop.test.run(accounts.setNotices, { who, wanted, email, unsubscribeUrl: AT });
      const machine = { tags: [random22()], nonce: random22(), network: null };
      const asked = { product: 'sonar', licenseKey, ...machine };
      return { ...customer, email, machine, before: await shop.test.run(activation.activate, asked) };
    };
    /** The kinds of the mails that wait, by their recipients. */
    const letters = async (): Promise<Map<string | undefined, string[]>> => {
      const key = readPrivateMailKey(join(shop.test.folder, 'mailer.key'));
      const sent = new Map<string | undefined, string[]>();
      for (const { mail: id, sealed } of await shop.test.run(mail.takeMails, {})) {
        await shop.test.run(mail.deleteMail, { mail: id });
        const { to, letter } = await openSealedMail(sealed, key);
        const open = to !== null && 'sealed' in to ? await openSealedAddress(to.sealed, key) : undefined;
        const address = to !== null && 'email' in to ? to.email : open?.email;
        sent.set(address, [...(sent.get(address) ?? []), letter.kind]);
      }
      return sent;
    };
    const sendNews = async (kind: 'news' | 'policy') => {
      const notice = { kind, subject: 'Sonar 4', text: 'Sonar 4 is here.', after: '', unsubscribeUrl: AT };
      await shop.test.run(accounts.sendNotice, notice);
      return letters();
    };
    const ending = async () => {
      await shop.test.run(accounts.noticeEnding, { after: '', unsubscribeUrl: AT });
      return letters();
    };
    const look = (license: string, purpose: string) =>
      codeOf(shop.test.world.run(licensing.showLicense, { license }, 'terminal:maria', purpose));

    const received = (sent: Map<string | undefined, string[]>, used: Used) =>
      sent.has(personWith(used).email) ? 'sent' : 'stopped';
    let news: Map<string | undefined, string[]> | undefined;
    let policy: Map<string | undefined, string[]> | undefined;
    let ends: Map<string | undefined, string[]> | undefined;

    /** What happens to a customer, in the words of the table. */
    const happens: Readonly<Record<Effect, (used: Used) => Promise<string>>> = {
      answers: async (used) => {
        const { licenseKey, machine, before } = personWith(used);
        const again = await shop.test.run(activation.activate, { product: 'sonar', licenseKey, ...machine });
        expect(JSON.stringify(again), 'the same bytes').to.equal(JSON.stringify(before));
        return 'unchanged';
      },
      askedMail: async (used) => {
        await shop.test.run(accounts.askKey, { email: personWith(used).email });
        return received(await letters(), used);
      },
      news: async (used) => received((news ??= await sendNews('news')), used),
      notices: async (used) => {
        policy ??= await sendNews('policy');
        ends ??= await ending();
        expect(received(ends, used), 'the end of a license is like a policy').to.equal(
          received(policy, used),
        );
        return received(policy, used);
      },
      staff: async (used) => {
        const { license, email } = personWith(used);
        const found = await shop.test.run(licensing.findLicenses, { email });
        const code = await look(license, 'support: ticket T-1017');
        const seen = [
          await codeOf(shop.test.run(activation.listActivations, { license })),
          await codeOf(shop.test.run(privacy.listHoldings, { license })),
          found.items.length === 1 ? 'done' : 'license_restricted',
        ];
        expect(seen, 'by every way').to.deep.equal([code, code, code]);
        expect(await look(license, 'legal: claim 17')).to.equal('done');
        return code === 'license_restricted' ? 'restricted' : 'shown';
      },
      licenseExport: async (used) => {
        const { licenses } = await shop.test.run(licensing.exportLicenses, { after: '', rows: 500 });
        return licenses.some(({ license }) => license === personWith(used).license) ? 'listed' : 'left out';
      },
      counts: async (used) => {
        const counted = async () =>
          (await shop.test.run(statistics.listCounts, { days: 1 })).items.reduce((sum, { n }) => sum + n, 0);
        const run = shop.test.world.run.bind(shop.test.world);
        const counting = openCounting(run, () => shop.test.clock.now());
        const before = await counted();
        const { licenseKey, machine } = personWith(used);
        await counting.run(activation.activate, { product: 'sonar', licenseKey, ...machine }, 'client');
        await counting.flush();
        return (await counted()) === before ? 'left out' : 'counted';
      },
      // a report has no id: see `client-sdk/typescript/contract/telemetry-vocabulary.ts`
      telemetry: () => Promise.resolve('the app’s switch'),
      portal: async (used) => {
        const { license, who } = personWith(used);
        const { account } = who;
        const shown = await shop.test.run(ownership.showOwned, { account, license });
        const inForce = await shop.test.run(rights.showRightsInForce, { account });
        const since = (kind: Used) => (used === kind ? today() : null);
        expect(inForce).to.deep.equal({ restricted: since('restricted'), objected: since('objected') });
        return shown.license === license ? 'shown' : 'hidden';
      },
      purge: async (used) => {
        const { license, who } = personWith(used);
        const rows = await rowsIn(
          shop.test.config,
          `SELECT id FROM licenses WHERE id = '${license}' UNION ALL SELECT id FROM accounts WHERE id = '${who.account}'`,
        );
        expect(rows.length, 'license and account alike').to.be.oneOf([0, 2]);
        return rows.length === 2 ? 'kept' : 'purged';
      },
      erasure: async (used) => {
        const { account } = personWith(used).who;
        const { who } = personWith(used);
        const isKept = used === 'restricted' || used === 'held';
        if (isKept) await shop.accounts.deleteAccount({ who, password: PASSWORD, endLicenses: true });
        const left = await rowsIn(
          shop.test.config,
          `SELECT id FROM restrictions WHERE account = '${account}' UNION ALL SELECT id FROM accounts WHERE id = '${account}'`,
        );
        return left.length === 0 ? 'done' : 'put off';
      },
    };
    const expected = (effect: Effect, used: Used): string =>
      used === 'none' ? USUAL[effect] : EFFECTS[effect][used];
    const walk = (effect: Effect) => {
      for (const used of ALL_USED)
        it(`${effect}: ${expected(effect, used)}, of ${used}`, async () => {
          expect(await happens[effect](used)).to.equal(expected(effect, used));
        });
    };
    const LATE: readonly Effect[] = ['purge', 'erasure'];
    for (const effect of Object.keys(EFFECTS) as Effect[]) if (!LATE.includes(effect)) walk(effect);

    it('of a license that nobody owns begin with the answer to a request, and end with the owner’s word', async () => {
      const email = 'buyer@shop.example';
      const { license, licenseKey } = await shop.sell(email);
      const keyFile = join(shop.test.folder, 'mailer.key');
      const asked = { email, kind: 'restriction' } as const;
      const request = await makeRequest(shop.test.run, keyFile, asked);
      expect(await look(license, 'support')).to.equal('done');
      const pages = { answerUrl: AT, dataUrl: AT };
      await shop.test.run(rights.answerRequest, { request, nothing: false, ...pages });
      expect(await look(license, 'support')).to.equal('license_restricted');
      const { account } = personWith('none').who;
      await shop.test.run(ownership.addOwned, { account, licenseKey });
      await shop.test.run(rights.useRight, { account, deed: 'release' });
      expect(await look(license, 'support')).to.equal('done');
    });

    it('of a request do not reach a license of somebody else', async () => {
      const email = 'giver@shop.example';
      const { license, licenseKey } = await shop.sell(email);
      await shop.test.run(ownership.addOwned, { account: personWith('none').who.account, licenseKey });
      const keyFile = join(shop.test.folder, 'mailer.key');
      const request = await makeRequest(shop.test.run, keyFile, { email, kind: 'restriction' });
      const pages = { answerUrl: AT, dataUrl: AT };
      await shop.test.run(rights.answerRequest, { request, nothing: false, ...pages });
      expect(await look(license, 'support')).to.equal('done');
    });

    describe('after their retention', () => {
      before(async () => {
        shop.test.clock.move(LONG_DAYS * DAY_SECONDS);
        const { kept } = await shop.test.run(privacy.planPurge, {});
        expect(kept.find(({ class: name }) => name === 'restrictions')?.count).to.equal(1);
        await runPurge(shop.test.world, { apply: true });
      });
      for (const effect of LATE) walk(effect);
    });
  });
}
