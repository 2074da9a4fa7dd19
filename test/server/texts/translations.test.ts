/**
 * The languages beside English: each has every text of English, with the same values in it, in its own words, terms,
 * typography and form of address.
 */

import { expect } from 'chai';
import type { Formats } from '../../../server/locale/formats.ts';
import { germanTexts } from '../../../server/texts/de/catalogue.ts';
import { englishTexts } from '../../../server/texts/en/catalogue.ts';
import { frenchTexts } from '../../../server/texts/fr/catalogue.ts';
import { LANGUAGES, type Texts } from '../../../server/texts/texts.ts';
import { TRANSLATED, translationFaults } from '../../support/translation-rules.ts';

/** Formats that show which value was written in which way. */
const MARKING: Formats = {
  day: (day) => `{day ${day}}`,
  year: (year) => `{year ${year}}`,
  hour: (hour) => `{hour ${hour}}`,
  number: (value) => `{number ${value}}`,
  count: (value, { other }) => `{number ${value}} ${other}`,
  wait: (seconds) => `{wait ${seconds}}`,
  list: (items) => items.join(', '),
};
const MAKERS = { en: englishTexts, de: germanTexts, fr: frenchTexts };
/** Values for the functions of a catalogue: different ones, equal ones, texts, and a list. */
const SAMPLES = [[101, 102, 103], [1, 1, 1], ['a9', 'b9', 'c9'], [['a9', 'b9']]];

type Write = (...values: unknown[]) => string;

/** All texts of a catalogue by their place: of a function, what it writes for the samples that it takes. */
function textsOf(part: unknown, place: string): [string, string][] {
  if (typeof part === 'string') return [[place, part]];
  if (typeof part !== 'function') {
    return Object.entries(part as object).flatMap(([key, value]) => textsOf(value, `${place}.${key}`));
  }
  return SAMPLES.flatMap((values, nth): [string, string][] => {
    const text = writtenBy(part as Write, values);
    return text === undefined ? [] : [[`${place}(${nth})`, text]];
  });
}

function writtenBy(write: Write, values: readonly unknown[]): string | undefined {
  try {
    const text = write(...values);
    return text.includes('undefined') ? undefined : text;
  } catch {
    return undefined;
  }
}

function catalogueOf(language: keyof typeof MAKERS): Map<string, string> {
  const {
    formats: _,
    language: _tag,
    direction: _way,
    name: _name,
    ...texts
  }: Texts = MAKERS[language](MARKING);
  return new Map(textsOf(texts, 'texts'));
}

const ENGLISH = catalogueOf('en');
const valuesIn = (text: string) => [...new Set(text.match(/\{\w+ [\w.]+\}|\b[abc]9\b|\d+/g))].toSorted();

it('the tests of translations know every language', () => {
  expect(LANGUAGES.map(({ language }) => language)).to.deep.equal(Object.keys(MAKERS));
  expect(Object.keys(MAKERS)).to.deep.equal(['en', ...TRANSLATED]);
});

for (const language of TRANSLATED) {
  describe(`the texts in ${language}`, () => {
    const texts = catalogueOf(language);

    it('are those of English, and no others', () => {
      expect([...texts.keys()]).to.have.members([...ENGLISH.keys()]);
    });

    it('have the values that the English text has, written in the same way', () => {
      for (const [place, text] of texts) {
        expect(valuesIn(text), `${place}: ${text}`).to.deep.equal(valuesIn(ENGLISH.get(place) ?? ''));
      }
    });

    it('have their own words, terms, typography and form of address', () => {
      const faults = [...texts].flatMap(([place, text]) =>
        translationFaults(language, text, ENGLISH.get(place) ?? '').map((fault) => `${place}: ${fault}`),
      );
      expect(faults).to.deep.equal([]);
    });
  });
}

describe('the rules of translations', () => {
  const WRONG = {
    de: [
      ['Log in', 'Log in'],
      ['A license key', 'Ein Schlüssel'],
      ['Your password', 'Dein Passwort'],
      ['“Studio”', '"Studio"'],
      ['Why?', 'Warum ?'],
      ['Delete the account', 'Delete the Konto'],
    ],
    fr: [
      ['Log in', 'Log in'],
      ['A seat', 'Un siège'],
      ['Your password', 'Ton mot de passe'],
      ['Why?', 'Pourquoi ?'],
      ['Why?', 'Pourquoi?'],
      ['“Studio”', '« Studio »'],
      ['The account', "L'ordre"],
      ['Two: one', 'Deux: un'],
    ],
  } as const;
  for (const language of TRANSLATED) {
    for (const [english, text] of WRONG[language]) {
      it(`find what is wrong with “${text}” in ${language}`, () => {
        expect(translationFaults(language, text, english)).not.to.deep.equal([]);
      });
    }
  }
});
