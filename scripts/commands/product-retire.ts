/**
 * `quietkey product retire` and `reinstate`: the end of a product. Retiring shows what it means, and does it with
 * `--yes`. The domain holds the bounds of the day.
 */

import type { Command } from 'commander';
import {
  RETIRE_DAYS_LEAST,
  RETIRE_DAYS_MOST,
  type Retirement,
} from '../../server/domain/licensing/retire.ts';
import { operations } from '../../server/domain/operations.ts';
import { readText } from '../cli/arguments.ts';
import { asking, declare } from '../cli/command.ts';
import { block, counted, wrap } from '../cli/print.ts';

interface RetireOptions {
  readonly until: string;
  readonly yes?: true;
}

export function addRetireCommands(product: Command): void {
  declare(product, {
    words: 'retire <PRODUCT>',
    description:
      'Show what the end of a product means; with --yes, retire it. No new license is issued and no trial begins. ' +
      'Issued licenses work to the last day. After it, the purge deletes all rows of the product.',
    examples: ['product retire sonar --until 2028-12-31', 'product retire sonar --until 2028-12-31 --yes'],
  })
    .requiredOption(
      '--until <DATE>',
      `the last day of its data, YYYY-MM-DD, ${RETIRE_DAYS_LEAST} to ${RETIRE_DAYS_MOST} days from today`,
      readText,
    )
    .option('--yes', 'retire it, or move the last day of a retired one')
    .action(
      asking<[string], RetireOptions>(async (ask, { args: [product], options: { until, yes } }) => {
        const isTrial = yes !== true;
        const retirement = await ask(operations.licensing.retireProduct, { product, until, isTrial });
        return { json: { ...retirement, retired: !isTrial }, text: write(retirement, isTrial) };
      }),
    );
  declare(product, {
    words: 'reinstate <PRODUCT>',
    description: 'Take back the retirement of a product, on its last day at the latest.',
    examples: ['product reinstate sonar'],
  }).action(
    asking<[string]>(async (ask, { args: [product] }) => {
      const json = await ask(operations.licensing.reinstateProduct, { product });
      return { json, text: `Reinstated: ${json.product}` };
    }),
  );
}

function write(
  { product, keptUntil, licenses, machines, owners, farewell }: Retirement,
  isTrial: boolean,
): string {
  const facts = block([
    ['Product', product],
    ['Data kept until', keptUntil],
    ['Then deleted', `${counted(licenses, 'license')}, ${counted(machines, 'activation')}, and the product`],
    ['Owners with an account', String(owners)],
    ['Farewell', farewell ? 'published' : 'none published'],
  ]);
  const apps = farewell
    ? []
    : [
        'Apps stop when their leases have ended, some time after the last day. To let them run for ever, publish a farewell early enough: each app gets it with its next renewal.',
      ];
  const then = isTrial
    ? 'To retire it: the same command with --yes'
    : 'Owners read the day in the portal, and in a mail if they have an address for notices.';
  const lead = isTrial ? 'Nothing was changed.' : 'Retired.';
  return [lead, facts, ...[...apps, then].map((paragraph) => wrap(paragraph))].join('\n\n');
}
