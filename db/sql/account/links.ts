/**
 * The SQL of one-time links. Using a link locks its row, so that only one of two concurrent requests succeeds. The
 * domain decides what a link permits.
 */

import { linkQueries } from '../../../server/domain/account/one-time-link.ts';
import { columns, insertInto, sqlFor } from '../../dialect/statements.ts';

const LINK = `SELECT ${columns('links')} FROM links`;

export const LINKS = sqlFor(linkQueries, {
  addLink: { sql: insertInto('links') },
  findLink: { sql: `${LINK} WHERE digest = :digest` },
  lockLink: { lock: true, sql: `${LINK} WHERE digest = :digest` },
  lockLinksOfBrowser: { lock: true, sql: `${LINK} WHERE browser = :browser ORDER BY digest` },
  countTry: { sql: 'UPDATE links SET tries = tries + 1 WHERE browser = :browser' },
  dropLinks: { sql: 'DELETE FROM links WHERE account = :account' },
});
