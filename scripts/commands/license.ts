/**
 * `quietkey license`: issues a license to an email, and shows and changes licenses. A license key is printed only when it
 * is issued, on a line by itself. An email may come from standard input and is never printed. The domain records who did
 * what, and why.
 */

import type { Command } from 'commander';
import type { IssueAnswer } from '../../client-sdk/typescript/contract/license-view.ts';
import { dayOf, writeDate, toHour, toDay, startOfHour } from '../../server/domain/kernel/day.ts';
import type { Holding } from '../../server/domain/privacy/stored-values.ts';
import { asking, declare, declareNoun } from '../cli/command.ts';
import { addFileOptions, issueFromFile, type FileOptions } from './license-bulk.ts';
import { addChangeCommands } from './license-change.ts';
import { addEntitlementsCommand } from './license-entitlements.ts';
import { addExportCommand } from './license-export.ts';
import {
  EMAIL_HELP,
  ENTITLEMENTS_HELP,
  LICENSE_HELP,
  seatsOf,
  standingSentence,
  writeDetails,
  writeLicense,
} from './license-output.ts';
import { table, wrap } from '../cli/print.ts';
import {
  PURPOSE_OPTION,
  readDateOr,
  readEmail,
  readId,
  readText,
  readWhole,
  readWords,
} from '../cli/arguments.ts';
import { purposeText } from '../../server/texts/inventory-texts.ts';
import { PURPOSES as purposes } from '../../server/texts/en/purposes.ts';
import { pageOptions, withNext } from '../cli/paging.ts';
import { mapItems, type PageAsked } from '../../server/domain/kernel/page.ts';
import { operations } from '../../server/domain/operations.ts';
import { heldLookOptions, type DelayOptions } from '../cli/held-look.ts';

interface IssueOptions extends FileOptions {
  readonly order?: string;
  readonly seats?: number;
  readonly endsOn?: string | null;
  readonly entitlements?: readonly string[];
  readonly idempotencyKey?: string;
  readonly mail?: boolean;
}

interface FindOptions extends PageAsked {
  readonly order?: string;
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
  addChangeCommands(license);
  addEntitlementsCommand(license);
  addExportCommand(license);
}

function issueCommand(license: Command): void {
  const command = declare(license, {
    words: 'issue',
    description:
      'Issue a license to an email and print its key. The key is printed once and is not stored. The same --order ' +
      'with the same email, product, seats and end is answered as already issued, with the same key; with other ' +
      'values it is refused. Without --order each call issues another license. ' +
      'With --csv issue a license for each row of a file, and write the keys to a report.',
    examples: [
      'license issue sonar ada@example.com --order A-1017',
      'license issue sonar - --ends-on 2027-12-31 < email.txt',
      'license issue sonar ada@example.com --entitlements pro:2027-12-31',
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
      "last day; never: no last day (default: by the product's duration)",
      readDateOr('never'),
    )
    .option('--entitlements <WORDS>', `${ENTITLEMENTS_HELP} (default: the product's)`, readWords)
    .option('--mail', 'also mail the key to the buyer; with --csv, to the buyer of each new license')
    .option('--idempotency-key <KEY>', 'makes a call without an order safe to repeat, for 24 hours', readText)
    .action(
      asking<[string, string], IssueOptions>(async (ask, typed) => {
        const { csv, mail = false, ...options } = typed.options;
        const [product, typedEmail] = typed.args;
        if (csv !== undefined) return issueFromFile(ask, product, { ...typed.options, csv }, typed);
        const order = { product, email: await readEmail(typedEmail), ...options };
        const answer = await ask(
          operations.licensing.issueLicense,
          mail ? { ...order, mail: 'always' } : order,
        );
        return { json: answer, text: writeIssued(answer, mail) };
      }),
    );
}

function writeIssued({ license, licenseKey, alreadyIssued }: IssueAnswer, mail: boolean): string {
  const mailed = mail ? '; the mailer sends it too' : '';
  const label = alreadyIssued
    ? `The license key, as it was shown before${mailed}:`
    : `The license key. It is shown only once and is not stored${mailed}:`;
  const parts = [writeLicense(license), label, licenseKey];
  return (alreadyIssued ? [wrap(`Already issued. ${standingSentence(license)}`), ...parts] : parts).join(
    '\n\n',
  );
}

function showCommand(license: Command): void {
  const show = declare(license, {
    words: 'show',
    description:
      'Show a license, its orders, the account that owns it, and why it was suspended or revoked. The look-up is recorded.',
    examples: ['license show 6p2iRu0mXw1cZb9yKq4dTA --purpose "support: T-1017"'],
  });
  heldLookOptions(show)
    .argument('<LICENSE>', LICENSE_HELP, readId)
    .option(...PURPOSE_OPTION)
    .action(
      asking<[string]>(async (ask, { args: [id] }) => {
        const view = await ask(operations.licensing.showLicense, { license: id });
        return { json: view, text: writeDetails(view) };
      }),
    );
}

function findCommand(license: Command): void {
  const find = declare(license, {
    words: 'find',
    description:
      'Find licenses by the email of their buyer, which is not stored, or by an order. The look-up is recorded.',
    examples: [
      'license find ada@example.com --purpose support',
      'license find - --purpose order < email.txt',
      'license find --order A-1017 --purpose "abuse: charged back"',
    ],
  });
  pageOptions(find)
    .argument('[EMAIL]', EMAIL_HELP)
    .option('--order <REF>', "the payment processor's reference, instead of the email", readText)
    .option(...PURPOSE_OPTION)
    .action(
      asking<[string | undefined], FindOptions>(async (ask, { args: [typed], options, purpose }) => {
        const email = typed === undefined ? undefined : await readEmail(typed);
        const page = await ask(operations.licensing.findLicenses, { email, ...options });
        const rows = page.items.map((view) => [
          view.license,
          view.product,
          view.status,
          seatsOf(view),
          view.endsOn ?? 'never',
        ]);
        const text = table(['LICENSE', 'PRODUCT', 'STATUS', 'SEATS', 'ENDS ON'], rows);
        const none = 'No license was found.';
        return {
          json: page,
          text: rows.length === 0 ? none : withNext(text, page, 'license find -', { ...options, purpose }),
        };
      }),
    );
}

function holdingsCommand(license: Command): void {
  const holdings = declare(license, {
    words: 'holdings',
    description: 'Show all that is stored about the customer of a license, and how long it is kept.',
    examples: ['license holdings 6p2iRu0mXw1cZb9yKq4dTA --purpose legal'],
  });
  heldLookOptions(pageOptions(holdings))
    .argument('<LICENSE>', LICENSE_HELP, readId)
    .option(...PURPOSE_OPTION)
    .action(
      asking<[string], PageAsked & DelayOptions>(async (ask, { args: [id], options, purpose }) => {
        const { limit, after } = options;
        const page = await ask(operations.privacy.listHoldings, { license: id, limit, after });
        const explained = mapItems(page, (holding) => ({
          ...holding,
          purpose: purposeText(holding.purpose, { purposes }),
        }));
        const text = writeHoldings(explained.items);
        return {
          json: explained,
          text: withNext(text, page, `license holdings ${id}`, { ...options, purpose }),
        };
      }),
    );
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
