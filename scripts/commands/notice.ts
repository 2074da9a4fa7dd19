/**
 * `quietkey notice send`: what the vendor has to say to the customers who asked for it. Shows first how many those are.
 * Guarantees that nobody is told who they are: their addresses are sealed, and only the mailer can read them.
 */

import { Argument, type Command } from 'commander';
import { readFileSync } from 'node:fs';
import { ConfigFault } from '../../server/config/config.ts';
import { SENT_KINDS } from '../../server/domain/account/announcement.ts';
import type { World } from '../../server/composition/world.ts';
import { asking, declare, declareNoun, type Said, type Typed } from '../cli/command.ts';
import { EXIT } from '../cli/exit-codes.ts';
import { CommandRefused } from '../cli/error-output.ts';
import { beginLongWork, inTurns } from '../cli/interruptible.ts';
import { counted, wrap } from '../cli/print.ts';
import { readId, readText } from '../cli/arguments.ts';
import { operations } from '../../server/domain/operations.ts';

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
    'Mail that customers asked for.',
    'notice send news --subject "Sonar 4" --text news.txt',
  );
  declare(notice, {
    words: 'send',
    says: 'Show how many customers want a notice; with --apply write it to them. The mailer sends it.',
    examples: ['notice send news --subject "Sonar 4" --text news.txt --apply'],
  })
    .addArgument(new Argument('<KIND>', 'which box they have ticked').choices(SENT_KINDS))
    .requiredOption('--subject <TEXT>', 'one line', readText)
    .requiredOption('--text <FILE>', 'the text, with empty lines between its paragraphs')
    .option('--apply', 'write it')
    .option('--after <ACCOUNT>', 'go on where a run was stopped, as it said', readId)
    .action(asking<[Kind], SendOptions>((_ask, typed, world) => send(typed, world)));
}

async function send(
  { args: [kind], options, json, actor, config }: Typed<[Kind], SendOptions>,
  world: World,
): Promise<Said> {
  const text = readNotice(options.text);
  const { customers } = await world.run(operations.account.countWanting, { kind }, actor);
  if (options.apply !== true) {
    const says = `${counted(customers, 'customer')} asked for it. To write it to them, add --apply.`;
    return { json: { customers, written: 0, next: null }, text: wrap(says) };
  }
  const { subject, after = '' } = options;
  const unsubscribeUrl = `${requireUrl(config.url)}/unsubscribe`;
  const work = beginLongWork({ json });
  let [written, next]: [number, string | null] = [0, after];
  try {
    while (next !== null && !work.signal.aborted) {
      const slice: { written: number; next: string | null } = await inTurns(world).run(
        operations.account.sendNotice,
        { kind, subject, text, unsubscribeUrl, after: next },
        actor,
      );
      written += slice.written;
      next = slice.next;
      work.tell(`${written} of ${customers} written`);
    }
  } finally {
    work.end();
  }
  return said({ customers, written, next });
}

function said(report: { customers: number; written: number; next: string | null }): Said {
  const { written, next } = report;
  const done = `Written to ${counted(written, 'customer')}; the mailer sends it.`;
  if (next === null) return { json: report, text: done };
  return {
    json: report,
    text: `${done}\nStopped. To go on, repeat it with --after ${next}`,
    exit: EXIT.interrupted,
  };
}

function readNotice(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new CommandRefused({
      code: 'file_unreadable',
      says: 'The text cannot be read.',
      remedy: 'Name a file that is there.',
      field: { field: '--text', message: 'names a file that cannot be read' },
    });
  }
}

/** The link that ends notices must lead somewhere. */
function requireUrl(url: string | undefined): string {
  if (url !== undefined) return url;
  const remedy = 'Set it: each notice has a link that ends them.';
  throw new ConfigFault([{ variable: 'QUIETKEY_URL', message: 'is not set', remedy }]);
}
