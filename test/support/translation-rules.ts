/** What every text in German or French keeps: its own language, its typography, its form of address and its terms. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ROOT } from './root.ts';

/** The languages beside English. */
export const TRANSLATED = ['de', 'fr'] as const;
export type Translated = (typeof TRANSLATED)[number];

const ENGLISH_WORDS = /\b(?:the|and|your|you|this|that|with|from|have|are|for|not|is|of|to|it|by)\b/i;
/** Single words that a language shares with English. */
const SHARED = /^(?:Action|Code|Cookies|date|Page|Status|Updates)$/;

const RULES: Readonly<Record<Translated, { readonly wrong: RegExp; readonly why: string }[]>> = {
  de: [
    { wrong: /\b(?:du|dich|dir|dein\w*)\b/i, why: 'readers are addressed with "Sie"' },
    { wrong: /["“](?=\p{L})|(?<=\p{L})["'`]/u, why: 'quotation marks are „ and “' },
    { wrong: / - | [;:!?]/, why: 'no hyphen as a dash, and no space before a mark' },
  ],
  fr: [
    {
      wrong: /(?<!\p{L})(?:tu|toi|ton|ta|tes)(?!\p{L})/iu,
      why: 'readers are addressed with "vous"',
    },
    { wrong: /["“”]|(?<=\p{L})['`]/u, why: 'quotation marks are « and », and the apostrophe is ’' },
    {
      wrong: /[^\u202F\d][;!?»]|[\p{L}\d} ]:(?!\/\/)|«[^\u202F]/u,
      why: 'a narrow no-break space is before the mark',
    },
    { wrong: / - /, why: 'a hyphen is no dash' },
  ],
};

/** What is wrong with a translation. @param english the text that was translated */
export function translationFaults(language: Translated, text: string, english: string): string[] {
  // a soft hyphen says where a long word may be broken
  const words = text.replaceAll('\u00AD', '');
  const bare = words.replaceAll(/\{.*?\}|\b\w*\d\w*\b|,/g, '').trim();
  const isSame = words === english && /\p{L}{3}/u.test(bare);
  const isEnglish = ENGLISH_WORDS.test(words) || (isSame && !SHARED.test(bare));
  return [
    ...(isEnglish ? ['it is in English'] : []),
    ...RULES[language].filter(({ wrong }) => wrong.test(words)).map(({ why }) => why),
    ...TERMS[language]
      .filter(({ term, own }) => term.test(english) && !own.test(words))
      .map(({ own }) => `the term is ${own.source}`),
  ].map((why) => `${text}: ${why}`);
}

interface Term {
  readonly term: RegExp;
  readonly own: RegExp;
}

/** The terms of GLOSSARY.md's table: English, and those of a language, without the endings of verbs and plurals. */
function readTerms(column: number): Term[] {
  const glossary = readFileSync(fileURLToPath(new URL('GLOSSARY.md', ROOT)), 'utf8');
  const table = glossary.slice(glossary.indexOf('| English'));
  const rows = table.split('\n').slice(2);
  return rows.slice(0, rows.indexOf('')).map((row) => {
    const cells = row.split('|').map((cell) => cell.trim());
    const anyOf = (cells[column] ?? '').split(', ').map((word) =>
      word
        .replace(/e[rn]$/, '')
        .replaceAll(' ', '\\p{L}{0,2} ')
        .replace('…', '.*'),
    );
    return { term: new RegExp(`\\b${cells[1] ?? ''}s?\\b`, 'i'), own: new RegExp(anyOf.join('|'), 'iu') };
  });
}

const TERMS: Readonly<Record<Translated, Term[]>> = { de: readTerms(2), fr: readTerms(3) };
