/**
 * `quietkey product`: what is sold, and what a license of it allows. Each option is one of the terms of the contract,
 * by the same name. Leaves the rules to the domain: what contradicts itself is refused there, with the option that is
 * meant.
 */

import { Option, type Command } from 'commander';
import type { ProductView, Terms } from '../../client-sdk/typescript/contract/wire.ts';
import { DEFAULT_TERMS } from '../../server/domain/licensing/product.ts';
import { asking, declare, declareNoun } from '../cli/command.ts';
import { block, counted, table } from '../cli/print.ts';
import { readText, readWhole, readWholeOr, readWords } from '../cli/arguments.ts';
import { operations } from '../../server/domain/operations.ts';

type TypedTerms = { -readonly [Name in keyof Terms]?: Terms[Name] };

interface ProductOptions extends TypedTerms {
  readonly name?: string;
  readonly prefix?: string;
}

export function addProductCommands(program: Command): void {
  const product = declareNoun(
    program,
    'product',
    'What is sold, and its terms.',
    'product add sonar --name "Sonar Pro" --seats 3',
  );
  addProductCommand(product);
  listProductsCommand(product);
  showProductCommand(product);
  changeProductCommand(product);
}

function addProductCommand(product: Command): void {
  const command = declare(product, {
    words: 'add <PRODUCT>',
    says: 'Add a product. Terms that are not given have the defaults.',
    examples: [
      'product add sonar --name "Sonar Pro" --prefix SONAR --seats 3',
      'product add atlas --name Atlas --duration-days 365',
    ],
  });
  command.requiredOption('--name <NAME>', 'what people call it', readText);
  termOptions(command, DEFAULT_TERMS).action(
    asking<[string], ProductOptions>(async (ask, { args: [product], options }) => {
      const { name = '', prefix, ...terms } = options;
      return said(
        await ask(operations.licensing.addProduct, { product, name, prefix: prefixOf(prefix), terms }),
        'Added.',
      );
    }),
  );
}

function listProductsCommand(product: Command): void {
  declare(product, { words: 'list', says: 'List all products.', examples: ['product list --json'] }).action(
    asking(async (ask) => {
      const products = await ask(operations.licensing.listProducts, {});
      const rows = products.map((one) => [
        one.product,
        one.name,
        one.seats,
        daysOr(one.durationDays, 'perpetual'),
        one.createdOn,
      ]);
      const text = table(['PRODUCT', 'NAME', 'SEATS', 'DURATION', 'ADDED ON'], rows);
      const none = 'There is no product yet. Add one with: quietkey product add';
      return { json: products, text: rows.length === 0 ? none : text };
    }),
  );
}

function showProductCommand(product: Command): void {
  declare(product, {
    words: 'show <PRODUCT>',
    says: 'Show a product and its terms.',
    examples: ['product show sonar'],
  }).action(
    asking<[string]>(async (ask, { args: [product] }) =>
      said(await ask(operations.licensing.showProduct, { product })),
    ),
  );
}

function changeProductCommand(product: Command): void {
  const command = declare(product, {
    words: 'change <PRODUCT>',
    says:
      'Change what is named, and nothing else. Licenses keep the seats, end and entitlements with which ' +
      'they were issued; lease, refresh, grace and release terms hold for all of them.',
    examples: ['product change sonar --lease-days 60 --grace-days 30'],
  });
  command.option('--name <NAME>', 'what people call it', readText);
  termOptions(command).action(
    asking<[string], ProductOptions>(async (ask, { args: [product], options }, _world) => {
      const { name, prefix, ...terms } = options;
      const changed = await ask(operations.licensing.changeProduct, {
        product,
        name,
        prefix: prefixOf(prefix),
        terms,
      });
      return said(changed, 'Changed.');
    }),
  );
}

function termOptions(command: Command, defaults?: Terms): Command {
  const otherwise = (name: keyof Terms, none = ''): string =>
    defaults === undefined ? '' : ` (default ${String(defaults[name] ?? none)})`;
  return command
    .option('--prefix <LETTERS>', 'capital letters before the license key, or none')
    .option('--seats <N>', `machines of a new license${otherwise('seats')}`, readWhole)
    .option(
      '--duration-days <N>',
      `days, or perpetual${otherwise('durationDays', 'perpetual')}`,
      readWholeOr('perpetual'),
    )
    .option(
      '--updates-days <N>',
      `days of updates, or all${otherwise('updatesDays', 'all')}`,
      readWholeOr('all'),
    )
    .option('--entitlements <WORDS>', 'what a new license allows, between commas', readWords)
    .option('--lease-days <N>', `days of a lease${otherwise('leaseDays')}`, readWhole)
    .option('--refresh-days <N>', `days until it is renewed${otherwise('refreshDays')}`, readWhole)
    .option('--grace-days <N>', `days an app runs after its lease${otherwise('graceDays')}`, readWhole)
    .option('--username-required', 'activation asks for the account username')
    .option('--no-username-required', 'activation does not ask for it')
    .addOption(
      new Option('--forks <RULE>', `a copied activation${otherwise('forks')}`).choices(['refuse', 'allow']),
    )
    .option(
      '--release-cooldown-days <N>',
      `days between releases${otherwise('releaseCooldownDays')}`,
      readWhole,
    )
    .option(
      '--releases-per-year <N>',
      `number, or any${otherwise('releasesPerYear', 'any')}`,
      readWholeOr('any'),
    );
}

/** `none` takes the prefix away; absent leaves it as it is. */
function prefixOf(typed: string | undefined): string | null | undefined {
  return typed === 'none' ? null : typed;
}

function said(view: ProductView, done?: string): { json: ProductView; text: string } {
  const text = block([
    ['Product', view.product],
    ['Name', view.name],
    ['Key prefix', view.prefix ?? 'none'],
    ['Seats', view.seats],
    ['Duration', daysOr(view.durationDays, 'perpetual')],
    ['Updates', daysOr(view.updatesDays, 'all versions')],
    ['Entitlements', view.entitlements.join(', ') || 'none'],
    ['Lease', `${counted(view.leaseDays, 'day')}, renewed after ${counted(view.refreshDays, 'day')}`],
    ['Grace', counted(view.graceDays, 'day')],
    ['Username', view.usernameRequired ? 'required' : 'not required'],
    ['Copies', view.forks === 'refuse' ? 'refused' : 'allowed'],
    ['Releases', releases(view)],
    ['Added on', view.createdOn],
  ]);
  return { json: view, text: done === undefined ? text : `${done}\n\n${text}` };
}

function daysOr(days: number | null, none: string): string {
  return days === null ? none : counted(days, 'day');
}

function releases({ releasesPerYear, releaseCooldownDays }: Terms): string {
  const often = releasesPerYear === null ? 'any number a year' : `${releasesPerYear} a year`;
  return releaseCooldownDays === 0 ? often : `${often}, ${counted(releaseCooldownDays, 'day')} apart`;
}
