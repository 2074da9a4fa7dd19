/** The preview of the pages about receipts, in every state. */

import { receiptPage, verifyPage } from '../../server/portal/pages/receipt.ts';
import { on, type States, type Typed } from './state.ts';

export function receiptStates(typed: Typed): States {
  const said = { id: typed('cmVjZWlwdDAwMDAwMDAwMA'), kind: 'erasure' as const, rows: 61, held: 0 };
  const token = typed(`eyJhbGciOiJFZERTQSIs.${'bW9yZSBjbGFpbXM'.repeat(20)}.${'c2lnbmF0dXJl'.repeat(7)}`);
  const day = on('2026-11-25');
  const valid = { ...said, is: 'valid' as const, day };
  return {
    'receipt-deleting': (frame) => receiptPage({ ...said, is: 'deleting' }, frame),
    'receipt-erasing': (frame) =>
      receiptPage({ ...said, is: 'erasing' }, { ...frame, done: 'accountDeleted' }),
    receipt: (frame) => receiptPage({ ...said, is: 'done', token, day }, frame),
    'receipt-held': (frame) =>
      receiptPage({ ...said, held: 12, is: 'erasing' }, { ...frame, done: 'accountHeld' }),
    'receipt-verify': (frame) => verifyPage({ typed: '', faults: [] }, frame),
    'receipt-verify-none': (frame) => {
      const faults = [{ field: 'receipt', message: frame.texts.faults.ofField.receipt }];
      return verifyPage({ typed: typed('Receipt 17'), faults }, frame);
    },
    'receipt-valid': (frame) =>
      verifyPage({ typed: '', faults: [], verified: { ...valid, residueBytes: 0 } }, frame),
    'receipt-valid-unscanned': (frame) =>
      verifyPage({ typed: '', faults: [], verified: { ...valid, kind: 'purge', residueBytes: null } }, frame),
    'receipt-valid-residue': (frame) =>
      verifyPage({ typed: '', faults: [], verified: { ...valid, residueBytes: 4096 } }, frame),
    'receipt-invalid': (frame) => verifyPage({ typed: '', faults: [], verified: { is: 'invalid' } }, frame),
  };
}
