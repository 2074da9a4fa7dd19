/**
 * The SQL of known browsers: the counts of wrong passwords. A count is stored only if it is still the count that was
 * read, so that each of two concurrent tries is counted. `server/domain/account/known-browser.ts` decides.
 */

import { knownBrowserQueries } from '../../../server/domain/account/known-browser.ts';
import { columns, insertInto, sqlFor } from '../../dialect/statements.ts';

export const KNOWN_BROWSERS = sqlFor(knownBrowserQueries, {
  findKnownBrowser: { sql: `SELECT ${columns('known_browsers')} FROM known_browsers WHERE digest = :digest` },
  putKnownBrowser: {
    sql: `
      ${insertInto('known_browsers')}
      ON CONFLICT (digest) DO UPDATE SET failures = excluded.failures WHERE known_browsers.failures = :old`,
  },
  countInvalidBrowsers: {
    sql: 'SELECT COUNT(*) AS held FROM known_browsers WHERE account = :account AND failures >= :failures',
  },
  dropSpareBrowsers: {
    sql: `
      DELETE FROM known_browsers WHERE account = :account AND digest <> :digest AND digest NOT IN (
        SELECT digest FROM known_browsers WHERE account = :account AND digest <> :digest
        ORDER BY failures DESC, day DESC, digest LIMIT :most
      )`,
  },
  dropKnownBrowser: { sql: 'DELETE FROM known_browsers WHERE digest = :digest' },
  dropKnownBrowsers: { sql: 'DELETE FROM known_browsers WHERE account = :account' },
});
