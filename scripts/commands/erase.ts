/**
 * `quietkey erase`: a customer who asks for it is forgotten, by an operator who has verified the request. Shows first
 * what goes, what stays, and what comes of it. Guarantees that the email is neither kept nor printed, and that the
 * record of the act names nobody. Leaves what goes to the inventory.
 */

import { InvalidArgumentError, type Command } from 'commander';
import { ALONE } from '../../server/domain/privacy/erasure.ts';
import { runErasure, type ErasureReport } from '../../server/composition/world.ts';
import { asking, declare, type Said } from '../cli/command.ts';
import { EXIT } from '../cli/exit-codes.ts';
import { exitOfFinish, finishBeside, writeFinish, type Finish } from '../cli/await-receipt.ts';
import { beginLongWork, inTurns, type LongWork } from '../cli/interruptible.ts';
import { counted, table, wrap } from '../cli/print.ts';
import { readEmail, readText, readWords } from '../cli/arguments.ts';

interface EraseOptions {
  readonly apply?: boolean;
  readonly now?: boolean;
  readonly endLicenses?: boolean;
  readonly only?: string[];
  readonly reason?: string;
}

type Report = ErasureReport & { readonly finish: Finish | null };

export function addEraseCommand(program: Command): void {
  declare(program, {
    words: 'erase',
    says:
      'Show what goes where a customer is forgotten, and what stays; with --apply do it. The rows go at once, ' +
      'their bytes with the next purge, within 24 hours; with --now at once.',
    examples: [
      'erase ada@example.com',
      'erase - --apply --now < email.txt',
      'erase ada@example.com --only usernames',
    ],
  })
    .argument('<EMAIL>', "the customer's email; - reads it from standard input, out of the shell's history")
    .option('--apply', 'erase')
    .option('--now', 'their bytes too, which keeps a server from writing for a moment')
    .option('--end-licenses', 'the owner ends the licenses too: they and their activations are deleted')
    .option('--only <WORDS>', `only these, with all else kept: ${ALONE.join(', ')}`, readOnly)
    .option('--reason <TEXT>', 'why, such as the number of the request; it may name nobody', readText)
    .action(
      asking<[string], EraseOptions>(async (_ask, { args: [typed], options, json, actor }, world) => {
        const work = beginLongWork({ json });
        try {
          const { apply = false, now = false, endLicenses = false, only = [], reason } = options;
          const erase = { email: await readEmail(typed), only, endLicenses };
          const report = await runErasure(inTurns(world), erase, {
            apply,
            urgent: now,
            reason,
            actor,
            signal: work.signal,
            onProgress: (erased) => work.tell(`${counted(erased, 'row')} erased`),
          });
          const { receipt } = report;
          const finish = now && receipt !== null ? await finishBeside(world, receipt, work) : null;
          return said({ ...report, finish }, options, work);
        } finally {
          work.end();
        }
      }),
    );
}

function readOnly(words: string): string[] {
  const only = readWords(words);
  if (only.length > 0 && only.every((word) => ALONE.includes(word))) return only;
  throw new InvalidArgumentError(`It takes one or more of ${ALONE.join(', ')}.`);
}

function said(report: Report, options: EraseOptions, work: LongWork): Said {
  const { applied, finished, finish } = report;
  const text = write(report, options);
  if (!applied) return { json: report, text };
  const stopped = work.wasInterrupted() ? EXIT.interrupted : EXIT.left;
  const done = finish === null ? EXIT.done : exitOfFinish(finish);
  return { json: report, text, exit: finished ? done : stopped };
}

function write(report: Report, options: EraseOptions): string {
  const { licenses, accounts } = report;
  if (licenses + accounts === 0) return 'Nothing is found by this email: there is nothing to erase.';
  const head = `${counted(licenses, 'license')} and ${counted(accounts, 'account')} of this customer.`;
  const rows = report.counts.map((count) => [count.class, count.rows]);
  const counts = table(['CLASS', 'ROWS'], rows);
  if (!report.applied) {
    const next = 'This was a look only. To erase it, add: --apply';
    return [head, counts, ...consequences(options), next].join('\n\n');
  }
  const state = report.finished ? 'Erased.' : 'Stopped before the end. To go on, repeat it.';
  const bytes =
    report.finish === null
      ? wrap(`The rows are gone; the state is "erasing" until the next purge has shown that no byte is left.`)
      : writeFinish(report.finish);
  return [state, counts, bytes, `Its receipt: quietkey receipt show ${report.receipt}`].join('\n\n');
}

/** What comes of it, said before. */
function consequences({ only, endLicenses }: EraseOptions): string[] {
  if (only !== undefined)
    return [
      wrap('All else is kept. An app that gives a value again, at its next renewal, has it kept again.'),
    ];
  const orders = wrap(
    'Orders stay for the accounts, by the reference of the payment processor alone: neither email nor license.',
  );
  if (endLicenses === true) {
    return [
      wrap('The licenses end: an app runs on to the end of the lease that it holds, and is then unlicensed.'),
      orders,
    ];
  }
  return [
    wrap(
      'The licenses stay valid for whoever has their keys, without a link to anyone: no key can be found by this email ' +
        'or derived again, no support can tell whose they are.',
    ),
    wrap(
      'Apps go on. A machine that loses its state before its next renewal takes a new seat; one that renews has ' +
        'traces of its adapters and network kept again, as long as it is used.',
    ),
    orders,
  ];
}
