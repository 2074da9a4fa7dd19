/** The documents of `quietkey policy`: each as text, as a page, or with `--json` as data. */

import { Option, type Command } from 'commander';
import { breachReport } from '../../../server/documents/breach.ts';
import { deviceMemo } from '../../../server/documents/devices.ts';
import { writeMarkdown, writePage, type Document } from '../../../server/documents/document.ts';
import { privacyNotice, type Facts } from '../../../server/documents/notice.ts';
import { processingRecord } from '../../../server/documents/record.ts';
import { STOLEN_FILES } from '../../../server/domain/inventory/installation.ts';
import { LANGUAGES, textsIn, type Texts } from '../../../server/texts/texts.ts';
import { acting, asking, declare, type Output } from '../../cli/command.ts';
import { wrap } from '../../cli/print.ts';
import { readFacts } from './facts.ts';
import { requireEffect } from '../../cli/option-rules.ts';

interface ShowOptions {
  readonly language?: string;
  readonly html?: boolean;
}

/** The documents that are made from the data folder, by the word of their command. */
const DOCUMENTS: Readonly<
  Record<string, { readonly make: (facts: Facts, texts: Texts) => Document; readonly description: string }>
> = {
  show: {
    make: privacyNotice,
    description:
      'Show the privacy notice that applies now: what is stored of customers, how long, who receives it, and the ' +
      'versions of the policy. The English text binds.',
  },
  record: {
    make: processingRecord,
    description:
      'Show the record of processing activities (GDPR Art. 30): purposes, persons, recipients, periods and measures.',
  },
  devices: {
    make: deviceMemo,
    description:
      'Show a memo on device identifiers (ePrivacy Directive Art. 5(3)): what apps read, and what the server stores of it.',
  },
};

export function addDocumentCommands(policy: Command): void {
  for (const [words, { make, description }] of Object.entries(DOCUMENTS)) {
    const examples = [`policy ${words}`, `policy ${words} --html --language de`];
    withOptions(declare(policy, { words, description, examples })).action(
      asking<[], ShowOptions>(async (ask, { options, config }) =>
        outputOf(make(await readFacts(ask, config), textsIn(options.language)), options),
      ),
    );
  }
  addBreachCommand(policy);
}

/** The report of a breach, which needs no data folder. */
function addBreachCommand(policy: Command): void {
  const files = STOLEN_FILES.map(({ file }) => file);
  const breach = declare(policy, {
    words: 'breach',
    description:
      'Show what a thief of each file learns of persons, alone and together with other files, from the form of each ' +
      'stored value.',
    examples: ['policy breach', 'policy breach secret', 'policy breach day-keys/ --language fr'],
  }).addArgument(policy.createArgument('[FILE]', 'one file (default: all)').choices(files));
  withOptions(breach).action(
    acting<[string | undefined], ShowOptions>(async ({ args: [name], options }) => {
      const stolen = STOLEN_FILES.filter(({ file }) => name === undefined || file === name);
      return outputOf(breachReport(textsIn(options.language), stolen), options);
    }),
  );
}

function withOptions(command: Command): Command {
  const languages = LANGUAGES.map(({ language }: Texts) => language);
  return requireEffect(command, { apart: [['--html', '--json']] })
    .addOption(new Option('--language <TAG>', 'the language of the document').choices(languages))
    .option('--html', 'write a page');
}

/** Lines as wide as a terminal; the first one follows what marks an item. */
const toWidth = (text: string, indent: string): string => wrap(text, indent).trimStart();

function outputOf(document: Document, { html = false }: ShowOptions): Output {
  return { json: document.json, text: html ? writePage(document) : writeMarkdown(document, toWidth) };
}
