/**
 * Each site speaks to its own readers: no text of one speaks of another, limits are the same number wherever they are
 * named, and a mistake of one kind ends with one exit code.
 */

import { expect } from 'chai';
import { fileURLToPath } from 'node:url';
import { EXIT, exitOf } from '../../scripts/cli/exit-codes.ts';
import { REFUSAL_CODES } from '../../server/domain/kernel/refusal-table.ts';
import { messageOf } from '../../server/domain/kernel/refusal.ts';
import { FREE_TEXTS, freeTextFault, type FreeText } from '../../server/domain/kernel/free-text.ts';
import { ROOT } from '../support/root.ts';
import {
  foreignWords,
  textsInSources,
  textsOfApi,
  textsOfCommandLine,
  textsOfPortal,
  type TextSite,
} from './audience-words.ts';
import { readSources } from './house-rules.ts';

describe('the texts of', () => {
  const files = readSources(fileURLToPath(ROOT));
  const texts = {
    CLI: [...textsOfCommandLine(), ...textsInSources(files, 'scripts/c')],
    API: [...textsOfApi(), ...textsInSources(files, 'server/http/'), ...textsInSources(files, 'server/web/')],
    portal: textsOfPortal(),
    domain: textsInSources(files, 'server/domain/'),
  };
  for (const [site, all] of Object.entries(texts)) {
    it(`the ${site} speak of no other site (${all.length} texts)`, () => {
      expect(all.length).to.be.greaterThan(60);
      expect(foreignWords(site as TextSite, all).join('\n')).to.equal('');
    });
  }
  it('a site can be wrong', () => {
    const wrong: readonly [TextSite, string][] = [
      ['CLI', 'The request does not have the form that this endpoint expects.'],
      ['CLI', 'must be a date, or null for perpetual'],
      ['CLI', 'Find the license by email: POST /v1/license-searches'],
      ['CLI', 'Send an Idempotency-Key with each call.'],
      ['API', 'Create a new token: quietkey token create'],
      ['API', 'Use the option --seats with a number.'],
      ['portal', 'The request was malformed.'],
      ['portal', 'Set up the mailer: quietkey mailer init'],
      ['domain', 'must be 1 to 5, or null'],
      ['domain', 'is required with --email, since the key is derived'],
      ['domain', 'List them: quietkey license find'],
    ];
    for (const [site, text] of wrong)
      expect(foreignWords(site, [{ text, from: '' }]), text).to.have.lengthOf(1);
  });
});

describe('a value for nothing', () => {
  it('is null to a program, and a word to a person', () => {
    const fault = { pointer: '/endsOn', message: 'must be a date', none: 'never' };
    expect(messageOf(fault, 'program')).to.equal('must be a date, or null');
    expect(messageOf(fault, 'person')).to.equal('must be a date, or never');
    expect(messageOf({ pointer: '/seats', message: 'must be 1 to 5' }, 'person')).to.equal('must be 1 to 5');
  });
});

describe('a limit of a text', () => {
  for (const kind of Object.keys(FREE_TEXTS) as FreeText[]) {
    it(`of ${kind} is the number that is named`, () => {
      const { charactersMax } = FREE_TEXTS[kind];
      const named = /\d+ to (\d+) characters/.exec(freeTextFault(kind, 'x'.repeat(charactersMax + 1)) ?? '');
      expect(Number(named?.[1])).to.equal(charactersMax);
      expect(freeTextFault(kind, 'x'.repeat(charactersMax))).to.equal(undefined);
    });
  }
});

describe('the exit code of', () => {
  for (const code of REFUSAL_CODES) {
    it(`${code} is that of its kind`, () => {
      if (code.endsWith('_malformed')) expect(exitOf(code)).to.equal(EXIT.usage);
      else expect(exitOf(code)).not.to.equal(EXIT.usage);
    });
  }
});
