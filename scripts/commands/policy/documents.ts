/** The documents of `quietkey policy`: each as text, as a page, or with `--json` as data. */

import { Option, type Command } from 'commander';
import { breachReport } from '../../../server/documents/breach.ts';
import { deviceMemo } from '../../../server/documents/devices.ts';
import { writeMarkdown, writePage, type Document } from '../../../server/documents/document.ts';
import { privacyNotice } from '../../../server/documents/notice.ts';
import { processingRecord } from '../../../server/documents/record.ts';
import { STOLEN_FILES } from '../../../server/domain/inventory/installation.ts';
import { LANGUAGES, textsIn, type Texts } from '../../../server/texts/texts.ts';
import { acting, asking, declare, type Output } from '../../cli/command.ts';
import { wrap } from '../../cli/print.ts';
import { readFacts } from './facts.ts';

interface ShowOptions {
  readonly language?: string;
  readonly html?: boolean;
}

export function addDocumentCommands(policy: Command): void {
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
  breachCommand(policy);
  recordCommand(policy);
  devicesCommand(policy);
}

function breachCommand(policy: Command): void {
  const files = STOLEN_FILES.map(({ file }) => file);
  declare(policy, {
    words: 'breach',
    description:
      'Show what a thief of each file learns of persons, alone and together with other files, from the form of each ' +
      'stored value.',
    examples: ['policy breach', 'policy breach secret', 'policy breach day-keys/ --language fr'],
  })
    .addArgument(policy.createArgument('[FILE]', 'one file (default: all)').choices(files))
    .addOption(languageOption())
    .option('--html', 'write a page')
    .action(
      acting<[string | undefined], ShowOptions>(async ({ args: [name], options }) => {
        const stolen = STOLEN_FILES.filter(({ file }) => name === undefined || file === name);
        return outputOf(breachReport(textsIn(options.language), stolen), options);
      }),
    );
}

function recordCommand(policy: Command): void {
  declare(policy, {
    words: 'record',
    description:
      'Show the record of processing activities (GDPR Art. 30): purposes, persons, recipients, periods and measures.',
    examples: ['policy record', 'policy record --language de'],
  })
    .addOption(languageOption())
    .option('--html', 'write a page')
    .action(
      asking<[], ShowOptions>(async (ask, { options, config }) =>
        outputOf(processingRecord(await readFacts(ask, config), textsIn(options.language)), options),
      ),
    );
}

function devicesCommand(policy: Command): void {
  declare(policy, {
    words: 'devices',
    description:
      'Show a memo on device identifiers (ePrivacy Directive Art. 5(3)): what apps read, and what the server stores of it.',
    examples: ['policy devices', 'policy devices --language de'],
  })
    .addOption(languageOption())
    .option('--html', 'write a page')
    .action(
      asking<[], ShowOptions>(async (ask, { options, config }) =>
        outputOf(deviceMemo(await readFacts(ask, config), textsIn(options.language)), options),
      ),
    );
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
