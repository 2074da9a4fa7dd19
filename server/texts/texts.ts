/**
 * The languages in which customers read pages and mails. A new language needs one folder, and one line in this file.
 * The type of a catalogue makes sure that it is complete. English is the default, for a reader whose languages are not
 * available and for mails that name no language.
 */

import { ENGLISH, type Texts } from './en/catalogue.ts';

export { ENGLISH };
export type { Texts };

/** All languages, in order of preference for readers who accept several equally. The first language is the default. */
export const LANGUAGES: readonly [Texts, ...Texts[]] = [ENGLISH];

/**
 * The catalogue of a language tag that this server or another server has chosen. Any other tag gets the default
 * language.
 */
export function textsIn(
  language: string | undefined,
  languages: readonly [Texts, ...Texts[]] = LANGUAGES,
): Texts {
  return languages.find((texts) => texts.language === language) ?? languages[0];
}
