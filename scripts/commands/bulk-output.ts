/** What a bulk issue or its dry run prints at its end: how the file was read, the counts, and the refused rows. */

import { Refusal } from '../../server/domain/kernel/refusal.ts';
import { textFor } from '../../server/domain/kernel/refusal-table.ts';
import type { Output } from '../cli/command.ts';
import { describeForm } from '../cli/csv-form.ts';
import { EXIT, exitOf, type Exit } from '../cli/exit-codes.ts';
import type { OrderFile } from '../cli/order-csv.ts';
import { block, counted, table, wrap } from '../cli/print.ts';

export interface Run {
  readonly orders: number;
  /** The number of rows that the mapping leaves out. */
  readonly leftOut: number;
  issued: number;
  /** The number of orders that an earlier run or request issued. */
  alreadyIssued: number;
  refused: number;
  /** The first few refused rows, which the summary shows. */
  readonly shown: { row: number; code: string; detail: string }[];
  /** Why the run ended before the last row; null if it reached the last row. */
  stopped: Refusal | 'interrupted' | null;
}

/** The number of rows that the run has processed. */
export function doneOf({ issued, alreadyIssued, refused }: Run): number {
  return issued + alreadyIssued + refused;
}

/** @param report null in a dry run */
export function writeRun(run: Run, { form }: OrderFile, report: string | null): Output {
  const { orders, leftOut, issued, alreadyIssued, refused, shown, stopped } = run;
  const readAs = describeForm(form);
  const pairs = block([
    ['Read as', readAs],
    ['Rows', orders],
    ['Left out', leftOut === 0 ? null : leftOut],
    [report === null ? 'Would be issued' : 'Issued', issued],
    ['Already issued', alreadyIssued],
    [report === null ? 'Would be refused' : 'Refused', refused],
    ['Report', report],
  ]);
  const more = refused > shown.length ? `\nThere are ${refused - shown.length} more.` : '';
  const refusals =
    report === null
      ? table(
          ['ROW', 'CODE', 'REASON'],
          shown.map(({ row, code, detail }) => [row, code, detail]),
        )
      : table(
          ['ROW', 'CODE'],
          shown.map(({ row, code }) => [row, code]),
        );
  const why = refused === 0 ? '' : `\n\n${refusals}${more}`;
  const end = endOf(run, report === null);
  return {
    json: {
      rows: orders,
      leftOut,
      issued,
      alreadyIssued,
      refused,
      refusedRows: shown,
      stopped: stopped instanceof Refusal ? stopped.code : stopped,
      readAs,
      report,
    },
    text: `${pairs}${why}\n\n${wrap(end.text)}`,
    exit: end.exit,
  };
}

function endOf(run: Run, isDryRun: boolean): { text: string; exit: Exit } {
  const { orders, refused, stopped } = run;
  const left = `${counted(doneOf(run), 'row')} done, ${orders - doneOf(run)} left. To continue, repeat the command.`;
  if (stopped === 'interrupted') return { text: `Stopped: ${left}`, exit: EXIT.interrupted };
  if (stopped !== null) {
    const sentence = textFor('operator', stopped.code)?.sentence ?? stopped.code;
    return { text: `Stopped: ${sentence} ${left}`, exit: exitOf(stopped.code) };
  }
  if (isDryRun)
    return {
      text: 'Nothing was issued. To issue, repeat the command without --dry-run.',
      exit: refused > 0 ? EXIT.refused : EXIT.done,
    };
  if (refused > 0)
    return {
      text: 'The report gives the reasons. Correct these rows and repeat the command.',
      exit: EXIT.refused,
    };
  return {
    text: 'The report has the license keys, which are not stored. Send each key to its customer.',
    exit: EXIT.done,
  };
}
