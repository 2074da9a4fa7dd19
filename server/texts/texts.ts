/**
 * The languages in which customers read pages and mails. A new language needs one folder, and one line in this file.
 * The type of a catalogue makes sure that it is complete. English is the default, for a reader whose languages are not
 * available and for mails that name no language.
 */

import { GERMAN } from './de/catalogue.ts';
import { ENGLISH, type Texts } from './en/catalogue.ts';
import { FRENCH } from './fr/catalogue.ts';

export { ENGLISH };
export type { Texts };

/** All languages, in the order in which a page offers them. The first language is the default. */
export const LANGUAGES: readonly [Texts, ...Texts[]] = [ENGLISH, GERMAN, FRENCH];

/** The catalogue of the language in which a mail was asked for. Any other tag gets the default language. */
export function textsIn(language: string | undefined): Texts {
  return LANGUAGES.find((texts) => texts.language === language) ?? LANGUAGES[0];
}

/**
 * The catalogue for a reader (RFC 4647, section 3.4): that of the first range that has one, in which a range such as
 * `de-AT` also takes `de`. The default language if no range has one.
 * @param ranges language ranges in the order of the reader's preference
 */
export function lookUpTexts(ranges: readonly string[], languages = LANGUAGES): Texts {
  const [first] = ranges.flatMap((range) => closestTo(range, languages) ?? []);
  return first ?? languages[0];
}

/** The catalogue with the longest tag that the range begins with. */
function closestTo(range: string, languages: readonly Texts[]): Texts | undefined {
  const [closest] = languages
    .filter(({ language }) => `${range}-`.toLowerCase().startsWith(`${language}-`.toLowerCase()))
    .sort((one, other) => other.language.length - one.language.length);
  return closest;
}
