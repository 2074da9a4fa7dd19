/**
 * `quietkey license`: issues a license to an email, and shows and changes licenses. A license key is printed only when it
 * is issued, on a line by itself. An email may come from standard input and is never printed. The domain records who did
 * what, and why.
 */

import type { Command } from 'commander';
import type { FoundCopies, LicenseView } from '../../client-sdk/typescript/contract/wire.ts';
import { dayOf, writeDate, toHour, toDay, startOfHour } from '../../server/domain/kernel/day.ts';
import type { Holding } from '../../server/domain/privacy/stored-values.ts';
import { asking, declare, declareNoun } from '../cli/command.ts';
import { addFileOptions, issueFromFile, type FileOptions } from './license-bulk.ts';
import { addExportCommand } from './license-export.ts';
import { block, table } from '../cli/print.ts';
import { readDateOr, readEmail, readId, readText, readWhole } from '../cli/arguments.ts';
import { purposeText } from '../../server/texts/inventory-texts.ts';
import { PURPOSES as purposes } from '../../server/texts/en/purposes.ts';
import { operations } from '../../server/domain/operations.ts';

const EMAIL_HELP = "the buyer's email; - reads it from standard input, to keep it out of the shell history";
const LICENSE_HELP = 'id of the license; quietkey license find shows it';
const REASON = ['--reason <TEXT>', 'why; the customer can read it'] as const;

interface Reasoned {
  readonly reason?: string;
}

interface IssueOptions extends FileOptions {
  readonly order?: string;
  readonly seats?: number;
  readonly endsOn?: string | null;
  readonly idempotencyKey?: string;
  readonly mail?: boolean;
}

interface RenewOptions extends Reasoned {
  readonly endsOn?: string | null;
  readonly updatesUntil?: string | null;
}

export function addLicenseCommands(program: Command): void {
  const license = declareNoun(
    program,
    'license',
    'Issue, show and change licenses.',
    'license issue sonar ada@example.com',
  );
  issueCommand(license);
  showCommand(license);
  findCommand(license);
  holdingsCommand(license);
  renewCommand(license);
  const changes = [
    [
      'suspend',
      operations.licensing.suspendLicense,
      'Suspend a license. Its apps learn it at their next renewal.',
      'payment overdue',
    ],
    ['reinstate', operations.licensing.reinstateLicense, 'End the suspension of a license.', 'paid'],
    [
      'revoke',
      operations.licensing.revokeLicense,
      'Revoke a license permanently. To pause it, suspend it.',
      'refunded',
    ],
    [
      'forgive',
      operations.activation.forgiveCopies,
      'Discard what was found about copies of the machines of a license. Copies that go on are found again.',
      'both computers are hers',
    ],
    [
      'disown',
      operations.ownership.disownLicense,
      'Remove a license from its account, so that another account can add it by its key.',
      'lost account',
    ],
  ] as const;
  for (const change of changes) changeCommand(license, change);
  seatsCommand(license);
  addExportCommand(license);
}

function issueCommand(license: Command): void {
  const command = declare(license, {
    words: 'issue',
    description:
      'Issue a license to an email and print its key. The key is printed once and is not stored. The same --order ' +
      'always gets the same license and key; without --order each call issues another license. ' +
      'With --csv issue a license for each row of a file, and write the keys to a report.',
    examples: [
      'license issue sonar ada@example.com --order A-1017',
      'license issue sonar - --ends-on 2027-12-31 < email.txt',
      'license issue --csv orders.csv',
    ],
  });
  addFileOptions(command)
    .argument('[PRODUCT]', 'id of the product')
    .argument('[EMAIL]', EMAIL_HELP)
    .option('--order <REF>', "the payment processor's reference", readText)
    .option('--seats <N>', "number of machines (default: the product's)", readWhole)
    .option(
      '--ends-on <DATE>',
      "last day, or never (default: by the product's duration)",
      readDateOr('never'),
    )
    .option('--mail', 'also mail the key to the buyer; with --csv, to the buyer of each new license')
    .option('--idempotency-key <KEY>', 'makes a call without an order safe to repeat, for 24 hours', readText)
    .action(
      asking<[string, string], IssueOptions>(async (ask, typed) => {
        const { csv, out, mail = false, ...options } = typed.options;
        if (csv !== undefined) return issueFromFile(ask, { csv, out, mail }, typed);
        const [product, typedEmail] = typed.args;
        const order = { product, email: await readEmail(typedEmail), ...options };
        const answer = await ask(
          operations.licensing.issueLicense,
          mail ? { ...order, mail: 'always' } : order,
        );
        const label = `The license key. It is shown only once and is not stored${mail ? '; the mailer sends it too' : ''}:`;
        return { json: answer, text: `${write(answer.license)}\n\n${label}\n\n${answer.licenseKey}` };
      }),
    );
}

function showCommand(license: Command): void {
  declare(license, {
    words: 'show',
    description: 'Show a license.',
    examples: ['license show 6p2iRu0mXw1cZb9yKq4dTA'],
  })
    .argument('<LICENSE>', LICENSE_HELP, readId)
    .action(
      asking<[string]>(async (ask, { args: [id] }) => {
        const view = await ask(operations.licensing.showLicense, { license: id });
        return { json: view, text: write(view) };
      }),
    );
}

function findCommand(license: Command): void {
  declare(license, {
    words: 'find',
    description: 'Find licenses by the email of their buyer, which is not stored. The look-up is recorded.',
    examples: ['license find ada@example.com', 'license find - < email.txt'],
  })
    .argument('<EMAIL>', EMAIL_HELP)
    .action(
      asking<[string]>(async (ask, { args: [typed] }) => {
        const found = await ask(operations.licensing.findLicenses, { email: await readEmail(typed) });
        const rows = found.map((view) => [
          view.license,
          view.product,
          view.status,
          seats(view),
          view.endsOn ?? 'never',
        ]);
        const text = table(['LICENSE', 'PRODUCT', 'STATUS', 'SEATS', 'ENDS ON'], rows);
        return { json: found, text: rows.length === 0 ? 'No license was found for this email.' : text };
      }),
    );
}

function holdingsCommand(license: Command): void {
  declare(license, {
    words: 'holdings',
    description: 'Show all that is stored about the customer of a license, and how long it is kept.',
    examples: ['license holdings 6p2iRu0mXw1cZb9yKq4dTA'],
  })
    .argument('<LICENSE>', LICENSE_HELP, readId)
    .action(
      asking<[string]>(async (ask, { args: [id] }) => {
        const holdings = await ask(operations.privacy.listHoldings, { license: id });
        const explained = holdings.map((holding) => ({
          ...holding,
          purpose: purposeText(holding.purpose, { purposes }),
        }));
        return { json: explained, text: writeHoldings(explained) };
      }),
    );
}

function renewCommand(license: Command): void {
  declare(license, {
    words: 'renew',
    description: "Renew a license: move its end by the product's duration, or to --ends-on.",
    examples: ['license renew 6p2iRu0mXw1cZb9yKq4dTA --ends-on 2028-12-31'],
  })
    .argument('<LICENSE>', LICENSE_HELP, readId)
    .option('--ends-on <DATE>', 'last day, or never', readDateOr('never'))
    .option('--updates-until <DATE>', 'last day of updates, or never', readDateOr('never'))
    .option(...REASON, readText)
    .action(
      asking<[string], RenewOptions>(async (ask, { args: [id], options }) => {
        const view = await ask(operations.licensing.renewLicense, { license: id, ...options });
        return { json: view, text: `Renewed.\n\n${write(view)}` };
      }),
    );
}

type Change = readonly [
  word: 'suspend' | 'reinstate' | 'revoke' | 'forgive' | 'disown',
  operation: typeof operations.licensing.suspendLicense,
  description: string,
  reason: string,
];

function changeCommand(license: Command, [word, operation, description, reason]: Change): void {
  declare(license, {
    words: word,
    description,
    examples: [`license ${word} 6p2iRu0mXw1cZb9yKq4dTA --reason "${reason}"`],
  })
    .argument('<LICENSE>', LICENSE_HELP, readId)
    .option(...REASON, readText)
    .action(
      asking<[string], Reasoned>(async (ask, { args: [id], options }) => {
        const view = await ask(operation, { license: id, ...options });
        return { json: view, text: write(view) };
      }),
    );
}

function seatsCommand(license: Command): void {
  declare(license, {
    words: 'seats',
    description:
      'Set the number of seats. If more are in use, machines keep theirs, but no new seat is given.',
    examples: ['license seats 6p2iRu0mXw1cZb9yKq4dTA 10 --reason "bought 5 more"'],
  })
    .argument('<LICENSE>', LICENSE_HELP, readId)
    .argument('<SEATS>', 'number of machines', readWhole)
    .option(...REASON, readText)
    .action(
      asking<[string, number], Reasoned>(async (ask, { args: [id, count], options }) => {
        const view = await ask(operations.licensing.setSeats, { license: id, seats: count, ...options });
        return { json: view, text: write(view) };
      }),
    );
}

function write(view: LicenseView): string {
  return block([
    ['License', view.license],
    ['Product', view.product],
    ['Status', view.status],
    ['Seats', seats(view)],
    ['Ends on', view.endsOn ?? 'never'],
    ['Updates', view.updatesUntil === null ? 'all versions' : `until ${view.updatesUntil}`],
    ['Entitlements', view.entitlements.join(', ') || 'none'],
    ['Issued on', view.createdOn],
    ['Suspended on', view.suspendedOn],
    ['Revoked on', view.revokedOn],
    ...(view.copies ?? []).map((found): [string, string] => ['Copies found', writeCopies(found)]),
  ]);
}

function writeCopies({ copies, machine, activation, firstFoundOn, lastFoundOn }: FoundCopies): string {
  const days = firstFoundOn === lastFoundOn ? `on ${firstFoundOn}` : `${firstFoundOn} to ${lastFoundOn}`;
  return `${copies} of ${machine} (${activation}), ${days}`;
}

/** A stored value about a customer, with the value's purpose in English. */
interface Explained extends Omit<Holding, 'purpose'> {
  purpose: string;
}

/**
 * Writes a table of stored values, with their purposes, for each database table. A keyed or sealed value is not
 * readable, so only its form and length are shown.
 */
function writeHoldings(holdings: readonly Explained[]): string {
  const tables = [...new Set(holdings.map((holding) => holding.table))];
  return tables
    .map((name) => {
      const rows = holdings.filter((holding) => holding.table === name);
      const shown = rows.map((holding) => [
        holding.purpose,
        valueOf(holding),
        holding.keptUntil ?? 'while it is in use',
      ]);
      return `${name}\n\n${table(['PURPOSE', 'VALUE', 'KEPT UNTIL'], shown)}`;
    })
    .join('\n\n');
}

function valueOf({ form, value }: Explained): string | number {
  if (form === 'day') return writeDate(toDay(Number(value)));
  if (form === 'hour')
    return `${writeDate(dayOf(startOfHour(toHour(Number(value)))))} ${Number(value) % 24} h`;
  return form === 'keyed' || form === 'sealed' ? `(${form}, ${String(value).length} characters)` : value;
}

function seats({ used, seats: all }: LicenseView): string {
  return `${used} of ${all} taken`;
}
