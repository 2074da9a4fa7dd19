/**
 * The data that every page gets besides its own model: the texts and formats of a language, the vendor's name, who is
 * logged in, and what was just done.
 */

import type { Texts } from '../../texts/texts.ts';

export interface Frame {
  /** The texts in the reader's language, with the language's tag, direction and formats. */
  readonly texts: Texts;
  /** The name in the head and the title of a page: the vendor's name, or Quietkey. */
  readonly site: string;
  /** The username of the customer who is logged in; undefined if nobody is. */
  readonly username: string | undefined;
  /**
   * What the previous step did, shown once above the page. The portal reads it from `?done=`, which can have only the
   * values of this type.
   */
  readonly done?: Done | undefined;
}

type Done = keyof Texts['done'];

/**
 * The language of the person who sends a request, for a mail that answers it. The language is sealed with the mail and
 * stored nowhere else.
 */
export function languageOf({ texts: { language } }: Frame): { readonly language: string } {
  return { language };
}
