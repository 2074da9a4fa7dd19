/** What every page is given besides its own model: the words, whose portal it is, who is logged in, what was just done. */

import type { Texts } from '../texts/en/catalogue.ts';

export interface Frame {
  readonly texts: Texts;
  /** The name in the head and the title: the vendor's, or Quietkey. */
  readonly site: string;
  /** Of who is logged in; undefined: nobody. */
  readonly username: string | undefined;
  /** What the step before has done, told once above the page; the door takes it from `?done=`, of which this is the closed list. */
  readonly done?: Done | undefined;
}

type Done = keyof Texts['done'];
