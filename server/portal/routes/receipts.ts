/**
 * The rows of the pages about receipts. A receipt names no person and has a random id, which only the customer and the
 * operators know; anyone who has the id may see it. What is sent to be verified is not stored.
 */

import { dayOf, readDate, toInstant } from '../../domain/kernel/day.ts';
import { refuse } from '../../domain/kernel/refusal.ts';
import { operations } from '../../domain/operations.ts';
import type { ReceiptView } from '../../domain/privacy/receipt.ts';
import { PATHS } from '../html/paths.ts';
import { receiptPage, verifyPage, type ReceiptModel, type Verified } from '../pages/receipt.ts';
import { faultsIn } from '../route/form-errors.ts';
import { route, type Visit } from '../route/route.ts';

const CUSTOMER = 'customer';

const shown = ({ dependencies, path }: Visit): Promise<ReceiptView> =>
  dependencies.run(operations.privacy.showReceipt, { receipt: path['receipt'] ?? '' }, CUSTOMER);

const VERIFY = route({
  path: PATHS.verifyReceipt,
  enter: 'anyone',
  show: async ({ frame }, _asked, returned) => ({
    page: verifyPage(
      { typed: returned?.typed.receipt ?? '', faults: faultsIn(returned, frame.texts) },
      frame,
    ),
  }),
  fields: { receipt: 'free', file: 'file' },
  act: async ({ dependencies, frame }, { receipt, file }) => {
    const found = dependencies.readReceipts(`${receipt}\n${file}`);
    const [claims] = found;
    if (found.length !== 1)
      refuse('request_malformed', { fields: [{ pointer: '/receipt', message: 'is not one receipt' }] });
    const verified: Verified =
      claims === undefined
        ? { is: 'invalid' }
        : {
            is: 'valid',
            id: claims.jti,
            kind: claims.kind,
            rows: sumOf(claims.counts),
            held: sumOf(claims.held ?? {}),
            day: dayOf(toInstant(claims.iat)),
            residueBytes: claims.residue_bytes,
          };
    return { page: verifyPage({ typed: '', faults: [], verified }, frame) };
  },
});

const RECEIPT = route({
  path: PATHS.receipt,
  enter: 'anyone',
  show: async (visit) => ({ page: receiptPage(modelOf(await shown(visit)), visit.frame) }),
});

const RECEIPT_FILE = route({
  path: PATHS.receiptFile,
  enter: 'anyone',
  show: async (visit) => {
    const { receipt, token } = await shown(visit);
    return token === null
      ? refuse('not_found')
      : { file: { name: `receipt-${receipt}.txt`, text: `${token}\n` } };
  },
});

function modelOf({ receipt, kind, counts, held, state, token, doneOn }: ReceiptView): ReceiptModel {
  const said = { id: receipt, kind, rows: sumOf(counts), held: sumOf(held) };
  if (token === null) return { ...said, is: state === 'deleting' ? 'deleting' : 'erasing' };
  return { ...said, is: 'done', token, day: readDate(doneOn ?? '') ?? null };
}

function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, rows) => sum + rows, 0);
}

// the page that verifies comes first, since its path also matches that of a receipt
export const RECEIPT_ROUTES = [VERIFY, RECEIPT, RECEIPT_FILE];
