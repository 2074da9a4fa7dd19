/**
 * `quietkey takeover`: the licenses that somebody who has proved their email asks to take over. After the owner has
 * refused, an operator decides. The list names licenses and days, and no person.
 */

import type { Command } from 'commander';
import type { PageAsked } from '../../../server/domain/kernel/page.ts';
import { operations } from '../../../server/domain/operations.ts';
import { readFreeText, readId } from '../../cli/arguments.ts';
import { asking, declare, declareNoun } from '../../cli/command.ts';
import { EXIT } from '../../cli/exit-codes.ts';
import { pageOptions, withNext } from '../../cli/paging.ts';
import { table, wrap } from '../../cli/print.ts';

const ID = '6p2iRu0mXw1cZb9yKq4dTA';
const REASON = [
  '--reason <TEXT>',
  'why (- reads it from standard input); the owner of the license can read it in the portal',
] as const;

export function addTakeoverCommands(program: Command): void {
  const takeover = declareNoun(
    program,
    'takeover',
    'List, grant and refuse take-overs of licenses by their email.',
    'takeover list',
  );
  listCommand(takeover);
  grantCommand(takeover);
  refuseCommand(takeover);
}

function listCommand(takeover: Command): void {
  const list = declare(takeover, {
    words: 'list',
    description:
      'List the open take-overs by their last day. A contested one waits for you, since the owner has refused.',
    examples: ['takeover list'],
  });
  pageOptions(list).action(
    asking<[], PageAsked>(async (ask, { options }) => {
      const page = await ask(operations.takeover.listOpenTakeovers, options);
      const rows = page.items.map(({ license, stage, readyOn, endsOn }) => [license, stage, readyOn, endsOn]);
      const text = table(['LICENSE', 'STAGE', 'READY ON', 'ENDS ON'], rows);
      const none = 'Nobody asks to take a license over.';
      return { json: page, text: rows.length === 0 ? none : withNext(text, page, 'takeover list', options) };
    }),
  );
}

function grantCommand(takeover: Command): void {
  declare(takeover, {
    words: 'grant',
    description:
      'Show what follows from granting a take-over; with --yes make the account that has proved the email the owner. ' +
      'First ask it for its order or invoice.',
    examples: [`takeover grant ${ID} --reason "invoice seen" --yes`],
  })
    .argument('<LICENSE>', 'id of the license', readId)
    .option('--yes', 'do it, instead of showing what would follow')
    .option(...REASON, readFreeText('reason'))
    .action(
      asking<[string], { yes?: boolean; reason?: string }>(async (ask, { args: [license], options }) => {
        const { yes = false, reason } = options;
        if (yes) {
          await ask(operations.takeover.grantTakeover, { license, reason });
          return { json: { license, changed: true }, text: 'Granted. The license has another owner.' };
        }
        const { stage, endsOn } = await ask(operations.takeover.considerTakeover, { license });
        const sentences = [
          `The take-over is ${stage}, until ${endsOn}.`,
          'The present owner and all members lose the license, and all of its keys end. The machines keep running.',
          'Nothing was changed. To do it, add: --yes',
        ];
        const text = sentences.map((sentence) => wrap(sentence)).join('\n');
        return { json: { license, changed: false }, text, exit: EXIT.refused };
      }),
    );
}

function refuseCommand(takeover: Command): void {
  declare(takeover, {
    words: 'refuse',
    description: 'Refuse a take-over: the owner stays, and for 90 days nobody can begin another one.',
    examples: [`takeover refuse ${ID} --reason "no invoice"`],
  })
    .argument('<LICENSE>', 'id of the license', readId)
    .option(...REASON, readFreeText('reason'))
    .action(
      asking<[string], { reason?: string }>(async (ask, { args: [license], options: { reason } }) => {
        const refused = await ask(operations.takeover.dismissTakeover, { license, reason });
        return { json: refused, text: `Refused. Nobody can begin another one until ${refused.restsUntil}.` };
      }),
    );
}
