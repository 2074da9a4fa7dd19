/**
 * `quietkey mailer`: sends the mails that wait. It alone has the private key, so it may run under another account than the
 * server. It goes on until it is stopped, and then first ends what it has begun. Leaves what is said to `server/mail`.
 */

import type { Command } from 'commander';
import { resolve } from 'node:path';
import type { Round } from '../../server/composition/mailer.ts';
import { openWorld } from '../../server/composition/world.ts';
import { settingsHelp } from '../../server/config/settings.ts';
import { acting, declare, type Said, type Typed } from '../cli/command.ts';
import { EXIT } from '../cli/exit-codes.ts';
import { block, wrap } from '../cli/print.ts';

interface MailerOptions {
  readonly once?: boolean;
}

export function addMailerCommand(program: Command): void {
  const mailer = declare(program, {
    words: 'mailer',
    says:
      'Send the mails that wait, until stopped. Only the mailer has the private key for them. ' +
      'Environment variables set the mail server and the sender.',
    examples: ['mailer', 'mailer --once'],
  })
    .addHelpText('after', `\nEnvironment variables:\n${block(settingsHelp('mailer'))}`)
    .option('--once', 'send what is due and end')
    .action(acting<[], MailerOptions>(send));
  declare(mailer, {
    words: 'init',
    says: 'Make the key of the mailer, and give the server its public half: from then on it writes mails.',
    examples: ['mailer init --key /etc/quietkey-mailer/key.json'],
  })
    .requiredOption('--key <FILE>', 'where the private key is to be; outside of the data folder')
    .action(
      acting<[], { key: string }>(async ({ config, options }) => {
        const { beginMailer } = await import('../../server/composition/mailer.ts');
        const keyFile = resolve(options.key);
        const made = beginMailer(config, keyFile);
        return { json: { keyFile, made }, text: writeKey(keyFile, made) };
      }),
    );
}

async function send({ config, options, json, atEnd }: Typed<[], MailerOptions>): Promise<Said> {
  const world =
    config.mail.server === undefined ? await openWorld(config, { threads: 'in-thread' }) : undefined;
  if (world !== undefined) atEnd(() => world.close());
  // loaded by the command that sends mail, and by no other
  const { openMailer, sendDue, sendFor } = await import('../../server/composition/mailer.ts');
  const { openLog } = await import('../../server/config/log.ts');
  const log = json || options.once === true ? toNobody : openLog(config.logLevel);
  const needs = openMailer(world, config, { log });
  try {
    if (options.once === true) return said(await sendDue(needs));
    const stopping = new AbortController();
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort());
    needs.log({ event: 'mailer ready' });
    await sendFor(needs, stopping.signal);
    return { json: { stopped: true }, text: 'Stopped.' };
  } finally {
    needs.carrier.close();
  }
}

function toNobody(): void {
  // what became of them is the answer
}

function said(round: Round): Said {
  const text = block([
    ['Sent', round.sent],
    ['Dropped', round.dropped],
    ['Failed', round.failed],
  ]);
  if (round.failed === 0) return { json: round, text };
  return {
    json: round,
    text: `${text}\n\n${wrap('What failed is tried again later.')}`,
    exit: EXIT.unavailable,
  };
}

function writeKey(keyFile: string, made: readonly string[]): string {
  return [
    made.length === 0 ? 'Nothing was to do.' : block([['Made', made.join(', ')]]),
    wrap(
      'Keep a copy of the private key: without it no address that customers gave for notices can be read. The ' +
        'server must not be able to read it, so give it to the account of the mailer.',
    ),
    `Then, with QUIETKEY_SMTP_URL and QUIETKEY_MAIL_FROM:\n  QUIETKEY_MAILER_KEY=${keyFile} quietkey mailer`,
  ].join('\n\n');
}
