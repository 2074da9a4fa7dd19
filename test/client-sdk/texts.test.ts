/** The SDK's texts in German and French: one for everything that the core says in English, with the same days. */

import { expect } from 'chai';
import { CODES, isLicenseCode } from '../../client-sdk/typescript/contract/codes.ts';
import {
  AnswerUntrusted,
  BadKey,
  ERROR_CODES,
  LicenseRefused,
  NETWORK_CAUSES,
  NoNetwork,
  QuietkeyError,
} from '../../client-sdk/typescript/index.ts';
import { withReinstallRemedy } from '../../client-sdk/typescript/exchange/identity.ts';
import { CHECK_REASONS } from '../../client-sdk/typescript/lease/check.ts';
import { EVENT_KINDS } from '../../client-sdk/typescript/lease/events.ts';
import { messageFor } from '../../client-sdk/typescript/lease/messages.ts';
import type { Check } from '../../client-sdk/typescript/lease/presentation.ts';
import { duringSession } from '../../client-sdk/typescript/lease/session.ts';
import {
  checkText,
  errorText,
  eventText,
  networkText,
  textLanguage,
} from '../../client-sdk/typescript/texts/index.ts';
import { rowOfCode } from '../../server/domain/kernel/refusal-table.ts';
import { STATES_OF_REASON } from '../rules/sdk-tables.ts';
import { TRANSLATED, translationFaults } from '../support/translation-rules.ts';

const DAYS = {
  leaseEndsOn: '2026-01-01',
  graceEndsOn: '2026-02-02',
  licenseEndsOn: '2026-03-03',
  noticeEndsOn: '2026-04-04',
};
const WRITTEN = {
  de: ['1. Januar 2026', '2. Februar 2026', '3. März 2026', '4. April 2026'],
  fr: ['1er janvier 2026', '2 février 2026', '3 mars 2026', '4 avril 2026'],
};
const CHECKS = CHECK_REASONS.flatMap((reason) =>
  STATES_OF_REASON[reason].flatMap((state) =>
    [DAYS, {}].map((days): Check => {
      const message = messageFor({ reason, state }, days);
      return { state, reason, message, entitlements: [], refreshDue: false, ...days };
    }),
  ),
);
const ENDED = CHECKS.find(({ state }) => state === 'unlicensed')!;
const RUNNING = CHECKS[0]!;

for (const language of TRANSLATED) {
  describe(`the SDK's texts in ${language}`, () => {
    const expectFaultless = (text: string, english: string) =>
      expect(translationFaults(language, text, english)).to.deep.equal([]);

    it('have each reason of a check in each of its states, with the days of the English text', () => {
      for (const check of CHECKS) {
        const text = checkText(check, language);
        // the English texts say "computer"
        expectFaultless(text, check.message);
        const isNamed = Object.values(DAYS).map((day) => check.message.includes(day));
        expect(
          WRITTEN[language].map((day) => text.includes(day)),
          text,
        ).to.deep.equal(isNamed);
        expect(text).not.to.include('undefined');
      }
    });

    it('say of a session that it is over its lease', () => {
      const over = duringSession(RUNNING, ENDED);
      expect(checkText(over, language)).to.include(checkText(ENDED, language));
      expectFaultless(checkText(over, language), over.message);
    });

    it('have each event, with the day or the name that it is about', () => {
      for (const kind of EVENT_KINDS) {
        const check = { ...RUNNING, ...DAYS, machineName: 'quiet heron' };
        const text = eventText({ kind, message: '' }, check, language);
        expectFaultless(text, kind);
        expect(text.includes(WRITTEN[language][2]!)).to.equal(['renewed', 'ending_soon'].includes(kind));
        expect(text.includes('quiet heron')).to.equal(kind === 'moved');
      }
    });

    it('have each error and each refusal, with a remedy where English has one', () => {
      const refusals = CODES.filter(isLicenseCode).map((code) => {
        const { sentence, appUser } = rowOfCode(code);
        return new LicenseRefused(code, 403, sentence, { remedy: appUser as string });
      });
      const errors = ERROR_CODES.filter((code) => code !== 'license_refused').map(
        (code) => new QuietkeyError(code, code),
      );
      for (const error of [...errors, ...refusals, new BadKey('several'), new AnswerUntrusted('edited')]) {
        const { message, remedy } = errorText(error, language);
        expectFaultless(message, error.message);
        if (error.remedy !== undefined) expectFaultless(remedy ?? '', error.remedy);
      }
      expect(new Set(refusals.map((error) => errorText(error, language).message)).size).to.equal(
        refusals.length,
      );
      expect(errorText(new BadKey('several'), language)).not.to.deep.equal(
        errorText(new BadKey('checksum'), language),
      );
    });

    it('have each cause of a failed call, which is the text of its error too', () => {
      const texts = NETWORK_CAUSES.map((networkCause) => {
        const text = networkText(networkCause, language);
        const english = networkText(networkCause, 'en');
        expectFaultless(text.message, english.message);
        expectFaultless(text.remedy, english.remedy);
        const error = new NoNetwork('no', { networkCause });
        expect(errorText(error, language)).to.deep.equal(text);
        expect(error.remedy).to.equal(english.remedy);
        return text.message;
      });
      expect(new Set(texts).size).to.equal(NETWORK_CAUSES.length);
    });

    it('say what a reinstall costs, and have a text for a refusal of a newer server', () => {
      const taken = new LicenseRefused('seats_taken', 409, 'taken', { remedy: 'Release one.' });
      const again = withReinstallRemedy(taken, { identity: 'none' }) as LicenseRefused;
      const { remedy = '' } = errorText(taken, language);
      expect(errorText(again, language).remedy).to.match(new RegExp(`^${remedy}.{50}`));
      expectFaultless(errorText(again, language).remedy ?? '', again.remedy ?? '');
      const unknown = new LicenseRefused('of_a_later_version' as 'seats_taken', 403, 'x');
      expectFaultless(errorText(unknown, language).message, 'x');
    });
  });
}

describe('the language of the SDK’s texts', () => {
  it('is the first that the person prefers and that has texts, else English', () => {
    const preferences: [string[], string][] = [
      [[], 'en'],
      [['de-AT'], 'de'],
      [['fr_CA', 'en'], 'fr'],
      [['nl', 'DE'], 'de'],
      [['en-GB', 'de'], 'en'],
      [['den', ''], 'en'],
    ];
    for (const [preferred, expected] of preferences) expect(textLanguage(preferred)).to.equal(expected);
  });

  it('in English, is what the core says', () => {
    const error = new LicenseRefused('seats_taken', 409, 'All seats are taken.', { remedy: 'Release one.' });
    expect(errorText(error, 'en')).to.deep.equal({ message: error.message, remedy: error.remedy });
    expect(errorText(new QuietkeyError('aborted', 'The call was aborted.'), 'en')).to.deep.equal({
      message: 'The call was aborted.',
    });
    expect(CHECKS.map((check) => checkText(check, 'en'))).to.deep.equal(CHECKS.map(({ message }) => message));
    expect(eventText({ kind: 'revoked', message: 'm' }, RUNNING, 'en')).to.equal('m');
  });
});

describe('the texts of a trial', () => {
  const trial = { per: 'machine', endsOn: '2026-03-03', daysLeft: 5 } as const;
  const given = { state: 'licensed', message: '', entitlements: [], refreshDue: false, trial } as const;
  for (const [language, day] of [
    ['de', '3. März 2026'],
    ['fr', '3 mars 2026'],
  ] as const) {
    it(`name its days in ${language}`, () => {
      for (const reason of ['lease_valid', 'machine_unconfirmed'] as const)
        expect(checkText({ ...given, reason }, language))
          .to.include(day)
          .and.include('5');
      const over = { ...given, state: 'unlicensed', reason: 'license_ended' } as const;
      expect(checkText(over, language)).to.include(day);
      expect(
        eventText({ kind: 'ending_soon', message: '' }, { ...given, reason: 'lease_valid' }, language),
      ).to.include(day);
    });
  }
});
