/**
 * The languages in which customers read pages and mails: one folder and one line each. A catalogue is complete by its
 * type. English is the default, for a reader who asks for no language that is here and for mails that name none.
 */

import { ENGLISH, type Texts } from './en/catalogue.ts';

export { ENGLISH };
export type { Texts };

/** In order of preference for readers who accept several alike; the first is the default. */
export const LANGUAGES: readonly [Texts, ...Texts[]] = [ENGLISH];

/** The catalogue of a language tag that this server or another one has chosen; the default for any other. */
export function textsIn(
  language: string | undefined,
  languages: readonly [Texts, ...Texts[]] = LANGUAGES,
): Texts {
  return languages.find((texts) => texts.language === language) ?? languages[0];
}
