/**
 * Sessions: browsers that are logged in. A session is found by the digest of the token in its cookie; a login and all
 * tokens that were exchanged for its first one are a family, which ends as a whole.
 */

import type { Id } from './ports.ts';

/** A row of `sessions`. Hours are whole hours since 1970. */
interface SessionRow {
  digest: string;
  /** Of the secret that keyed the digest. */
  generation: number;
  account: Id;
  family: Id;
  /** Hour of the login. */
  begunHour: number;
  /** From this hour the token is exchanged, from the next one on it is worth nothing. */
  freshHour: number;
  endsHour: number;
  /** When it was exchanged. */
  rotatedHour: number | null;
}

export interface SessionQueries {
  addSession(row: SessionRow): number;
}
