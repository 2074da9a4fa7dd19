/**
 * `quietkey bundle`: lists, opens and deletes the support bundles that people have sent. Only the support key opens one,
 * and the server does not have it. What a bundle contains is printed as text and never written to a file.
 */

import type { Command } from 'commander';
import { resolve } from 'node:path';
import type { BundleView } from '../../../server/domain/activation/support-bundle.ts';
import type { PageAsked } from '../../../server/domain/kernel/page.ts';
import { operations } from '../../../server/domain/operations.ts';
import { PURPOSE_OPTION, readId } from '../../cli/arguments.ts';
import { acting, asking, declare, declareNoun } from '../../cli/command.ts';
import { pageOptions, withNext } from '../../cli/paging.ts';
import { block, table, wrap } from '../../cli/print.ts';
import { printEntry } from './print-entry.ts';
import { readZip } from './read-zip.ts';

export function addBundleCommands(program: Command): void {
  const bundle = declareNoun(
    program,
    'bundle',
    'List, open and delete the support bundles that people have sent.',
    'bundle list',
  );
  initCommand(bundle);
  listCommand(bundle);
  openCommand(bundle);
  deleteCommand(bundle);
}

function initCommand(bundle: Command): void {
  declare(bundle, {
    words: 'init',
    description:
      'Create the support key, and give the server its public half. From then on the server takes support bundles.',
    examples: ['bundle init --key /home/support/support.key'],
  })
    .requiredOption('--key <FILE>', 'the new file of the private key, outside of the data folder')
    .action(
      acting<[], { key: string }>(async ({ config, options }) => {
        const { beginSupport } = await import('../../../server/composition/support.ts');
        const keyFile = resolve(options.key);
        const made = beginSupport(config, keyFile);
        const done =
          made.length === 0 ? 'The key exists. Nothing was changed.' : block([['Created', made.join(', ')]]);
        const keep = wrap('Keep a copy of the private key: without it, no bundle can be opened.');
        return { json: { keyFile, made }, text: `${done}\n\n${keep}` };
      }),
    );
}

function listCommand(bundle: Command): void {
  const list = declare(bundle, {
    words: 'list',
    description: 'List the support bundles, the oldest first. Each is deleted after 30 days.',
    examples: ['bundle list'],
  });
  pageOptions(list).action(
    asking<[], PageAsked>(async (ask, { options }) => {
      const page = await ask(operations.activation.listBundles, options);
      const rows = page.items.map((view) => [
        view.bundle,
        view.receivedOn,
        view.bytes,
        view.proven ? 'yes' : 'no',
      ]);
      const text = table(['BUNDLE', 'RECEIVED ON', 'BYTES', 'PROOF'], rows);
      const none = 'There is no support bundle.';
      return { json: page, text: rows.length === 0 ? none : withNext(text, page, 'bundle list', options) };
    }),
  );
}

function openCommand(bundle: Command): void {
  declare(bundle, {
    words: 'open',
    description:
      'Print the texts of a support bundle. Control characters are replaced, and what is not text is only named.',
    examples: ['bundle open 4fKx0mQ2rVb8sYt1uWz3eA --key s.key --purpose support'],
  })
    .argument('<BUNDLE>', 'id of the bundle', readId)
    .requiredOption('--key <FILE>', 'the file of the private key')
    .option(...PURPOSE_OPTION)
    .action(
      asking<[string], { key: string }>(async (ask, { config, args: [id], options }) => {
        const { openWithSupportKey } = await import('../../../server/composition/support.ts');
        const { sealed, ...view } = await ask(operations.activation.openBundle, { bundle: id });
        const read = readZip(await openWithSupportKey(config, resolve(options.key), sealed));
        const { entries, fault } = read;
        const texts = entries.map(printEntry);
        const warned = fault === null ? [] : [`The zip is read up to a fault: ${fault}.`];
        return { json: { ...view, ...read }, text: [write(view), ...texts, ...warned].join('\n\n') };
      }),
    );
}

function deleteCommand(bundle: Command): void {
  declare(bundle, {
    words: 'delete',
    description: 'Delete a support bundle.',
    examples: ['bundle delete 4fKx0mQ2rVb8sYt1uWz3eA'],
  })
    .argument('<BUNDLE>', 'id of the bundle', readId)
    .action(
      asking<[string]>(async (ask, { args: [id] }) => {
        const view = await ask(operations.activation.deleteBundle, { bundle: id });
        return { json: view, text: `Deleted.\n\n${write(view)}` };
      }),
    );
}

function write(view: BundleView): string {
  return block([
    ['Bundle', view.bundle],
    ['Received on', view.receivedOn],
    ['Bytes', view.bytes],
    ['License', view.license ?? 'none: sent without a proof'],
    ['Activation', view.activation],
  ]);
}
