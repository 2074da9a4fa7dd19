/**
 * The data that every page gets besides its own model: the texts and formats of a language, the vendor's name, who is
 * logged in, and what was just done.
 */

import type { Texts } from '../../texts/texts.ts';
import type { Vendor } from '../../vendor/vendor.ts';

export interface Frame {
  /** The texts in the reader's language, with the language's tag, direction and formats. */
  readonly texts: Texts;
  /** The name in the head and the title of a page: the vendor's name, or Quietkey. */
  readonly site: string;
  /** What the page shows of the vendor besides the name; absent: nothing. */
  readonly vendor?: Vendor;
  /** The id of the request, by which the vendor's support finds its line in the log. */
  readonly requestId?: string | undefined;
  /** The username of the customer who is logged in; undefined if nobody is. */
  readonly username: string | undefined;
  /**
   * What the previous step did, shown once above the page. The portal reads it from `?done=`, which can have only the
   * values of this type.
   */
  readonly done?: Done | undefined;
  /** The choice of a language at the foot of the page; absent from pages that are shown without a portal. */
  readonly choice?: LanguageChoice | undefined;
}

type Done = keyof Texts['done'];

export interface LanguageChoice {
  readonly languages: readonly Pick<Texts, 'language' | 'name'>[];
  /** The tag of the language that the reader chose; undefined: the language is the one that the browser asks for. */
  readonly chosen: string | undefined;
  /**
   * The address to which the choice leads back; undefined if the page answers a form, and may therefore be
   * shown only once, or must not repeat its address. Such a page offers no language.
   */
  readonly here: string | undefined;
}

/**
 * The language that the reader chose, for a mail that answers the request. It is sealed with the mail. Without a choice
 * there is no language to store, and the mail is in the default language.
 */
export function languageOf({ choice }: Frame): { readonly language: string | undefined } {
  return { language: choice?.chosen };
}

/**
 * The frame of a page that must not repeat its address, and therefore offers no language: an error page, since all unknown
 * ids get the same bytes, and a page whose address has a code that the reader has to type.
 */
export function withoutAddress(frame: Frame): Frame {
  return { ...frame, choice: frame.choice && { ...frame.choice, here: undefined } };
}
