/** `quietkey license entitlements`: replaces what a license includes, each with a last day of its own or without. */

import type { Command } from 'commander';
import { lostEntitlements } from '../../server/domain/licensing/entitlements.ts';
import { operations } from '../../server/domain/operations.ts';
import { PURPOSE_OPTION, readFreeText, readId, readWords } from '../cli/arguments.ts';
import { asking, declare } from '../cli/command.ts';
import { look, output, READ_BY_OWNER, YES, type Confirmed } from './license-change.ts';
import { ENTITLEMENTS_HELP, LICENSE_HELP } from './license-output.ts';

export function addEntitlementsCommand(license: Command): void {
  declare(license, {
    words: 'entitlements',
    description:
      'Replace the entitlements of a license. Apps learn of it with their next lease. If one is taken away or ends ' +
      'earlier, the command without --yes only shows what would follow.',
    examples: ['license entitlements 6p2iRu0mXw1cZb9yKq4dTA pro:2027-12-31'],
  })
    .argument('<LICENSE>', LICENSE_HELP, readId)
    .argument('<WORDS>', ENTITLEMENTS_HELP, readWords)
    .option(...YES)
    .option(...PURPOSE_OPTION)
    .option(...READ_BY_OWNER, readFreeText('reason'))
    .action(
      asking<[string, string[]], Confirmed>(async (ask, { args: [license, entitlements], options }) => {
        const { yes, ...reasoned } = options;
        const details = yes ? undefined : await ask(operations.licensing.showLicense, { license });
        const lost = lostEntitlements(details?.entitlements ?? [], entitlements);
        if (lost.length === 0)
          return output(
            await ask(operations.licensing.setEntitlements, { license, entitlements, ...reasoned }),
          );
        return look(ask, license, () => [`The license would lose, or lose earlier: ${lost.join(', ')}.`]);
      }),
    );
}
