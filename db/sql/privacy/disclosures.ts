/** The SQL of disclosures. `server/domain/privacy/disclosure.ts` has the bounds of what is listed whole. */

import { disclosureQueries } from '../../../server/domain/operator/disclosure.ts';
import { pagesOf } from '../../dialect/pages.ts';
import { columns, insertInto, sqlFor } from '../../dialect/statements.ts';

const DISCLOSURE = `SELECT ${columns('disclosures')} FROM disclosures`;

export const DISCLOSURES = sqlFor(disclosureQueries, {
  addDisclosure: { sql: insertInto('disclosures') },
  findDisclosure: { sql: `${DISCLOSURE} WHERE id = :id` },
  endDisclosure: { sql: 'UPDATE disclosures SET last_day = :day WHERE id = :id AND last_day IS NULL' },
  dropDisclosure: { sql: 'DELETE FROM disclosures WHERE id = :id' },
  moveDisclosures: { sql: 'UPDATE disclosures SET license = :to WHERE license = :from' },
  cutDisclosures: { sql: 'UPDATE disclosures SET license = NULL WHERE license = :license' },
  pageDisclosures: {
    sql: pagesOf({ columns: columns('disclosures'), from: 'disclosures', key: ['day', 'id'] }),
  },
  listGeneralDisclosures: { sql: `${DISCLOSURE} WHERE is_general = 1 ORDER BY day, id LIMIT :rows` },
  listLicenseDisclosures: { sql: `${DISCLOSURE} WHERE license = :license ORDER BY day, id LIMIT :rows` },
  countDisclosures: {
    sql: `
      SELECT
        (SELECT COUNT(*) FROM disclosures WHERE is_general = 1) AS general,
        (SELECT COUNT(*) FROM disclosures WHERE license = :license) AS of_license`,
  },
  countPersonsDisclosures: {
    sql: new Map([
      ['account', countedIn('SELECT license FROM owners WHERE account = :owner')],
      [
        'request',
        countedIn(`
          SELECT license FROM rights_subjects WHERE request = :owner UNION
          SELECT license FROM owners
          WHERE account IN (SELECT account FROM rights_subjects WHERE request = :owner)`),
      ],
    ]),
  },
  countSingleDisclosures: {
    sql: `
      SELECT COUNT(*) AS disclosures FROM disclosures
      WHERE day >= :from AND day < :below AND is_general = 0`,
  },
});

function countedIn(licenses: string): string {
  return `SELECT COUNT(*) AS disclosures FROM disclosures WHERE license IN (${licenses})`;
}
