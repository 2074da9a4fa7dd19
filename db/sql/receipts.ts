/**
 * The SQL of receipts. Pending receipts are found by an index, since a server looks for them every few seconds.
 * `server/domain/privacy/receipt.ts` defines the content of a receipt and when it may be signed.
 */

import { receiptQueries } from '../../server/domain/privacy/receipt.ts';
import { pagesOf } from '../dialect/pages.ts';
import { columns, insertInto, sqlFor } from '../dialect/statements.ts';

const RECEIPT = `SELECT ${columns('receipts')} FROM receipts`;

export const RECEIPTS = sqlFor(receiptQueries, {
  addReceipt: { sql: insertInto('receipts') },
  findReceipt: { sql: `${RECEIPT} WHERE id = :receipt` },
  lockReceipt: { lock: true, sql: `${RECEIPT} WHERE id = :receipt` },
  pageReceipts: {
    sql: pagesOf({ columns: columns('receipts'), from: 'receipts', key: ['begun_day', 'id'] }),
  },
  findOpenPurge: {
    sql: `${RECEIPT} WHERE done_day IS NULL AND kind = 'purge' ORDER BY begun_day, id LIMIT 1`,
  },
  reopenPurge: {
    sql: 'UPDATE receipts SET deleted_day = NULL WHERE id = :receipt AND token IS NULL',
  },
  listOwedReceipts: {
    sql: `${RECEIPT} WHERE done_day IS NULL AND deleted_day IS NOT NULL ORDER BY begun_day, id LIMIT :rows`,
  },
  saveCounts: {
    sql: 'UPDATE receipts SET counts = :counts WHERE id = :receipt AND deleted_day IS NULL',
  },
  endDeleting: {
    sql: 'UPDATE receipts SET deleted_day = :day WHERE id = :receipt AND deleted_day IS NULL',
  },
  endCutShort: {
    sql: `
      UPDATE receipts SET deleted_day = :today
      WHERE done_day IS NULL AND deleted_day IS NULL AND kind = 'erasure' AND begun_day < :today`,
  },
  keepReceipt: {
    sql: `
      UPDATE receipts SET token = :token, done_day = :day
      WHERE id = :receipt AND deleted_day IS NOT NULL AND token IS NULL AND counts = :counts`,
  },
});
