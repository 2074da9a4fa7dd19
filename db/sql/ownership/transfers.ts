/** The SQL of transfers of licenses to other accounts. `server/domain/ownership/transfers.ts` decides about them. */

import { transferQueries } from '../../../server/domain/ownership/transfers.ts';
import { columns, insertInto, sqlFor } from '../../dialect/statements.ts';

/** The open transfers of which a condition holds, with the names of their products. */
const listed = (condition: string): string => `
  SELECT transfers.license, ready_hour, transfers.ends_day, products.name AS product_name
  FROM transfers
  JOIN licenses ON licenses.id = transfers.license
  JOIN products ON products.id = licenses.product
  WHERE ${condition} AND transfers.ends_day >= :today AND revoked_day IS NULL
  ORDER BY ready_hour, transfers.license LIMIT :rows`;

export const TRANSFERS = sqlFor(transferQueries, {
  findTransfer: { sql: `SELECT ${columns('transfers')} FROM transfers WHERE license = :license` },
  putTransfer: {
    sql: `
      ${insertInto('transfers')}
      ON CONFLICT (license) DO UPDATE SET
        account = excluded.account, ready_hour = excluded.ready_hour, ends_day = excluded.ends_day`,
  },
  dropTransfer: { sql: 'DELETE FROM transfers WHERE license = :license' },
  closeTransfer: { sql: 'UPDATE transfers SET account = NULL WHERE license = :license' },
  closeTransfersTo: { sql: 'UPDATE transfers SET account = NULL WHERE account = :account' },
  listTransfersBy: {
    sql: listed('transfers.license IN (SELECT license FROM owners WHERE account = :account)'),
  },
  listTransfersTo: { sql: listed('transfers.account = :account') },
});
