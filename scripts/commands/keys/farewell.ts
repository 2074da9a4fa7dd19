/**
 * `quietkey farewell`: prepares and publishes the end of all license checks of a product. A farewell is signed while the
 * root key is available, kept sealed elsewhere, and published on the day on which the checks end.
 */

import type { Command } from 'commander';
import { dayOf, readDate, startOf, toInstant, writeDate } from '../../../server/domain/kernel/day.ts';
import { entitlementNames, requireEntitlementNames } from '../../../server/domain/licensing/entitlements.ts';
import { operations } from '../../../server/domain/operations.ts';
import { listKeys, readFarewell, signFarewell } from '../../../server/composition/world.ts';
import { readDateOr, readWords } from '../../cli/arguments.ts';
import { asking, declare, declareNoun } from '../../cli/command.ts';
import { CommandRefused } from '../../cli/error-output.ts';
import { readTokens } from '../../cli/input-file.ts';
import { block, counted, table, wrap } from '../../cli/print.ts';
import { beginPrivateFile } from '../../cli/private-file.ts';
import { findRootKey, withFolder } from './find-root-key.ts';

interface SignOptions {
  readonly out: string;
  /** A date; null: today. */
  readonly from?: string | null;
  readonly entitlements?: readonly string[];
  readonly rootKey?: string;
}

export function addFarewellCommands(program: Command): void {
  const farewell = declareNoun(
    program,
    'farewell',
    'End all license checks of a product, for the day on which you stop.',
    'farewell sign sonar --out /media/stick/sonar.farewell',
  );
  signCommand(farewell);
  publishCommand(farewell);
  listCommand(farewell);
}

function signCommand(farewell: Command): void {
  declare(farewell, {
    words: 'sign <PRODUCT>',
    description:
      'Sign a farewell with the root key, and write it to a file. Anyone who has the file can run the product for ever from its day on, so keep it sealed.',
    examples: ['farewell sign sonar --out sonar.farewell --root-key root-key.json'],
  })
    .requiredOption('--out <FILE>', 'the file to write, outside of the data folder')
    .option('--from <DATE>', 'first day on which it is in force, or today', readDateOr('today'), 'today')
    .option('--entitlements <WORDS>', "of every app (default: those of the product's terms)", readWords)
    .option('--root-key <FILE>', 'the private root key, if it is not in the data folder')
    .action(
      asking<[string], SignOptions>(async (ask, { args: [product], options, config }, world) => {
        const rootKeyFile = findRootKey(withFolder(config), options.rootKey, `farewell sign ${product}`);
        const { terms } = await ask(operations.licensing.showProduct, { product });
        const today = dayOf(world.clock.now());
        const from = readDate(options.from ?? '') ?? today;
        const entitlements = [...new Set(options.entitlements ?? entitlementNames(terms.entitlements))];
        requireEntitlementNames(entitlements);
        const token = signFarewell(config, {
          aud: product,
          effective: startOf(from),
          entitlements,
          rootKeyFile,
        });
        const file = await beginPrivateFile(options.out, config);
        try {
          await file.write(`${token}\n`);
          await file.keep();
        } finally {
          await file.drop();
        }
        await ask(operations.licensing.noteFarewell, { product, root: rootOf(config) });
        const signed = { product, effectiveOn: writeDate(from), entitlements, file: file.path };
        return { json: signed, text: writeSigned(signed) };
      }),
    );
}

function publishCommand(farewell: Command): void {
  declare(farewell, {
    words: 'publish <FILE>',
    description:
      'Show what a farewell ends; with --yes publish it. Every lease then brings it to its app, and the next purge deletes all activations of the product. It cannot be taken back.',
    examples: ['farewell publish sonar.farewell --yes', 'farewell publish -'],
  })
    .option('--yes', 'do it, instead of showing what would follow')
    .action(
      asking<[string], { readonly yes?: true }>(async (ask, { args: [path], options, config }) => {
        const detail = 'There is no farewell to read.';
        const [token = '', ...more] = await readTokens(path, { field: 'FILE', detail });
        const claims = more.length === 0 ? readFarewell(config, token) : undefined;
        if (claims === undefined) return refuseFarewell();
        const { aud: product, effective } = claims;
        const isTrial = options.yes !== true;
        const input = { product, effective, farewell: token, root: rootOf(config), isTrial };
        const { machines } = await ask(operations.licensing.publishFarewell, input);
        const effectiveOn = writeDate(dayOf(toInstant(effective)));
        const json = { product, effectiveOn, machines, published: !isTrial };
        return { json, text: writePublished(json) };
      }),
    );
}

function listCommand(farewell: Command): void {
  declare(farewell, {
    words: 'list',
    description: 'List which products have a farewell, prepared or published.',
    examples: ['farewell list'],
  }).action(
    asking(async (ask) => {
      const farewells = await ask(operations.licensing.listFarewells, {});
      const rows = farewells.map(({ product, name, state, root }) => [product, name, state, root ?? '']);
      const text = table(['PRODUCT', 'NAME', 'FAREWELL', 'SIGNED BY'], rows);
      const none = 'There is no product yet. Add one: quietkey product add';
      return { json: farewells, text: rows.length === 0 ? none : text };
    }),
  );
}

/** The kid of this server's root. Its issuer may have another name. */
function rootOf(config: Parameters<typeof listKeys>[0]): string {
  return listKeys(config).rootKid;
}

function refuseFarewell(): never {
  throw new CommandRefused({
    code: 'farewell_unreadable',
    detail: 'This is not a farewell under the root key of this server.',
    remedy: 'Sign one: quietkey farewell sign PRODUCT --out FILE',
    field: {
      field: 'FILE',
      message: 'has no farewell, several, or one that was changed or has another root',
    },
  });
}

interface Signed {
  product: string;
  effectiveOn: string;
  entitlements: string[];
  file: string;
}

function writeSigned({ product, effectiveOn, entitlements, file }: Signed): string {
  const facts = block([
    ['Product', product],
    ['In force from', effectiveOn],
    ['Entitlements', entitlements.join(', ') || 'none'],
    ['File', file],
  ]);
  const advice = wrap(
    'Anyone who has this file can run the product for ever from its day on. Seal it, and keep it away from this server (OPERATIONS.md, "When you stop").',
  );
  return `Signed.\n\n${facts}\n\n${advice}`;
}

function writePublished({
  product,
  effectiveOn,
  machines,
  published,
}: {
  product: string;
  effectiveOn: string;
  machines: number;
  published: boolean;
}): string {
  const facts = block([
    ['Product', product],
    ['In force from', effectiveOn],
    ['Purged', `${counted(machines, 'activation')}, by the next purge`],
  ]);
  if (published) return `Published.\n\n${facts}`;
  const then = wrap('Apps that get it run for ever. To publish it: the same command with --yes');
  return `Nothing was published.\n\n${facts}\n\n${then}`;
}
