/**
 * `quietkey mailer`: sends the waiting mails. Only the mailer has the private key that decrypts the mails, so it may
 * run as a system user other than the server's. The mailer runs until it is stopped, and finishes the mails that it has
 * begun. The texts of the mails are in `server/mail`.
 */

import type { Command } from 'commander';
import { resolve } from 'node:path';
import type { Round } from '../../../server/composition/mailer.ts';
import { openWorld } from '../../../server/composition/world.ts';
import { environment } from '../../../server/config/config.ts';
import { settingsHelp } from '../../../server/config/settings.ts';
import { onStop } from '../../../server/config/stop-signals.ts';
import { acting, declare, type Output, type Typed } from '../../cli/command.ts';
import { EXIT } from '../../cli/exit-codes.ts';
import { block, wrap } from '../../cli/print.ts';
import { runOnUnread } from '../../cli/standard-output.ts';
import { addTestMailCommands } from './test-mail.ts';
import { addStatusCommands } from './mailer-status.ts';

interface MailerOptions {
  readonly once?: boolean;
}

export function addMailerCommand(program: Command): void {
  const mailer = declare(program, {
    words: 'mailer',
    description:
      'Send waiting mails until stopped. Only the mailer can decrypt them. Environment variables set the mail server, ' +
      'the sender and its private key.',
    examples: ['mailer', 'mailer --once'],
  })
    .addHelpText('after', `\nEnvironment variables:\n${block(settingsHelp('mailer'))}`)
    .option('--once', 'send what is due, then exit')
    .action(acting<[], MailerOptions>(send));
  addStatusCommands(mailer);
  addTestMailCommands(mailer);
  declare(mailer, {
    words: 'init',
    description:
      'Create the key pair of the mailer, and give the server the public key. From then on the server writes mails.',
    examples: ['mailer init --key /etc/quietkey-mailer/key.json'],
  })
    .requiredOption('--key <FILE>', 'the new file of the private key, outside of the data folder')
    .action(
      acting<[], { key: string }>(async ({ config, options }) => {
        const { beginMailer } = await import('../../../server/composition/mailer.ts');
        const keyFile = resolve(options.key);
        const made = beginMailer(config, keyFile);
        return { json: { keyFile, made }, text: writeKey(keyFile, made) };
      }),
    );
}

async function send(typed: Typed<[], MailerOptions>): Promise<Output> {
  const { options, json, atEnd } = typed;
  // a mailer that reaches the server over HTTP has no data folder, so it must not switch to the account that owns one
  const isApart = typed.configApart.mail.server !== undefined;
  const config = isApart ? typed.configApart : typed.config;
  const world = isApart ? undefined : await openWorld(config, { threads: 'in-thread' });
  if (world !== undefined) atEnd(() => world.close());
  // these modules are loaded only here, because no other command sends mail
  const { openMailer, sendDue, sendFor } = await import('../../../server/composition/mailer.ts');
  const { openLog } = await import('../../../server/config/log.ts');
  const log = json || options.once === true ? ignore : openLog(config.logLevel);
  const dependencies = openMailer(world, config, { log });
  try {
    if (options.once === true) return output(await sendDue(dependencies));
    const stopping = new AbortController();
    onStop(environment(), () => stopping.abort());
    runOnUnread();
    dependencies.log({ event: 'mailer ready' });
    await sendFor(dependencies, stopping.signal);
    return { json: { stopped: true }, text: 'Stopped.' };
  } finally {
    dependencies.carrier.close();
  }
}

function ignore(): void {
  // nothing to do here: the command's output has the results
}

function output(round: Round): Output {
  const text = block([
    ['Sent', round.sent],
    ['Dropped', round.dropped],
    ['Failed', round.failed],
  ]);
  if (round.failed === 0) return { json: round, text };
  return {
    json: round,
    text: `${text}\n\n${wrap('Failed mails are tried again later. The answers: quietkey mailer status')}`,
    exit: EXIT.unavailable,
  };
}

function writeKey(keyFile: string, made: readonly string[]): string {
  return [
    made.length === 0 ? 'The key exists. Nothing was changed.' : block([['Created', made.join(', ')]]),
    wrap(
      'Keep a copy of the private key: without it, the addresses that customers gave for notices cannot be read. Make ' +
        "the mailer's system user the owner of the file, so that the server cannot read it.",
    ),
    `Then set QUIETKEY_SMTP_URL and QUIETKEY_MAIL_FROM, and run:\n  QUIETKEY_MAILER_KEY=${keyFile} quietkey mailer`,
  ].join('\n\n');
}
