/**
 * The SQL of one-time links. Whoever takes one locks it, so that of two who show it at once one is first. What a link
 * opens stands in the domain.
 */

import { linkQueries } from '../../server/domain/account/one-time-link.ts';
import { columns, insertInto, sqlFor } from './statements.ts';

const LINK = `SELECT ${columns('links')} FROM links`;

export const LINKS = sqlFor(linkQueries, {
  addLink: { sql: insertInto('links') },
  findLink: { sql: `${LINK} WHERE digest = :digest` },
  lockLink: { lock: true, sql: `${LINK} WHERE digest = :digest` },
  lockLinksOfBrowser: { lock: true, sql: `${LINK} WHERE browser = :browser ORDER BY digest` },
  countTry: { sql: 'UPDATE links SET tries = tries + 1 WHERE browser = :browser' },
  listLinks: { sql: `${LINK} WHERE account = :account ORDER BY digest` },
  dropLinks: { sql: 'DELETE FROM links WHERE account = :account' },
});
