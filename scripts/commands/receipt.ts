/**
 * `quietkey receipt`: lists, shows and verifies the signed records of purges and erasures. Verification needs only the
 * public receipt key, without database and network. A purge or an erasure is "done" only with a signed receipt.
 */

import type { Command } from 'commander';
import type { ReceiptClaims } from '../../client-sdk/typescript/contract/wire.ts';
import { dayOf, writeDate, toInstant } from '../../server/domain/kernel/day.ts';
import type { ReceiptView } from '../../server/domain/privacy/receipt.ts';
import { listKeys, verifyReceipt } from '../../server/composition/world.ts';
import { acting, asking, declare, declareNoun } from '../cli/command.ts';
import { CommandRefused } from '../cli/error-output.ts';
import { readTokens } from '../cli/input-file.ts';
import { block, counted, table } from '../cli/print.ts';
import { readId, readText } from '../cli/arguments.ts';
import { pageOptions, withNext } from '../cli/paging.ts';
import type { PageAsked } from '../../server/domain/kernel/page.ts';
import { operations } from '../../server/domain/operations.ts';

export function addReceiptCommands(program: Command): void {
  const receipt = declareNoun(
    program,
    'receipt',
    'List, show and verify the signed records of what was deleted.',
    'receipt list',
  );
  listCommand(receipt);
  showCommand(receipt);
  verifyCommand(receipt);
}

function listCommand(receipt: Command): void {
  const list = declare(receipt, {
    words: 'list',
    description: 'List purges and erasures. Each finished one has a receipt.',
    examples: ['receipt list'],
  });
  pageOptions(list).action(
    asking<[], PageAsked>(async (ask, { options }) => {
      const page = await ask(operations.privacy.listReceipts, options);
      const rows = page.items.map((view) => [
        view.receipt,
        view.kind,
        view.state,
        view.begunOn,
        view.doneOn,
        rowsOf(view),
      ]);
      const head = ['RECEIPT', 'KIND', 'STATE', 'BEGUN ON', 'DONE ON', 'ROWS'];
      return {
        json: page,
        text:
          rows.length === 0
            ? 'Nothing has been purged or erased yet.'
            : withNext(table(head, rows), page, 'receipt list', options),
      };
    }),
  );
}

function showCommand(receipt: Command): void {
  declare(receipt, {
    words: 'show',
    description: 'Show what was deleted, and print the signed receipt.',
    examples: ['receipt show 6p2iRu0mXw1cZb9yKq4dTA'],
  })
    .argument('<RECEIPT>', 'id of the receipt', readId)
    .action(
      asking<[string]>(async (ask, { args: [id] }) => {
        const view = await ask(operations.privacy.showReceipt, { receipt: id });
        return { json: view, text: writeView(view) };
      }),
    );
}

function verifyCommand(receipt: Command): void {
  declare(receipt, {
    words: 'verify',
    description:
      'Verify receipts offline and print their content. The file contains receipts, or the output of a command ' +
      'that printed one. The exit code is 1 if any of them is not valid.',
    examples: ['receipt verify receipt.txt', 'receipt verify - < receipt.txt'],
  })
    .argument('<FILE>', 'the file with the receipts; - reads standard input')
    .option(
      '--key <KEY>',
      "the public receipt key, qkreceipt_… (default: the data folder's; see key list)",
      readText,
    )
    .action(
      acting<[string], { key?: string }>(async (typed) => {
        const { args, options } = typed;
        const detail = 'There is no receipt to read.';
        const tokens = await readTokens(args[0], { field: 'FILE', detail });
        const key = options.key ?? listKeys(typed.config).receiptKey ?? '';
        const claims = tokens.map((token) => verifyReceipt(token, key));
        const valid = claims.filter((found) => found !== undefined);
        if (valid.length === 0 || valid.length < claims.length) throw invalidReceipt(args[0], claims.length);
        return {
          json: valid.length === 1 ? valid[0] : valid,
          text: valid.map(writeClaims).join('\n\n'),
        };
      }),
    );
}

function invalidReceipt(file: string, count: number): CommandRefused {
  if (count === 0) {
    return new CommandRefused({
      code: 'receipt_invalid',
      detail: file === '-' ? 'There is no receipt in this text.' : `There is no receipt in ${file}.`,
      remedy: 'Give the whole receipt. To print it: quietkey receipt show RECEIPT',
    });
  }
  return new CommandRefused({
    code: 'receipt_invalid',
    detail:
      count > 1
        ? `Not all of these ${count} receipts were signed by this key.`
        : 'This is not a receipt that this key has signed.',
    remedy: 'Give the whole receipt, and the key of the server that signed it: --key qkreceipt_…',
  });
}

function rowsOf({ counts }: Pick<ReceiptView, 'counts'>): number {
  return Object.values(counts).reduce((sum, rows) => sum + rows, 0);
}

function writeView(view: ReceiptView): string {
  const head = block([
    ['Receipt', view.receipt],
    ['Kind', view.kind],
    ['State', view.state],
    ['Begun on', view.begunOn],
    ['Done on', view.doneOn],
  ]);
  return [head, countsTable(view.counts), heldTable(view.held), view.token ?? '']
    .filter((part) => part !== '')
    .join('\n\n');
}

function writeClaims(claims: ReceiptClaims): string {
  const head = block([
    ['Receipt', claims.jti],
    ['Issuer', claims.iss],
    ['Kind', claims.kind],
    ['Done on', writeDate(dayOf(toInstant(claims.iat)))],
    ['Policy', `version ${claims.policy}, inventory ${claims.inventory}`],
    ['Engine', claims.engine],
    ['Bytes scanned', claims.bytes_scanned ?? 'not scanned on this engine'],
    ['Residue', claims.residue_bytes ?? 'not scanned on this engine'],
    ['Audit chain', auditText(claims)],
  ]);
  const parts = ['The receipt is valid.', head, countsTable(claims.counts), heldTable(claims.held ?? {})];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** The state of the audit chain when a receipt was signed; null in a receipt of an earlier version. */
function auditText({ audit }: ReceiptClaims): string | null {
  if (audit === undefined) return null;
  return audit.leaves === 0
    ? 'no leaf yet'
    : `${counted(audit.leaves, 'leaf', 'leaves')}, head ${audit.head}`;
}

/** What a legal hold has kept from an erasure; nothing if nothing was held. */
function heldTable(held: Readonly<Record<string, number>>): string {
  const rows = Object.entries(held);
  return rows.length === 0 ? '' : table(['KEPT BY A LEGAL HOLD', 'ROWS'], rows);
}

function countsTable(counts: Readonly<Record<string, number>>): string {
  const rows = Object.entries(counts);
  return rows.length === 0 ? 'No row was deleted.' : table(['CLASS', 'ROWS'], rows);
}
