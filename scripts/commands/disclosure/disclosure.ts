/**
 * `quietkey disclosure`: records who outside the vendor is given personal data, and why. Customers see it in the portal.
 * Without any record the answer is that nobody is. The domain checks the values and records each change.
 */

import { Option, type Command } from 'commander';
import { ALL_CLASSES } from '../../../server/domain/inventory/policy-content.ts';
import { GROUNDS, type DisclosureView } from '../../../server/domain/privacy/disclosure.ts';
import type { PageAsked } from '../../../server/domain/kernel/page.ts';
import { operations } from '../../../server/domain/operations.ts';
import { readFreeText, readId, readText, readWords } from '../../cli/arguments.ts';
import { asking, declare, declareNoun } from '../../cli/command.ts';
import { pageOptions, withNext } from '../../cli/paging.ts';
import { block, table } from '../../cli/print.ts';

interface AddOptions {
  readonly classes: string[];
  readonly ground: string;
  readonly license?: string;
  readonly on?: string;
}

export function addDisclosureCommands(program: Command): void {
  const disclosure = declareNoun(
    program,
    'disclosure',
    'Record who outside is given personal data, for customers to see.',
    'disclosure list',
  );
  addCommand(disclosure);
  listCommand(disclosure);
  endCommand(disclosure);
  removeCommand(disclosure);
}

function addCommand(disclosure: Command): void {
  declare(disclosure, {
    words: 'add',
    description:
      'Record that a recipient is given data: of one license, or of all customers without --license. One to a ' +
      'processor goes on until "disclosure end"; any other has one day.',
    examples: [
      'disclosure add "Example Hosting" --classes all --ground processor',
      'disclosure add Court --classes orders --ground legal-obligation',
    ],
  })
    .argument(
      '<RECIPIENT>',
      'who is given the data, such as the name of a company',
      readFreeText('recipient'),
    )
    .requiredOption(
      '--classes <WORDS>',
      `classes of data (tables of the inventory), as words between commas, or ${ALL_CLASSES}`,
      readWords,
    )
    .addOption(
      new Option('--ground <GROUND>', 'a processor, or the legal ground (GDPR Art. 6)')
        .choices(GROUNDS)
        .makeOptionMandatory(),
    )
    .option('--license <LICENSE>', 'id of the license whose data are given', readId)
    .option('--on <DATE>', 'the day, YYYY-MM-DD (default: today)', readText)
    .action(
      asking<[string], AddOptions>(async (ask, { args: [recipient], options }) => {
        const view = await ask(operations.privacy.addDisclosure, { recipient, ...options });
        return { json: view, text: `Recorded.\n\n${write(view)}` };
      }),
    );
}

function listCommand(disclosure: Command): void {
  const list = declare(disclosure, {
    words: 'list',
    description: 'List the disclosures, the oldest first. Each is deleted three years after its last day.',
    examples: ['disclosure list'],
  });
  pageOptions(list).action(
    asking<[], PageAsked>(async (ask, { options }) => {
      const page = await ask(operations.privacy.listDisclosures, options);
      const none = 'Nobody outside was given personal data: no disclosure is recorded.';
      const text = page.items.length === 0 ? none : rows(page.items);
      return { json: page, text: withNext(text, page, 'disclosure list', options) };
    }),
  );
}

function endCommand(disclosure: Command): void {
  declare(disclosure, {
    words: 'end',
    description: 'End the disclosure to a processor, which is given no more data.',
    examples: ['disclosure end 4fKx0mQ2rVb8sYt1uWz3eA --on 2026-12-31'],
  })
    .argument('<DISCLOSURE>', 'id of the disclosure', readId)
    .option('--on <DATE>', 'its last day, YYYY-MM-DD (default: today)', readText)
    .action(
      asking<[string], { on?: string }>(async (ask, { args: [id], options: { on } }) => {
        const view = await ask(operations.privacy.endDisclosure, { disclosure: id, on });
        return { json: view, text: `Ended.\n\n${write(view)}` };
      }),
    );
}

function removeCommand(disclosure: Command): void {
  declare(disclosure, {
    words: 'remove',
    description: 'Remove a disclosure that is a mistake.',
    examples: ['disclosure remove 4fKx0mQ2rVb8sYt1uWz3eA --reason "wrong license"'],
  })
    .argument('<DISCLOSURE>', 'id of the disclosure', readId)
    .requiredOption(
      '--reason <TEXT>',
      'why (- reads it from standard input); the owner of the license can read it in the portal',
      readFreeText('reason'),
    )
    .action(
      asking<[string], { reason: string }>(async (ask, { args: [id], options: { reason } }) => {
        const view = await ask(operations.privacy.removeDisclosure, { disclosure: id, reason });
        return { json: view, text: `Removed.\n\n${write(view)}` };
      }),
    );
}

function rows(items: readonly DisclosureView[]): string {
  return table(
    ['DISCLOSURE', 'RECIPIENT', 'OF', 'CLASSES', 'GROUND', 'GIVEN ON', 'ENDED ON'],
    items.map((view) => [
      view.disclosure,
      view.recipient,
      concerns(view),
      view.classes.join(', '),
      view.ground,
      view.disclosedOn,
      view.endedOn,
    ]),
  );
}

function write(view: DisclosureView): string {
  return block([
    ['Disclosure', view.disclosure],
    ['Recipient', view.recipient],
    ['Of', concerns(view)],
    ['Classes of data', view.classes.join(', ')],
    ['Ground', view.ground],
    ['Given on', view.disclosedOn],
    ['Ended on', view.endedOn ?? 'continues'],
  ]);
}

function concerns({ scope, license }: DisclosureView): string {
  return scope === 'deleted' ? 'a license that was deleted or erased' : (license ?? scope);
}
