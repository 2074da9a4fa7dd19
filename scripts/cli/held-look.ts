/** The options of a command whose look at a customer's record can be held back from the customer until a day. */

import { Option, type Command } from 'commander';
import type { DelayedNotice } from '../../server/domain/kernel/ports.ts';
import { DELAY_BASES } from '../../server/domain/kernel/purpose.ts';
import { readText } from './arguments.ts';
import { requireEffect } from './option-rules.ts';

const [UNTIL, BASIS] = ['--held-back-until', '--basis'] as const;

export interface DelayOptions {
  readonly heldBackUntil?: string;
  readonly basis?: DelayedNotice['basis'];
}

export function heldLookOptions(command: Command): Command {
  return requireEffect(command, { needs: { [UNTIL]: BASIS, [BASIS]: UNTIL } })
    .option(
      `${UNTIL} <DATE>`,
      'the customer is notified of the look only after this day, at most 12 months ahead; counted',
      readText,
    )
    .addOption(
      new Option(`${BASIS} <WORD>`, 'with it: why the law forbids to notify the customer before').choices(
        DELAY_BASES,
      ),
    );
}

/** What the options hold back; undefined: nothing. */
export function heldLookOf({ heldBackUntil: until, basis }: DelayOptions): DelayedNotice | undefined {
  return until === undefined || basis === undefined ? undefined : { until, basis };
}

/** The options again, for a command that goes on after a page. */
export function heldLookWords({ heldBackUntil: until, basis }: DelayOptions): string {
  return until === undefined || basis === undefined ? '' : ` ${UNTIL} ${until} ${BASIS} ${basis}`;
}
