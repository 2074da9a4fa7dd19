/**
 * `quietkey mailer status` shows the waiting mails, the mail server's answers, and the license keys that were not
 * delivered. `mailer retry` makes another attempt after the cause was corrected. No address is shown, since only the
 * mailer can read addresses.
 */

import type { Command } from 'commander';
import type { MailStatus } from '../../../server/domain/mail/delivery.ts';
import { pageOptions, withNext } from '../../cli/paging.ts';
import type { PageAsked } from '../../../server/domain/kernel/page.ts';
import { operations } from '../../../server/domain/operations.ts';
import { asking, declare, type Output } from '../../cli/command.ts';
import { EXIT } from '../../cli/exit-codes.ts';
import { block, counted, table, wrap } from '../../cli/print.ts';

export function addStatusCommands(mailer: Command): void {
  const status = declare(mailer, {
    words: 'status',
    description:
      'Show the waiting mails with the answers of the mail server, and the license keys that were not delivered. The ' +
      'exit code is 1 if an operator has to act.',
    examples: ['mailer status', 'mailer status --json'],
  });
  pageOptions(status).action(
    asking<[], PageAsked>(async (ask, { options }): Promise<Output> => {
      const found = await ask(operations.mail.showMailStatus, options);
      const { level } = mailCheck(found);
      const text = withNext(write(found), found.keys, 'mailer status', options);
      return { json: found, text, exit: level === 'ok' ? EXIT.done : EXIT.refused };
    }),
  );
  declare(mailer, {
    words: 'retry',
    description:
      'Make refused mails due at once. Run it after the cause is corrected; a running mailer then sends them.',
    examples: ['mailer retry'],
  }).action(
    asking(async (ask): Promise<Output> => {
      const { mails } = await ask(operations.mail.retryMails, {});
      return { json: { mails }, text: `${counted(mails, 'mail')} due at once.` };
    }),
  );
}

interface MailCheck {
  readonly check: 'mail';
  readonly level: 'ok' | 'warn' | 'fail';
  readonly detail: string;
  readonly remedy?: string;
}

/** The check that `doctor` makes of the mail queue. */
export function mailCheck({ waiting, overdue, answers, undelivered }: MailStatus): MailCheck {
  const refused = answers.filter((answer) => answer.refused);
  if (refused.length > 0) {
    const mails = refused.reduce((sum, { mails: count }) => sum + count, 0);
    const codes = refused.map(({ answer }) => answer).join(', ');
    return {
      check: 'mail',
      level: 'fail',
      detail: `the mail server refuses ${counted(mails, 'mail')}, kept for 48 hours: ${codes}`,
      remedy: 'Correct the cause at the mail server, then run: quietkey mailer retry',
    };
  }
  if (overdue > 0) {
    const detail = `${counted(overdue, 'mail')} due for more than an hour`;
    return { check: 'mail', level: 'warn', detail, remedy: 'Start the mailer: quietkey mailer' };
  }
  if (undelivered > 0) {
    const detail = `${counted(undelivered, 'license key')} mailed and not delivered`;
    return { check: 'mail', level: 'warn', detail, remedy: 'List them: quietkey mailer status' };
  }
  return { check: 'mail', level: 'ok', detail: `${counted(waiting, 'mail')} waiting` };
}

function write(status: MailStatus): string {
  const { waiting, overdue, answers, undelivered, keys } = status;
  const { detail, remedy } = mailCheck(status);
  const heads = block([
    ['Waiting', waiting],
    ['Overdue', overdue],
    ['Undelivered keys', undelivered],
  ]);
  const tried = table(
    ['ANSWER', 'MAILS', 'NEXT'],
    answers.map(({ answer, mails, refused }) => [
      answer,
      String(mails),
      refused ? 'refused permanently; tried again until it is 48 hours old' : 'tried again',
    ]),
  );
  const lost = table(
    ['LICENSE', 'ORDER', 'MAILED ON', 'ANSWER'],
    keys.items.map(({ license, order, mailedOn, answer }) => [
      license,
      order ?? '-',
      mailedOn,
      answer ?? '-',
    ]),
  );
  const again =
    'To mail a key again, repeat its issue with --mail: license issue PRODUCT EMAIL --order ORDER --mail, or the CSV ' +
    'file with --csv FILE --mail, which mails only the keys that were not delivered.';
  return [
    heads,
    ...(answers.length === 0 ? [] : [tried]),
    ...(keys.items.length === 0 ? [] : [lost, wrap(again)]),
    ...(remedy === undefined ? [] : [wrap(`In short: ${detail}. ${remedy}`)]),
  ].join('\n\n');
}
