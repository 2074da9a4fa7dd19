/** `quietkey policy show`: the privacy notice as text, as a page, or with `--json` as data. */

import { Option, type Command } from 'commander';
import type { Config } from '../../../server/config/config.ts';
import { readVendor } from '../../../server/config/vendor-file.ts';
import { writeMarkdown, writePage, type Document } from '../../../server/documents/document.ts';
import { privacyNotice, type Facts } from '../../../server/documents/notice.ts';
import type { Ask } from '../../../server/domain/kernel/named-operation.ts';
import { operations } from '../../../server/domain/operations.ts';
import { LANGUAGES, textsIn, type Texts } from '../../../server/texts/texts.ts';
import { asking, declare, type Output } from '../../cli/command.ts';
import { wrap } from '../../cli/print.ts';

interface ShowOptions {
  readonly language?: string;
  readonly html?: boolean;
}

export function addShowCommand(policy: Command): void {
  declare(policy, {
    words: 'show',
    description:
      'Show the privacy notice that applies now: what is stored of customers, how long, who receives it, and the ' +
      'versions of the policy. The English text binds.',
    examples: ['policy show', 'policy show --html --language de'],
  })
    .addOption(languageOption())
    .option('--html', 'write a page')
    .action(
      asking<[], ShowOptions>(async (ask, { options, config }) =>
        outputOf(privacyNotice(await readFacts(ask, config), textsIn(options.language)), options),
      ),
    );
}

/** What the documents are made from. */
async function readFacts(ask: Ask, config: Config): Promise<Facts> {
  const vendor = readVendor(config.dataFolder);
  const { present: lives } = await ask(operations.privacy.showLives, {});
  const disclosed = await ask(operations.privacy.showDisclosed, {});
  const versions = await ask(operations.privacy.listPolicies, {});
  return { vendor: { ...vendor, name: vendor.name ?? config.siteName }, lives, ...disclosed, versions };
}

function languageOption(): Option {
  const languages = LANGUAGES.map(({ language }: Texts) => language);
  return new Option('--language <TAG>', 'the language of the document').choices(languages);
}

/** Lines as wide as a terminal; the first one follows what marks an item. */
const toWidth = (text: string, indent: string): string => wrap(text, indent).trimStart();

function outputOf(document: Document, { html = false }: ShowOptions): Output {
  return { json: document.json, text: html ? writePage(document) : writeMarkdown(document, toWidth) };
}
