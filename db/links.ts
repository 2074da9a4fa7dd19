/**
 * The SQL of one-time links. Whoever takes one locks it, so that of two who show it at once one is first. What a link
 * opens stands in the domain.
 */

import type { LinkQueries } from '../server/domain/link.ts';
import { columns, insertInto, type SqlFor } from './statements.ts';

const LINK = `SELECT ${columns('links')} FROM links`;

export const LINKS: SqlFor<LinkQueries> = {
  addLink: { gives: 'count', sql: insertInto('links') },
  findLink: { gives: 'one', sql: `${LINK} WHERE digest = :digest` },
  lockLink: { gives: 'one', lock: true, sql: `${LINK} WHERE digest = :digest` },
  lockLinksOfBrowser: { gives: 'all', lock: true, sql: `${LINK} WHERE browser = :browser ORDER BY digest` },
  countTry: { gives: 'count', sql: 'UPDATE links SET tries = tries + 1 WHERE browser = :browser' },
  listLinks: { gives: 'all', sql: `${LINK} WHERE account = :account ORDER BY digest` },
  dropLinks: { gives: 'count', sql: 'DELETE FROM links WHERE account = :account' },
};
