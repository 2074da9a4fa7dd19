/**
 * `quietkey erase`: deletes the personal data of a customer, on a request that the operator has verified. Without
 * `--apply` it shows what would be deleted, what is kept, and the consequences. The email is neither stored nor printed,
 * and the record of the erasure names nobody. The inventory declares which rows are deleted.
 */

import { InvalidArgumentError, type Command } from 'commander';
import type { Ask } from '../../server/domain/kernel/named-operation.ts';
import { operations } from '../../server/domain/operations.ts';
import { ALONE } from '../../server/domain/privacy/erasure-rows.ts';
import { runErasure, type ErasureReport, type World } from '../../server/composition/world.ts';
import { asking, declare, statedPurpose, type Output, type Typed } from '../cli/command.ts';
import { EXIT } from '../cli/exit-codes.ts';
import { exitOfFinish, finishReceipt, writeFinish, type Finish } from '../cli/await-receipt.ts';
import { beginLongWork, yielding, type LongWork } from '../cli/interruptible.ts';
import { nameRecipients } from './disclosure/recipients.ts';
import { counted, table, wrap } from '../cli/print.ts';
import { isId, PURPOSE_OPTION, readEmail, readFreeText, readId, readWords } from '../cli/arguments.ts';

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
    description:
      "Show what erasing a customer's data would delete and what it keeps; with --apply erase it. The rows are " +
      'deleted at once, and their bytes in the file with the next purge, within 24 hours, or at once with --now.',
    examples: [
      'erase ada@example.com --purpose legal',
      'erase - --purpose legal --apply --now < email.txt',
      'erase ada@example.com --purpose legal --only usernames',
      'erase 4fKx0mQ2rVb8sYt1uWz3eA --purpose legal --apply',
    ],
  })
    .argument(
      '<EMAIL>',
      "the customer's email, or the number of a request; - reads it from standard input, to keep it out of the shell history",
    )
    .option(...PURPOSE_OPTION)
    .option('--apply', 'erase')
    .option('--now', 'also delete the bytes at once')
    .option('--end-licenses', 'also delete the licenses and their activations, if their owner asked for it')
    .option('--only <WORDS>', `erase only some of the data: ${ALONE.join(', ')}`, readOnly)
    .option(
      '--reason <TEXT>',
      'the reason, such as the number of the request, but no names; - reads it from standard input',
      readFreeText('reason'),
    )
    .action(asking<[string], EraseOptions>((ask, typed, world) => erase(ask, typed, world)));
}

async function erase(ask: Ask, typed: Typed<[string], EraseOptions>, world: World): Promise<Output> {
  const { options, json, actor } = typed;
  const work = beginLongWork({ json });
  try {
    const { apply = false, now = false, endLicenses = false, only = [], reason } = options;
    const asked = { ...(await readCustomer(typed.args[0], ask)), only, endLicenses };
    const report = await runErasure(yielding(world), asked, {
      apply,
      urgent: now,
      reason,
      actor,
      purpose: statedPurpose(typed),
      signal: work.signal,
      onProgress: (erased) => work.showProgress(`${counted(erased, 'row')} erased`),
    });
    const { receipt } = report;
    const finish = now && receipt !== null ? await finishReceipt(world, receipt, work) : null;
    return output({ ...report, finish }, options, work);
  } finally {
    work.end();
  }
}

/** The customer by email, or by what the person of a request has proved. */
async function readCustomer(typed: string, ask: Ask) {
  if (!isId(typed)) return { email: await readEmail(typed) };
  const { licenses, accounts } = await ask(operations.rights.showRequest, { request: readId(typed) });
  return { licenses, accounts };
}

function readOnly(words: string): string[] {
  const only = readWords(words);
  if (only.length > 0 && only.every((word) => ALONE.includes(word))) return only;
  throw new InvalidArgumentError(`must be one or more of ${ALONE.join(', ')}.`);
}

function output(report: Report, options: EraseOptions, work: LongWork): Output {
  const { applied, finished, finish } = report;
  const text = write(report, options);
  if (!applied) return { json: report, text };
  const stopped = work.wasInterrupted() ? EXIT.interrupted : EXIT.left;
  const done = finish === null ? EXIT.done : exitOfFinish(finish);
  return { json: report, text, exit: finished ? done : stopped };
}

function write(report: Report, options: EraseOptions): string {
  const { licenses, accounts } = report;
  if (licenses + accounts === 0) return 'Nothing was found for this email.';
  const head = `Found ${counted(licenses, 'license')} and ${counted(accounts, 'account')} of this customer.`;
  const rows = report.counts.map((count) => [count.class, count.rows]);
  const counts = table(['CLASS', 'ROWS'], rows);
  const told = [...heldText(report.held), nameRecipients(report.recipients, 'erasure')].join('\n\n');
  if (!report.applied) {
    const next = 'Nothing was changed. To erase it, add: --apply';
    return [head, counts, ...consequences(options), told, next].join('\n\n');
  }
  const state = report.finished ? 'Erased.' : 'Stopped before the end. To continue, repeat the command.';
  const bytes =
    report.finish === null
      ? wrap(`The rows are deleted. The state is "erasing" until the next purge has deleted their bytes too.`)
      : writeFinish(report.finish);
  return [state, counts, told, bytes, `To see its receipt:\n  quietkey receipt show ${report.receipt}`].join(
    '\n\n',
  );
}

/** What a legal hold keeps; nothing if there is no hold. */
function heldText(held: Report['held']): string[] {
  if (held.length === 0) return [];
  const rows = table(
    ['HELD CLASS', 'ROWS'],
    held.map((count) => [count.class, count.rows]),
  );
  const why = 'A legal hold keeps these. The next purge after it was lifted erases them: quietkey hold list';
  return [`${rows}\n${wrap(why)}`];
}

/** The consequences of an erasure, which are shown before anything is erased. */
function consequences({ only, endLicenses }: EraseOptions): string[] {
  if (only !== undefined)
    return [
      wrap(
        'Everything else is kept. If an app sends an erased value again at its next renewal, the value is stored again.',
      ),
    ];
  const orders = wrap(
    'The references of orders are kept for accounting, without a link to an email or a license.',
  );
  if (endLicenses === true) {
    return [
      wrap('The licenses end. An app runs until the end of its present lease and is then unlicensed.'),
      orders,
    ];
  }
  return [
    wrap(
      'The licenses stay valid for anyone who has their keys, without a link to a person: they cannot be found by this ' +
        'email, their keys cannot be derived again, and support cannot see whose they are.',
    ),
    wrap(
      'Apps keep running. A machine that loses its state before its next renewal takes a new seat. When a machine ' +
        'renews, its device tags and network are stored again, for as long as its activation is used.',
    ),
    orders,
  ];
}
