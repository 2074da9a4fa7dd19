/**
 * A pseudo-language, made from English: each text of the catalogue is marked, each sentence with a value by other marks,
 * and the formats write full-width digits. So a text that is not the catalogue's, and a number or a date that the formats
 * did not write, can be known from the page or mail that shows it.
 */

import { englishTexts } from '../../server/texts/en/catalogue.ts';
import { formatsOf } from '../../server/locale/formats.ts';
import type { Texts } from '../../server/texts/texts.ts';

type Writer = (...values: unknown[]) => string;

/** A value that a vendor, a customer or a model gives: names, and what was typed. */
export const given = (text: string): string => `⟪${text}⟫`;

export const PSEUDO: Texts = {
  ...marked(englishTexts(formatsOf('en-GB-u-nu-fullwide'))),
  language: 'en-x-pseudo',
  direction: 'rtl',
};

/** The catalogue with marks around each text: `⟦…⟧` around a plain one, `⟨…⟩` around one that a function writes. */
function marked<Part>(part: Part): Part {
  const mark = (value: unknown): unknown => {
    if (typeof value === 'string') return `⟦${value}⟧`;
    if (typeof value === 'function') return (...values: unknown[]) => sentence(value as Writer, values);
    if (Array.isArray(value)) return value.map(mark);
    return Object.fromEntries(Object.entries(value as object).map(([key, one]) => [key, mark(one)]));
  };
  return mark(part) as Part;
}

/** A text that is put into a sentence without marks of its own is shown outside of it too. */
function sentence(write: Writer, values: readonly unknown[]): string {
  const texts = values.flat().filter((value) => typeof value === 'string');
  return `⟨${write(...values)}⟩${texts.map(unmarkedIn).join('')}`;
}

/** Letters and digits of a text that stand outside of all marks: words of no catalogue. */
export function unmarkedIn(text: string): string {
  const rest = without(text, /⟦[^⟦⟧⟨⟩⟪⟫]*⟧|⟨[^⟦⟧⟨⟩⟪⟫]*⟩|⟪[^⟦⟧⟨⟩⟪⟫]*⟫/g);
  return /[\p{L}\p{N}]/u.test(rest) ? rest : '';
}

/** Digits of a sentence that neither the formats wrote nor a vendor or customer gave. */
export function unformattedIn(text: string): string {
  const rest = without(text, /⟦[^⟦⟧⟨⟩⟪⟫]*⟧|⟪[^⟦⟧⟨⟩⟪⟫]*⟫/g);
  return /[0-9]/.test(rest) ? rest : '';
}

/** What is left when the innermost marks are taken away until there are none. */
function without(text: string, marks: RegExp): string {
  const less = text.replace(marks, '');
  return less === text ? text : without(less, marks);
}
