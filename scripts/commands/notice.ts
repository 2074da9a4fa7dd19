/**
 * `quietkey notice send`: writes a mail to the customers who asked for such notices. Without `--apply` the command
 * shows the number of these customers. The command never learns their addresses, because the addresses are sealed and
 * only the mailer can read them.
 */

import { Argument, type Command } from 'commander';
import { FileFault, readSmallFile } from '../../client-sdk/typescript/primitives/read-file.ts';
import { ConfigFault } from '../../server/config/config.ts';
import { SENT_KINDS } from '../../server/domain/account/announcement.ts';
import type { World } from '../../server/composition/world.ts';
import { asking, declare, declareNoun, type Output, type Typed } from '../cli/command.ts';
import { EXIT } from '../cli/exit-codes.ts';
import { fileRefused } from '../cli/error-output.ts';
import { beginLongWork, yielding } from '../cli/interruptible.ts';
import { counted, wrap } from '../cli/print.ts';
import { readId, readText } from '../cli/arguments.ts';
import { operations } from '../../server/domain/operations.ts';
import { requireEffect } from '../cli/option-rules.ts';

/** The maximum size of the file that is read: far more than a notice may have. */
const TEXT_BYTES_MAX = 1_048_576;

interface SendOptions {
  readonly subject: string;
  readonly text: string;
  readonly apply?: boolean;
  readonly after?: string;
}

type Kind = (typeof SENT_KINDS)[number];

export function addNoticeCommands(program: Command): void {
  const notice = declareNoun(
    program,
    'notice',
    'Send mail that customers asked for.',
    'notice send news --subject "Sonar 4" --text news.txt',
  );
  const sending = declare(notice, {
    words: 'send',
    description: 'Show how many customers asked for a notice; with --apply send it to them, by the mailer.',
    examples: ['notice send news --subject "Sonar 4" --text news.txt --apply'],
  });
  requireEffect(sending, { needs: { '--after': '--apply' } })
    .addArgument(new Argument('<KIND>', 'the kind of notice that customers asked for').choices(SENT_KINDS))
    .requiredOption('--subject <TEXT>', 'subject line', readText)
    .requiredOption('--text <FILE>', 'the text, with blank lines between paragraphs')
    .option('--apply', 'send it')
    .option(
      '--after <ACCOUNT>',
      'with --apply: continue a stopped run from the account that it printed',
      readId,
    )
    .action(asking<[Kind], SendOptions>((_ask, typed, world) => send(typed, world)));
}

async function send(
  { args: [kind], options, json, actor, config }: Typed<[Kind], SendOptions>,
  world: World,
): Promise<Output> {
  const text = readNotice(options.text);
  const { customers } = await world.run(operations.account.countWanting, { kind }, actor);
  if (options.apply !== true) {
    const summary = `${counted(customers, 'customer')} asked for it. To send it to them, add: --apply`;
    return { json: { customers, written: 0, next: null }, text: wrap(summary) };
  }
  const { subject, after = '' } = options;
  const unsubscribeUrl = `${requireUrl(config.url)}/unsubscribe`;
  const work = beginLongWork({ json });
  let [written, next]: [number, string | null] = [0, after];
  try {
    while (next !== null && !work.signal.aborted) {
      const slice: { written: number; next: string | null } = await yielding(world).run(
        operations.account.sendNotice,
        { kind, subject, text, unsubscribeUrl, after: next },
        actor,
      );
      written += slice.written;
      next = slice.next;
      work.showProgress(`${written} of ${customers} written`);
    }
  } finally {
    work.end();
  }
  return output({ customers, written, next });
}

function output(report: { customers: number; written: number; next: string | null }): Output {
  const { written, next } = report;
  const done = `Queued for ${counted(written, 'customer')}. The mailer sends it.`;
  if (next === null) return { json: report, text: done };
  return {
    json: report,
    text: `${done}\nStopped. To continue, repeat the command with --after ${next}`,
    exit: EXIT.interrupted,
  };
}

function readNotice(file: string): string {
  try {
    return readSmallFile(file, { bytesMax: TEXT_BYTES_MAX }).toString('utf8');
  } catch (error) {
    throw error instanceof FileFault ? fileRefused(error, '--text', 'The text cannot be read.') : error;
  }
}

/** Requires the URL of the portal, because each notice has a link to unsubscribe. */
function requireUrl(url: string | undefined): string {
  if (url !== undefined) return url;
  const remedy = 'Set it: each notice has a link to unsubscribe.';
  throw new ConfigFault([{ variable: 'QUIETKEY_URL', message: 'is not set', remedy }]);
}
