/**
 * `quietkey hold`: keeps data of a license or an account from deletion, for a court, an authority or a claim. The domain
 * checks the values and records each change.
 */

import { Option, type Command } from 'commander';
import type { PageAsked } from '../../../server/domain/kernel/page.ts';
import { operations } from '../../../server/domain/operations.ts';
import { HOLD_CLASSES } from '../../../server/domain/privacy/hold-record.ts';
import { HOLD_REASONS, REVIEW_DAYS, type HoldView } from '../../../server/domain/privacy/hold.ts';
import { readFreeText, readId, readLicenseKey, readText } from '../../cli/arguments.ts';
import { asking, declare, declareNoun } from '../../cli/command.ts';
import { pageOptions, withNext } from '../../cli/paging.ts';
import { block, table } from '../../cli/print.ts';

interface AddOptions {
  readonly class: string;
  readonly reason: string;
  readonly authority: string;
  readonly license?: string;
  readonly key?: string;
  readonly account?: string;
  readonly username?: string;
}

export function addHoldCommands(program: Command): void {
  const hold = declareNoun(
    program,
    'hold',
    'Keep data from deletion, for a court, an authority or a claim.',
    'hold list',
  );
  addCommand(hold);
  listCommand(hold);
  changeCommand(hold, 'review', {
    description: `Note that a hold is needed further, at least every ${REVIEW_DAYS} days.`,
    operation: operations.privacy.reviewHold,
    done: 'Reviewed.',
  });
  changeCommand(hold, 'lift', {
    description: 'Lift a hold. The next purge deletes what is due.',
    operation: operations.privacy.liftHold,
    done: 'Lifted.',
  });
}

function addCommand(hold: Command): void {
  declare(hold, {
    words: 'add',
    description:
      'Keep data of one license, or of one account, from deletion until the hold is lifted. The customer sees the hold.',
    examples: [
      'hold add --key - --class all --reason claim --authority "Court 17"',
      'hold add --username ada --class all --reason law --authority Court',
    ],
  })
    .addOption(new Option('--class <CLASS>', 'which data').choices(HOLD_CLASSES).makeOptionMandatory())
    .addOption(
      new Option('--reason <REASON>', 'a legal claim, an order, or a duty by law')
        .choices(HOLD_REASONS)
        .makeOptionMandatory(),
    )
    .requiredOption(
      '--authority <TEXT>',
      'who requires it, or before whom; the customer sees it',
      readFreeText('authority'),
    )
    .option('--license <LICENSE>', 'id of the license', readId)
    .option('--key <KEY>', 'a key of the license; - reads it from standard input')
    .option('--account <ACCOUNT>', 'id of the account', readId)
    .option('--username <USERNAME>', 'username of the account', readText)
    .action(
      asking<[], AddOptions>(async (ask, { options }) => {
        const { key, ...rest } = options;
        const licenseKey = key === undefined ? undefined : await readLicenseKey(key);
        const view = await ask(operations.privacy.addHold, { ...rest, licenseKey });
        return { json: view, text: `Held.\n\n${write(view)}` };
      }),
    );
}

function listCommand(hold: Command): void {
  const list = declare(hold, {
    words: 'list',
    description: 'List the holds, the oldest first. A lifted one is deleted after three years.',
    examples: ['hold list'],
  });
  pageOptions(list).action(
    asking<[], PageAsked>(async (ask, { options }) => {
      const page = await ask(operations.privacy.listHolds, options);
      const text = page.items.length === 0 ? 'Nothing is held.' : rows(page.items);
      return { json: page, text: withNext(text, page, 'hold list', options) };
    }),
  );
}

function changeCommand(
  hold: Command,
  words: string,
  {
    description,
    operation,
    done,
  }: {
    description: string;
    operation: typeof operations.privacy.reviewHold;
    done: string;
  },
): void {
  declare(hold, { words, description, examples: [`hold ${words} 4fKx0mQ2rVb8sYt1uWz3eA`] })
    .argument('<HOLD>', 'id of the hold', readId)
    .action(
      asking<[string]>(async (ask, { args: [id] }) => {
        const view = await ask(operation, { hold: id });
        return { json: view, text: `${done}\n\n${write(view)}` };
      }),
    );
}

function rows(items: readonly HoldView[]): string {
  return table(
    ['HOLD', 'SUBJECT', 'CLASS', 'REASON', 'REVIEW DUE ON', 'LIFTED ON'],
    items.map((view) => [
      view.hold,
      subjectOf(view),
      view.class,
      view.reason,
      view.reviewDueOn ?? '',
      view.liftedOn ?? '',
    ]),
  );
}

function write(view: HoldView): string {
  return block([
    ['Hold', view.hold],
    ['Subject', subjectOf(view)],
    ['Class', view.class],
    ['Reason', view.reason],
    ['Authority', view.authority],
    ['Placed on', view.placedOn],
    ['Reviewed on', view.reviewedOn],
    ['Review due on', view.reviewDueOn ?? 'no more'],
    ['Lifted on', view.liftedOn ?? 'in force'],
  ]);
}

function subjectOf({ license, account }: HoldView): string {
  return license ?? account ?? 'deleted';
}
