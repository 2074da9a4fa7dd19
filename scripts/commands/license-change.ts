/**
 * The commands of `quietkey license` that change one license. A command that cannot be undone, or that takes something
 * from a customer, needs `--yes`. Without that option, the command shows the license and the consequences. The domain
 * records who did what, and why.
 */

import type { Command } from 'commander';
import type { LicenseChange, LicenseDetails } from '../../client-sdk/typescript/contract/license-view.ts';
import type { Ask } from '../../server/domain/kernel/named-operation.ts';
import { operations } from '../../server/domain/operations.ts';
import {
  PURPOSE_OPTION,
  readDateOr,
  readEmail,
  readFreeText,
  readId,
  readText,
  readWhole,
} from '../cli/arguments.ts';
import { asking, declare, type Output } from '../cli/command.ts';
import { EXIT } from '../cli/exit-codes.ts';
import { counted, wrap } from '../cli/print.ts';
import { nameRecipients } from './disclosure/recipients.ts';
import { LICENSE_HELP, writeDetails, writeLicense } from './license-output.ts';
import { requireEffect } from '../cli/option-rules.ts';

export const READ_BY_OWNER = [
  '--reason <TEXT>',
  'why (- reads it from standard input); the owner of the license can read it in the portal',
] as const;
/** The tables that a correction changes. */
const CORRECTED = ['licenses', 'license_keys', 'orders'];
export const YES = ['--yes', 'do it, instead of showing what would follow'] as const;

interface Reasoned {
  readonly reason?: string;
}

export interface Confirmed extends Reasoned {
  readonly yes?: boolean;
}

interface RenewOptions extends Reasoned {
  readonly endsOn?: string | null;
  readonly updatesUntil?: string | null;
}

interface CorrectOptions extends Confirmed {
  readonly email?: string;
  readonly product?: string;
  readonly seats?: number;
  readonly keepKey?: boolean;
  readonly mail?: boolean;
}

export function addChangeCommands(license: Command): void {
  renewCommand(license);
  suspendCommand(license);
  reinstateCommand(license);
  revokeCommand(license);
  forgiveCommand(license);
  disownCommand(license);
  seatsCommand(license);
  correctCommand(license);
}

function renewCommand(license: Command): void {
  declare(license, {
    words: 'renew',
    description: "Renew a license: move its end by the product's duration, or to --ends-on.",
    examples: ['license renew 6p2iRu0mXw1cZb9yKq4dTA --ends-on 2028-12-31'],
  })
    .argument('<LICENSE>', LICENSE_HELP, readId)
    .option('--ends-on <DATE>', 'last day; never: no last day', readDateOr('never'))
    .option('--updates-until <DATE>', 'last day of updates; never: no last day', readDateOr('never'))
    .option(...READ_BY_OWNER, readFreeText('reason'))
    .action(
      asking<[string], RenewOptions>(async (ask, { args: [id], options }) =>
        output(await ask(operations.licensing.renewLicense, { license: id, ...options })),
      ),
    );
}

function suspendCommand(license: Command): void {
  declare(license, {
    words: 'suspend',
    description: 'Suspend a license. Its apps learn of it at their next renewal.',
    examples: ['license suspend 6p2iRu0mXw1cZb9yKq4dTA --reason "payment overdue"'],
  })
    .argument('<LICENSE>', LICENSE_HELP, readId)
    .option(...READ_BY_OWNER, readFreeText('reason'))
    .action(
      asking<[string], Reasoned>(async (ask, { args: [id], options }) =>
        output(await ask(operations.licensing.suspendLicense, { license: id, ...options })),
      ),
    );
}

function reinstateCommand(license: Command): void {
  declare(license, {
    words: 'reinstate',
    description: 'End the suspension of a license.',
    examples: ['license reinstate 6p2iRu0mXw1cZb9yKq4dTA --reason "paid"'],
  })
    .argument('<LICENSE>', LICENSE_HELP, readId)
    .option(...READ_BY_OWNER, readFreeText('reason'))
    .action(
      asking<[string], Reasoned>(async (ask, { args: [id], options }) =>
        output(await ask(operations.licensing.reinstateLicense, { license: id, ...options })),
      ),
    );
}

function revokeCommand(license: Command): void {
  declare(license, {
    words: 'revoke',
    description:
      'Show what revoking a license would end; with --yes revoke it permanently. To pause it instead, suspend it.',
    examples: ['license revoke 6p2iRu0mXw1cZb9yKq4dTA --reason "refunded" --yes'],
  })
    .argument('<LICENSE>', LICENSE_HELP, readId)
    .option(...YES)
    .option(...PURPOSE_OPTION)
    .option(...READ_BY_OWNER, readFreeText('reason'))
    .action(
      asking<[string], Confirmed>(async (ask, { args: [license], options: { yes, ...reasoned } }) => {
        if (yes) return output(await ask(operations.licensing.revokeLicense, { license, ...reasoned }));
        return look(ask, license, ({ used }) => [
          `The apps on ${counted(used, 'machine')} become unlicensed at their next renewal.`,
          'A revoked license cannot be reinstated.',
          `To pause it: quietkey license suspend ${license}`,
        ]);
      }),
    );
}

function forgiveCommand(license: Command): void {
  declare(license, {
    words: 'forgive',
    description:
      'Discard what was found about copies of the machines of a license. If both machines continue, they are found again.',
    examples: ['license forgive 6p2iRu0mXw1cZb9yKq4dTA --reason "both are hers"'],
  })
    .argument('<LICENSE>', LICENSE_HELP, readId)
    .option(...READ_BY_OWNER, readFreeText('reason'))
    .action(
      asking<[string], Reasoned>(async (ask, { args: [id], options }) =>
        output(await ask(operations.activation.forgiveCopies, { license: id, ...options })),
      ),
    );
}

function disownCommand(license: Command): void {
  declare(license, {
    words: 'disown',
    description:
      'Show which account owns a license; with --yes take the license out of that account, so that another account can add it by its key.',
    examples: ['license disown 6p2iRu0mXw1cZb9yKq4dTA --reason "lost account" --yes'],
  })
    .argument('<LICENSE>', LICENSE_HELP, readId)
    .option(...YES)
    .option(...PURPOSE_OPTION)
    .option('--reason <TEXT>', 'why, for the record; - reads it from standard input', readFreeText('reason'))
    .action(
      asking<[string], Confirmed>(async (ask, { args: [license], options: { yes, ...reasoned } }) => {
        if (yes) return output(await ask(operations.ownership.disownLicense, { license, ...reasoned }));
        return look(ask, license, ({ account, used }) => [
          account === null
            ? 'No account owns the license.'
            : `The account ${account} loses the license, and the nicknames of its machines are deleted.`,
          `${counted(used, 'machine')} keep their seats, and anyone with the key can add the license.`,
        ]);
      }),
    );
}

function seatsCommand(license: Command): void {
  declare(license, {
    words: 'seats',
    description:
      'Set the number of seats. For a lower number without --yes, the command only shows what would follow: ' +
      'machines that have a seat keep it, and no new seat is given while more are taken than the license has.',
    examples: ['license seats 6p2iRu0mXw1cZb9yKq4dTA 10 --reason "bought 5 more"'],
  })
    .argument('<LICENSE>', LICENSE_HELP, readId)
    .argument('<SEATS>', 'number of machines', readWhole)
    .option(...YES)
    .option(...PURPOSE_OPTION)
    .option(...READ_BY_OWNER, readFreeText('reason'))
    .action(
      asking<[string, number], Confirmed>(async (ask, { args: [license, seats], options }) => {
        const { yes, ...reasoned } = options;
        const details = yes ? undefined : await ask(operations.licensing.showLicense, { license });
        if (details === undefined || seats >= details.seats)
          return output(await ask(operations.licensing.setSeats, { license, seats, ...reasoned }));
        return look(ask, license, ({ used }) => [
          `The license would have ${counted(seats, 'seat')}. ${counted(used, 'machine')} keep their seats.`,
        ]);
      }),
    );
}

function correctCommand(license: Command): void {
  const correcting = declare(license, {
    words: 'correct',
    description:
      'Show a license whose order was delivered with a mistake; with --yes correct its email, product or seats. ' +
      'The order can still be repeated. A new email or product gets a new key, which is printed once, and the key ' +
      'of the old email ends. Machines that run stay activated; only a license of the wrong product is revoked, and ' +
      'another is issued in its place.',
    examples: [
      'license correct 6p2iRu0mXw1cZb9yKq4dTA --seats 5 --yes',
      'license correct 6p2iRu0mXw1cZb9yKq4dTA --email - --yes < email.txt',
      'license correct 6p2iRu0mXw1cZb9yKq4dTA --product atlas --email -',
    ],
  });
  requireEffect(correcting, { needs: { '--keep-key': '--email', '--mail': '--email' } })
    .argument('<LICENSE>', LICENSE_HELP, readId)
    .option('--email <EMAIL>', "the buyer's correct email; - reads it from standard input")
    .option('--product <PRODUCT>', 'id of the product that was sold; needs --email', readText)
    .option('--seats <N>', 'number of machines that were ordered', readWhole)
    .option('--keep-key', 'with --email: the key of the old email still activates machines')
    .option('--mail', 'with --email: also mail the new key to the buyer')
    .option(...YES)
    .option(...PURPOSE_OPTION)
    .option(...READ_BY_OWNER, readFreeText('reason'))
    .action(
      asking<[string], CorrectOptions>(async (ask, { args: [license], options }) => {
        const { yes, email: typed, ...rest } = options;
        if (!yes) return look(ask, license, () => ['Nothing has been corrected yet.']);
        const email = typed === undefined ? undefined : await readEmail(typed);
        const answer = await ask(operations.licensing.correctLicense, { license, email, ...rest });
        const recipients = await ask(operations.privacy.listRecipients, {
          licenses: [answer.license.license],
          tables: CORRECTED,
        });
        const { licenseKey } = answer;
        const key =
          licenseKey === null
            ? []
            : [wrap('The license key. It is shown only once and is not stored:'), licenseKey];
        const told = nameRecipients(recipients, 'correction');
        return {
          json: { ...answer, recipients },
          text: ['Corrected.', writeLicense(answer.license), ...key, told].join('\n\n'),
        };
      }),
    );
}

export function output(view: LicenseChange): Output {
  const text = writeLicense(view);
  return {
    json: view,
    text: view.changed
      ? `Changed.\n\n${text}`
      : `Nothing changed: the license already was as requested.\n\n${text}`,
  };
}

/**
 * Shows a license and the consequences of a command. The exit code is that of a refusal, so that no script takes the
 * command as done.
 */
export async function look(
  ask: Ask,
  license: string,
  follows: (details: LicenseDetails) => readonly string[],
): Promise<Output> {
  const details = await ask(operations.licensing.showLicense, { license });
  const sentences = [...follows(details), 'Nothing was changed. To do it, add: --yes'];
  return {
    json: { ...details, changed: false },
    text: [writeDetails(details), ...sentences.map((sentence) => wrap(sentence))].join('\n\n'),
    exit: EXIT.refused,
  };
}
