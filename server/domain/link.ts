/** One-time links: what is stored of a recovery that waits for its mail to be read. */

import type { Id } from './ports.ts';

/** A row of `links`. */
interface LinkRow {
  digest: string;
  /** Of the secret that keyed the digests. */
  generation: number;
  purpose: 'password' | 'email';
  /** Null: nobody's, for an address that is not known. */
  account: Id | null;
  browser: string;
  code: string;
  about: string | null;
  tries: number;
  /** Its last second. */
  endsSecond: number;
  hour: number;
}

export interface LinkQueries {
  addLink(row: LinkRow): number;
  dropLinks(of: { account: Id }): number;
}
