/** The catalogue's words for receipts: what was deleted, signed, and how it is verified. */

import type { Day } from '../../domain/kernel/day.ts';
import type { Formats } from '../../locale/formats.ts';

export const receiptTexts = ({ count, day, number }: Formats) => ({
  heading: 'Receipt',
  lead: 'A signed statement of what was deleted. It names no person.',
  /** What is shown until the receipt is signed. */
  deleting: 'Entries are still being deleted. Open this page again in a few minutes.',
  erasing:
    'The entries are deleted from the database. Their remaining bytes are overwritten next, and then the receipt is signed. Open this page again in a few minutes, and keep its address: nothing else leads here.',
  done: 'The entries are deleted, and the receipt is signed. Save it: we delete ours after three years at the latest.',
  backups: 'Backups expire within 35 days, unless the operator makes them in another way.',
  id: 'Number',
  kind: 'For',
  kinds: { purge: 'a daily deletion of what is due', erasure: 'an erasure of personal data' },
  rows: 'Deleted entries',
  held: 'Entries that a legal hold keeps',
  rowsCount: (rows: number): string => number(rows),
  signedOn: 'Signed on',
  day: (signed: Day): string => day(signed),
  bytes: 'Remaining bytes',
  noBytes: 'None was left in the file of the database.',
  someBytes: (bytes: number): string =>
    `${count(bytes, { one: 'byte was', other: 'bytes were' })} left in the file of the database.`,
  unknownBytes: 'This database cannot be searched for them.',
  token: 'The receipt',
  save: 'Save the receipt as a file',
  verify: 'Verify a receipt',
  verifyHeading: 'Verify a receipt',
  verifyLead: 'Paste a receipt, or choose its file. We check it and do not store it.',
  file: 'Or its file',
  submit: 'Verify',
  valid: 'This server has signed this receipt.',
  invalid: 'This server has not signed this receipt, or it was changed afterwards.',
});
