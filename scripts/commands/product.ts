/**
 * `quietkey product`: adds, lists, shows and changes products with their terms, which say what a license of a product
 * allows. The options and the output are made from the table of terms: each term is an option of the same name. The
 * domain refuses values that are out of bounds or contradict each other, and names the option.
 */

import { Option, type Command } from 'commander';
import {
  termEntries,
  TERMS,
  type ProductView,
  type Terms,
} from '../../client-sdk/typescript/contract/product-terms.ts';
import type { Term } from '../../client-sdk/typescript/contract/term-kinds.ts';
import { asking, declare, declareNoun } from '../cli/command.ts';
import { block, counted, table, type Pair } from '../cli/print.ts';
import { readFreeText, readWhole, readWholeOr, readWords } from '../cli/arguments.ts';
import { addRetireCommands } from './product-retire.ts';
import { pageOptions, withNext } from '../cli/paging.ts';
import type { PageAsked } from '../../server/domain/kernel/page.ts';
import { operations } from '../../server/domain/operations.ts';

type TypedTerms = { -readonly [Name in keyof Terms]?: Terms[Name] };

interface ProductOptions extends TypedTerms {
  readonly name?: string;
  readonly prefix?: string;
  readonly demo?: true;
}

export function addProductCommands(program: Command): void {
  const product = declareNoun(
    program,
    'product',
    'Add, show, change and retire products.',
    'product add sonar --name "Sonar Pro" --seats 3',
  );
  addProductCommand(product);
  listProductsCommand(product);
  showProductCommand(product);
  changeProductCommand(product);
  addRetireCommands(product);
}

function addProductCommand(product: Command): void {
  const command = declare(product, {
    words: 'add <PRODUCT>',
    description: 'Add a product. A term that is not given gets its default.',
    examples: [
      'product add sonar --name "Sonar Pro" --prefix SONAR --seats 3',
      'product add atlas --name Atlas --duration-days 365',
      'product add sonar-demo --name "Sonar demo" --demo',
    ],
  });
  command.requiredOption('--name <NAME>', 'name of the product, for people', readFreeText('productName'));
  command.option(
    '--demo',
    'a product for developers, with fixed terms: at most 1,000 activations, each gone after a day',
  );
  termOptions(command, { withDefaults: true }).action(
    asking<[string], ProductOptions>(async (ask, { args: [product], options }) => {
      const { name = '', prefix, demo, ...terms } = options;
      return said(
        await ask(operations.licensing.addProduct, { product, name, prefix: prefixOf(prefix), terms, demo }),
        'Added.',
      );
    }),
  );
}

function listProductsCommand(product: Command): void {
  const list = declare(product, {
    words: 'list',
    description: 'List all products.',
    examples: ['product list --json'],
  });
  pageOptions(list).action(
    asking<[], PageAsked>(async (ask, { options }) => {
      const page = await ask(operations.licensing.listProducts, options);
      const rows = page.items.map((product) => [
        product.product,
        product.name,
        product.terms.seats,
        shown(TERMS.durationDays, product.terms.durationDays),
        product.createdOn,
      ]);
      const text = table(['PRODUCT', 'NAME', 'SEATS', 'DURATION', 'ADDED ON'], rows);
      const none = 'There is no product yet. Add one: quietkey product add';
      return { json: page, text: rows.length === 0 ? none : withNext(text, page, 'product list', options) };
    }),
  );
}

function showProductCommand(product: Command): void {
  declare(product, {
    words: 'show <PRODUCT>',
    description: 'Show a product and its terms.',
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
    description:
      'Change the given options, and nothing else. Issued licenses keep their seats, end and entitlements. ' +
      'Lease, refresh, grace and release terms apply to all licenses of the product.',
    examples: ['product change sonar --lease-days 60 --grace-days 30'],
  });
  command.option('--name <NAME>', 'name of the product, for people', readFreeText('productName'));
  termOptions(command, { withDefaults: false }).action(
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

function termOptions(command: Command, { withDefaults }: { withDefaults: boolean }): Command {
  command.option('--prefix <LETTERS>', 'capital letters before the license key, or none');
  for (const [name, term] of termEntries()) {
    for (const option of optionsFor(optionName(name), term, withDefaults)) command.addOption(option);
  }
  return command;
}

/**
 * Makes the options for one term. A boolean term has two options, such as `--username-required` and
 * `--no-username-required`.
 */
function optionsFor(name: string, term: Term, withDefaults: boolean): Option[] {
  const withDefault = (text: string, byDefault: string): string =>
    withDefaults ? `${text} (${byDefault})` : text;
  const { help } = term;
  if (term.type === 'words')
    return [new Option(`--${name} <WORDS>`, `${help}, as words between commas`).argParser(readWords)];
  if (term.type === 'addresses')
    return [new Option(`--${name} <URLS>`, `${help}, with commas between`).argParser(readWords)];
  if (term.type === 'choice')
    return [
      new Option(`--${name} <RULE>`, withDefault(help, `default ${term.default}`)).choices(term.choices),
    ];
  if (term.type === 'boolean') {
    const opposite = `the opposite of --${name}`;
    return [
      new Option(`--${name}`, term.default ? withDefault(help, 'default') : help),
      new Option(`--no-${name}`, term.default ? opposite : withDefault(opposite, 'default')),
    ];
  }
  const { none } = term;
  const text = withDefault(
    none === undefined ? help : `${help}, or ${none}`,
    `default ${term.default ?? none}`,
  );
  const read = none === undefined ? readWhole : readWholeOr(none);
  return [new Option(`--${name} <N>`, text).argParser<unknown>(read)];
}

/** The option name of a term: `lease-days` for `leaseDays`. */
function optionName(term: string): string {
  return term.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Reads the option for the key prefix. `none` removes the prefix; without the option, the prefix stays unchanged. */
function prefixOf(typed: string | undefined): string | null | undefined {
  return typed === 'none' ? null : typed;
}

function said(view: ProductView, done?: string): { json: ProductView; text: string } {
  const text = block([
    ['Product', view.product],
    ['Name', view.name],
    ['Key prefix', view.prefix ?? 'none'],
    ...termEntries().map(([name, term]): Pair => [term.label, shown(term, view.terms[name])]),
    ...(view.demo ? [['Demo', 'yes: each activation is gone after a day'] satisfies Pair] : []),
    ['Added on', view.createdOn],
    ...(view.keptUntil === null ? [] : [['Retired', `data is kept until ${view.keptUntil}`] satisfies Pair]),
  ]);
  return { json: view, text: done === undefined ? text : `${done}\n\n${text}` };
}

function shown(term: Term, value: Term['default']): string | number {
  if (value === null) return 'none' in term ? term.none : 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'object') return value.join(', ') || 'none';
  return typeof value === 'number' && 'unit' in term ? counted(value, term.unit) : value;
}
