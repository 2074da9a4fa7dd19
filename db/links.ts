/** The SQL of one-time links. What they open stands in `server/domain/link.ts`. */

import type { LinkQueries } from '../server/domain/link.ts';
import { insertInto, type SqlFor } from './statements.ts';

export const LINKS: SqlFor<LinkQueries> = {
  addLink: { gives: 'count', sql: insertInto('links') },
  dropLinks: { gives: 'count', sql: 'DELETE FROM links WHERE account = :account' },
};
