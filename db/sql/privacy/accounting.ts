/** The SQL of orders that are kept for accounting after their person. `server/domain/privacy/accounting.ts` says when. */

import { accountingQueries } from '../../../server/domain/privacy/accounting.ts';
import { sqlFor } from '../../dialect/statements.ts';
import { inWindow } from '../../dialect/windows.ts';
import { DUE_ORDERS } from './retired.ts';

/** Gives orders the seats of their license and the day; the SQL of a condition follows. */
export const ACCOUNT = `
  UPDATE orders SET seats = (SELECT seats FROM licenses WHERE licenses.id = orders.license), severed_day = :today`;

export const ACCOUNTING = sqlFor(accountingQueries, {
  accountOrders: { sql: `${ACCOUNT} WHERE license = :license AND severed_day IS NULL` },
  accountRetired: {
    sql: `${ACCOUNT}, license = NULL, former_license = NULL WHERE ${inWindow('reference')} AND ${DUE_ORDERS}`,
  },
});
