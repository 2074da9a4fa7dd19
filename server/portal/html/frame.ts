/** What every page is given besides its own model: texts and formats of a language, the vendor, who is logged in, what was just done. */

import type { Texts } from '../../texts/texts.ts';

export interface Frame {
  /** In the reader's language, with its tag, direction and formats. */
  readonly texts: Texts;
  /** The name in the head and the title: the vendor's, or Quietkey. */
  readonly site: string;
  /** Of the customer who is logged in, if one is. */
  readonly username: string | undefined;
  /** What the previous step did, shown once above the page; the portal reads it from `?done=`, of which this is the closed list. */
  readonly done?: Done | undefined;
}

type Done = keyof Texts['done'];

/** For a mail that this request makes: it is sealed with the mail and stored nowhere else. */
export function languageOf({ texts: { language } }: Frame): { readonly language: string } {
  return { language };
}
