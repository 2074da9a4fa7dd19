/**
 * `quietkey activation`: lists the machines that have a seat of a license, and releases a seat for a customer. A
 * machine is listed under the two-word name that its app shows. The limits on releases do not apply here, because they
 * bind customers and not operators.
 */

import type { Command } from 'commander';
import type { ActivationView } from '../../client-sdk/typescript/contract/license-view.ts';
import { asking, declare, declareNoun } from '../cli/command.ts';
import { block, table } from '../cli/print.ts';
import { PURPOSE_OPTION, readFreeText, readId } from '../cli/arguments.ts';
import { pageOptions, withNext } from '../cli/paging.ts';
import type { PageAsked } from '../../server/domain/kernel/page.ts';
import { operations } from '../../server/domain/operations.ts';
import { heldLookOptions, type DelayOptions } from '../cli/held-look.ts';

const LICENSE_HELP = 'id of the license; quietkey license find shows it';

export function addActivationCommands(program: Command): void {
  const activation = declareNoun(
    program,
    'activation',
    'List and release the seats that machines have taken.',
    'activation list 6p2iRu0mXw1cZb9yKq4dTA',
  );
  listCommand(activation);
  releaseCommand(activation);
}

function listCommand(activation: Command): void {
  const list = declare(activation, {
    words: 'list',
    description: 'List the activations of a license. The look-up is recorded.',
    examples: ['activation list 6p2iRu0mXw1cZb9yKq4dTA --purpose support'],
  });
  heldLookOptions(pageOptions(list))
    .argument('<LICENSE>', LICENSE_HELP, readId)
    .option(...PURPOSE_OPTION)
    .action(
      asking<[string], PageAsked & DelayOptions>(async (ask, { args: [license], options, purpose }) => {
        const { limit, after } = options;
        const page = await ask(operations.activation.listActivations, { license, limit, after });
        const rows = page.items.map((view) => [
          view.activation,
          view.machine,
          view.status,
          view.username,
          view.network,
          view.lastSeenOn,
          view.leaseEndsOn,
        ]);
        const head = ['ACTIVATION', 'MACHINE', 'STATUS', 'USERNAME', 'NETWORK', 'SEEN ON', 'LEASE ENDS'];
        return {
          json: page,
          text:
            rows.length === 0
              ? 'No seat of this license is taken.'
              : withNext(table(head, rows), page, `activation list ${license}`, {
                  ...options,
                  purpose,
                }),
        };
      }),
    );
}

function releaseCommand(activation: Command): void {
  declare(activation, {
    words: 'release',
    description: 'Release the seat of a machine. The app learns of it at its next renewal.',
    examples: ['activation release 6p2iRu0mXw1cZb9yKq4dTA Jc81sVnW0aTeQmZ3uHxYfg'],
  })
    .argument('<LICENSE>', LICENSE_HELP, readId)
    .argument('<ACTIVATION>', 'id of the activation', readId)
    .option(
      '--reason <TEXT>',
      'why (- reads it from standard input); the owner of the license can read it in the portal',
      readFreeText('reason'),
    )
    .action(
      asking<[string, string], { reason?: string }>(async (ask, { args: [license, activation], options }) => {
        const view = await ask(operations.activation.releaseByOperator, { license, activation, ...options });
        return { json: view, text: write(view) };
      }),
    );
}

function write(view: ActivationView): string {
  return block([
    ['Activation', view.activation],
    ['Machine', view.machine],
    ['Status', view.status],
    ['Username', view.username],
    ['Network', view.network],
    ['Created on', view.createdOn],
    ['Seen on', view.lastSeenOn],
    ['Lease ends on', view.leaseEndsOn],
  ]);
}
