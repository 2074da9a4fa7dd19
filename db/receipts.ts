/**
 * The SQL of receipts. Those that are owed are found by an index, since a server looks for them every few seconds. What
 * a receipt says, and when it may be signed, stands in `server/domain/receipt.ts`.
 */

import type { ReceiptQueries } from '../server/domain/receipt.ts';
import { columns, insertInto, type SqlFor } from './statements.ts';

const RECEIPT = `SELECT ${columns('receipts')} FROM receipts`;

export const RECEIPTS: SqlFor<ReceiptQueries> = {
  addReceipt: { gives: 'count', sql: insertInto('receipts') },
  findReceipt: { gives: 'one', sql: `${RECEIPT} WHERE id = :receipt` },
  lockReceipt: { gives: 'one', lock: true, sql: `${RECEIPT} WHERE id = :receipt` },
  listReceipts: { gives: 'all', sql: `${RECEIPT} ORDER BY begun_day, id` },
  findOpenPurge: {
    gives: 'one',
    sql: `${RECEIPT} WHERE done_day IS NULL AND kind = 'purge' ORDER BY begun_day, id LIMIT 1`,
  },
  reopenPurge: {
    gives: 'count',
    sql: 'UPDATE receipts SET deleted_day = NULL WHERE id = :receipt AND token IS NULL',
  },
  listOwedReceipts: {
    gives: 'all',
    sql: `${RECEIPT} WHERE done_day IS NULL AND deleted_day IS NOT NULL ORDER BY begun_day, id`,
  },
  saveCounts: {
    gives: 'count',
    sql: 'UPDATE receipts SET counts = :counts WHERE id = :receipt AND deleted_day IS NULL',
  },
  endDeleting: {
    gives: 'count',
    sql: 'UPDATE receipts SET deleted_day = :day WHERE id = :receipt AND deleted_day IS NULL',
  },
  endCutShort: {
    gives: 'count',
    sql: `
      UPDATE receipts SET deleted_day = :today
      WHERE done_day IS NULL AND deleted_day IS NULL AND kind = 'erasure' AND begun_day < :today`,
  },
  keepReceipt: {
    gives: 'count',
    sql: `
      UPDATE receipts SET token = :token, done_day = :day
      WHERE id = :receipt AND deleted_day IS NOT NULL AND token IS NULL AND counts = :counts`,
  },
};
